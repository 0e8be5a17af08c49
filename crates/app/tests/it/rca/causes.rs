//! Causes, evidence and verdicts.

use app::Error;
use app::incident::{AddEntry, EntryAnswer};
use app::rca::{AddCause, AddEvidence, Patch, UpdateCause, ValidateCause};
use domain::id::{CauseId, IncidentId};
use domain::identity::Permission;
use domain::incident::TimelineEntryKind;
use domain::incident::timeline::DetailParts;
use domain::problem::ProblemStatus;
use domain::rca::{CauseKind, CauseVerdict, EvidenceKind, Lens, RcaMethod};

use super::{Bench, bench, change};
use crate::problem::rule;

#[tokio::test]
async fn who_may_draft_and_who_may_confirm() {
    let bench = bench(RcaMethod::CauseMap).await;
    let app = bench.app();
    let stage = &bench.shop.stage;
    let cause = bench.top("The index has one shard").await;
    for (actor, reads, drafts, confirms) in [
        (&bench.shop.petra, true, true, true),
        (&stage.meena, true, true, false),
        (&stage.oliver, true, true, false),
        (&stage.victor, true, false, false),
        (&stage.ada, true, false, false),
        (&bench.shop.carl, false, false, false),
    ] {
        assert_eq!(app.rca(actor, bench.rca).await.is_ok(), reads);
        assert_eq!(app.causes_of(actor, &[bench.rca], None, 10).await.is_ok(), reads);
        assert_eq!(app.add_cause(actor, bench.cause("Another one")).await.is_ok(), drafts);
        assert_eq!(app.add_evidence(actor, Bench::evidence(cause.id)).await.is_ok(), drafts);
        let confirmed = app.confirm_root_cause(actor, cause.id, 1).await;
        let permission = Permission::RootCauseConfirm;
        assert_eq!(
            matches!(confirmed, Err(Error::Forbidden { permission: asked }) if asked == permission),
            !confirms
        );
    }
}

#[tokio::test]
async fn a_repeated_cause_or_evidence_is_made_once_and_leaves_one_trace() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let keyed = AddCause { idempotency_key: Some("k".to_owned()), ..bench.cause("The index has one shard") };
    let first = app.add_cause(oliver, keyed.clone()).await.unwrap();
    bench.is_kept(&first.rca).await;
    let again = app.add_cause(oliver, keyed).await.unwrap();
    assert_eq!((&again.cause, again.rca.analysis.graph.causes.len()), (&first.cause, 1));
    assert_eq!(bench.shop.traces("rca.cause_added", "rca.cause_added").await, (1, 1));
    let keyed = AddEvidence { idempotency_key: Some("k".to_owned()), ..Bench::evidence(first.cause.id) };
    let added = app.add_evidence(oliver, keyed.clone()).await.unwrap();
    assert_eq!(app.add_evidence(oliver, keyed).await.unwrap().evidence, added.evidence);
    assert_eq!(bench.shop.traces("rca.evidence_added", "rca.evidence_changed").await, (1, 1));
    assert_eq!(app.count_evidence(oliver, &[first.cause.id]).await.unwrap()[&first.cause.id], 1);
    let pages = app.evidence_of_causes(oliver, &[first.cause.id], None, 10).await.unwrap();
    assert_eq!(pages[&first.cause.id].items, [added.evidence]);
}

#[tokio::test]
async fn a_stale_change_of_a_cause_is_refused() {
    let bench = bench(RcaMethod::Fishbone).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let cause = bench.top("The index has one shard").await;
    let first = UpdateCause {
        text: Some("The index has a single shard".to_owned()),
        lens: Patch::Remove,
        bone: Patch::Set("capacity".to_owned()),
        ..change(&cause)
    };
    let changed = app.update_cause(oliver, first.clone()).await.unwrap();
    bench.is_kept(&changed.rca).await;
    assert_eq!((changed.cause.version, changed.cause.lens), (2, None));
    let stale = app.update_cause(oliver, first).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })), "{stale:?}");
    let nowhere = UpdateCause { bone: Patch::Set("attic".to_owned()), ..change(&changed.cause) };
    assert_eq!(rule(&app.update_cause(oliver, nowhere).await), Some("FB-03"));
    let person = UpdateCause { kind: Some(CauseKind::HumanAction), ..change(&changed.cause) };
    let person = app.update_cause(oliver, person).await.unwrap();
    assert!(person.rca.findings.iter().any(|finding| finding.rule.as_str() == "RCS-11"), "nothing beneath");
}

#[tokio::test]
async fn a_verdict_needs_evidence_and_a_root_cause_a_verdict() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, petra) = (bench.app(), &bench.shop.petra);
    let cause = bench.top("The index has one shard").await;
    assert_eq!(rule(&bench.decide(&cause, CauseVerdict::Validated).await), Some("RCS-05"));
    assert_eq!(rule(&app.confirm_root_cause(petra, cause.id, 1).await), Some("RCS-05"));
    assert_eq!(bench.now().await.graph.causes, std::slice::from_ref(&cause), "nothing was saved");
    let confirmed = bench.confirm(&cause).await;
    bench.is_kept(&confirmed.rca).await;
    assert!(confirmed.cause.is_root_cause());
    let problem = bench.problem().await;
    assert_eq!(problem.status, ProblemStatus::RootCauseConfirmed);
    assert_eq!(problem.rca.map(|rca| rca.root_cause_count), Some(1));
    let evidence = bench.now().await.evidence[0].id;
    let removed = app.remove_evidence(petra, evidence).await;
    assert_eq!(rule(&removed), Some("RCS-05"), "the verdict stands on it alone");
    let gone = app.remove_cause(petra, cause.id, confirmed.cause.version).await;
    assert!(gone.is_err(), "a confirmed root cause stays");
    let not_theirs = bench.decide(&cause, CauseVerdict::Unresolved).await;
    assert!(matches!(not_theirs, Err(Error::Forbidden { .. })), "{not_theirs:?}");
    let withdraw = ValidateCause {
        id: cause.id,
        version: confirmed.cause.version,
        verdict: CauseVerdict::Unresolved,
        reason: String::new(),
    };
    let withdrawn = app.validate_cause(petra, withdraw).await.unwrap();
    assert!(!withdrawn.cause.is_root_cause());
    assert_eq!(bench.problem().await.status, ProblemStatus::InAnalysis, "the problem follows");
    app.remove_evidence(petra, evidence).await.unwrap();
    assert_eq!(bench.shop.traces("rca.root_cause_confirmed", "rca.root_cause_confirmed").await, (1, 1));
    // Started, confirmed, withdrawn.
    assert_eq!(bench.shop.traces("problem.status_changed", "problem.status_changed").await, (3, 3));
}

#[tokio::test]
async fn a_removed_cause_takes_nothing_and_comes_back_whole() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let top = bench.top("The index has one shard").await;
    let below = bench.beneath(&top, "Shards are counted once").await;
    assert!(app.remove_cause(oliver, top.id, 1).await.is_err(), "a cause hangs on it");
    app.add_evidence(oliver, Bench::evidence(below.id)).await.unwrap();
    let before = bench.now().await;
    let removed = app.remove_cause(oliver, below.id, 1).await.unwrap();
    bench.is_kept(&removed.rca).await;
    assert_eq!(app.count_causes(oliver, &[bench.rca]).await.unwrap()[&bench.rca], 1);
    let page = app.causes_of(oliver, &[bench.rca], None, 10).await.unwrap();
    assert_eq!(page[&bench.rca].items.iter().map(|one| one.id).collect::<Vec<_>>(), [top.id]);
    for refused in [
        rule(&app.add_evidence(oliver, Bench::evidence(below.id)).await),
        rule(&bench.decide(&below, CauseVerdict::Unresolved).await),
        rule(&app.add_cause(oliver, AddCause { effect_id: Some(below.id), ..bench.cause("Deeper") }).await),
        rule(&app.update_cause(oliver, UpdateCause { version: 2, ..change(&below) }).await),
    ] {
        assert_eq!(refused, Some("CM-04"));
    }
    let back = app.restore_cause(oliver, below.id, 2).await.unwrap();
    assert_eq!((back.cause.version, back.cause.removed_at), (3, None));
    let after = bench.now().await;
    assert_eq!((after.graph.groups, after.evidence), (before.graph.groups, before.evidence));
    assert!(app.restore_cause(oliver, below.id, 3).await.is_err());
}

async fn entry(bench: &Bench, incident: IncidentId) -> EntryAnswer {
    let command = AddEntry {
        incident_id: incident,
        body: "Latency rises.".to_owned(),
        kind: TimelineEntryKind::Note,
        happened_at: None,
        precision: None,
        corrects: None,
        links: Vec::new(),
        detail: DetailParts::default(),
        idempotency_key: None,
    };
    bench.app().add_timeline_entry(&bench.shop.stage.meena, command).await.unwrap()
}

#[tokio::test]
async fn a_timeline_entry_is_evidence_for_the_problem_of_its_incident_alone() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let cause = bench.top("The index has one shard").await;
    let incident = bench.shop.stage.declare("Search is slow").await;
    let told = entry(&bench, incident.id).await.entry;
    let from_entry = AddEvidence {
        kind: EvidenceKind::TimelineEntry,
        timeline_entry_id: Some(told.id),
        ..Bench::evidence(cause.id)
    };
    let foreign = app.add_evidence(oliver, from_entry.clone()).await;
    assert!(matches!(foreign, Err(Error::Invalid { ref field, .. }) if field == "timelineEntryId"));
    app.link_problem_incident(oliver, bench.problem.id, incident.id).await.unwrap();
    let added = app.add_evidence(oliver, from_entry.clone()).await.unwrap();
    assert_eq!(added.evidence.timeline_entry, Some(told.id));
    for wrong in [
        AddEvidence { kind: EvidenceKind::Log, ..from_entry.clone() },
        AddEvidence { timeline_entry_id: None, ..from_entry.clone() },
        AddEvidence {
            captured_at: Some(app.now() + chrono::Duration::seconds(9)),
            ..Bench::evidence(cause.id)
        },
        AddEvidence { url: Some("ftp://x".to_owned()), ..Bench::evidence(cause.id) },
    ] {
        assert!(matches!(app.add_evidence(oliver, wrong).await, Err(Error::Invalid { .. })));
    }
    // What the writer does not see is as if it belonged elsewhere.
    let quiet = bench.shop.stage.declare_private("Quiet").await;
    app.link_problem_incident(&bench.shop.stage.meena, bench.problem.id, quiet.id).await.unwrap();
    let hidden = entry(&bench, quiet.id).await.entry.id;
    let unseen = AddEvidence { timeline_entry_id: Some(hidden), ..from_entry };
    assert!(matches!(app.add_evidence(&bench.shop.petra, unseen).await, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, petra) = (bench.app(), &bench.shop.petra);
    let nobody = CauseId::new(uuid::Uuid::from_u128(7));
    assert!(matches!(app.confirm_root_cause(petra, nobody, 1).await, Err(Error::NotFound)));
    assert!(matches!(app.add_evidence(petra, Bench::evidence(nobody)).await, Err(Error::NotFound)));
    assert!(matches!(app.rca_by_reference(petra, "RCA-99").await, Err(Error::NotFound)));
    assert_eq!(app.rca_by_reference(petra, "rca-1").await.unwrap().id, bench.rca);
    let lens = AddCause { bone: Some("attic".to_owned()), lens: Some(Lens::Process), ..bench.cause("Odd") };
    assert_eq!(rule(&app.add_cause(petra, lens).await), Some("FB-03"));
    assert!(bench.now().await.graph.causes.is_empty());
}
