//! Roles (`ROL-01`, `ROL-02`), relations (`VOC-06`) and the timeline.

use super::*;
use crate::id::{IncidentLinkId, TimelineEntryId};
use crate::incident::link::check_link;
use crate::incident::timeline::DetailParts;

#[test]
fn a_role_has_one_holder_and_is_handed_over() {
    let mut incident = incident();
    let now = at("12:00");
    let lead = ResponderRole::IncidentLead;
    incident.assign(responder_id(1), lead, OLIVER, at("09:20"), now).unwrap();
    assert_eq!(
        incident.assign(responder_id(2), lead, OLIVER, now, now),
        Err(IncidentError::RoleHeld { role: lead })
    );
    assert_eq!(
        incident.clone().assign(responder_id(2), lead, MEENA, at("09:00"), now),
        Err(IncidentError::HandOverBeforeStart)
    );
    let entry = incident.assign(responder_id(2), lead, MEENA, at("09:55"), now).unwrap();
    assert_eq!(entry.detail, EntryDetail::Role { role: lead, from: Some(OLIVER), to: Some(MEENA) });
    assert_eq!(entry.precision, Precision::Minute);
    assert_eq!(incident.responders[0].until, Some(at("09:55")));
    assert_eq!(
        (incident.holder(lead), incident.role_of(MEENA), incident.role_of(OLIVER)),
        (Some(MEENA), Some(lead), None)
    );
    incident.release(lead, now, now).unwrap();
    assert_eq!(incident.release(lead, now, now), Err(IncidentError::RoleVacant { role: lead }));
}

#[test]
fn rol_01_a_serious_incident_wants_lead_and_communications_lead_after_15_minutes() {
    use ResponderRole as R;
    // severity, roles held, minutes since the declaration, findings
    let table: &[(Severity, &[R], i64, usize)] = &[
        (Severity::Sev1, &[], 14, 0),
        (Severity::Sev1, &[], 15, 2),
        (Severity::Sev2, &[], 60, 2),
        (Severity::Sev2, &[R::IncidentLead], 60, 1),
        (Severity::Sev1, &[R::IncidentLead, R::CommunicationsLead], 60, 0),
        (Severity::Sev3, &[], 60, 0),
        (Severity::Sev4, &[], 60, 0),
    ];
    for (severity, held, minutes, wanted) in table {
        let mut incident = incident();
        incident.severity = *severity;
        for (n, role) in held.iter().enumerate() {
            incident.assign(responder_id(n as u128), *role, MEENA, at("09:20"), at("09:20")).unwrap();
        }
        let now = at("09:20") + chrono::Duration::minutes(*minutes);
        let count = rules_at(&incident, now).iter().filter(|rule| *rule == "ROL-01").count();
        assert_eq!(count, *wanted, "{severity} {held:?} {minutes}");
    }
    let mut ended = incident();
    ended.change_status(IncidentStatus::Resolved, None, None, at("10:00")).unwrap();
    assert!(!rules_at(&ended, at("11:00")).contains(&"ROL-01".to_owned()));
}

#[test]
fn rol_02_lead_and_scribe_are_better_two_people() {
    for (scribe, speaks) in [(OLIVER, true), (MEENA, false)] {
        let mut incident = incident();
        let now = at("09:20");
        incident.assign(responder_id(1), ResponderRole::IncidentLead, OLIVER, now, now).unwrap();
        incident.assign(responder_id(2), ResponderRole::Scribe, scribe, now, now).unwrap();
        assert_eq!(rules_at(&incident, now).contains(&"ROL-02".to_owned()), speaks);
    }
}

#[test]
fn voc_06_directed_relations_are_acyclic() {
    use IncidentLinkKind as K;
    let id = |n: u128| IncidentId::new(uuid::Uuid::from_u128(n));
    let link = |from, to, kind| IncidentLink {
        id: IncidentLinkId::new(uuid::Uuid::from_u128(from * 10 + to)),
        from: id(from),
        to: id(to),
        kind,
        created_at: at("09:00"),
    };
    let chain = [link(1, 2, K::CascadedTo), link(2, 3, K::CascadedTo), link(5, 6, K::SameProblem)];
    let table = [
        (1, 1, K::CascadedTo, Err(IncidentError::SelfLink)),
        (1, 1, K::SameProblem, Err(IncidentError::SelfLink)),
        (1, 2, K::CascadedTo, Err(IncidentError::LinkExists)),
        (2, 1, K::CascadedTo, Err(IncidentError::LinkCycle)),
        (3, 1, K::CascadedTo, Err(IncidentError::LinkCycle)),
        (1, 3, K::CascadedTo, Ok(())),
        (3, 4, K::CascadedTo, Ok(())),
        (3, 1, K::DuplicateOf, Ok(())),
        (3, 1, K::RecurrenceOf, Ok(())),
        (6, 5, K::SameProblem, Err(IncidentError::LinkExists)),
        (6, 7, K::SameProblem, Ok(())),
    ];
    for (from, to, kind, wanted) in table {
        assert_eq!(check_link(id(from), id(to), kind, &chain), wanted, "{from} {kind} {to}");
    }
}

#[test]
fn an_entry_carries_only_what_its_kind_has() {
    use TimelineEntryKind as K;
    let now = at("12:00");
    let result = DetailParts { result: Some(ActionResult::NoEffect), ..DetailParts::default() };
    let waiting = DetailParts {
        approval_asked_at: Some(at("10:20")),
        approval_given_at: Some(at("10:50")),
        ..DetailParts::default()
    };
    let backwards = DetailParts { approval_given_at: Some(at("10:10")), ..waiting };
    let future = DetailParts { approval_given_at: Some(at("12:01")), ..waiting };
    let escalation = DetailParts { is_customer_escalation: true, ..DetailParts::default() };
    assert_eq!(
        EntryDetail::written(K::Action, result, now),
        Ok(EntryDetail::Action { result: Some(ActionResult::NoEffect) })
    );
    let decision = EntryDetail::written(K::Decision, waiting, now).unwrap();
    assert_eq!(decision.waiting_seconds(), Some(30 * 60));
    assert_eq!(
        EntryDetail::written(K::Communication, escalation, now),
        Ok(EntryDetail::Communication { is_customer_escalation: true })
    );
    let refused = [
        (K::Note, result, IncidentError::DetailOfOtherKind { field: "result" }),
        (K::Action, waiting, IncidentError::DetailOfOtherKind { field: "approvalAskedAt" }),
        (K::Decision, escalation, IncidentError::DetailOfOtherKind { field: "isCustomerEscalation" }),
        (K::Decision, backwards, IncidentError::ApprovalBeforeAsking),
        (K::Decision, future, IncidentError::InFuture { field: "approvalGivenAt" }),
        (K::Status, DetailParts::default(), IncidentError::KindWrittenByChange),
        (K::Severity, DetailParts::default(), IncidentError::KindWrittenByChange),
        (K::Role, DetailParts::default(), IncidentError::KindWrittenByChange),
    ];
    for (kind, parts, error) in refused {
        assert_eq!(EntryDetail::written(kind, parts, now), Err(error), "{kind}");
    }
    for kind in K::ALL.iter().filter(|kind| !matches!(kind, K::Status | K::Severity | K::Role)) {
        assert_eq!(EntryDetail::written(*kind, DetailParts::default(), now).map(|d| d.kind()), Ok(*kind));
    }
}

#[test]
fn a_correction_points_to_an_uncorrected_entry_of_the_same_incident() {
    let incident = incident();
    let entry = TimelineEntry {
        id: TimelineEntryId::new(uuid::Uuid::from_u128(1)),
        incident: incident.id,
        happened_at: at("09:00"),
        precision: Precision::Exact,
        recorded_at: at("09:00"),
        detail: EntryDetail::Note,
        body: text("Seen."),
        links: Vec::new(),
        author: Principal::User(OLIVER),
        author_role: None,
        corrects: None,
        corrected_by: None,
        is_pinned: false,
    };
    assert_eq!(NewEntry::check_correction(incident.id, &entry), Ok(()));
    let other = IncidentId::new(uuid::Uuid::from_u128(5));
    assert_eq!(NewEntry::check_correction(other, &entry), Err(IncidentError::BadCorrection));
    let corrected =
        TimelineEntry { corrected_by: Some(TimelineEntryId::new(uuid::Uuid::from_u128(2))), ..entry };
    assert_eq!(NewEntry::check_correction(incident.id, &corrected), Err(IncidentError::BadCorrection));
    let future = NewEntry::at(at("12:01"), EntryDetail::Note, text("Soon."));
    assert_eq!(future.check(at("12:00")), Err(IncidentError::InFuture { field: "happenedAt" }));
}

#[test]
fn references_are_read_in_any_case() {
    for (reference, number) in [
        ("INC-42", Some(42)),
        ("inc-42", Some(42)),
        (" INC-1 ", Some(1)),
        ("INC-", None),
        ("42", None),
        ("INC-4x", None),
        ("INC--1", None),
    ] {
        assert_eq!(parse_reference(reference), number, "{reference}");
    }
}
