//! Problems: the record, boards, links to incidents and what is counted of them, candidates that look alike.

use domain::id::{ProblemId, RcaId};
use domain::identity::Principal;
use domain::incident::{IncidentStatus, Severity};
use domain::problem::{
    Opening, Problem, ProblemStatus, RcaOutline, ReopenReason, Reopening, Workaround, WorkaroundEffect,
};
use domain::rca::{Rca, RcaMethod, RcaStatus, RiskDecision};
use domain::text::{Body, Markdown, Tag, Title};
use sea_orm::{ConnectionTrait, Statement};
use store::incident::{list as incidents, repo as incident_repo};
use store::problem::{Filter, Order, alike, links, list, pairs, repo};
use store::{Backend, Bundle, Connection, Store, StoreError};

use crate::harness::{at, on_both, uuid};
use crate::incident::{World, incident, insert, member_of, outsider, world};

on_both!(
    a_problem_survives_with_all_parts,
    every_kind_of_change_is_saved,
    a_stale_change_is_a_conflict,
    an_unknown_word_names_table_column_and_id,
    links_count_what_everybody_may_see,
    pages_of_each_end_are_one_statement,
    known_errors_share_a_service_and_are_not_linked,
    boards_filter_order_and_page,
    candidates_share_a_word_or_a_service,
    boards_are_read_by_index,
);

/// A problem without parts.
pub fn problem(world: &World, title: &str, seconds: i64) -> Problem {
    let opening = Opening {
        id: ProblemId::new(uuid()),
        title: Title::parse(title).unwrap(),
        description: Markdown::parse("Since the *last* release.").unwrap(),
        owner: Some(world.oliver),
        sponsor: Some(world.meena),
        services: vec![world.shop],
        tags: vec![Tag::parse("sale").unwrap(), Tag::parse("Database").unwrap()],
    };
    Problem::open(opening, Principal::User(world.meena), at(seconds))
}

/// Stores a problem and gives it back with its number.
pub async fn put(store: &Store, mut problem: Problem) -> Problem {
    let tx = store.begin().await.unwrap();
    let mut later = Bundle::default();
    repo::insert(&tx, &mut problem, &mut later).await.unwrap();
    later.run(&tx).await.unwrap();
    tx.commit().await.unwrap();
    problem
}

async fn kept(store: &Store, id: ProblemId) -> Problem {
    list::by_ids(store, &[id]).await.unwrap().remove(&id).unwrap()
}

async fn save(store: &Store, before: &Problem, after: &Problem) -> Result<(), StoreError> {
    let tx = store.begin().await.unwrap();
    repo::save(&tx, before, after).await?;
    tx.commit().await
}

async fn a_problem_survives_with_all_parts(store: Store) {
    let world = world(&store).await;
    let first = put(&store, problem(&world, "Search is slow", 0)).await;
    let second =
        put(&store, Problem { tags: Vec::new(), services: Vec::new(), ..problem(&world, "B", 9) }).await;
    assert!(first.number < second.number);
    assert_eq!(kept(&store, first.id).await, first);
    assert_eq!(kept(&store, second.id).await, second);
    assert_eq!(list::by_number(&store, first.number).await.unwrap(), Some(first));
    assert_eq!(list::by_number(&store, 99).await.unwrap(), None);
    assert!(list::by_ids(&store, &[]).await.unwrap().is_empty());
}

async fn every_kind_of_change_is_saved(store: Store) {
    let world = world(&store).await;
    let (a, b) =
        (insert(&store, incident(&world, "A", 0)).await, insert(&store, incident(&world, "B", 1)).await);
    let before = put(&store, problem(&world, "Search is slow", 0)).await;
    let rca =
        Rca::start(RcaId::new(uuid()), before.id, RcaMethod::Fishbone, Principal::User(world.meena), at(60));
    let mut started = rca.clone();
    let tx = store.begin().await.unwrap();
    store::rca::repo::insert(&tx, &mut started).await.unwrap();
    let mut after = Problem {
        title: Title::parse("Search is very slow").unwrap(),
        status: ProblemStatus::KnownError,
        owner: None,
        sponsor: None,
        open_repair_count: 3,
        services: vec![world.database],
        tags: vec![Tag::parse("search").unwrap()],
        workaround: Some(Workaround {
            steps: Body::parse("Restart it.").unwrap(),
            effect: WorkaroundEffect::Reduces,
            limits: Body::parse("Once an hour.").unwrap(),
            last_tested_at: at(30),
        }),
        accepted_risk: Some(RiskDecision {
            rationale: Body::parse("Rare.").unwrap(),
            approver: world.meena,
            review_at: at(9_000),
            decided_at: at(40),
        }),
        reopening: Some(Reopening {
            at: at(50),
            reason: ReopenReason::Recurrence,
            note: Markdown::default(),
            recurrence: Some((a.id, b.id)),
        }),
        rca: Some(RcaOutline {
            id: rca.id,
            number: started.number,
            status: RcaStatus::InReview,
            steps_passed: 3,
            root_cause_count: 2,
        }),
        closed_at: Some(at(70)),
        updated_at: at(80),
        version: 2,
        ..before.clone()
    };
    repo::save(&tx, &before, &after).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept(&store, before.id).await, after);
    let bare =
        Problem { workaround: None, accepted_risk: None, reopening: None, version: 3, ..after.clone() };
    save(&store, &after, &bare).await.unwrap();
    assert_eq!(kept(&store, before.id).await, bare);
    // What is counted of incidents is not the record's to save.
    after = Problem { incident_count: 7, worst_severity: Some(Severity::Sev1), version: 4, ..bare.clone() };
    save(&store, &bare, &after).await.unwrap();
    assert_eq!(kept(&store, before.id).await, Problem { version: 4, ..bare });
}

async fn a_stale_change_is_a_conflict(store: Store) {
    let world = world(&store).await;
    let before = put(&store, problem(&world, "Search is slow", 0)).await;
    let first = Problem { version: 2, status: ProblemStatus::InAnalysis, ..before.clone() };
    save(&store, &before, &first).await.unwrap();
    let second = Problem { version: 2, services: Vec::new(), ..before.clone() };
    let refused = save(&store, &before, &second).await;
    assert!(matches!(refused, Err(StoreError::Conflict { current: 2 })), "{refused:?}");
    assert_eq!(kept(&store, before.id).await, first);
}

async fn an_unknown_word_names_table_column_and_id(store: Store) {
    let world = world(&store).await;
    let stored = put(&store, problem(&world, "Search is slow", 0)).await;
    let tx = store.begin().await.unwrap();
    tx.inner().execute_unprepared("UPDATE problem SET status = 'LOST'").await.unwrap();
    tx.commit().await.unwrap();
    let error = list::by_ids(&store, &[stored.id]).await.unwrap_err().to_string();
    assert_eq!(error, format!("problem.status of {}: unknown word \"LOST\"", stored.id));
}

async fn link(store: &Store, problem: &Problem, incidents: &[domain::id::IncidentId]) -> links::Counts {
    let tx = store.begin().await.unwrap();
    links::add(&tx, problem.id, incidents, problem.opened_by, at(99)).await.unwrap();
    let counts = links::recount(&tx, problem.id).await.unwrap();
    tx.commit().await.unwrap();
    counts
}

async fn links_count_what_everybody_may_see(store: Store) {
    let world = world(&store).await;
    let mut open = incident(&world, "Open", 0);
    open.change_status(IncidentStatus::Investigating, None, None, at(700)).unwrap();
    open.change_status(IncidentStatus::Resolved, None, None, at(800)).unwrap();
    let open = insert(&store, open).await;
    let mut quiet = incident(&world, "Quiet", 5);
    quiet.is_private = true;
    let quiet = insert(&store, quiet).await;
    let stored = put(&store, problem(&world, "Why", 0)).await;
    let counts = link(&store, &stored, &[open.id, quiet.id]).await;
    assert_eq!(counts, links::Counts { incidents: 1, recurrences: 0, worst: Some(Severity::Sev1) });
    assert_eq!(kept(&store, stored.id).await.incident_count, 1);
    let linked = links::linked(&store, &[stored.id]).await.unwrap();
    let [one] = linked[&stored.id].as_slice() else { panic!("{linked:?}") };
    assert_eq!((one.id, one.restored_at, one.is_recurrence), (open.id, Some(at(800)), false));
    let (summary, whole) = incident_repo::load(&store, &outsider(), open.id).await.unwrap().unwrap();
    assert_eq!((summary.problem_count, whole.problem_count, summary.updated_at), (1, 1, at(99)));
    let tx = store.begin().await.unwrap();
    let twice = links::add(&tx, stored.id, &[open.id], stored.opened_by, at(99)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    drop(tx);
    let tx = store.begin().await.unwrap();
    assert_eq!(links::recount_of(&tx, quiet.id).await.unwrap(), [stored.id]);
    assert!(links::remove(&tx, stored.id, open.id, at(100)).await.unwrap());
    assert!(!links::remove(&tx, stored.id, open.id, at(100)).await.unwrap());
    let counts = links::recount(&tx, stored.id).await.unwrap();
    assert_eq!((counts.incidents, counts.worst), (0, None));
    tx.commit().await.unwrap();
    assert_eq!(links::of(&store, stored.id).await.unwrap(), [quiet.id]);
    assert_eq!(links::problems_of(&store, quiet.id).await.unwrap(), [stored.id]);
}

async fn pages_of_each_end_are_one_statement(store: Store) {
    let world = world(&store).await;
    let mut all = Vec::new();
    for place in 0..3 {
        let mut one = incident(&world, &format!("I {place}"), place);
        one.is_private = place == 2;
        all.push(insert(&store, one).await.id);
    }
    let (first, second) =
        (put(&store, problem(&world, "P 1", 0)).await, put(&store, problem(&world, "P 2", 60)).await);
    link(&store, &first, &all).await;
    link(&store, &second, &all[..1]).await;
    let ids = [first.id, second.id];
    let page = pairs::incidents_of(&store, &outsider(), &ids, None, 1).await.unwrap();
    assert_eq!((&page[&first.id], &page[&second.id]), (&vec![all[1]], &vec![all[0]]));
    let after = incidents::by_ids(&store, &outsider(), &all).await.unwrap()[&all[1]].started_at;
    let page = pairs::incidents_of(&store, &outsider(), &ids, Some((after, all[1])), 9).await.unwrap();
    assert_eq!((&page[&first.id], &page[&second.id]), (&vec![all[0]], &vec![all[0]]));
    let member = member_of(&[all[2]]);
    let counts = pairs::count_incidents(&store, &member, &ids).await.unwrap();
    assert_eq!((counts[&first.id], counts[&second.id]), (3, 1));
    let problems = pairs::problems_of(&store, &outsider(), &all, None, 9).await.unwrap();
    assert_eq!(problems[&all[0]], [second.id, first.id], "newest first");
    assert_eq!((problems.get(&all[1]).map(Vec::len), problems.get(&all[2])), (Some(1), None));
    let older =
        pairs::problems_of(&store, &outsider(), &all[..1], Some((at(60), second.id)), 9).await.unwrap();
    assert_eq!(older[&all[0]], [first.id]);
    assert_eq!(pairs::count_problems(&store, &outsider(), &all).await.unwrap()[&all[0]], 2);
    let windows = pairs::windows_of(&store, &outsider(), &ids).await.unwrap();
    assert_eq!((windows[&first.id].len(), windows[&second.id].len()), (2, 1));
}

async fn known_errors_share_a_service_and_are_not_linked(store: Store) {
    let world = world(&store).await;
    let now = insert(&store, incident(&world, "Now", 0)).await;
    let known = |seconds| Problem { status: ProblemStatus::KnownError, ..problem(&world, "Known", seconds) };
    let both = put(&store, Problem { services: vec![world.shop, world.database], ..known(1) }).await;
    let newer = put(&store, known(2)).await;
    let linked = put(&store, known(3)).await;
    link(&store, &linked, &[now.id]).await;
    put(&store, problem(&world, "Of no help yet", 4)).await;
    put(&store, Problem { services: Vec::new(), ..known(5) }).await;
    let found = pairs::known_errors(&store, &outsider(), &[now.id], 10).await.unwrap();
    assert_eq!(found[&now.id], [newer.id, both.id], "each once, changed last first");
    assert_eq!(pairs::known_errors(&store, &outsider(), &[now.id], 1).await.unwrap()[&now.id], [newer.id]);
}

async fn boards_filter_order_and_page(store: Store) {
    let world = world(&store).await;
    let (a, b, c) = (
        put(&store, problem(&world, "Search is slow", 1)).await,
        put(&store, Problem { owner: None, services: Vec::new(), ..problem(&world, "Cart", 2) }).await,
        put(
            &store,
            Problem { status: ProblemStatus::Closed, tags: Vec::new(), ..problem(&world, "Café", 3) },
        )
        .await,
    );
    let ids = async |filter: Filter, order: Order| -> Vec<ProblemId> {
        let found = list::page(&store, &filter, order, None, 9).await.unwrap();
        assert_eq!(list::count(&store, &filter).await.unwrap(), found.len() as u64);
        found.into_iter().map(|one| one.id).collect()
    };
    let all = Filter::default();
    assert_eq!(ids(all.clone(), Order::UpdatedAtDesc).await, [c.id, b.id, a.id]);
    assert_eq!(ids(all.clone(), Order::CreatedAtAsc).await, [a.id, b.id, c.id]);
    for (filter, wanted) in [
        (Filter { is_open: Some(true), ..all.clone() }, vec![b.id, a.id]),
        (Filter { is_open: Some(false), ..all.clone() }, vec![c.id]),
        (Filter { status: vec![ProblemStatus::Closed], ..all.clone() }, vec![c.id]),
        (
            Filter { status: vec![ProblemStatus::Closed, ProblemStatus::Identified], ..all.clone() },
            vec![c.id, b.id, a.id],
        ),
        (Filter { services: vec![world.shop], ..all.clone() }, vec![c.id, a.id]),
        (Filter { owners: vec![world.oliver], ..all.clone() }, vec![c.id, a.id]),
        (Filter { severity: vec![Severity::Sev1], ..all.clone() }, vec![]),
        (Filter { tag: Some(Tag::parse("DATABASE").unwrap()), ..all.clone() }, vec![b.id, a.id]),
        (Filter { text: Some("sear".to_owned()), ..all.clone() }, vec![a.id]),
        (Filter { text: Some("CAFÉ release".to_owned()), ..all.clone() }, vec![c.id]),
        (Filter { text: Some(format!("prb-{}", b.number)), ..all.clone() }, vec![b.id]),
        (Filter { text: Some("\"*".to_owned()), ..all.clone() }, vec![]),
        (Filter { has_workaround: Some(true), ..all.clone() }, vec![]),
        (Filter { has_workaround: Some(false), ..all.clone() }, vec![c.id, b.id, a.id]),
    ] {
        assert_eq!(ids(filter.clone(), Order::UpdatedAtDesc).await, wanted, "{filter:?}");
    }
    let page = list::page(&store, &all, Order::UpdatedAtDesc, Some((at(3), c.id)), 1).await.unwrap();
    assert_eq!(page, [b]);
    let page = list::page(&store, &all, Order::CreatedAtAsc, Some((at(1), a.id)), 1).await.unwrap();
    assert_eq!(page[0].title.as_str(), "Cart");
}

async fn candidates_share_a_word_or_a_service(store: Store) {
    let world = world(&store).await;
    let slow = insert(&store, incident(&world, "Search is slow", 0)).await;
    let mut other = incident(&world, "Cart is empty", 1);
    other.services.clear();
    other.windows.clear();
    let other = insert(&store, other).await;
    let stored = put(&store, problem(&world, "Search is slow", 0)).await;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let found = async |asked: &[&str], services: &[_]| {
        let mut incidents = alike::incidents(&store, &words(asked), services).await.unwrap();
        incidents.sort_unstable();
        (incidents, alike::problems(&store, &words(asked), services).await.unwrap())
    };
    assert_eq!(found(&["search", "cart"], &[]).await, (vec![slow.id, other.id], vec![stored.id]));
    assert_eq!(found(&["nothing"], &[world.shop]).await, (vec![slow.id], vec![stored.id]));
    assert_eq!(found(&["cart"], &[world.shop, world.database]).await.0, [slow.id, other.id]);
    assert_eq!(found(&["a' | b", "\""], &[]).await, (vec![], vec![]), "no word gets through as syntax");
}

/// How SQLite reads boards: by an index in the wanted order, never by sorting what it found.
async fn boards_are_read_by_index(store: Store) {
    if store.backend() == Backend::Postgres {
        return;
    }
    let plans = [
        ("status = 'KNOWN_ERROR'", "problem_status"),
        ("status NOT IN ('CLOSED', 'ACCEPTED_RISK')", "problem_open"),
        ("workaround_steps IS NOT NULL", "problem_workaround"),
        ("owner_id = x'01'", "problem_owner"),
        ("worst_severity = 'SEV1'", "problem_severity"),
        (
            "(status = 'KNOWN_ERROR' OR (workaround_steps IS NOT NULL AND status NOT IN ('CLOSED', 'ACCEPTED_RISK')))",
            "problem_known",
        ),
    ];
    for (condition, index) in plans {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id FROM problem WHERE {condition} ORDER BY updated_at DESC, id DESC LIMIT 50"
        );
        let tx = store.begin().await.unwrap();
        let backend = tx.inner().get_database_backend();
        let rows = tx.inner().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        let plan = plan.join("\n");
        assert!(!plan.contains("TEMP B-TREE"), "{condition}: {plan}");
        assert!(plan.contains(index), "{condition}: {plan}");
    }
}
