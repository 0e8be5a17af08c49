//! The organisation's settings as the API shows them.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use domain::incident as d;
use domain::organisation::Organisation;

use crate::incident::enums::Severity;

/// What the organisation settled for itself.
#[derive(Clone, Debug)]
pub struct Settings(Arc<Organisation>);

impl From<Arc<Organisation>> for Settings {
    fn from(settings: Arc<Organisation>) -> Self {
        Self(settings)
    }
}

/// What the organisation settled for itself.
#[Object]
impl Settings {
    /// How the organisation calls itself.
    async fn organisation_name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Name of its time zone, such as `Europe/Berlin`.
    async fn time_zone(&self) -> &str {
        self.0.time_zone.as_str()
    }

    /// Words and thresholds of each severity, SEV1 first.
    async fn severities(&self) -> Vec<SeveritySettings> {
        d::Severity::ALL.iter().map(|severity| SeveritySettings::of(&self.0, *severity)).collect()
    }

    /// Thresholds that are the same for every severity.
    async fn thresholds(&self) -> ThresholdSettings {
        ThresholdSettings { late_grace_minutes: self.0.thresholds.late_grace_minutes }
    }

    /// Whether an external update needs the approval of another person before it goes out.
    async fn approve_external_updates(&self) -> bool {
        self.0.approve_external_updates
    }

    /// Days in which a preliminary analysis is promised by itself (`COM-05`).
    async fn rca_preliminary_days(&self) -> u32 {
        self.0.rca_preliminary_days
    }

    /// Days in which the final analysis is promised by itself (`COM-05`).
    async fn rca_final_days(&self) -> u32 {
        self.0.rca_final_days
    }

    /// Version of the settings.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Words and thresholds of a severity; a threshold is null where its rule does not apply.
#[derive(Clone, Debug, SimpleObject)]
pub struct SeveritySettings {
    /// Which.
    pub severity: Severity,
    /// What it is called here.
    pub label: String,
    /// When it is given.
    pub criteria: String,
    /// Minutes until a lead and a communications lead are wanted (`ROL-01`).
    pub roles_within_minutes: Option<u32>,
    /// Minutes from detection to the first external update (`COM-03`).
    pub first_update_minutes: Option<u32>,
    /// Minutes between internal updates (`COM-04`).
    pub internal_update_minutes: Option<u32>,
    /// Minutes between external updates (`COM-04`).
    pub external_update_minutes: Option<u32>,
}

impl SeveritySettings {
    fn of(settings: &Organisation, severity: d::Severity) -> Self {
        let (words, of) = (settings.words(severity), settings.thresholds.of(severity));
        Self {
            severity: severity.into(),
            label: words.label.to_string(),
            criteria: words.criteria.to_string(),
            roles_within_minutes: of.roles_within,
            first_update_minutes: of.first_update,
            internal_update_minutes: of.internal_cadence,
            external_update_minutes: of.external_cadence,
        }
    }
}

/// Thresholds that are the same for every severity.
#[derive(Clone, Debug, SimpleObject)]
pub struct ThresholdSettings {
    /// Minutes that a promised update may be overdue before it counts as late (`COM-02`).
    pub late_grace_minutes: u32,
}
