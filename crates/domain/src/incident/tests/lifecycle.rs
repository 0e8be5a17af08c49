//! Steps of the lifecycle, `VOC-02`, and the first outage as it was told.

use super::*;
use crate::incident::status::Step;

#[test]
fn every_step_of_the_lifecycle() {
    use IncidentStatus as S;
    use Step::{Back, Forward};
    let steps = [
        (
            S::Declared,
            vec![
                (S::Investigating, Forward),
                (S::Identified, Forward),
                (S::Mitigated, Forward),
                (S::Monitoring, Forward),
                (S::Resolved, Forward),
                (S::Cancelled, Forward),
            ],
        ),
        (
            S::Investigating,
            vec![
                (S::Identified, Forward),
                (S::Mitigated, Forward),
                (S::Monitoring, Forward),
                (S::Resolved, Forward),
            ],
        ),
        (
            S::Identified,
            vec![
                (S::Investigating, Back),
                (S::Mitigated, Forward),
                (S::Monitoring, Forward),
                (S::Resolved, Forward),
            ],
        ),
        (S::Mitigated, vec![(S::Investigating, Back), (S::Monitoring, Forward), (S::Resolved, Forward)]),
        (S::Monitoring, vec![(S::Investigating, Back), (S::Resolved, Forward)]),
        (S::Resolved, vec![(S::Investigating, Back), (S::Closed, Forward)]),
        (S::Closed, vec![(S::Investigating, Back)]),
        (S::Cancelled, vec![]),
    ];
    for (from, allowed) in steps {
        for to in S::ALL {
            let wanted = allowed.iter().find(|(state, _)| state == to).map(|(_, step)| *step);
            assert_eq!(from.step(*to), wanted, "{from} to {to}");
        }
        assert_eq!(from.next(), allowed.iter().map(|(state, _)| *state).collect::<Vec<_>>());
    }
}

#[test]
fn steps_stamp_their_instants_and_a_step_back_takes_them_away() {
    let mut incident = incident();
    let mut go = |to, clock: &str, reason: Option<&str>| {
        incident.change_status(to, reason.map(text).as_ref(), Some(at(clock)), at("20:00")).map(|_| ())
    };
    go(IncidentStatus::Investigating, "09:30", None).unwrap();
    go(IncidentStatus::Identified, "10:20", None).unwrap();
    go(IncidentStatus::Mitigated, "10:50", None).unwrap();
    go(IncidentStatus::Monitoring, "11:15", None).unwrap();
    assert_eq!(
        go(IncidentStatus::Investigating, "14:00", None),
        Err(IncidentError::ReasonNeeded {
            from: IncidentStatus::Monitoring,
            to: IncidentStatus::Investigating
        })
    );
    go(IncidentStatus::Investigating, "14:00", Some("Errors are back.")).unwrap();
    assert_eq!(incident.instants.at(InstantName::Mitigated), None);
    assert_eq!(incident.instants.at(InstantName::Acknowledged), Some(at("09:30")));
    assert_eq!(incident.instants.at(InstantName::Identified), Some(at("10:20")));
}

#[test]
fn voc_02_an_incident_resolves_on_restoration_without_any_cause() {
    let mut incident = incident();
    let entry = incident.change_status(IncidentStatus::Resolved, None, None, at("09:40")).unwrap();
    assert_eq!(
        entry.detail,
        EntryDetail::Status { from: Some(IncidentStatus::Declared), to: IncidentStatus::Resolved }
    );
    assert_eq!(incident.instants.at(InstantName::Identified), None);
    assert_eq!(incident.ended_at(), Some(at("09:40")));
    assert_eq!(incident.windows[0].ended_at, Some(at("09:40")));
}

#[test]
fn a_resolved_incident_can_be_reopened_and_a_cancelled_one_cannot() {
    let mut resolved = incident();
    resolved.change_status(IncidentStatus::Resolved, None, None, at("09:40")).unwrap();
    resolved
        .change_status(IncidentStatus::Investigating, Some(&text("It is back.")), None, at("09:50"))
        .unwrap();
    assert_eq!((resolved.status.is_open(), resolved.ended_at()), (true, None));

    let mut cancelled = incident();
    cancelled.change_status(IncidentStatus::Cancelled, None, None, at("09:40")).unwrap();
    assert_eq!(cancelled.ended_at(), Some(at("09:40")));
    assert_eq!(
        cancelled.change_status(IncidentStatus::Investigating, Some(&text("?")), None, at("09:50")),
        Err(IncidentError::Transition { from: IncidentStatus::Cancelled, to: IncidentStatus::Investigating })
    );
}

#[test]
fn a_step_is_neither_in_the_future_nor_before_what_must_come_first() {
    let mut incident = incident();
    assert_eq!(
        incident.clone().change_status(IncidentStatus::Mitigated, None, Some(at("09:31")), at("09:30")),
        Err(IncidentError::InFuture { field: "at" })
    );
    let refused =
        incident.clone().change_status(IncidentStatus::Mitigated, None, Some(at("07:00")), at("09:30"));
    assert_eq!(refused.unwrap_err().rule(), Some("CLK-03"));
    incident
        .change_status(
            IncidentStatus::Mitigated,
            Some(&text("The scheduler had acted before.")),
            Some(at("07:00")),
            at("09:30"),
        )
        .unwrap();
    assert_eq!(rules_at(&incident, at("09:31")), ["CLK-03", "CLK-03", "COM-03", "CLK-06"]);
}

#[test]
fn severity_changes_once_and_tells() {
    let mut incident = incident();
    let entry = incident.change_severity(Severity::Sev2, None, at("09:30")).unwrap();
    assert_eq!(entry.detail, EntryDetail::Severity { from: Severity::Sev1, to: Severity::Sev2 });
    assert_eq!(
        incident.change_severity(Severity::Sev2, None, at("09:31")),
        Err(IncidentError::Unchanged { field: "severity" })
    );
}

#[test]
fn an_edit_names_what_changed_and_keeps_services_of_windows() {
    let mut incident = incident();
    let edit = Edit {
        title: Some(Title::parse("Shop is down").unwrap()),
        is_private: Some(false),
        ..Edit::default()
    };
    assert_eq!(incident.edit(edit), Ok(vec!["title"]));
    let edit = Edit { services: Some(vec![SHOP]), ..Edit::default() };
    assert_eq!(incident.edit(edit), Err(IncidentError::WindowServiceNotAffected));
}
