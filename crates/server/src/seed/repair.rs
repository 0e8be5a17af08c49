//! The repair items of a made-up problem, told through the rules of `domain`.
//!
//! It must not know how far the problem has come in its own life: only how far its items have.

use anyhow::Result;
use chrono::Duration;
use domain::id::{ProblemId, RepairItemId, TeamId, UserId};
use domain::identity::Principal;
use domain::rca::{Analysis, Lens, Solution};
use domain::repair::effect::Measurement;
use domain::repair::status::Gate;
use domain::repair::{
    Effectiveness, EffectivenessPlan, LinkedCause, NotDoing, Proposal, RepairFields, RepairItem,
    RepairItemStatus, RepairKind, RepairPolicy, RepairPurpose, RepairStrength, RepairTarget, StatusStep,
};
use domain::text::{Body, Markdown, ShortText, Title};
use domain::time::Instant;

use super::draw::Draw;
use super::words::{CHECKS, REPAIRS};

/// How many items a problem has: two for each incident.
pub(super) const ITEMS: usize = 10;

/// Who and what items name.
pub(super) struct Shop<'a> {
    /// People who answer for items.
    pub(super) people: &'a [UserId],
    /// Teams that do them.
    pub(super) teams: &'a [TeamId],
    /// Somebody who approves.
    pub(super) approver: UserId,
    /// The policy.
    pub(super) policy: &'a RepairPolicy,
    /// When work begins.
    pub(super) begin: Instant,
    /// Nothing happens after this instant.
    pub(super) until: Instant,
}

/// The causes of an analysis as items link them.
pub(super) fn linked(analysis: &Analysis) -> Vec<LinkedCause> {
    let present = analysis.graph.present();
    present
        .causes
        .iter()
        .map(|cause| LinkedCause {
            id: cause.id,
            confirmed_at: cause.confirmed_at,
            is_gone: cause.verdict == domain::rca::CauseVerdict::Refuted,
        })
        .collect()
}

/// What the rules of the analysis see of items.
pub(super) fn solutions(items: &[RepairItem], causes: &[LinkedCause]) -> Vec<Solution> {
    let of = |item: &RepairItem| -> Vec<LinkedCause> {
        causes.iter().filter(|cause| item.causes.contains(&cause.id)).copied().collect()
    };
    items.iter().map(|item| item.as_solution(&of(item))).collect()
}

impl Shop<'_> {
    fn hour(&self, hours: i64) -> Instant {
        (self.begin + Duration::hours(hours)).min(self.until)
    }

    /// Ten items, each as far as one of the wanted states.
    pub(super) fn items(
        &self,
        draw: &mut Draw,
        problem: ProblemId,
        causes: &[LinkedCause],
        wanted: &[(u64, RepairItemStatus)],
    ) -> Result<Vec<RepairItem>> {
        (0..ITEMS).map(|_| self.item(draw, problem, causes, wanted)).collect()
    }

    fn item(
        &self,
        draw: &mut Draw,
        problem: ProblemId,
        causes: &[LinkedCause],
        wanted: &[(u64, RepairItemStatus)],
    ) -> Result<RepairItem> {
        let now = self.hour(0);
        let roots: Vec<&LinkedCause> = causes.iter().filter(|cause| cause.confirmed_at.is_some()).collect();
        let standing: Vec<&LinkedCause> = causes.iter().filter(|cause| !cause.is_gone).collect();
        let is_corrective = !roots.is_empty() && draw.percent(40);
        let chosen = **draw.one(if is_corrective { &roots } else { &standing });
        let kind = if is_corrective { RepairKind::Corrective } else { RepairKind::Preventive };
        let author = Principal::User(*draw.one(self.people));
        let proposal = Proposal {
            id: RepairItemId::new(draw.uuid(now)),
            problem,
            policy_version: self.policy.version,
            fields: self.fields(draw, kind, chosen)?,
        };
        let mut item = RepairItem::propose(proposal, author, now);
        let status = draw.weighted(wanted);
        self.live(draw, &mut item, &[chosen], status)?;
        item.settle_reminder(None);
        Ok(item)
    }

    fn fields(&self, draw: &mut Draw, kind: RepairKind, cause: LinkedCause) -> Result<RepairFields> {
        let (metric, baseline, target) = *draw.one(CHECKS);
        Ok(RepairFields {
            title: Title::parse(draw.one::<&str>(REPAIRS))?,
            description: Markdown::default(),
            kind,
            lens: *draw.one(Lens::ALL),
            horizon: None,
            target: (kind == RepairKind::Preventive).then(|| *draw.one(RepairTarget::ALL)),
            strength: draw.percent(80).then(|| *draw.one(RepairStrength::ALL)),
            purpose: Some(*draw.one(RepairPurpose::ALL)),
            owner: Some(*draw.one(self.people)),
            team: Some(*draw.one(self.teams)),
            done_condition: Markdown::parse("A trial on a copy shows it.")?,
            causes: vec![cause.id],
            plan: EffectivenessPlan {
                metric: Some(ShortText::parse(metric)?),
                baseline: Some(ShortText::parse(baseline)?),
                target: Some(ShortText::parse(target)?),
                check_at: None,
            },
        })
    }

    /// Takes the steps of its life up to a state.
    fn live(
        &self,
        draw: &mut Draw,
        item: &mut RepairItem,
        causes: &[LinkedCause],
        status: RepairItemStatus,
    ) -> Result<()> {
        use RepairItemStatus::{Committed, Done, Effective, InProgress, NotDoing as Declined};
        let way: &[RepairItemStatus] = match status {
            Committed => &[Committed],
            InProgress => &[Committed, InProgress],
            Done | Effective => &[Committed, InProgress, Done],
            Declined => &[Declined],
            RepairItemStatus::Proposed | RepairItemStatus::Reopened => &[],
        };
        let mut hours = 2;
        for to in way {
            let now = self.hour(hours);
            let step = match to {
                Declined => StatusStep::Decline(NotDoing {
                    reason: Body::parse("It costs more than it would save.")?,
                    approver: self.approver,
                    decided_at: now,
                }),
                to => StatusStep::To(*to),
            };
            item.change_status(step, &Gate { policy: self.policy, causes, now })?;
            self.touch(item, now);
            hours += draw.between(12, 72);
        }
        if status == Effective {
            let now = self.hour(hours);
            let measurement = Measurement {
                result: Effectiveness::Effective,
                metric: None,
                baseline: None,
                target: None,
                observed: item.plan.target.clone(),
                measured_at: None,
                note: Markdown::default(),
            };
            let by = Principal::User(item.owner.unwrap_or(self.approver));
            item.measure(measurement, self.policy, by, now)?;
            self.touch(item, now);
        }
        Ok(())
    }

    fn touch(&self, item: &mut RepairItem, now: Instant) {
        item.updated_at = now.min(self.until);
        item.version += 1;
    }
}
