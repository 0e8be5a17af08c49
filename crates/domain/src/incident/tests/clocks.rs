//! Instants, windows and durations: `CLK-01` to `CLK-04`, `CLK-06`.

use super::*;
use crate::finding::FindingLevel;
use crate::incident::impact::WindowChange;

fn set(
    incident: &mut Incident,
    name: InstantName,
    clock: &str,
    reason: Option<&Body>,
) -> Result<(), IncidentError> {
    incident.set_instant(name, at(clock), InstantSource::Human, Precision::Minute, reason, at("20:00"))
}

#[test]
fn clk_01_an_instant_keeps_its_source_and_precision() {
    let mut incident = incident();
    incident
        .set_instant(
            InstantName::Detected,
            at("09:15"),
            InstantSource::Alert,
            Precision::Approximate,
            None,
            at("10:00"),
        )
        .unwrap();
    let detected = incident.instants.iter().find(|instant| instant.name == InstantName::Detected).unwrap();
    assert_eq!((detected.source, detected.precision), (InstantSource::Alert, Precision::Approximate));
}

#[test]
fn clk_02_all_instants_but_the_declaration_may_be_missing() {
    let (incident, _) = Incident::declare(declaration(), Principal::User(OLIVER), at("09:20")).unwrap();
    let names: Vec<InstantName> = incident.instants.iter().map(|instant| instant.name).collect();
    assert_eq!(names, [InstantName::Declared]);
    assert_eq!(incident.started_at(), at("09:20"));
    assert_eq!(incident.durations(at("10:00")), Durations::default());
}

#[test]
fn clk_03_the_order_is_an_error_on_entry_unless_a_reason_is_given() {
    use InstantName as N;
    // (set first, at), (then, at), refused?
    let table = [
        ((N::Detected, "09:00"), (N::Acknowledged, "08:59"), true),
        ((N::Detected, "09:00"), (N::Acknowledged, "09:00"), false),
        ((N::Detected, "09:00"), (N::Mitigated, "08:30"), true),
        ((N::Mitigated, "10:00"), (N::Restored, "09:59"), true),
        ((N::Restored, "10:00"), (N::Closed, "09:59"), true),
        ((N::Closed, "10:00"), (N::Restored, "10:01"), true),
        ((N::Acknowledged, "09:00"), (N::Detected, "09:30"), true),
        ((N::Detected, "09:00"), (N::Assembled, "08:00"), false),
        ((N::Restored, "10:00"), (N::Declared, "11:00"), false),
        ((N::ImpactStart, "09:00"), (N::Detected, "08:00"), true),
        ((N::Identified, "09:00"), (N::Mitigated, "08:00"), false),
    ];
    for ((first, first_at), (then, then_at), is_refused) in table {
        let (mut incident, _) =
            Incident::declare(declaration(), Principal::User(OLIVER), at("07:00")).unwrap();
        set(&mut incident, first, first_at, None).unwrap();
        let result = set(&mut incident, then, then_at, None);
        assert_eq!(result.is_err(), is_refused, "{first} {first_at}, {then} {then_at}");
        if is_refused {
            assert_eq!(result.unwrap_err().rule(), Some("CLK-03"));
            assert!(incident.instants.order_findings().is_empty());
            set(&mut incident, then, then_at, Some(&text("Both clocks were checked."))).unwrap();
            let findings = incident.instants.order_findings();
            assert_eq!(findings.len(), 1, "{first} {then}");
            assert_eq!((findings[0].rule.as_str(), findings[0].level), ("CLK-03", FindingLevel::Warning));
        }
    }
}

#[test]
fn instants_lie_in_the_past_and_impact_follows_its_windows() {
    let mut incident = incident();
    assert_eq!(
        set(&mut incident, InstantName::Detected, "20:01", None),
        Err(IncidentError::InFuture { field: "at" })
    );
    assert_eq!(
        set(&mut incident, InstantName::ImpactStart, "07:00", None),
        Err(IncidentError::ImpactStartFollowsWindows)
    );
}

#[test]
fn clk_04_elapsed_and_degraded_stand_side_by_side() {
    // windows (start, end), now, elapsed, degraded
    type Case = (&'static [(&'static str, Option<&'static str>)], &'static str, i64, i64);
    let table: &[Case] = &[
        (&[("08:00", Some("11:15")), ("14:00", Some("15:25"))], "20:00", 7 * 60 + 25, 4 * 60 + 40),
        (&[("08:40", Some("11:15")), ("14:00", Some("15:25"))], "20:00", 6 * 60 + 45, 4 * 60),
        (&[("08:30", Some("09:45"))], "20:00", 75, 75),
        (&[("08:00", Some("10:00")), ("09:00", Some("11:00")), ("09:30", Some("09:40"))], "20:00", 180, 180),
        (&[("08:00", Some("09:00")), ("09:00", Some("10:00"))], "20:00", 120, 120),
        (&[("08:00", None)], "08:30", 30, 30),
        (&[("08:00", Some("08:00"))], "20:00", 0, 0),
    ];
    for (windows, now, elapsed, degraded) in table {
        let (mut incident, _) =
            Incident::declare(declaration(), Principal::User(OLIVER), at("07:00")).unwrap();
        for (n, (start, end)) in windows.iter().enumerate() {
            let window = ImpactWindow {
                id: window_id(n as u128),
                started_at: at(start),
                ended_at: end.map(at),
                level: ImpactLevel::PartialOutage,
                services: vec![SHOP],
            };
            incident.add_window(window, at(now)).unwrap();
        }
        let durations = incident.durations(at(now));
        assert_eq!(
            (durations.elapsed, durations.degraded),
            (Some(elapsed * 60), Some(degraded * 60)),
            "{windows:?}"
        );
    }
}

#[test]
fn clk_04_a_window_is_checked_and_can_be_mended() {
    let mut incident = incident();
    let window = |start, end: Option<&str>, service| ImpactWindow {
        id: window_id(9),
        started_at: at(start),
        ended_at: end.map(at),
        level: ImpactLevel::PartialOutage,
        services: vec![service],
    };
    let other = ServiceId::new(uuid::Uuid::from_u128(77));
    let table = [
        (window("10:00", Some("09:59"), SHOP), IncidentError::WindowEndsBeforeStart),
        (window("21:00", None, SHOP), IncidentError::InFuture { field: "startedAt" }),
        (window("10:00", Some("21:00"), SHOP), IncidentError::InFuture { field: "endedAt" }),
        (window("10:00", None, other), IncidentError::WindowServiceNotAffected),
    ];
    for (window, error) in table {
        assert_eq!(incident.add_window(window, at("20:00")), Err(error));
    }
    let change = WindowChange {
        started_at: Some(at("07:30")),
        ended_at: Some(at("11:15")),
        ..WindowChange::default()
    };
    incident.change_window(window_id(1), change, at("20:00")).unwrap();
    assert_eq!(incident.started_at(), at("07:30"));
    assert_eq!(incident.instants.at(InstantName::ImpactStart), Some(at("07:30")));
    assert_eq!(
        incident.change_window(window_id(9), WindowChange::default(), at("20:00")),
        Err(IncidentError::NoSuchWindow)
    );
}

#[test]
fn clk_06_durations_of_the_second_outage() {
    let declaration = Declaration {
        severity: Severity::Sev2,
        impact: Some((window_id(1), at("08:30"), ImpactLevel::PartialOutage)),
        detected_at: Some(at("08:35")),
        detection_source: Some(DetectionSource::Monitoring),
        ..declaration()
    };
    let (mut incident, _) = Incident::declare(declaration, Principal::User(OLIVER), at("08:37")).unwrap();
    let now = at("08:40");
    incident.change_status(IncidentStatus::Investigating, None, None, now).unwrap();
    incident.change_status(IncidentStatus::Mitigated, None, None, at("09:20")).unwrap();
    incident.change_status(IncidentStatus::Resolved, None, None, at("09:45")).unwrap();
    incident.promises.first_external_at = Some(at("08:45"));
    let durations = incident.durations(at("12:00"));
    assert_eq!(durations.time_to_detect, Some(5 * 60));
    assert_eq!(durations.time_to_acknowledge, Some(5 * 60));
    assert_eq!(durations.time_to_mitigate, Some(50 * 60));
    assert_eq!(durations.time_to_restore, Some(75 * 60));
    assert_eq!(durations.time_to_first_communication, Some(10 * 60));
    assert_eq!((durations.elapsed, durations.degraded), (Some(75 * 60), Some(75 * 60)));
    assert!(rules_at(&incident, at("12:00")).is_empty());
}

#[test]
fn clk_06_a_customer_who_noticed_first_is_a_finding_by_itself() {
    for (source, speaks) in [
        (Some(DetectionSource::Customer), true),
        (Some(DetectionSource::Monitoring), false),
        (Some(DetectionSource::Internal), false),
        (Some(DetectionSource::ThirdParty), false),
        (None, false),
    ] {
        let mut incident = incident();
        incident.detection_source = source;
        assert_eq!(rules_at(&incident, at("09:21")).contains(&"CLK-06".to_owned()), speaks, "{source:?}");
    }
}

#[test]
fn durations_between_contradicting_instants_are_empty() {
    let mut incident = incident();
    incident.instants.stamp(InstantName::Detected, at("07:00"), InstantSource::Import, Precision::Exact);
    assert_eq!(incident.durations(at("12:00")).time_to_detect, None);
}
