//! A repair item as lists and boards show it, and how it is read from an answer. It must not know operations or screens.

use crate::{
    model::{
        CauseVerdict, ClockBasis, DateTime, Effectiveness, Lens, Named, RepairHorizon, RepairItemStatus,
        RepairKind, RepairPurpose, RepairReopenReason, RepairStrength, RepairTarget, TrackerProvider,
        TrackerState,
    },
    net::tree::Node,
    ui::group::Record,
};

/// A cause that an item acts on.
#[derive(Clone, PartialEq)]
pub struct CauseLine {
    pub id: String,
    pub text: String,
    pub lens: Option<Lens>,
    pub verdict: CauseVerdict,
    pub is_root: bool,
    pub confirmed_at: Option<DateTime>,
}

pub fn map_cause(c: Node<'_>) -> CauseLine {
    CauseLine {
        id: c.text("id"),
        text: c.text("text"),
        lens: c.maybe_word("lens", Lens::parse),
        verdict: c.word("verdict", CauseVerdict::parse, CauseVerdict::Potential),
        is_root: c.flag("isRootCause"),
        confirmed_at: c.maybe_at("confirmedAt"),
    }
}

/// The policy an item was made under, and the clock that came of it.
#[derive(Clone, PartialEq)]
pub struct Policy {
    pub version: i64,
    pub days: i64,
    pub counted_from: Option<DateTime>,
    pub basis: Option<ClockBasis>,
    pub due_at: Option<DateTime>,
}

/// A decision with its reason: for a later due date, or not to act.
#[derive(Clone, PartialEq)]
pub struct Decision {
    pub reason_html: String,
    /// Without Markdown drawn; empty where only the page needs it.
    pub reason: String,
    pub approver: Option<String>,
    pub at: DateTime,
}

/// How one will tell that it worked.
#[derive(Clone, PartialEq)]
pub struct Plan {
    pub metric: Option<String>,
    pub baseline: Option<String>,
    pub target: Option<String>,
    pub check_at: Option<DateTime>,
    pub missing: Vec<String>,
    pub is_check_due: bool,
}

/// The last check in short.
#[derive(Clone, PartialEq)]
pub struct Checked {
    pub result: Effectiveness,
    pub observed: Option<String>,
    pub at: DateTime,
}

/// The issue it is kept in step with.
#[derive(Clone, PartialEq)]
pub struct Issue {
    pub provider: TrackerProvider,
    pub key: String,
    pub url: String,
    pub title: Option<String>,
    pub state: TrackerState,
    pub is_in_step: bool,
    pub synced_at: Option<DateTime>,
}

/// The problem it belongs to.
#[derive(Clone, PartialEq)]
pub struct ProblemLine {
    pub id: String,
    pub reference: String,
    pub title: String,
}

/// One repair item, as lists and boards show it.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub id: String,
    pub reference: String,
    pub version: i64,
    pub title: String,
    pub kind: RepairKind,
    pub lens: Lens,
    pub horizon: RepairHorizon,
    pub target: Option<RepairTarget>,
    pub strength: Option<RepairStrength>,
    pub purpose: Option<RepairPurpose>,
    pub done_condition: String,
    pub status: RepairItemStatus,
    /// Where somebody may take it by hand, gates aside.
    pub next: Vec<RepairItemStatus>,
    pub is_open: bool,
    pub is_over_policy: bool,
    pub due_at: Option<DateTime>,
    pub done_at: Option<DateTime>,
    /// Whether the reader may work on it.
    pub can_work: bool,
    pub updated_at: DateTime,
    pub owner: Option<Named>,
    pub team: Option<Named>,
    pub problem: ProblemLine,
    /// The first three.
    pub causes: Vec<CauseLine>,
    pub policy: Policy,
    pub exception: Option<Decision>,
    pub not_doing: Option<Decision>,
    pub reopening: Option<(DateTime, RepairReopenReason)>,
    pub plan: Plan,
    pub checked: Option<Checked>,
    pub issue: Option<Issue>,
}

impl Record for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn version(&self) -> i64 {
        self.version
    }
}

/// Nothing, or what `map` reads of it.
pub fn some<'a, T>(n: Node<'a>, map: fn(Node<'a>) -> T) -> Option<T> {
    (!n.is_null()).then(|| map(n))
}

fn map_decision(d: Node<'_>) -> Decision {
    Decision {
        reason_html: d.text("reasonHtml"),
        reason: d.maybe_text("reason").unwrap_or_default(),
        approver: d.get("approver").maybe_text("name"),
        at: d.at("decidedAt"),
    }
}

fn map_issue(i: Node<'_>) -> Issue {
    Issue {
        provider: i.word("provider", TrackerProvider::parse, TrackerProvider::Github),
        key: i.text("key"),
        url: i.text("url"),
        title: i.maybe_text("title"),
        state: i.word("state", TrackerState::parse, TrackerState::Open),
        is_in_step: i.flag("isInStep"),
        synced_at: i.maybe_at("syncedAt"),
    }
}

fn map_plan(p: Node<'_>) -> Plan {
    Plan {
        metric: p.maybe_text("metric"),
        baseline: p.maybe_text("baseline"),
        target: p.maybe_text("target"),
        check_at: p.maybe_at("checkAt"),
        missing: p.list("missing", Node::own_text),
        is_check_due: p.flag("isCheckDue"),
    }
}

pub fn map_row(n: Node<'_>) -> Row {
    let (policy, problem) = (n.get("duePolicy"), n.get("problem"));
    Row {
        id: n.text("id"),
        reference: n.text("reference"),
        version: n.number("version"),
        title: n.text("title"),
        kind: n.word("kind", RepairKind::parse, RepairKind::Corrective),
        lens: n.word("lens", Lens::parse, Lens::Technical),
        horizon: n.word("horizon", RepairHorizon::parse, RepairHorizon::Short),
        target: n.maybe_word("target", RepairTarget::parse),
        strength: n.maybe_word("strength", RepairStrength::parse),
        purpose: n.maybe_word("purpose", RepairPurpose::parse),
        done_condition: n.text("doneCondition"),
        status: n.word("status", RepairItemStatus::parse, RepairItemStatus::Proposed),
        next: n
            .list("nextStatuses", |s| RepairItemStatus::parse(&s.own_text()))
            .into_iter()
            .flatten()
            .collect(),
        is_open: n.flag("isOpen"),
        is_over_policy: n.flag("isOverPolicy"),
        due_at: n.maybe_at("dueAt"),
        done_at: n.maybe_at("doneAt"),
        can_work: n.flag("canWork"),
        updated_at: n.at("updatedAt"),
        owner: some(n.get("owner"), Node::named),
        team: some(n.get("team"), Node::named),
        problem: ProblemLine {
            id: problem.text("id"),
            reference: problem.text("reference"),
            title: problem.text("title"),
        },
        causes: n.get("causes").list("nodes", map_cause),
        policy: Policy {
            version: policy.number("version"),
            days: policy.number("days"),
            counted_from: policy.maybe_at("countedFrom"),
            basis: policy.maybe_word("basis", ClockBasis::parse),
            due_at: policy.maybe_at("policyDueAt"),
        },
        exception: some(n.get("dueException"), map_decision),
        not_doing: some(n.get("notDoing"), map_decision),
        reopening: some(n.get("reopening"), |r| {
            (r.at("at"), r.word("reason", RepairReopenReason::parse, RepairReopenReason::Ineffective))
        }),
        plan: map_plan(n.get("plan")),
        checked: some(n.get("effectiveness"), |c| Checked {
            result: c.word("result", Effectiveness::parse, Effectiveness::Inconclusive),
            observed: c.maybe_text("observed"),
            at: c.at("measuredAt"),
        }),
        issue: some(n.get("tracker"), map_issue),
    }
}
