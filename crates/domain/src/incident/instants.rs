//! Named instants with source and precision (`CLK-01`, `CLK-02`) and their expected order (`CLK-03`).
//!
//! It must not derive durations: see `durations.rs`.

use std::collections::BTreeMap;

use super::{Incident, IncidentError};
use crate::finding::Finding;
use crate::text::Body;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// The instants of an incident that have a name.
    InstantName {
        /// Users began to feel it.
        ImpactStart = "IMPACT_START",
        /// Somebody or something noticed.
        Detected = "DETECTED",
        /// Somebody took it on.
        Acknowledged = "ACKNOWLEDGED",
        /// It was called an incident; no fixed place in the order.
        Declared = "DECLARED",
        /// The team was together.
        Assembled = "ASSEMBLED",
        /// What is broken was known.
        Identified = "IDENTIFIED",
        /// The effect on users was reduced or gone.
        Mitigated = "MITIGATED",
        /// Service was restored.
        Restored = "RESTORED",
        /// Nothing was left to do.
        Closed = "CLOSED",
    }
}

vocabulary! {
    /// Where an instant comes from.
    InstantSource {
        /// A machine that watches.
        Alert = "ALERT",
        /// Somebody who wrote it down.
        Human = "HUMAN",
        /// History that was brought in.
        Import = "IMPORT",
    }
}

vocabulary! {
    /// How exact an instant is.
    Precision {
        /// As the clock said.
        Exact = "EXACT",
        /// To the minute.
        Minute = "MINUTE",
        /// Roughly.
        Approximate = "APPROXIMATE",
        /// Only the day is known.
        Day = "DAY",
    }
}

vocabulary! {
    /// Who or what noticed first.
    DetectionSource {
        /// A machine that watches.
        Monitoring = "MONITORING",
        /// A customer.
        Customer = "CUSTOMER",
        /// Somebody of the house.
        Internal = "INTERNAL",
        /// Another company.
        ThirdParty = "THIRD_PARTY",
    }
}

/// One named instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedInstant {
    /// Which one.
    pub name: InstantName,
    /// When.
    pub at: Instant,
    /// From where it is known.
    pub source: InstantSource,
    /// How exact it is.
    pub precision: Precision,
}

/// The named instants of one incident; at most one of each name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instants(BTreeMap<InstantName, NamedInstant>);

/// `CLK-03`: (earlier, later) pairs that are expected to be in this order. `declared` and
/// `assembled` have no fixed place.
const ORDER: &[(InstantName, InstantName)] = &[
    (InstantName::ImpactStart, InstantName::Detected),
    (InstantName::Detected, InstantName::Acknowledged),
    (InstantName::ImpactStart, InstantName::Acknowledged),
    (InstantName::Detected, InstantName::Mitigated),
    (InstantName::ImpactStart, InstantName::Mitigated),
    (InstantName::ImpactStart, InstantName::Identified),
    (InstantName::Mitigated, InstantName::Restored),
    (InstantName::Detected, InstantName::Restored),
    (InstantName::ImpactStart, InstantName::Restored),
    (InstantName::Restored, InstantName::Closed),
];

impl Instants {
    /// Collects stored instants.
    pub fn from_stored(instants: impl IntoIterator<Item = NamedInstant>) -> Self {
        Self(instants.into_iter().map(|instant| (instant.name, instant)).collect())
    }

    /// When, if known.
    pub fn at(&self, name: InstantName) -> Option<Instant> {
        self.0.get(&name).map(|instant| instant.at)
    }

    /// All known instants, in the order of [`InstantName`].
    pub fn iter(&self) -> impl Iterator<Item = &NamedInstant> {
        self.0.values()
    }

    /// Records an instant as given, replacing one of the same name. No order is asked for: imports
    /// store contradictions as they are.
    pub fn stamp(&mut self, name: InstantName, at: Instant, source: InstantSource, precision: Precision) {
        self.0.insert(name, NamedInstant { name, at, source, precision });
    }

    pub(super) fn clear(&mut self, names: &[InstantName]) {
        for name in names {
            self.0.remove(name);
        }
    }

    /// `CLK-03`: the first pair that a new value would break.
    fn broken_by(&self, name: InstantName, at: Instant) -> Option<IncidentError> {
        ORDER.iter().find_map(|(earlier, later)| {
            let (first, second) = match name {
                n if n == *later => (self.at(*earlier)?, at),
                n if n == *earlier => (at, self.at(*later)?),
                _ => return None,
            };
            (second < first).then_some(IncidentError::Order {
                name: *later,
                at: second,
                earlier: *earlier,
                earlier_at: first,
            })
        })
    }

    /// `CLK-03` as findings, for records that carry contradictions with a reason or from an import.
    pub fn order_findings(&self) -> Vec<Finding> {
        ORDER
            .iter()
            .filter_map(|(earlier, later)| {
                let (first, second) = (self.at(*earlier)?, self.at(*later)?);
                (second < first).then(|| {
                    Finding::warning(
                        "CLK-03",
                        format!("{later} lies before {earlier}; durations between them are left empty."),
                    )
                })
            })
            .collect()
    }
}

impl Incident {
    /// Records a named instant. A reason overrides the expected order (`CLK-03`).
    ///
    /// Errors: in the future, out of order without a reason, or the start of impact while impact
    /// windows say when it was.
    pub fn set_instant(
        &mut self,
        name: InstantName,
        at: Instant,
        source: InstantSource,
        precision: Precision,
        reason: Option<&Body>,
        now: Instant,
    ) -> Result<(), IncidentError> {
        if at > now {
            return Err(IncidentError::InFuture { field: "at" });
        }
        if name == InstantName::ImpactStart && !self.windows.is_empty() {
            return Err(IncidentError::ImpactStartFollowsWindows);
        }
        if reason.is_none()
            && let Some(error) = self.instants.broken_by(name, at)
        {
            return Err(error);
        }
        self.instants.stamp(name, at, source, precision);
        Ok(())
    }
}
