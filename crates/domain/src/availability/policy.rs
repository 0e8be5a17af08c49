//! By which rule impact becomes downtime (`AVL-04`, `AVL-05`): a value that is kept and printed beside the number.
//!
//! It must not count.

use serde::{Deserialize, Serialize};

use super::ratio::WHOLE;
use crate::incident::ImpactLevel;

/// The rule by which a figure was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// `AVL-04`: what impact counts that is less than a major outage.
    pub partial: PartialPolicy,
    /// `AVL-05`: planned work is left out. Only where an agreement says so; therefore not the default.
    pub excludes_planned: bool,
}

/// `AVL-04`: what impact counts that is less than a major outage, which counts in full by every policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartialPolicy {
    /// A partial outage counts in full, degraded performance does not: the default, as an outage of a part is one for whoever needs that part.
    #[default]
    CountAsDown,
    /// Only major outages count.
    Ignore,
    /// Each level counts by its weight.
    Weighted(Weights),
}

/// How much of the time counts as downtime, in thousandths, such as the share of users that are affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawWeights", into = "RawWeights")]
pub struct Weights {
    degraded: u16,
    partial: u16,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawWeights {
    degraded: u16,
    partial: u16,
}

/// Weights that contradict the order of the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("weights are thousandths, and a partial outage weighs no less than degraded performance")]
pub struct WeightsError;

impl Weights {
    /// Weights in thousandths, `degraded <= partial <= 1000`.
    ///
    /// Errors: out of that order.
    pub const fn new(degraded: u16, partial: u16) -> Result<Self, WeightsError> {
        if degraded <= partial && partial <= 1000 {
            Ok(Self { degraded, partial })
        } else {
            Err(WeightsError)
        }
    }
}

impl TryFrom<RawWeights> for Weights {
    type Error = WeightsError;

    fn try_from(raw: RawWeights) -> Result<Self, WeightsError> {
        Self::new(raw.degraded, raw.partial)
    }
}

impl From<Weights> for RawWeights {
    fn from(weights: Weights) -> Self {
        Self { degraded: weights.degraded, partial: weights.partial }
    }
}

impl PartialPolicy {
    /// How much of the time at a level is downtime, in thousandths. Never less for a worse level.
    pub(super) fn weight(self, level: Option<ImpactLevel>) -> i64 {
        let Some(level) = level else { return 0 };
        match (level, self) {
            (ImpactLevel::MajorOutage, _) | (ImpactLevel::PartialOutage, Self::CountAsDown) => WHOLE,
            (ImpactLevel::PartialOutage, Self::Weighted(weights)) => i64::from(weights.partial),
            (ImpactLevel::DegradedPerformance, Self::Weighted(weights)) => i64::from(weights.degraded),
            (_, Self::CountAsDown | Self::Ignore) => 0,
        }
    }
}

impl Counting {
    /// The rule as sentences for whoever reads the number.
    pub fn sentence(&self) -> String {
        let partial = match self.partial {
            PartialPolicy::CountAsDown => {
                "Partial and major outages count in full, degraded performance does not.".to_owned()
            }
            PartialPolicy::Ignore => "Only major outages count.".to_owned(),
            PartialPolicy::Weighted(weights) => format!(
                "Major outages count in full, partial outages by {}, degraded performance by {}.",
                share(weights.partial),
                share(weights.degraded)
            ),
        };
        let planned = if self.excludes_planned {
            "Announced maintenance is left out."
        } else {
            "Announced maintenance counts like any other impact."
        };
        format!("{partial} {planned}")
    }
}

fn share(weight: u16) -> String {
    match (weight / 10, weight % 10) {
        (whole, 0) => format!("{whole} %"),
        (whole, rest) => format!("{whole}.{rest} %"),
    }
}
