//! The four methods, and the categories of the fishbone.
//!
//! It must not know which rules a method brings.

use super::Lens;
use crate::text::Name;
use crate::vocabulary;

vocabulary! {
    /// A way to look at the graph of causes.
    RcaMethod {
        /// A chain of whys, which may branch; for simple problems.
        FiveWhys = "FIVE_WHYS",
        /// Causes sorted by category; for many factors.
        Fishbone = "FISHBONE",
        /// A map from goals to causes with AND and OR; for causes that interact.
        CauseMap = "CAUSE_MAP",
        /// Our own composite: cause map, change analysis, barrier analysis, occurrence and escape.
        Enhanced = "ENHANCED",
    }
}

/// A category of the fishbone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bone {
    /// What causes refer to: lower-case letters, digits and hyphens, unique within the analysis.
    pub key: String,
    /// What it is called.
    pub name: Name,
    /// The lens it maps to, so that analyses compare.
    pub lens: Lens,
}

/// The ten categories for software: key, name, lens, and words to think of.
pub const SOFTWARE_BONES: [(&str, &str, Lens, &str); 10] = [
    ("code", "Code and design", Lens::Technical, "query shape, pagination, concurrency, limits"),
    (
        "change",
        "Configuration and change",
        Lens::Technical,
        "deployment, flag, expiry of a secret or certificate, way back",
    ),
    ("capacity", "Infrastructure and capacity", Lens::Technical, "quotas, scaling thresholds, network, disk"),
    ("data", "Data and state", Lens::Technical, "volume, skew, migration, corruption"),
    ("dependencies", "Dependencies and vendors", Lens::Technical, "third party, hard dependency, contract"),
    ("observability", "Observability", Lens::Technical, "missing alert, noisy alert, blind spot"),
    ("process", "Process and procedure", Lens::Process, "review, test, runbook, timing of releases"),
    ("staffing", "Staffing and knowledge", Lens::Process, "coverage, hand-over, training time, workload"),
    ("load", "Load and environment", Lens::Technical, "sale, calendar, change of time"),
    (
        "organization",
        "Organization and priorities",
        Lens::Organizational,
        "goals, budget, ownership, incentives",
    ),
];

/// The default categories of a new analysis.
pub fn default_bones() -> Vec<Bone> {
    let bone = |(key, name, lens, _): &(&str, &str, Lens, &str)| {
        let name =
            Name::parse(name).unwrap_or_else(|_| unreachable!("the product's own names are well formed"));
        Bone { key: (*key).to_owned(), name, lens: *lens }
    };
    SOFTWARE_BONES.iter().map(bone).collect()
}
