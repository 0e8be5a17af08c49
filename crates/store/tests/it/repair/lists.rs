//! Boards of repair items: filters, orders, pages of many problems and causes, what is counted, and by which index.

use domain::id::RepairItemId;
use domain::rca::Lens;
use domain::repair::{
    ClockBasis, DueClock, Effectiveness, EffectivenessCheck, RepairItem, RepairItemStatus, RepairKind,
    RepairStrength,
};
use domain::text::{Markdown, ShortText, Title};
use sea_orm::{ConnectionTrait, Statement};
use store::repair::{Filter, Group, Order, OwnerCounts, list, pages, report};
use store::{Backend, Connection, Store};

use super::{Bench, bench, insert};
use crate::harness::{at, on_both};
use crate::problem::{problem, put};

on_both!(
    boards_filter_and_order,
    pages_follow_each_other_past_items_without_a_date,
    pages_of_many_are_one_each,
    reports_count_an_item_for_each_service,
    boards_are_read_by_index,
);

async fn several(store: &Store) -> (Bench, Vec<RepairItem>) {
    let bench = bench(store).await;
    let mut done =
        RepairItem { status: RepairItemStatus::Done, ..bench.committed("Warm the 50 % cache", 300) };
    done.plan.check_at = Some(at(600));
    done.done_at = Some(at(500));
    let all = [
        bench.idea("Add an alert", 1),
        RepairItem { owner: None, ..bench.committed("Rebuild the INDEX", 200) },
        done,
        RepairItem {
            status: RepairItemStatus::NotDoing,
            kind: RepairKind::Preventive,
            lens: Lens::Process,
            strength: Some(RepairStrength::Weak),
            team: None,
            causes: Vec::new(),
            ..bench.idea("Train everybody", 4)
        },
        bench.committed("Split the table", 100),
    ];
    let mut stored = Vec::new();
    for item in all {
        stored.push(insert(store, item).await);
    }
    (bench, stored)
}

async fn boards_filter_and_order(store: Store) {
    let (bench, items) = several(&store).await;
    let [idea, index, done, training, table] = items.as_slice() else { panic!() };
    let titles = async |filter: Filter, order: Order| -> Vec<RepairItemId> {
        let found = list::page(&store, &filter, order, None, 9).await.unwrap();
        assert_eq!(list::count(&store, &filter).await.unwrap(), found.len() as u64);
        found.into_iter().map(|item| item.id).collect()
    };
    let all = Filter::default();
    let mut undated = [idea.id, training.id];
    undated.sort_unstable();
    let by_due = [vec![table.id, index.id, done.id], undated.to_vec()].concat();
    assert_eq!(titles(all.clone(), Order::DueAtAsc).await, by_due);
    assert_eq!(
        titles(all.clone(), Order::CreatedAtDesc).await,
        [done.id, index.id, table.id, training.id, idea.id]
    );
    assert_eq!(titles(all.clone(), Order::UpdatedAtDesc).await[0], done.id);
    let now = at(150);
    for (filter, wanted) in [
        (Filter { is_open: Some(true), ..all.clone() }, vec![table.id, index.id, done.id, idea.id]),
        (Filter { is_open: Some(false), ..all.clone() }, vec![training.id]),
        (Filter { status: vec![RepairItemStatus::Done], ..all.clone() }, vec![done.id]),
        (
            Filter { status: vec![RepairItemStatus::Done, RepairItemStatus::Committed], ..all.clone() },
            vec![table.id, index.id, done.id],
        ),
        (Filter { overdue: Some((true, now)), ..all.clone() }, vec![table.id]),
        (Filter { overdue: Some((true, at(100))), ..all.clone() }, vec![]),
        (Filter { check_due: Some((true, at(600))), ..all.clone() }, vec![done.id]),
        (Filter { check_due: Some((true, at(599))), ..all.clone() }, vec![]),
        (
            Filter { owners: vec![bench.world.oliver], is_open: Some(true), ..all.clone() },
            vec![table.id, done.id, idea.id],
        ),
        (Filter { owners: vec![bench.world.meena], ..all.clone() }, vec![]),
        (Filter { teams: vec![bench.team], overdue: Some((true, now)), ..all.clone() }, vec![table.id]),
        (
            Filter { problems: vec![bench.problem.id], kind: vec![RepairKind::Preventive], ..all.clone() },
            vec![training.id],
        ),
        (Filter { services: vec![bench.world.shop], ..all.clone() }, by_due.clone()),
        (Filter { services: vec![bench.world.database], ..all.clone() }, vec![]),
        (Filter { lens: vec![Lens::Process], ..all.clone() }, vec![training.id]),
        (Filter { strength: vec![RepairStrength::Weak], ..all.clone() }, vec![training.id]),
        (Filter { due_before: Some(at(300)), ..all.clone() }, vec![table.id, index.id]),
        (Filter { text: Some("index".to_owned()), ..all.clone() }, vec![index.id]),
        (Filter { text: Some("50 % c".to_owned()), ..all.clone() }, vec![done.id]),
        (Filter { text: Some("50_%".to_owned()), ..all.clone() }, vec![]),
        (Filter { text: Some("'; DROP TABLE repair_item; --\\".to_owned()), ..all.clone() }, vec![]),
        (Filter { text: Some(format!("rep-{}", table.number)), ..all.clone() }, vec![table.id]),
    ] {
        assert_eq!(titles(filter.clone(), Order::DueAtAsc).await, wanted, "{filter:?}");
    }
    let mut not_now = titles(Filter { overdue: Some((false, now)), ..all.clone() }, Order::DueAtAsc).await;
    not_now.push(table.id);
    assert_eq!(not_now.len(), 5, "each is overdue or not");
    let waits = titles(Filter { check_due: Some((false, at(600))), ..all }, Order::DueAtAsc).await;
    assert_eq!((waits.len(), waits.contains(&done.id)), (4, false));
}

async fn pages_follow_each_other_past_items_without_a_date(store: Store) {
    let (_, items) = several(&store).await;
    for order in [Order::DueAtAsc, Order::CreatedAtDesc, Order::UpdatedAtDesc] {
        let whole = list::page(&store, &Filter::default(), order, None, 9).await.unwrap();
        assert_eq!(whole.len(), items.len());
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let page = list::page(&store, &Filter::default(), order, after, 1).await.unwrap();
            let Some(item) = page.into_iter().next() else { break };
            let at = match order {
                Order::DueAtAsc => item.due_at,
                Order::CreatedAtDesc => Some(item.created_at),
                Order::UpdatedAtDesc => Some(item.updated_at),
            };
            after = Some((at, item.id));
            walked.push(item);
        }
        assert_eq!(walked, whole, "{order:?}");
    }
}

async fn pages_of_many_are_one_each(store: Store) {
    let (bench, items) = several(&store).await;
    let [idea, index, done, training, table] = items.as_slice() else { panic!() };
    let other = put(&store, problem(&bench.world, "Elsewhere", 9)).await;
    let there =
        insert(&store, RepairItem { problem: other.id, causes: Vec::new(), ..bench.idea("There", 9) }).await;
    let ids = [bench.problem.id, other.id];
    let all = Filter::default();
    let pages_of = pages::of_problems(&store, &ids, &all, None, 2).await.unwrap();
    assert_eq!(pages_of[&bench.problem.id], [table.clone(), index.clone()]);
    assert_eq!(pages_of[&other.id], std::slice::from_ref(&there));
    let after = Some((index.due_at, index.id));
    let next = pages::of_problems(&store, &ids[..1], &all, after, 1).await.unwrap();
    assert_eq!(next[&bench.problem.id], std::slice::from_ref(done));
    let open = Filter { is_open: Some(true), ..all };
    let counts = pages::count_of_problems(&store, &ids, &open).await.unwrap();
    assert_eq!((counts[&bench.problem.id], counts[&other.id]), (4, 1));
    let overdue = pages::overdue_of_problems(&store, &ids, at(250)).await.unwrap();
    assert_eq!((overdue.get(&bench.problem.id), overdue.get(&other.id)), (Some(&2), None));
    let solutions = list::solutions(&store, &ids).await.unwrap();
    assert_eq!(solutions[&bench.problem.id], items, "in the order of numbers, decided against too");
    let causes = [bench.causes[0], bench.causes[1]];
    let at_causes = pages::of_causes(&store, &causes, None, 2).await.unwrap();
    assert_eq!(
        (&at_causes[&causes[0]], at_causes.get(&causes[1])),
        (&vec![table.clone(), index.clone()], None)
    );
    let next = pages::of_causes(&store, &causes, Some((done.due_at, done.id)), 9).await.unwrap();
    assert_eq!(next[&causes[0]], std::slice::from_ref(idea));
    assert_eq!(pages::count_of_causes(&store, &causes).await.unwrap()[&causes[0]], 4);
    assert!(training.causes.is_empty());
}

async fn reports_count_an_item_for_each_service(store: Store) {
    let bench = bench(&store).await;
    let both = put(&store, {
        let mut both = problem(&bench.world, "Both", 5);
        both.services = vec![bench.world.shop, bench.world.database];
        both
    })
    .await;
    let bare = put(&store, {
        let mut bare = problem(&bench.world, "None", 6);
        bare.services.clear();
        bare
    })
    .await;
    let short = |text: &str| ShortText::parse(text).unwrap();
    let mut measured = RepairItem {
        problem: both.id,
        causes: Vec::new(),
        status: RepairItemStatus::Effective,
        clock: Some(DueClock { counted_from: at(0), basis: ClockBasis::Committed, days: 10 }),
        done_at: Some(at(700)),
        ..bench.committed("Measured", 900)
    };
    measured.effectiveness = Some(EffectivenessCheck {
        result: Effectiveness::Effective,
        metric: short("errors"),
        baseline: None,
        target: short("0"),
        observed: Some(short("0")),
        measured_at: at(800),
        note: Markdown::default(),
        recorded_by: measured.created_by,
    });
    let measured = insert(&store, measured).await;
    let lonely = insert(
        &store,
        RepairItem { problem: bare.id, team: None, causes: Vec::new(), ..bench.idea("Lonely", 3) },
    )
    .await;
    let rows = report::rows(&store, Group::Service).await.unwrap();
    let of = |number| rows.iter().filter(move |row| row.number == number);
    let mut services: Vec<_> = of(measured.number).map(|row| row.id.unwrap()).collect();
    services.sort_unstable();
    let mut wanted = [bench.world.shop.uuid(), bench.world.database.uuid()];
    wanted.sort_unstable();
    assert_eq!(services, wanted);
    assert_eq!(of(lonely.number).map(|row| row.id).collect::<Vec<_>>(), [None]);
    let counted = of(measured.number).next().unwrap().item;
    assert_eq!(counted.policy_due_at, Some(at(864_000)));
    assert_eq!((counted.result, counted.done_at), (Some(Effectiveness::Effective), Some(at(700))));
    let teams = report::rows(&store, Group::Team).await.unwrap();
    assert_eq!(
        teams.iter().map(|row| (row.number, row.id)).collect::<Vec<_>>(),
        [(measured.number, Some(bench.team.uuid())), (lonely.number, None)]
    );
    assert_eq!(report::rows(&store, Group::Lens).await.unwrap()[0].lens, Lens::Technical);
    let soon = RepairItem { title: Title::parse("Soon").unwrap(), ..bench.committed("Soon", 250) };
    for item in [bench.committed("Late", 100), soon, bench.committed("Later", 9_000)] {
        insert(&store, item).await;
    }
    let counts = report::of_owner(&store, bench.world.oliver, at(200), at(300)).await.unwrap();
    let wanted = OwnerCounts { overdue: 1, soon: 1, running: 3, proposed: 1, done: 0, not_doing: 0 };
    assert_eq!(counts, wanted);
}

/// How SQLite reads boards: by an index in the wanted order, never by sorting what it found.
async fn boards_are_read_by_index(store: Store) {
    const OPEN: &str = "status NOT IN ('EFFECTIVE', 'NOT_DOING')";
    if store.backend() == Backend::Postgres {
        return;
    }
    let plans = [
        (OPEN.to_owned(), "repair_item_open"),
        (format!("owner_id = x'01' AND {OPEN}"), "repair_item_owner_open"),
        (format!("team_id = x'01' AND {OPEN}"), "repair_item_team_open"),
        ("problem_id = x'01'".to_owned(), "repair_item_problem"),
        ("status = 'DONE'".to_owned(), "repair_item_status"),
        (
            "status NOT IN ('PROPOSED', 'DONE', 'EFFECTIVE', 'NOT_DOING') AND due_key < '2026-11-28'"
                .to_owned(),
            "repair_item_running",
        ),
    ];
    for (condition, index) in plans {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id FROM repair_item WHERE {condition} ORDER BY due_key, id LIMIT 50"
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
