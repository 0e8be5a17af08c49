//! Table tests of the settings.

use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn severity(severity: Severity, change: SeverityChange) -> OrganisationChange {
    OrganisationChange { severities: vec![(severity, change)], ..OrganisationChange::default() }
}

#[test]
fn the_defaults_are_those_of_the_rules() {
    let fresh = Organisation::fresh().unwrap();
    fresh.check().unwrap();
    // severity, ROL-01, COM-03, COM-04
    let table = [
        (Severity::Sev1, Some(15), Some(15), Some(30)),
        (Severity::Sev2, Some(15), Some(30), Some(60)),
        (Severity::Sev3, None, None, Some(120)),
        (Severity::Sev4, None, None, None),
    ];
    for (severity, roles, first, cadence) in table {
        let of = fresh.thresholds.of(severity);
        assert_eq!((of.roles_within, of.first_update), (roles, first), "{severity}");
        assert_eq!((of.internal_cadence, of.external_cadence), (cadence, cadence), "{severity}");
    }
    assert_eq!(fresh.thresholds.late_grace_minutes, 0);
}

#[test]
fn a_change_names_what_changed_and_leaves_the_rest() {
    let mut settings = Organisation::fresh().unwrap();
    assert!(settings.apply(OrganisationChange::default()).unwrap().is_empty());
    let same = OrganisationChange { name: Some(name("Coalmine")), ..OrganisationChange::default() };
    assert!(settings.apply(same).unwrap().is_empty());
    let change = OrganisationChange {
        name: Some(name("Trips")),
        late_grace_minutes: Some(5),
        ..severity(
            Severity::Sev2,
            SeverityChange {
                label: Some(name("Serious")),
                first_update: Some(None),
                internal_cadence: Some(Some(45)),
                ..SeverityChange::default()
            },
        )
    };
    assert_eq!(settings.apply(change).unwrap(), ["organisationName", "thresholds", "severities"]);
    assert_eq!(settings.words(Severity::Sev2).label.as_str(), "Serious");
    let of = settings.thresholds.of(Severity::Sev2);
    assert_eq!((of.roles_within, of.first_update), (Some(15), None));
    assert_eq!((of.internal_cadence, of.external_cadence), (Some(45), Some(60)));
    assert_eq!(settings.thresholds.of(Severity::Sev1), Thresholds::default().of(Severity::Sev1));
}

#[test]
fn minutes_out_of_range_and_names_that_are_taken_change_nothing() {
    let minutes = |roles| SeverityChange { roles_within: Some(Some(roles)), ..SeverityChange::default() };
    let label = |text| SeverityChange { label: Some(name(text)), ..SeverityChange::default() };
    let grace =
        |minutes| OrganisationChange { late_grace_minutes: Some(minutes), ..OrganisationChange::default() };
    let table = [
        (severity(Severity::Sev1, minutes(0)), Some("severities.rolesWithinMinutes")),
        (severity(Severity::Sev1, minutes(1)), None),
        (severity(Severity::Sev1, minutes(MINUTES_MAX)), None),
        (severity(Severity::Sev1, minutes(MINUTES_MAX + 1)), Some("severities.rolesWithinMinutes")),
        (severity(Severity::Sev1, label("sev2")), Some("severities.label")),
        (severity(Severity::Sev1, label("sev1")), None),
        (grace(0), None),
        (grace(GRACE_MAX), None),
        (grace(GRACE_MAX + 1), Some("thresholds.lateGraceMinutes")),
    ];
    for (change, refused) in table {
        let mut settings = Organisation::fresh().unwrap();
        let before = settings.clone();
        let outcome = settings.apply(change.clone());
        assert_eq!(outcome.as_ref().err().map(OrganisationError::field), refused, "{change:?}");
        if refused.is_some() {
            assert_eq!(settings, before);
        }
    }
}

#[test]
fn labels_may_be_swapped_in_one_change() {
    let mut settings = Organisation::fresh().unwrap();
    let label = |text| SeverityChange { label: Some(name(text)), ..SeverityChange::default() };
    let swap = OrganisationChange {
        severities: vec![(Severity::Sev1, label("SEV2")), (Severity::Sev2, label("SEV1"))],
        ..OrganisationChange::default()
    };
    assert_eq!(settings.apply(swap).unwrap(), ["severities"]);
}
