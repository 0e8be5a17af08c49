//! What is asked of the use cases. Texts arrive raw and are parsed by the use case.

use domain::incident::Severity;

/// Changes the settings of the organisation; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateSettings {
    /// The version that the change is based on.
    pub version: i32,
    /// Another name.
    pub organisation_name: Option<String>,
    /// Another time zone, by its name.
    pub time_zone: Option<String>,
    /// Another grace of late promises, in minutes.
    pub late_grace_minutes: Option<i32>,
    /// Whether external updates need the approval of another person.
    pub approve_external_updates: Option<bool>,
    /// Other days in which a preliminary analysis is promised by itself.
    pub rca_preliminary_days: Option<i32>,
    /// Other days in which the final analysis is promised by itself.
    pub rca_final_days: Option<i32>,
    /// Changes of severities, each at most once.
    pub severities: Vec<UpdateSeverity>,
}

/// Changes the words and thresholds of a severity; what is `None` stays, `Some(None)` switches a
/// rule off.
#[derive(Clone, Debug)]
pub struct UpdateSeverity {
    /// Which.
    pub severity: Severity,
    /// Another label.
    pub label: Option<String>,
    /// Other criteria.
    pub criteria: Option<String>,
    /// Another time for `ROL-01`, in minutes.
    pub roles_within: Option<Option<i32>>,
    /// Another time for `COM-03`, in minutes.
    pub first_update: Option<Option<i32>>,
    /// Another time between internal updates (`COM-04`), in minutes.
    pub internal_cadence: Option<Option<i32>>,
    /// Another time between external updates (`COM-04`), in minutes.
    pub external_cadence: Option<Option<i32>>,
}
