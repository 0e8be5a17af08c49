//! Table tests of repair items, a file for each part, and what they build an item with.

mod change;
mod due;
mod effect;
mod life;
mod policy;
mod reminder;
mod report;
mod rules;
mod solution;
mod tracker;

use super::status::Gate;
use super::*;
use crate::finding::{Finding, FindingLevel};
use crate::identity::SystemActor;
use crate::text::ShortText;
use RepairItemStatus as S;

const AUTHOR: Principal = Principal::User(UserId::new(uuid(1)));
const OWNER: UserId = UserId::new(uuid(2));
const APPROVER: UserId = UserId::new(uuid(3));
const TEAM: TeamId = TeamId::new(uuid(4));
/// When the root cause was confirmed.
const CONFIRMED: &str = "2026-11-20T12:00";
/// When somebody commits, unless said otherwise.
const NOW: &str = "2026-11-24T12:00";

const fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn at(text: &str) -> Instant {
    format!("{text}:00Z").parse().unwrap()
}

fn markdown(text: &str) -> Markdown {
    Markdown::parse(text).unwrap()
}

fn body(text: &str) -> Body {
    Body::parse(text).unwrap()
}

fn short(text: &str) -> Option<ShortText> {
    ShortText::parse(text).ok()
}

fn policy() -> RepairPolicy {
    RepairPolicy::fresh(Principal::System(SystemActor::Cli), at("2026-01-01T00:00"))
}

fn linked(n: u128, confirmed: Option<&str>) -> LinkedCause {
    LinkedCause { id: CauseId::new(uuid(100 + n)), confirmed_at: confirmed.map(at), is_gone: false }
}

/// The confirmed root cause.
fn root() -> LinkedCause {
    linked(0, Some(CONFIRMED))
}

/// A mere factor.
fn factor() -> LinkedCause {
    linked(1, None)
}

fn fields(kind: RepairKind) -> RepairFields {
    RepairFields {
        title: Title::parse("Add a query-plan check to the release checklist").unwrap(),
        description: Markdown::default(),
        kind,
        lens: Lens::Process,
        horizon: None,
        target: (kind == RepairKind::Preventive).then_some(RepairTarget::Process),
        strength: Some(RepairStrength::Intermediate),
        purpose: Some(RepairPurpose::Prevent),
        owner: Some(OWNER),
        team: Some(TEAM),
        done_condition: markdown("A release whose queries have no index is stopped."),
        causes: vec![root().id],
        plan: EffectivenessPlan::default(),
    }
}

fn proposed_with(fields: RepairFields) -> RepairItem {
    let (id, problem) = (RepairItemId::new(uuid(7)), ProblemId::new(uuid(8)));
    let proposal = Proposal { id, problem, policy_version: 1, fields };
    let mut item = RepairItem::propose(proposal, AUTHOR, at("2026-11-21T09:00"));
    item.number = 7;
    item
}

fn proposed(kind: RepairKind) -> RepairItem {
    proposed_with(fields(kind))
}

/// Takes a step without its decision.
fn go(item: &mut RepairItem, to: RepairItemStatus, now: &str) -> Result<(), RepairError> {
    go_with(item, to, &[root()], now)
}

fn go_with(
    item: &mut RepairItem,
    to: RepairItemStatus,
    causes: &[LinkedCause],
    now: &str,
) -> Result<(), RepairError> {
    item.change_status(StatusStep::To(to), &Gate { policy: &policy(), causes, now: at(now) })
}

fn decline(item: &mut RepairItem, now: &str) -> Result<(), RepairError> {
    let decision =
        NotDoing { reason: body("The next release replaces it."), approver: APPROVER, decided_at: at(now) };
    let gate = Gate { policy: &policy(), causes: &[root()], now: at(now) };
    item.change_status(StatusStep::Decline(decision), &gate)
}

fn committed(kind: RepairKind) -> RepairItem {
    let mut item = proposed(kind);
    go(&mut item, S::Committed, NOW).unwrap();
    item
}

fn done(kind: RepairKind) -> RepairItem {
    let mut item = committed(kind);
    go(&mut item, S::Done, "2026-11-26T12:00").unwrap();
    item
}

/// An item that has come to a state by steps that exist.
fn in_status(status: RepairItemStatus) -> RepairItem {
    let mut item = match status {
        S::Proposed => return proposed(RepairKind::Corrective),
        S::Done | S::Effective | S::Reopened => done(RepairKind::Corrective),
        _ => committed(RepairKind::Corrective),
    };
    match status {
        S::InProgress => go(&mut item, S::InProgress, NOW).unwrap(),
        S::NotDoing => decline(&mut item, NOW).unwrap(),
        S::Effective => effect::measured(&mut item, Effectiveness::Effective, "2026-12-26T12:00").unwrap(),
        S::Reopened => {
            assert!(item.reopen(RepairReopenReason::Recurrence, &policy(), at("2026-12-01T12:00")));
        }
        _ => {}
    }
    assert_eq!(item.status, status);
    item
}

/// Rule and level of each finding.
fn said(findings: &[Finding]) -> Vec<(&str, FindingLevel)> {
    findings.iter().map(|finding| (finding.rule.as_str(), finding.level)).collect()
}

#[test]
fn references_are_read_in_any_case() {
    assert_eq!(reference(7), "REP-7");
    for (text, number) in [("rep-7", Some(7)), ("REP-", None), ("RCA-7", None), (" REP-12 ", Some(12))] {
        assert_eq!(parse_reference(text), number, "{text}");
    }
}
