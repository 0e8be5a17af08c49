//! Repair items: proposed, committed to, done, measured, and what follows of it.

mod effect;
mod life;
mod people;
mod reads;
mod reminders;
mod tables;

use app::identity::CreateTeam;
use app::rca::{AddCause, Patch, SetRcaAnswer};
use app::repair::{
    ChangeRepairItemStatus, CreateRepairItem, PlanPatch, PlanText, PostponeRepairItem, RecordEffectiveness,
    RepairAnswer, UpdateRepairItem,
};
use domain::id::TeamId;
use domain::identity::Actor;
use domain::problem::Problem;
use domain::rca::{AnswerKey, Cause, Lens, RcaMethod};
use domain::repair::{Effectiveness, RepairItem, RepairItemStatus, RepairKind};

use crate::harness::cli;
use crate::rca::{Bench, bench, steps};

/// An analysis with one confirmed root cause and a contributing factor, whose first three steps are passed.
pub struct Shed {
    pub bench: Bench,
    pub root: Cause,
    pub factor: Cause,
    pub team: TeamId,
}

pub async fn shed() -> Shed {
    let bench = bench(RcaMethod::Fishbone).await;
    steps::state(&bench).await;
    let on_bone = |text: &str| AddCause { bone: Some("capacity".to_owned()), ..bench.cause(text) };
    let root = bench.add(on_bone("The index has one shard")).await;
    let factor = bench.add(on_bone("Searches are not cached")).await;
    for key in [AnswerKey::NoProcessCause, AnswerKey::NoOrganizationalCause] {
        let answer = SetRcaAnswer { rca_id: bench.rca, key, reason: Some("None was found.".to_owned()) };
        bench.app().set_rca_answer(&bench.shop.stage.oliver, answer).await.unwrap();
    }
    bench.app().add_evidence(&bench.shop.stage.oliver, Bench::evidence(factor.id)).await.unwrap();
    bench.decide(&factor, domain::rca::CauseVerdict::Validated).await.unwrap();
    let root = bench.confirm(&root).await.cause;
    let team = CreateTeam { name: "Search".to_owned(), idempotency_key: None };
    let team = bench.app().create_team(&cli(), team).await.unwrap().id;
    Shed { bench, root, factor, team }
}

impl Shed {
    pub fn app(&self) -> &app::App {
        self.bench.app()
    }

    /// A responder, who owns items.
    pub fn oliver(&self) -> &Actor {
        &self.bench.shop.stage.oliver
    }

    /// A problem manager, who approves.
    pub fn petra(&self) -> &Actor {
        &self.bench.shop.petra
    }

    pub fn later(&self, days: i64) {
        self.bench.shop.stage.world.clock.advance(days * 86_400);
    }

    /// A corrective item with all that a commitment needs.
    pub fn corrective(&self, title: &str) -> CreateRepairItem {
        CreateRepairItem {
            problem_id: self.bench.problem.id,
            cause_ids: vec![self.root.id],
            title: title.to_owned(),
            description: None,
            kind: RepairKind::Corrective,
            lens: Lens::Technical,
            horizon: None,
            target: None,
            strength: None,
            purpose: None,
            owner_id: self.oliver().principal.user(),
            team_id: Some(self.team),
            done_condition: Some("The index has four shards.".to_owned()),
            plan: PlanText {
                metric: Some("p99 of search in ms".to_owned()),
                baseline: Some("4000".to_owned()),
                target: Some("400".to_owned()),
                check_at: None,
            },
            due_at: None,
            due_reason: None,
            due_approver_id: None,
            idempotency_key: None,
        }
    }

    pub async fn propose(&self, command: CreateRepairItem) -> RepairItem {
        self.app().create_repair_item(self.oliver(), command).await.unwrap().item
    }

    pub async fn step(&self, item: &RepairItem, status: RepairItemStatus) -> app::Result<RepairAnswer> {
        self.app().change_repair_item_status(self.oliver(), to(item, status)).await
    }

    /// An item as it is kept.
    pub async fn item(&self, item: &RepairItem) -> RepairItem {
        self.app().repair_item(self.petra(), item.id).await.unwrap()
    }

    pub async fn problem(&self) -> Problem {
        self.bench.problem().await
    }

    /// How many steps of the analysis are passed: as the board shows it, which is what the rules say now.
    pub async fn steps_passed(&self) -> Option<u8> {
        let analysis = std::sync::Arc::new(self.bench.now().await);
        let reports = self.app().rca_reports(self.petra(), std::slice::from_ref(&analysis)).await.unwrap();
        let passed = domain::rca::rules::steps_passed(&reports[&self.bench.rca].steps);
        let shown = self.problem().await.rca.map(|rca| rca.steps_passed);
        assert_eq!(shown, Some(passed), "the board says what the rules say");
        shown
    }

    /// Proposes, commits to and finishes an item.
    pub async fn finished(&self, command: CreateRepairItem) -> RepairItem {
        let mut item = self.propose(command).await;
        for status in [RepairItemStatus::Committed, RepairItemStatus::Done] {
            item = self.step(&item, status).await.unwrap().item;
        }
        item
    }

    /// The kinds of notes of an item, newest first.
    pub async fn notes(&self, item: &RepairItem) -> Vec<&'static str> {
        let pages = self.app().repair_notes(self.petra(), &[item.id], None, 50).await.unwrap();
        pages.into_values().flat_map(|page| page.items).map(|note| note.kind.as_str()).collect()
    }
}

pub fn to(item: &RepairItem, status: RepairItemStatus) -> ChangeRepairItemStatus {
    ChangeRepairItemStatus { id: item.id, version: item.version, status, note: None, approver_id: None }
}

pub fn edit(item: &RepairItem) -> UpdateRepairItem {
    UpdateRepairItem {
        id: item.id,
        version: item.version,
        title: None,
        description: None,
        kind: None,
        lens: None,
        horizon: None,
        target: Patch::Keep,
        strength: Patch::Keep,
        purpose: Patch::Keep,
        owner_id: Patch::Keep,
        team_id: Patch::Keep,
        done_condition: None,
        cause_ids: None,
        plan: PlanPatch::default(),
    }
}

pub fn postponed(item: &RepairItem, due_at: domain::time::Instant, reason: &str) -> PostponeRepairItem {
    PostponeRepairItem {
        id: item.id,
        version: item.version,
        due_at,
        reason: reason.to_owned(),
        approver_id: None,
    }
}

pub fn measured(item: &RepairItem, result: Effectiveness, observed: &str) -> RecordEffectiveness {
    RecordEffectiveness {
        id: item.id,
        version: item.version,
        result,
        metric: None,
        baseline: None,
        target: None,
        observed: Some(observed.to_owned()),
        measured_at: None,
        note: None,
    }
}
