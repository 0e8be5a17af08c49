//! Inputs and payloads of the organisation's settings.

use app::organisation::{UpdateSettings, UpdateSeverity};
use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use super::types::Settings;
use crate::incident::enums::Severity;

/// Change the settings; what is left out stays.
#[derive(InputObject)]
pub struct UpdateSettingsInput {
    /// The version that the change is based on.
    pub version: i32,
    /// Another name; at most 100 characters.
    pub organisation_name: Option<String>,
    /// Another time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// Other words or thresholds of severities, each severity at most once.
    pub severities: Option<Vec<SeveritySettingsInput>>,
    /// Other thresholds.
    pub thresholds: Option<ThresholdSettingsInput>,
    /// Whether an external update needs the approval of another person before it goes out.
    pub approve_external_updates: Option<bool>,
    /// Other days in which a preliminary analysis is promised by itself (`COM-05`), 1 to 366.
    pub rca_preliminary_days: Option<i32>,
    /// Other days in which the final analysis is promised by itself (`COM-05`), 1 to 366, not fewer than for the preliminary one.
    pub rca_final_days: Option<i32>,
}

/// Change a severity; what is left out stays, a threshold that is null switches its rule off.
#[derive(InputObject)]
pub struct SeveritySettingsInput {
    /// Which.
    pub severity: Severity,
    /// Another label; at most 100 characters.
    pub label: Option<String>,
    /// Other criteria; at most 1,024 characters.
    pub criteria: Option<String>,
    /// Minutes until a lead and a communications lead are wanted (`ROL-01`), 1 to 10,080.
    pub roles_within_minutes: MaybeUndefined<i32>,
    /// Minutes from detection to the first external update (`COM-03`), 1 to 10,080.
    pub first_update_minutes: MaybeUndefined<i32>,
    /// Minutes between internal updates (`COM-04`), 1 to 10,080.
    pub internal_update_minutes: MaybeUndefined<i32>,
    /// Minutes between external updates (`COM-04`), 1 to 10,080.
    pub external_update_minutes: MaybeUndefined<i32>,
}

/// Change thresholds that are the same for every severity; what is left out stays.
#[derive(InputObject)]
pub struct ThresholdSettingsInput {
    /// Minutes that a promised update may be overdue before it counts as late (`COM-02`), 0 to 1,440.
    pub late_grace_minutes: Option<i32>,
}

impl UpdateSettingsInput {
    /// The command of the use case.
    pub fn command(self) -> UpdateSettings {
        UpdateSettings {
            version: self.version,
            organisation_name: self.organisation_name,
            time_zone: self.time_zone,
            late_grace_minutes: self.thresholds.and_then(|thresholds| thresholds.late_grace_minutes),
            approve_external_updates: self.approve_external_updates,
            rca_preliminary_days: self.rca_preliminary_days,
            rca_final_days: self.rca_final_days,
            severities: self.severities.into_iter().flatten().map(SeveritySettingsInput::command).collect(),
        }
    }
}

impl SeveritySettingsInput {
    fn command(self) -> UpdateSeverity {
        UpdateSeverity {
            severity: self.severity.into(),
            label: self.label,
            criteria: self.criteria,
            roles_within: given(self.roles_within_minutes),
            first_update: given(self.first_update_minutes),
            internal_cadence: given(self.internal_update_minutes),
            external_cadence: given(self.external_update_minutes),
        }
    }
}

#[expect(clippy::option_option, reason = "left out and switched off are two things")]
fn given(minutes: MaybeUndefined<i32>) -> Option<Option<i32>> {
    match minutes {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(minutes) => Some(Some(minutes)),
    }
}

/// The settings after a change.
#[derive(SimpleObject)]
pub struct SettingsPayload {
    /// The settings.
    pub settings: Settings,
}
