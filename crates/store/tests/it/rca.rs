//! Analyses: everything in them survives, and only differences are written.

use domain::finding::RuleId;
use domain::id::{BarrierId, CauseGroupId, CauseId, DifferenceId, EvidenceId, RcaId, TimelineEntryId};
use domain::identity::Principal;
use domain::incident::EntryDetail;
use domain::rca::{
    Analysis, Answer, AnswerKey, Barrier, BarrierState, Cause, CauseGroup, CauseKind, CauseLink, CausePath,
    CauseVerdict, Difference, Dismissal, Evidence, EvidenceKind, EvidenceSubject, Goal, GoalKind, Graph,
    GroupOperator, Lens, Rca, RcaMethod, RcaStatus, RiskDecision, StopReason,
};
use domain::text::{Body, Markdown, ShortText, WebUrl};
use sea_orm::ConnectionTrait;
use store::rca::{list, repo};
use store::{Connection, Store, StoreError};

use crate::harness::{at, on_both, uuid};
use crate::incident::{World, entry, incident, insert, world};
use crate::problem::{problem, put};

on_both!(
    an_analysis_survives_with_everything_in_it,
    differences_alone_are_saved,
    a_problem_has_one_analysis,
    a_stale_change_is_a_conflict,
    what_is_corrupt_names_its_place,
    pages_of_causes_and_evidence_are_one_statement_each,
);

fn short(text: &str) -> ShortText {
    ShortText::parse(text).unwrap()
}

fn markdown(text: &str) -> Markdown {
    Markdown::parse(text).unwrap()
}

pub fn cause(world: &World, rca: RcaId, text: &str, seconds: i64) -> Cause {
    Cause {
        id: CauseId::new(uuid()),
        rca,
        text: short(text),
        kind: CauseKind::Condition,
        lens: None,
        bone: None,
        verdict: CauseVerdict::Potential,
        verdict_reason: Markdown::default(),
        confirmed_at: None,
        path: None,
        occurred_at: None,
        is_hypothetical: false,
        stop_reason: None,
        risk: None,
        created_by: Principal::User(world.oliver),
        created_at: at(seconds),
        updated_at: at(seconds),
        removed_at: None,
        version: 1,
    }
}

/// A cause with all fields set.
fn full(world: &World, rca: RcaId, text: &str, seconds: i64) -> Cause {
    Cause {
        kind: CauseKind::Action,
        lens: Some(Lens::Process),
        bone: Some("process".to_owned()),
        verdict: CauseVerdict::Validated,
        verdict_reason: markdown("*Seen.*"),
        confirmed_at: Some(at(300)),
        path: Some(CausePath::Escape),
        occurred_at: Some(at(-60)),
        is_hypothetical: true,
        stop_reason: Some(StopReason::NewProblem),
        risk: Some(RiskDecision {
            rationale: Body::parse("Rare.").unwrap(),
            approver: world.meena,
            review_at: at(9_000),
            decided_at: at(400),
        }),
        updated_at: at(400),
        removed_at: Some(at(500)),
        version: 7,
        ..cause(world, rca, text, seconds)
    }
}

fn link(world: &World, cause: &Cause, position: i32) -> CauseLink {
    CauseLink { cause: cause.id, position, created_by: Principal::User(world.oliver), therefore: None }
}

fn group(rca: RcaId, effect: Option<CauseId>, links: Vec<CauseLink>, seconds: i64) -> CauseGroup {
    CauseGroup {
        id: CauseGroupId::new(uuid()),
        rca,
        effect,
        question: effect.map(|_| short("Why is that?")),
        operator: if effect.is_some() { GroupOperator::Or } else { GroupOperator::And },
        either_suffices: effect.is_some(),
        links,
        created_at: at(seconds),
    }
}

fn evidence(world: &World, rca: RcaId, subject: EvidenceSubject, entry: Option<TimelineEntryId>) -> Evidence {
    Evidence {
        id: EvidenceId::new(uuid()),
        rca,
        subject,
        kind: if entry.is_some() { EvidenceKind::TimelineEntry } else { EvidenceKind::Log },
        title: short("Lines of the log"),
        url: entry.is_none().then(|| WebUrl::parse("https://logs.trips.example/q").unwrap()),
        summary: markdown("9 s at the 99th percentile"),
        refuted_by: markdown("A fast query"),
        timeline_entry: entry,
        captured_at: at(100),
        captured_by: Principal::User(world.meena),
        created_at: at(110),
    }
}

/// A stored analysis with something of every kind.
async fn stage(store: &Store) -> (World, Analysis) {
    let world = world(store).await;
    let told = insert(store, incident(&world, "Search is slow", 0)).await;
    let told = entry(&world, told.id, at(50), EntryDetail::Action { result: None });
    let stored = put(store, problem(&world, "Search is slow", 0)).await;
    let mut rca =
        Rca::start(RcaId::new(uuid()), stored.id, RcaMethod::CauseMap, Principal::User(world.oliver), at(60));
    let tx = store.begin().await.unwrap();
    store::incident::timeline::append(&tx, std::slice::from_ref(&told)).await.unwrap();
    repo::insert(&tx, &mut rca).await.unwrap();
    let id = rca.id;
    let before = bare(rca);
    let (top, beneath) =
        (cause(&world, id, "The index has one shard", 70), full(&world, id, "Counted once", 80));
    let mut first = group(id, None, vec![link(&world, &top, 0)], 70);
    first.links[0].therefore = Some((Principal::User(world.meena), at(200)));
    let second = group(id, Some(top.id), vec![link(&world, &beneath, 0)], 80);
    let mut after = Analysis {
        evidence: vec![
            evidence(&world, id, EvidenceSubject::Cause(top.id), None),
            evidence(&world, id, EvidenceSubject::Cause(beneath.id), Some(told.id)),
            evidence(&world, id, EvidenceSubject::Group(second.id), None),
        ],
        barriers: vec![Barrier {
            id: BarrierId::new(uuid()),
            rca: id,
            defence: short("Load test"),
            expected_effect: short("Finds slow queries"),
            state: BarrierState::Bypassed,
            evidence: markdown("It ran on old data."),
            created_at: at(90),
            version: 1,
        }],
        differences: vec![Difference {
            id: DifferenceId::new(uuid()),
            rca: id,
            aspect: short("Data"),
            before: short("1 million"),
            after: short("9 million"),
            relevance: markdown("Nine times the work."),
            created_at: at(90),
            version: 1,
        }],
        answers: vec![Answer {
            key: AnswerKey::ShortChain,
            reason: Body::parse("It is plain.").unwrap(),
            by: Principal::User(world.oliver),
            at: at(95),
        }],
        dismissals: vec![Dismissal {
            rule: RuleId::new("RCS-03"),
            subject: top.id.to_string(),
            reason: short("There is no other."),
            by: Principal::User(world.meena),
            at: at(96),
        }],
        graph: Graph { causes: vec![top, beneath], groups: vec![first, second] },
        ..before.clone()
    };
    after.rca.method = RcaMethod::Enhanced;
    after.rca.status = RcaStatus::InReview;
    after.rca.statement.what = markdown("Search answers after 9 s.");
    after.rca.statement.scope = markdown("Not the map.");
    after.rca.goals = vec![Goal { kind: GoalKind::Customer, text: short("Find a \"trip\"") }];
    after.rca.bones.truncate(3);
    after.rca.submitted_by = Some(Principal::User(world.meena));
    after.rca.version = 2;
    after.rca.updated_at = at(120);
    repo::save(&tx, &before, &after).await.unwrap();
    tx.commit().await.unwrap();
    (world, after)
}

fn bare(rca: Rca) -> Analysis {
    Analysis {
        rca,
        graph: Graph::default(),
        evidence: Vec::new(),
        barriers: Vec::new(),
        differences: Vec::new(),
        answers: Vec::new(),
        dismissals: Vec::new(),
    }
}

async fn kept(store: &Store, id: RcaId) -> Analysis {
    let mut analysis = repo::load(store, &[id]).await.unwrap().remove(&id).unwrap();
    analysis.evidence.sort_by_key(|one| one.id);
    analysis
}

async fn save(store: &Store, before: &Analysis, after: &Analysis) -> Result<(), StoreError> {
    let tx = store.begin().await.unwrap();
    repo::save(&tx, before, after).await?;
    tx.commit().await
}

async fn an_analysis_survives_with_everything_in_it(store: Store) {
    let (_, analysis) = stage(&store).await;
    let id = analysis.rca.id;
    assert_eq!(kept(&store, id).await, analysis);
    assert_eq!(list::by_ids(&store, &[id]).await.unwrap()[&id], analysis.rca);
    assert_eq!(list::by_number(&store, analysis.rca.number).await.unwrap(), Some(analysis.rca.clone()));
    assert!(repo::load(&store, &[RcaId::new(uuid())]).await.unwrap().is_empty());
    let cause = analysis.graph.causes[0].id;
    assert_eq!(list::of_cause(&store, cause).await.unwrap(), Some(id));
    assert_eq!(list::of_group(&store, analysis.graph.groups[0].id).await.unwrap(), Some(id));
    assert_eq!(list::of_evidence(&store, analysis.evidence[0].id).await.unwrap(), Some(id));
    assert_eq!(list::of_barrier(&store, analysis.barriers[0].id).await.unwrap(), Some(id));
    assert_eq!(list::of_difference(&store, analysis.differences[0].id).await.unwrap(), Some(id));
    assert_eq!(list::of_cause(&store, CauseId::new(uuid())).await.unwrap(), None);
    let tx = store.begin().await.unwrap();
    assert_eq!(repo::lock(&tx, id).await.unwrap(), Some(analysis.rca));
}

async fn differences_alone_are_saved(store: Store) {
    let (world, before) = stage(&store).await;
    let id = before.rca.id;
    let mut after = before.clone();
    after.rca.version = 3;
    let fresh = cause(&world, id, "Nobody counts shards", 130);
    after.graph.causes[0].verdict = CauseVerdict::Unresolved;
    after.graph.causes[1].removed_at = None;
    after.graph.causes[1].risk = None;
    after.graph.groups[0].links.push(link(&world, &fresh, 1));
    after.graph.groups[1].links.clear();
    after.graph.groups[1].question = None;
    after.graph.groups.push(group(id, Some(fresh.id), vec![link(&world, &after.graph.causes[1], 0)], 130));
    after.graph.causes.push(fresh);
    after.evidence.remove(0);
    after.barriers.clear();
    after.differences[0].version = 2;
    after.differences[0].after = short("10 million");
    after.answers[0].reason = Body::parse("It is very plain.").unwrap();
    after.answers.push(Answer { key: AnswerKey::TechnicalEnd, ..after.answers[0].clone() });
    after.dismissals.clear();
    save(&store, &before, &after).await.unwrap();
    assert_eq!(kept(&store, id).await, after);
    let empty = Analysis {
        evidence: Vec::new(),
        differences: Vec::new(),
        answers: Vec::new(),
        dismissals: before.dismissals.clone(),
        ..after.clone()
    };
    save(&store, &after, &empty).await.unwrap();
    assert_eq!(kept(&store, id).await, empty);
}

async fn a_problem_has_one_analysis(store: Store) {
    let (_, analysis) = stage(&store).await;
    let mut second = Rca { id: RcaId::new(uuid()), ..analysis.rca };
    let tx = store.begin().await.unwrap();
    let refused = repo::insert(&tx, &mut second).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
}

async fn a_stale_change_is_a_conflict(store: Store) {
    let (_, before) = stage(&store).await;
    let mut after = before.clone();
    after.rca.version = 3;
    save(&store, &before, &after).await.unwrap();
    let mut second = before.clone();
    second.barriers.clear();
    let refused = save(&store, &before, &second).await;
    assert!(matches!(refused, Err(StoreError::Conflict { current: 3 })), "{refused:?}");
    assert_eq!(kept(&store, before.rca.id).await, after);
}

async fn what_is_corrupt_names_its_place(store: Store) {
    let (_, analysis) = stage(&store).await;
    for (sql, place) in [
        ("UPDATE cause SET verdict = 'LOST'", "cause.verdict of cau_"),
        ("UPDATE evidence SET kind = 'LOST'", "evidence.kind of evd_"),
        ("UPDATE cause_group SET operator = 'LOST'", "cause_group.operator of grp_"),
        ("UPDATE rca SET bones = '[{}]'", "rca.bones of rca_"),
        ("UPDATE rca_answer SET key = 'LOST'", "rca_answer.key of rca_"),
    ] {
        let tx = store.begin().await.unwrap();
        tx.inner().execute_unprepared(sql).await.unwrap();
        let error = repo::load(&tx, &[analysis.rca.id]).await.unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
}

async fn pages_of_causes_and_evidence_are_one_statement_each(store: Store) {
    let (world, first) = stage(&store).await;
    let id = first.rca.id;
    let mut after = first.clone();
    after.rca.version = 3;
    for place in 0..3 {
        after.graph.causes.push(cause(&world, id, &format!("Cause {place}"), 200 + place));
    }
    save(&store, &first, &after).await.unwrap();
    let other = RcaId::new(uuid());
    let texts = |causes: &[Cause]| causes.iter().map(|one| one.text.to_string()).collect::<Vec<_>>();
    for ids in [vec![id], vec![id, other]] {
        let page = list::causes(&store, &ids, None, 2).await.unwrap();
        assert_eq!(texts(&page[&id]), ["The index has one shard", "Cause 0"], "removed ones are left out");
        let last = &page[&id][1];
        let rest = list::causes(&store, &ids, Some((last.created_at, last.id)), 9).await.unwrap();
        assert_eq!(texts(&rest[&id]), ["Cause 1", "Cause 2"]);
    }
    assert_eq!(
        list::count_causes(&store, &[id, other]).await.unwrap().into_iter().collect::<Vec<_>>(),
        [(id, 4)]
    );
    let causes: Vec<CauseId> = first.graph.causes.iter().map(|one| one.id).collect();
    assert_eq!(list::causes_by_ids(&store, &causes).await.unwrap().len(), 2);
    let pages = list::evidence_of(&store, &causes, None, 1).await.unwrap();
    assert_eq!(pages[&causes[0]], [first.evidence[0].clone()]);
    let last = (first.evidence[0].created_at, first.evidence[0].id);
    let rest = list::evidence_of(&store, &causes[..1], Some(last), 1).await.unwrap();
    assert!(rest.is_empty());
    let counts = list::count_evidence(&store, &causes).await.unwrap();
    assert_eq!((counts[&causes[0]], counts[&causes[1]]), (1, 1));
    let ids: Vec<EvidenceId> = first.evidence.iter().map(|one| one.id).collect();
    assert_eq!(list::evidence_by_ids(&store, &ids).await.unwrap().len(), 3);
}
