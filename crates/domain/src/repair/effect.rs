//! Whether a done item works: plan and measurement (`ACT-10`, `RCS-07`).

use super::{RepairError, RepairItem, RepairItemStatus, RepairPolicy, RepairReopenReason};
use crate::identity::Principal;
use crate::text::{Markdown, ShortText};
use crate::time::{Instant, whole_minute};
use crate::vocabulary;

vocabulary! {
    /// What a measurement showed.
    Effectiveness {
        /// The target is met.
        Effective = "EFFECTIVE",
        /// Better than before, and short of the target.
        Partial = "PARTIAL",
        /// No better; cause and item are open again.
        Ineffective = "INEFFECTIVE",
        /// It cannot be told; measure again.
        Inconclusive = "INCONCLUSIVE",
    }
}

/// How one will tell that an item worked. Each part may be missing until the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectivenessPlan {
    /// What is measured, with its unit.
    pub metric: Option<ShortText>,
    /// What it was before.
    pub baseline: Option<ShortText>,
    /// What it should be.
    pub target: Option<ShortText>,
    /// When it is measured; by policy after the item is done, unless somebody chose.
    pub check_at: Option<Instant>,
}

impl EffectivenessPlan {
    /// The parts that are missing, as people call them.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("metric", self.metric.is_none()),
            ("baseline", self.baseline.is_none()),
            ("target", self.target.is_none()),
            ("check date", self.check_at.is_none()),
        ]
        .into_iter()
        .filter_map(|(name, is_missing)| is_missing.then_some(name))
        .collect()
    }
}

/// What a measurement showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectivenessCheck {
    /// The judgement.
    pub result: Effectiveness,
    /// What was measured.
    pub metric: ShortText,
    /// What it was before.
    pub baseline: Option<ShortText>,
    /// What it should be.
    pub target: ShortText,
    /// What it is.
    pub observed: Option<ShortText>,
    /// When it was measured.
    pub measured_at: Instant,
    /// More about it, in Markdown, such as a link to the evidence.
    pub note: Markdown,
    /// Who recorded it.
    pub recorded_by: Principal,
}

/// A measurement that somebody records; what is `None` comes from the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// The judgement.
    pub result: Effectiveness,
    /// What was measured.
    pub metric: Option<ShortText>,
    /// What it was before.
    pub baseline: Option<ShortText>,
    /// What it should be.
    pub target: Option<ShortText>,
    /// What it is; needed unless INCONCLUSIVE.
    pub observed: Option<ShortText>,
    /// When it was measured; now when absent.
    pub measured_at: Option<Instant>,
    /// More about it, in Markdown.
    pub note: Markdown,
}

impl RepairItem {
    /// Records a measurement of a done item at `now`: EFFECTIVE ends it, INEFFECTIVE opens it again (its root causes are for the
    /// use case to open), PARTIAL and INCONCLUSIVE leave it done. Plan parts that the measurement brings are kept in the plan; what
    /// could not be told is checked again after as many days as the policy gives.
    ///
    /// Errors (`ACT-10`): it is not done; it was measured before it was done (minutes count, as people enter them) or in the
    /// future; metric, target or observed value is missing.
    pub fn measure(
        &mut self,
        measurement: Measurement,
        policy: &RepairPolicy,
        by: Principal,
        now: Instant,
    ) -> Result<(), RepairError> {
        let Some(done_at) = self.done_at.filter(|_| self.status == RepairItemStatus::Done) else {
            return Err(RepairError::NotDone { status: self.status });
        };
        let measured_at = measurement.measured_at.unwrap_or(now);
        if measured_at > now {
            return Err(RepairError::InFuture { field: "measuredAt" });
        }
        if measured_at < whole_minute(done_at) {
            return Err(RepairError::MeasuredTooEarly);
        }
        let missing = |field| RepairError::MeasurementIncomplete { field };
        let plan = &self.plan;
        let metric = measurement.metric.or_else(|| plan.metric.clone()).ok_or(missing("metric"))?;
        let target = measurement.target.or_else(|| plan.target.clone()).ok_or(missing("target"))?;
        let baseline = measurement.baseline.or_else(|| plan.baseline.clone());
        let result = measurement.result;
        if measurement.observed.is_none() && result != Effectiveness::Inconclusive {
            return Err(missing("observed"));
        }
        self.plan.metric = Some(metric.clone());
        self.plan.baseline.clone_from(&baseline);
        self.plan.target = Some(target.clone());
        self.effectiveness = Some(EffectivenessCheck {
            result,
            metric,
            baseline,
            target,
            observed: measurement.observed,
            measured_at,
            note: measurement.note,
            recorded_by: by,
        });
        match result {
            Effectiveness::Effective => self.status = RepairItemStatus::Effective,
            Effectiveness::Ineffective => {
                self.reopen(RepairReopenReason::Ineffective, policy, now);
            }
            Effectiveness::Inconclusive if self.plan.check_at.is_none_or(|at| at <= now) => {
                self.plan.check_at = Some(self.check_by_policy(policy, now));
            }
            Effectiveness::Inconclusive | Effectiveness::Partial => {}
        }
        Ok(())
    }

    /// Whether its effect is to be checked by now and nobody has told it (`ACT-10`).
    pub fn is_check_due(&self, now: Instant) -> bool {
        let is_told =
            self.effectiveness.as_ref().is_some_and(|check| check.result != Effectiveness::Inconclusive);
        self.status == RepairItemStatus::Done && !is_told && self.plan.check_at.is_some_and(|at| at <= now)
    }
}
