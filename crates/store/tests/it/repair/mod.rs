//! Repair items: the record with its causes, boards, notes, the policy, what reports count.

mod lists;

use domain::id::{CauseId, RcaId, RepairItemId, RepairNoteId, TeamId, TrackerId};
use domain::identity::{Principal, SystemActor, Team};
use domain::problem::Problem;
use domain::rca::{CauseVerdict, Lens, Rca, RcaMethod};
use domain::repair::{
    ClockBasis, DueClock, DueException, Effectiveness, EffectivenessCheck, EffectivenessPlan, LinkedCause,
    NotDoing, Proposal, ReminderStage, RepairFields, RepairHorizon, RepairItem, RepairItemStatus, RepairKind,
    RepairNote, RepairNoteKind, RepairPolicy, RepairPurpose, RepairReopenReason, RepairReopening,
    RepairStrength, RepairTarget, TrackerIssue, TrackerProvider, TrackerState,
};
use domain::text::{Body, Markdown, Name, ShortText, Title, WebUrl};
use sea_orm::ConnectionTrait;
use store::repair::{list, notes, pages, policy, repo};
use store::{Bundle, Connection, Store, StoreError};

use crate::harness::{at, on_both, uuid};
use crate::incident::{World, world};
use crate::problem::{problem, put};
use crate::rca::cause;

on_both!(
    an_item_survives_with_all_parts,
    a_stale_change_is_a_conflict,
    an_issue_belongs_to_one_item,
    causes_are_told_as_they_are_by_now,
    notes_are_appended_and_never_changed,
    a_policy_version_is_made_once,
    a_bulk_of_items_reads_back,
    what_is_corrupt_names_its_place,
);

/// A problem with an analysis of some causes, and a team.
pub struct Bench {
    pub world: World,
    pub problem: Problem,
    pub causes: Vec<CauseId>,
    pub team: TeamId,
}

pub async fn bench(store: &Store) -> Bench {
    let world = world(store).await;
    let problem = put(store, problem(&world, "Search is slow", 0)).await;
    let team =
        Team { id: TeamId::new(uuid()), name: Name::parse("Search").unwrap(), created_at: at(0), version: 1 };
    let by = Principal::User(world.meena);
    let mut rca = Rca::start(RcaId::new(uuid()), problem.id, RcaMethod::CauseMap, by, at(60));
    let tx = store.begin().await.unwrap();
    store::identity::user::insert_team(&tx, &team).await.unwrap();
    store::rca::repo::insert(&tx, &mut rca).await.unwrap();
    tx.commit().await.unwrap();
    let before = store::rca::repo::load(store, &[rca.id]).await.unwrap().remove(&rca.id).unwrap();
    let mut after = before.clone();
    after.graph.causes =
        (1..=3).map(|place| cause(&world, rca.id, &format!("Cause {place}"), place)).collect();
    after.graph.causes[0].confirmed_at = Some(at(300));
    after.graph.causes[0].verdict = CauseVerdict::Validated;
    let tx = store.begin().await.unwrap();
    store::rca::repo::save(&tx, &before, &after).await.unwrap();
    tx.commit().await.unwrap();
    let causes = after.graph.causes.iter().map(|cause| cause.id).collect();
    Bench { world, problem, causes, team: team.id }
}

fn short(text: &str) -> ShortText {
    ShortText::parse(text).unwrap()
}

impl Bench {
    /// An idea.
    pub fn idea(&self, title: &str, seconds: i64) -> RepairItem {
        let fields = RepairFields {
            title: Title::parse(title).unwrap(),
            description: Markdown::parse("See *the chat*.").unwrap(),
            kind: RepairKind::Corrective,
            lens: Lens::Technical,
            horizon: None,
            target: None,
            strength: None,
            purpose: None,
            owner: Some(self.world.oliver),
            team: Some(self.team),
            done_condition: Markdown::parse("The index is rebuilt.").unwrap(),
            causes: vec![self.causes[0]],
            plan: EffectivenessPlan::default(),
        };
        let id = RepairItemId::new(uuid());
        let proposal = Proposal { id, problem: self.problem.id, policy_version: 1, fields };
        RepairItem::propose(proposal, Principal::User(self.world.meena), at(seconds))
    }

    /// One that somebody committed to, due after some seconds.
    pub fn committed(&self, title: &str, due: i64) -> RepairItem {
        RepairItem {
            status: RepairItemStatus::Committed,
            due_at: Some(at(due)),
            committed_at: Some(at(300)),
            ..self.idea(title, due)
        }
    }
}

/// Stores an item and gives it back with its number.
pub async fn insert(store: &Store, mut item: RepairItem) -> RepairItem {
    let tx = store.begin().await.unwrap();
    repo::insert(&tx, &mut item).await.unwrap();
    tx.commit().await.unwrap();
    item
}

async fn save(store: &Store, before: &RepairItem, after: &RepairItem) -> Result<(), StoreError> {
    let tx = store.begin().await.unwrap();
    repo::save(&tx, before, after).await?;
    tx.commit().await
}

async fn kept(store: &Store, id: RepairItemId) -> RepairItem {
    list::by_ids(store, &[id]).await.unwrap().remove(&id).unwrap()
}

/// Every field says something else than in an idea.
fn full(bench: &Bench, before: &RepairItem) -> RepairItem {
    RepairItem {
        title: Title::parse("Rebuild the index each night").unwrap(),
        kind: RepairKind::Preventive,
        lens: Lens::Organizational,
        horizon: RepairHorizon::Long,
        target: Some(RepairTarget::Design),
        strength: Some(RepairStrength::Strong),
        purpose: Some(RepairPurpose::Mitigate),
        owner: None,
        team: None,
        causes: {
            let mut causes = bench.causes[1..].to_vec();
            causes.sort_unstable();
            causes
        },
        status: RepairItemStatus::Reopened,
        clock: Some(DueClock { counted_from: at(900), basis: ClockBasis::Reopened, days: 365 }),
        due_at: Some(at(999_999)),
        exception: Some(DueException {
            reason: Body::parse("A part is late.").unwrap(),
            approver: Some(bench.world.meena),
            decided_at: at(500),
        }),
        committed_at: Some(at(300)),
        done_at: Some(at(600)),
        not_doing: Some(NotDoing {
            reason: Body::parse("It costs more than it saves.").unwrap(),
            approver: bench.world.meena,
            decided_at: at(700),
        }),
        reopening: Some(RepairReopening { at: at(900), reason: RepairReopenReason::Ineffective }),
        plan: EffectivenessPlan {
            metric: Some(short("p99 in ms")),
            baseline: Some(short("4000")),
            target: Some(short("400")),
            check_at: Some(at(5_000)),
        },
        effectiveness: Some(EffectivenessCheck {
            result: Effectiveness::Ineffective,
            metric: short("p99 in ms"),
            baseline: Some(short("4000")),
            target: short("400"),
            observed: Some(short("3900")),
            measured_at: at(800),
            note: Markdown::parse("See the *graph*.").unwrap(),
            recorded_by: Principal::System(SystemActor::Tracker),
        }),
        tracker: Some(TrackerIssue {
            tracker: Some(TrackerId::new(uuid())),
            provider: TrackerProvider::GitHub,
            key: short("trips/search#12"),
            url: WebUrl::parse("https://github.com/trips/search/issues/12").unwrap(),
            title: Some(short("Rebuild")),
            state: TrackerState::InProgress,
            synced_at: Some(at(850)),
        }),
        next_reminder_at: Some(at(7_777)),
        updated_at: at(950),
        version: 2,
        ..before.clone()
    }
}

async fn an_item_survives_with_all_parts(store: Store) {
    let bench = bench(&store).await;
    let before = insert(&store, bench.idea("Rebuild the index", 100)).await;
    let other = insert(&store, RepairItem { causes: Vec::new(), ..bench.idea("Other", 101) }).await;
    assert!(before.number < other.number);
    assert_eq!(
        (kept(&store, before.id).await, kept(&store, other.id).await),
        (before.clone(), other.clone())
    );
    let after = full(&bench, &before);
    save(&store, &before, &after).await.unwrap();
    assert_eq!(kept(&store, before.id).await, after);
    let bare = RepairItem { version: 3, updated_at: at(960), ..before.clone() };
    save(&store, &after, &bare).await.unwrap();
    assert_eq!(kept(&store, before.id).await, bare);
    assert_eq!(list::by_number(&store, other.number).await.unwrap(), Some(other.clone()));
    assert_eq!(list::by_numbers(&store, &[other.number, 99]).await.unwrap()[&other.number], other);
    assert_eq!(repo::problem_of(&store, other.id).await.unwrap(), Some(bench.problem.id));
    let tx = store.begin().await.unwrap();
    assert_eq!(repo::lock(&tx, other.id).await.unwrap(), Some(other.clone()));
    assert_eq!(repo::lock_of_problem(&tx, bench.problem.id).await.unwrap().len(), 2);
    assert_eq!(repo::count_open(&tx, bench.problem.id).await.unwrap(), 2);
    repo::touch(&tx, other.id, at(970)).await.unwrap();
    assert_eq!(repo::last_stage(&tx, other.id, at(5)).await.unwrap(), None::<ReminderStage>);
    tx.commit().await.unwrap();
    assert_eq!(kept(&store, other.id).await, RepairItem { updated_at: at(970), ..other });
}

async fn a_stale_change_is_a_conflict(store: Store) {
    let bench = bench(&store).await;
    let before = insert(&store, bench.idea("Rebuild the index", 100)).await;
    let first = RepairItem { version: 2, status: RepairItemStatus::NotDoing, ..before.clone() };
    save(&store, &before, &first).await.unwrap();
    let second = RepairItem { version: 2, causes: Vec::new(), ..before.clone() };
    let refused = save(&store, &before, &second).await;
    assert!(matches!(refused, Err(StoreError::Conflict { current: 2 })), "{refused:?}");
    assert_eq!(kept(&store, before.id).await, first);
}

async fn an_issue_belongs_to_one_item(store: Store) {
    let bench = bench(&store).await;
    let (a, b) = (insert(&store, bench.idea("A", 1)).await, insert(&store, bench.idea("B", 2)).await);
    let issue = full(&bench, &a).tracker.unwrap();
    let with = |item: &RepairItem, issue: &TrackerIssue| RepairItem {
        tracker: Some(issue.clone()),
        version: item.version + 1,
        ..item.clone()
    };
    save(&store, &a, &with(&a, &issue)).await.unwrap();
    let taken = save(&store, &b, &with(&b, &issue)).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");
    let shouted = TrackerIssue { key: short("Trips/SEARCH#12"), ..issue.clone() };
    let taken = save(&store, &b, &with(&b, &shouted)).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "in another case: {taken:?}");
    let tracker = issue.tracker.unwrap();
    assert_eq!(repo::of_issue(&store, tracker, "trips/search#12").await.unwrap(), Some(a.id));
    assert_eq!(repo::of_issue(&store, tracker, "trips/search#13").await.unwrap(), None);
    // A mere link is anybody's.
    let linked = TrackerIssue { tracker: None, ..issue };
    save(&store, &b, &with(&b, &linked)).await.unwrap();
}

async fn causes_are_told_as_they_are_by_now(store: Store) {
    let bench = bench(&store).await;
    let mut item = bench.idea("A", 1);
    item.causes.clone_from(&bench.causes);
    item.causes.sort_unstable();
    let item = insert(&store, item).await;
    let rca = store::rca::list::of_cause(&store, bench.causes[0]).await.unwrap().unwrap();
    let before = store::rca::repo::load(&store, &[rca]).await.unwrap().remove(&rca).unwrap();
    let mut after = before.clone();
    after.graph.causes[1].removed_at = Some(at(400));
    after.graph.causes[2].verdict = CauseVerdict::Refuted;
    let tx = store.begin().await.unwrap();
    store::rca::repo::save(&tx, &before, &after).await.unwrap();
    tx.commit().await.unwrap();
    let found = pages::linked_causes(&store, &[item.id]).await.unwrap().remove(&item.id).unwrap();
    let mut wanted: Vec<LinkedCause> = (0..3)
        .map(|place| LinkedCause {
            id: bench.causes[place],
            confirmed_at: (place == 0).then(|| at(300)),
            is_gone: place > 0,
        })
        .collect();
    wanted.sort_unstable_by_key(|cause| cause.id);
    assert_eq!(found, wanted);
}

async fn append(store: &Store, all: &[RepairNote]) {
    let tx = store.begin().await.unwrap();
    let mut later = Bundle::default();
    notes::append_later(&mut later, all);
    later.run(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn notes_are_appended_and_never_changed(store: Store) {
    let bench = bench(&store).await;
    let (a, b) = (insert(&store, bench.idea("A", 1)).await, insert(&store, bench.idea("B", 2)).await);
    let note = |item: &RepairItem, kind, seconds| RepairNote {
        id: RepairNoteId::new(uuid()),
        item: item.id,
        kind,
        body: Markdown::parse("*Looked* into it.").unwrap(),
        status: (kind == RepairNoteKind::Status).then_some(RepairItemStatus::Committed),
        due_at: (kind == RepairNoteKind::Due).then(|| at(9_000)),
        author: Principal::User(bench.world.oliver),
        at: at(seconds),
    };
    let all = [
        note(&a, RepairNoteKind::Note, 10),
        note(&a, RepairNoteKind::Status, 20),
        note(&a, RepairNoteKind::Due, 30),
        note(&b, RepairNoteKind::Effect, 40),
    ];
    append(&store, &all).await;
    assert_eq!(notes::note(&store, all[2].id).await.unwrap().as_ref(), Some(&all[2]));
    let page = notes::pages(&store, &[a.id, b.id], None, 2).await.unwrap();
    assert_eq!(page[&a.id], [all[2].clone(), all[1].clone()], "newest first");
    assert_eq!(page[&b.id], [all[3].clone()]);
    let older = notes::pages(&store, &[a.id], Some((at(20), all[1].id)), 9).await.unwrap();
    assert_eq!(older[&a.id], [all[0].clone()]);
    assert_eq!(notes::counts(&store, &[a.id, b.id]).await.unwrap()[&a.id], 3);
    for sql in ["UPDATE repair_note SET body = ''", "DELETE FROM repair_note"] {
        let tx = store.begin().await.unwrap();
        let refused = tx.inner().execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(refused.contains("repair_note is append-only"), "{refused}");
    }
}

async fn a_policy_version_is_made_once(store: Store) {
    let first = policy::latest(&store).await.unwrap();
    assert_eq!(first, RepairPolicy::fresh(Principal::System(SystemActor::Worker), first.created_at));
    let second = RepairPolicy {
        version: 2,
        short_days: 14,
        note: Markdown::parse("Ten days were *too few*.").unwrap(),
        created_at: at(50),
        ..first.clone()
    };
    let tx = store.begin().await.unwrap();
    policy::insert(&tx, &second).await.unwrap();
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let again = policy::insert(&tx, &second).await;
    assert!(matches!(again, Err(StoreError::Duplicate(_))), "{again:?}");
    drop(tx);
    assert_eq!(policy::latest(&store).await.unwrap(), second);
    assert_eq!(policy::all(&store).await.unwrap(), [second, first.clone()]);
    let found = policy::by_versions(&store, &[1, 7]).await.unwrap();
    assert_eq!((found.len(), &found[&1]), (1, &first));
}

async fn a_bulk_of_items_reads_back(store: Store) {
    let bench = bench(&store).await;
    let before = insert(&store, bench.idea("One by one", 1)).await;
    let refused = store::incident::bulk::begin(&store).await.unwrap();
    assert!(refused.is_none(), "problems are there already");
    // Tables that are filled already take rows at the usual cost.
    let mut bulk = store::Bulk::begin(&store, &["repair_note"]).await.unwrap().unwrap();
    let items = [bench.committed("A", 900), full(&bench, &bench.idea("B", 2))];
    let note = RepairNote {
        id: RepairNoteId::new(uuid()),
        item: items[0].id,
        kind: RepairNoteKind::Note,
        body: Markdown::default(),
        status: None,
        due_at: None,
        author: Principal::User(bench.world.oliver),
        at: at(3),
    };
    store::repair::bulk::add_all(&mut bulk, &items, std::slice::from_ref(&note)).await.unwrap();
    bulk.settle(&mut |_| ()).await.unwrap();
    bulk.commit(&mut |_| ()).await.unwrap();
    for (item, number) in items.iter().zip(before.number + 1..) {
        assert_eq!(kept(&store, item.id).await, RepairItem { number, ..item.clone() });
    }
    assert_eq!(notes::note(&store, note.id).await.unwrap(), Some(note));
}

async fn what_is_corrupt_names_its_place(store: Store) {
    let bench = bench(&store).await;
    let item = insert(&store, bench.idea("A", 1)).await;
    let tx = store.begin().await.unwrap();
    tx.inner().execute_unprepared("UPDATE repair_item SET lens = 'PERSON'").await.unwrap();
    tx.commit().await.unwrap();
    let error = list::by_ids(&store, &[item.id]).await.unwrap_err().to_string();
    assert_eq!(error, format!("repair_item.lens of {}: unknown word \"PERSON\"", item.id));
}
