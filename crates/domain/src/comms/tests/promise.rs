//! What becomes of promises: kept, late, broken; who is told; how they are counted.

use super::*;
use crate::comms::promise::{
    EscalationStage, Promise, PromiseKind, PromiseOutcome, RcaStage, Tally, recipients, replay,
};
use crate::id::PromiseId;
use crate::incident::{Responder, ResponderRole};
use crate::portal::RcaOwed;

fn promise(audience: Audience, due: &str) -> Promise {
    let mut incident = incident(Severity::Sev2);
    let update = incident.publish_update(draft(audience, Some(due), None), AUTHOR, at("08:45")).unwrap();
    let id = PromiseId::new(uuid::Uuid::from_u128(9));
    Promise::of_update(id, &update, &Thresholds::default()).unwrap()
}

fn grace(minutes: u32) -> Thresholds {
    let mut thresholds = Thresholds::default();
    thresholds.late_grace_minutes = minutes;
    thresholds
}

#[test]
fn an_update_promises_its_next_or_else_the_fix() {
    let mut incident = incident(Severity::Sev2);
    let made = |next, eta, incident: &mut Incident| {
        let update =
            incident.publish_update(draft(Audience::External, next, eta), AUTHOR, at("08:45")).unwrap();
        Promise::of_update(PromiseId::new(uuid::Uuid::from_u128(9)), &update, &grace(5))
    };
    let both = made(Some("09:45"), Some("11:00"), &mut incident).unwrap();
    assert_eq!((both.due_at, both.escalate_at), (at("09:45"), Some(at("09:50"))));
    assert_eq!(made(None, Some("11:00"), &mut incident).unwrap().due_at, at("11:00"));
    incident.change_status(IncidentStatus::Resolved, None, None, at("08:40")).unwrap();
    assert_eq!(made(None, None, &mut incident), None, "the last word promises nothing");
}

#[test]
fn what_comes_in_time_is_kept_and_what_comes_after_the_grace_is_late() {
    use PromiseOutcome::{Broken, Kept, Late};
    // grace, an update at, the end at, outcome, kept at
    let table = [
        (0, Some("09:45"), None, Kept, Some("09:45")),
        (0, Some("09:46"), None, Late, Some("09:46")),
        (5, Some("09:50"), None, Kept, Some("09:50")),
        (5, Some("09:51"), None, Late, Some("09:51")),
        (0, None, Some("09:45"), Kept, Some("09:45")),
        (0, None, Some("09:46"), Broken, None),
        (5, None, Some("09:50"), Kept, Some("09:50")),
        // The last word after the end keeps it after all.
        (0, Some("10:30"), Some("10:00"), Late, Some("10:30")),
        // An end in time settles it for good.
        (0, Some("10:30"), Some("09:00"), Kept, Some("09:00")),
    ];
    for (minutes, update, end, outcome, kept) in table {
        let (mut one, thresholds) = (promise(Audience::External, "09:45"), grace(minutes));
        if let Some(end) = end {
            assert!(one.end(None, at(end), &thresholds));
        }
        if let Some(update) = update {
            one.keep(at(update), &thresholds);
        }
        assert_eq!((one.outcome, one.kept_at), (outcome, kept.map(at)), "{minutes} {update:?} {end:?}");
        assert_eq!(one.escalate_at, None, "settled");
        assert!(!one.is_late(at("23:00"), &thresholds));
    }
    let mut kept = promise(Audience::External, "09:45");
    assert!(kept.keep(at("09:00"), &grace(0)) && !kept.keep(at("11:00"), &grace(0)), "kept once");
    let mut analysis = Promise { kind: PromiseKind::Rca, ..promise(Audience::External, "09:45") };
    assert!(!analysis.end(None, at("10:00"), &grace(0)), "a promised analysis outlives the incident");
    for (audience, owed, ends) in [
        (Audience::External, "09:45", false),
        (Audience::External, "09:00", true),
        (Audience::Internal, "09:45", true),
    ] {
        let ended = promise(audience, "09:45").end(Some(at(owed)), at("09:30"), &grace(0));
        assert_eq!(ended, ends, "{audience}: the word that customers are owed by {owed}");
    }
}

#[test]
fn lateness_counts_from_the_due_date() {
    let (mut one, thresholds) = (promise(Audience::Internal, "09:45"), grace(5));
    for (now, late) in [("09:50", None), ("09:51", Some(360)), ("10:45", Some(3600))] {
        assert_eq!(one.lateness(at(now), &thresholds), late, "{now}");
        assert_eq!(one.is_late(at(now), &thresholds), late.is_some(), "{now}");
    }
    one.keep(at("10:00"), &thresholds);
    assert_eq!(one.lateness(at("23:00"), &thresholds), Some(900));
    let mut broken = promise(Audience::Internal, "09:45");
    broken.end(None, at("11:00"), &thresholds);
    assert_eq!((broken.outcome, broken.lateness(at("23:00"), &thresholds)), (PromiseOutcome::Broken, None));
}

#[test]
fn leads_are_told_first_and_managers_a_cadence_later() {
    use EscalationStage::{Leads, Managers};
    let one = promise(Audience::External, "09:45");
    let reached = |severity, now: &str| one.stages_reached(severity, at(now), &grace(5));
    // severity, when the managers are told at the latest minute before
    for (severity, quiet, told) in [
        (Severity::Sev1, "10:20", "10:21"),
        (Severity::Sev2, "10:50", "10:51"),
        (Severity::Sev4, "10:50", "10:51"),
    ] {
        assert!(reached(severity, "09:50").is_empty());
        assert_eq!(reached(severity, "09:51"), [Leads]);
        assert_eq!(reached(severity, quiet), [Leads], "{severity}");
        assert_eq!(reached(severity, told), [Leads, Managers], "{severity}");
    }
    let mut hasty = grace(0);
    hasty.of_mut(Severity::Sev1).external_cadence = Some(5);
    assert_eq!(
        one.stage_at(Managers, Severity::Sev1, &hasty),
        Some(at("10:00")),
        "never sooner than 15 minutes"
    );
    assert_eq!(one.next_stage_at(Severity::Sev1, at("09:46"), &hasty), Some(at("10:00")));
    assert_eq!(one.next_stage_at(Severity::Sev1, at("10:01"), &hasty), None);
    let analysis = Promise { kind: PromiseKind::Rca, ..one.clone() };
    assert_eq!(
        analysis.stage_at(Managers, Severity::Sev1, &hasty),
        Some(at("09:45") + chrono::Duration::days(1))
    );
    let mut kept = one;
    kept.keep(at("09:59"), &hasty);
    assert!(kept.stages_reached(Severity::Sev1, at("23:00"), &hasty).is_empty(), "settled");
}

#[test]
fn where_no_lead_is_named_managers_are_told_at_once() {
    let user = |n| UserId::new(uuid::Uuid::from_u128(n));
    let mut incident = incident(Severity::Sev2);
    let managers = [user(8), user(9)];
    assert_eq!(recipients(EscalationStage::Leads, &incident, &managers), managers);
    for (role, who) in
        [(ResponderRole::IncidentLead, 1), (ResponderRole::CommunicationsLead, 2), (ResponderRole::Scribe, 3)]
    {
        incident.responders.push(Responder {
            id: crate::id::ResponderId::new(uuid::Uuid::from_u128(50 + who)),
            role,
            user: user(who),
            since: at("08:36"),
            until: None,
        });
    }
    assert_eq!(recipients(EscalationStage::Leads, &incident, &managers), [user(2), user(1)]);
    assert_eq!(recipients(EscalationStage::Managers, &incident, &managers), managers);
}

#[test]
fn a_history_is_replayed_as_it_would_have_been_lived() {
    use PromiseOutcome::{Broken, Kept, Late, Open};
    let mut incident = incident(Severity::Sev2);
    let mut told = Vec::new();
    for (audience, next, now) in [
        (Audience::External, "09:45", "08:45"),
        (Audience::Internal, "09:00", "08:45"),
        (Audience::External, "10:30", "09:40"),
        (Audience::External, "11:30", "10:40"),
    ] {
        told.push(incident.publish_update(draft(audience, Some(next), None), AUTHOR, at(now)).unwrap());
    }
    let outcomes = |told: &[StatusUpdate], ended: Option<&str>| -> Vec<PromiseOutcome> {
        replay(told, ended.map(at), &grace(0)).iter().map(|promise| promise.outcome).collect()
    };
    assert_eq!(outcomes(&told, None), [Kept, Open, Late, Open]);
    assert_eq!(outcomes(&told, Some("11:00")), [Kept, Broken, Late, Kept]);
    assert_eq!(outcomes(&told, Some("12:00")), [Kept, Broken, Late, Broken]);
    incident.change_status(IncidentStatus::Resolved, None, None, at("08:50")).unwrap();
    told.push(incident.publish_update(draft(Audience::External, None, None), AUTHOR, at("12:05")).unwrap());
    assert_eq!(
        outcomes(&told, Some("12:00")),
        [Kept, Broken, Late, Late],
        "the last word came after the end"
    );
}

#[test]
fn a_report_counts_outcomes_and_takes_the_middle_lateness() {
    use PromiseOutcome::{Broken, Kept, Late, Open};
    let tally = |late: &[i64]| Tally::of(late.iter().map(|seconds| (Late, Some(*seconds)))).median_lateness;
    for (late, median) in
        [(&[][..], None), (&[30], Some(30)), (&[10, 50], Some(30)), (&[900, 10, 60], Some(60))]
    {
        assert_eq!(tally(late), median, "{late:?}");
    }
    let all = [(Kept, None), (Kept, None), (Late, Some(60)), (Broken, None), (Open, None)];
    let expected = Tally { made: 5, kept: 2, late: 1, broken: 1, open: 1, median_lateness: Some(60) };
    assert_eq!(Tally::of(all), expected);
}

fn analysis(stage: RcaStage, audience: Audience, due: &str) -> Result<Promise, CommsError> {
    let id = PromiseId::new(uuid::Uuid::from_u128(11));
    let incident = IncidentId::new(uuid::Uuid::from_u128(100));
    Promise::of_rca(id, incident, (stage, audience), at(due), (AUTHOR, at("08:45")), &grace(0))
}

#[test]
fn a_published_analysis_keeps_what_was_promised_of_its_stage_or_an_earlier_one() {
    use Audience::{External, Internal};
    use RcaStage::{Final, Preliminary};
    let table = [
        ((Preliminary, External), (Preliminary, External), true),
        ((Preliminary, External), (Final, External), true),
        ((Final, External), (Preliminary, External), false),
        ((Final, Internal), (Final, External), true),
        ((Final, External), (Final, Internal), false),
    ];
    for (promised, published, keeps) in table {
        let one = analysis(promised.0, promised.1, "23:00").unwrap();
        assert_eq!(one.is_kept_by(published.0, published.1), keeps, "{promised:?} {published:?}");
    }
    assert!(!promise(External, "09:45").is_kept_by(Final, External), "an update is no analysis");
    let past = analysis(Final, External, "08:45");
    assert_eq!(past, Err(CommsError::PromiseInPast { field: "dueAt" }));
}

#[test]
fn a_promised_analysis_gives_way_to_a_later_date_alone() {
    use Audience::{External, Internal};
    use RcaStage::{Final, Preliminary};
    let promised = || analysis(Final, External, "12:00").unwrap();
    for (stage, audience) in [(Preliminary, External), (Final, Internal)] {
        let other = analysis(stage, audience, "11:00").unwrap();
        assert_eq!(promised().give_way_to(&other), Ok(false), "something else");
    }
    for due in ["11:00", "12:00"] {
        let sooner = analysis(Final, External, due).unwrap();
        assert_eq!(promised().give_way_to(&sooner), Err(CommsError::PromisedAlready { due_at: at("12:00") }));
    }
    let mut earlier = promised();
    assert_eq!(earlier.give_way_to(&analysis(Final, External, "13:00").unwrap()), Ok(true));
    assert_eq!((earlier.outcome, earlier.escalate_at), (PromiseOutcome::Broken, None));
}

#[test]
fn customers_wait_for_the_analysis_that_is_due_first() {
    use Audience::{External, Internal};
    use RcaStage::{Final, Preliminary};
    let all =
        [(Final, External, "15:00"), (Preliminary, External, "13:00"), (Preliminary, Internal, "12:00")]
            .map(|(stage, audience, due)| analysis(stage, audience, due).unwrap());
    let owed = RcaOwed::first(all.iter()).unwrap();
    assert_eq!((owed.is_final, owed.due_at), (false, at("13:00")));
    assert!(RcaOwed::first(all.iter().take(1)).unwrap().is_final);
    assert_eq!(RcaOwed::first(all.iter().skip(2)), None, "the inside is told elsewhere");
    assert_eq!(RcaOwed::first([promise(External, "12:00")].iter()), None, "an update is no analysis");
}
