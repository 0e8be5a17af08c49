//! What one organisation settled for itself: its name and zone, the words of its severities, and
//! the thresholds that rules ask for. Code keys off the rank of a severity alone; names and minutes
//! are the organisation's.
//!
//! It must not know which zones exist: the use case checks that.

#[cfg(test)]
mod tests;

use crate::comms::promise::RcaStage;
use crate::incident::Severity;
use crate::text::{Name, ShortText, TextError};

/// The most minutes that a threshold can have: a week.
pub const MINUTES_MAX: u32 = 7 * 24 * 60;
/// The most minutes that a late promise can be let pass: a day.
pub const GRACE_MAX: u32 = 24 * 60;
/// The most days in which an analysis can be promised by itself: a year.
pub const DAYS_MAX: u32 = 366;

/// The settings of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// How the organisation calls itself.
    pub name: Name,
    /// Name of its time zone, such as `Europe/Berlin`.
    pub time_zone: Name,
    /// The words of each severity, SEV1 first.
    pub severities: [SeverityWords; 4],
    /// What rules ask for.
    pub thresholds: Thresholds,
    /// Whether an external update needs the approval of another person.
    pub approve_external_updates: bool,
    /// Days in which a preliminary analysis is promised by itself.
    pub rca_preliminary_days: u32,
    /// Days in which the final analysis is promised by itself.
    pub rca_final_days: u32,
    /// Version of the settings.
    pub version: i32,
}

/// How an organisation speaks of a severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityWords {
    /// What it is called.
    pub label: Name,
    /// When it is given.
    pub criteria: ShortText,
}

/// How many minutes rules allow. The defaults are those of the rule catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Of each severity, SEV1 first.
    severities: SeverityTable,
    /// `COM-02`: minutes that a promised update may be overdue before it counts as late.
    pub late_grace_minutes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SeverityTable([SeverityThresholds; 4]);

/// How many minutes rules allow at one severity; `None` where the rule does not apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeverityThresholds {
    /// `ROL-01`: until a lead and a communications lead are wanted.
    pub roles_within: Option<u32>,
    /// `COM-03`: from detection to the first external update.
    pub first_update: Option<u32>,
    /// `COM-04`: between internal updates.
    pub internal_cadence: Option<u32>,
    /// `COM-04`: between external updates.
    pub external_cadence: Option<u32>,
}

impl Default for SeverityTable {
    fn default() -> Self {
        let of = |roles_within, first_update, cadence| SeverityThresholds {
            roles_within,
            first_update,
            internal_cadence: cadence,
            external_cadence: cadence,
        };
        Self([
            of(Some(15), Some(15), Some(30)),
            of(Some(15), Some(30), Some(60)),
            of(None, None, Some(120)),
            of(None, None, None),
        ])
    }
}

impl Thresholds {
    /// The thresholds of a severity.
    pub const fn of(&self, severity: Severity) -> &SeverityThresholds {
        let [first, second, third, fourth] = &self.severities.0;
        match severity {
            Severity::Sev1 => first,
            Severity::Sev2 => second,
            Severity::Sev3 => third,
            Severity::Sev4 => fourth,
        }
    }

    /// The thresholds of a severity, to be changed.
    pub const fn of_mut(&mut self, severity: Severity) -> &mut SeverityThresholds {
        let [first, second, third, fourth] = &mut self.severities.0;
        match severity {
            Severity::Sev1 => first,
            Severity::Sev2 => second,
            Severity::Sev3 => third,
            Severity::Sev4 => fourth,
        }
    }

    /// `COM-02`: a promise that was due before this instant is late at `now`.
    pub fn late_before(&self, now: crate::time::Instant) -> crate::time::Instant {
        now - chrono::Duration::minutes(i64::from(self.late_grace_minutes))
    }
}

impl Organisation {
    /// The settings of a fresh installation.
    ///
    /// Errors: never for the words that stand here; they are checked like any others.
    pub fn fresh() -> Result<Self, TextError> {
        let words = |label: &str, criteria: &str| {
            Ok(SeverityWords { label: Name::parse(label)?, criteria: ShortText::parse(criteria)? })
        };
        Ok(Self {
            name: Name::parse("Coalmine")?,
            time_zone: Name::parse("UTC")?,
            severities: [
                words("SEV1", "Full loss of a service, or loss of data.")?,
                words("SEV2", "Major degradation for many users.")?,
                words("SEV3", "Minor degradation, or there is a workaround.")?,
                words("SEV4", "Users do not notice.")?,
            ],
            thresholds: Thresholds::default(),
            approve_external_updates: false,
            rca_preliminary_days: 3,
            rca_final_days: 14,
            version: 1,
        })
    }

    /// Days in which a stage of an analysis is promised by itself (`COM-05`).
    pub const fn rca_days(&self, stage: RcaStage) -> u32 {
        match stage {
            RcaStage::Preliminary => self.rca_preliminary_days,
            RcaStage::Final => self.rca_final_days,
        }
    }

    /// The words of a severity.
    pub const fn words(&self, severity: Severity) -> &SeverityWords {
        let [first, second, third, fourth] = &self.severities;
        match severity {
            Severity::Sev1 => first,
            Severity::Sev2 => second,
            Severity::Sev3 => third,
            Severity::Sev4 => fourth,
        }
    }

    const fn words_mut(&mut self, severity: Severity) -> &mut SeverityWords {
        let [first, second, third, fourth] = &mut self.severities;
        match severity {
            Severity::Sev1 => first,
            Severity::Sev2 => second,
            Severity::Sev3 => third,
            Severity::Sev4 => fourth,
        }
    }

    /// Applies a change and names what really changed, as the API calls it. Nothing is changed when
    /// it is refused.
    ///
    /// Errors: a threshold out of range, or two severities of one name.
    pub fn apply(&mut self, change: OrganisationChange) -> Result<Vec<&'static str>, OrganisationError> {
        let mut next = self.clone();
        if let Some(name) = change.name {
            next.name = name;
        }
        if let Some(time_zone) = change.time_zone {
            next.time_zone = time_zone;
        }
        if let Some(grace) = change.late_grace_minutes {
            next.thresholds.late_grace_minutes = grace;
        }
        next.approve_external_updates =
            change.approve_external_updates.unwrap_or(next.approve_external_updates);
        next.rca_preliminary_days = change.rca_preliminary_days.unwrap_or(next.rca_preliminary_days);
        next.rca_final_days = change.rca_final_days.unwrap_or(next.rca_final_days);
        for (severity, change) in change.severities {
            let words = next.words_mut(severity);
            if let Some(label) = change.label {
                words.label = label;
            }
            if let Some(criteria) = change.criteria {
                words.criteria = criteria;
            }
            let of = next.thresholds.of_mut(severity);
            of.roles_within = change.roles_within.unwrap_or(of.roles_within);
            of.first_update = change.first_update.unwrap_or(of.first_update);
            of.internal_cadence = change.internal_cadence.unwrap_or(of.internal_cadence);
            of.external_cadence = change.external_cadence.unwrap_or(of.external_cadence);
        }
        next.check()?;
        let changed = [
            ("organisationName", next.name != self.name),
            ("timeZone", next.time_zone != self.time_zone),
            ("thresholds", next.thresholds.late_grace_minutes != self.thresholds.late_grace_minutes),
            ("approveExternalUpdates", next.approve_external_updates != self.approve_external_updates),
            ("rcaPreliminaryDays", next.rca_preliminary_days != self.rca_preliminary_days),
            ("rcaFinalDays", next.rca_final_days != self.rca_final_days),
            (
                "severities",
                next.severities != self.severities
                    || next.thresholds.severities != self.thresholds.severities,
            ),
        ];
        *self = next;
        Ok(changed.into_iter().filter_map(|(name, has_changed)| has_changed.then_some(name)).collect())
    }

    fn check(&self) -> Result<(), OrganisationError> {
        if self.thresholds.late_grace_minutes > GRACE_MAX {
            return Err(OrganisationError::Minutes {
                field: "thresholds.lateGraceMinutes",
                least: 0,
                most: GRACE_MAX,
            });
        }
        let days = [("rcaPreliminaryDays", self.rca_preliminary_days), ("rcaFinalDays", self.rca_final_days)];
        for (field, days) in days {
            if !(1..=DAYS_MAX).contains(&days) {
                return Err(OrganisationError::Days { field, most: DAYS_MAX });
            }
        }
        if self.rca_final_days < self.rca_preliminary_days {
            return Err(OrganisationError::FinalFirst);
        }
        for severity in Severity::ALL {
            let of = self.thresholds.of(*severity);
            let minutes = [
                ("severities.rolesWithinMinutes", of.roles_within),
                ("severities.firstUpdateMinutes", of.first_update),
                ("severities.internalUpdateMinutes", of.internal_cadence),
                ("severities.externalUpdateMinutes", of.external_cadence),
            ];
            for (field, minutes) in minutes {
                if minutes.is_some_and(|minutes| minutes == 0 || minutes > MINUTES_MAX) {
                    return Err(OrganisationError::Minutes { field, least: 1, most: MINUTES_MAX });
                }
            }
            let label = self.words(*severity).label.as_str().to_lowercase();
            let same = Severity::ALL
                .iter()
                .filter(|other| self.words(**other).label.as_str().to_lowercase() == label)
                .count();
            if same > 1 {
                return Err(OrganisationError::LabelTaken);
            }
        }
        Ok(())
    }
}

/// A change of the settings; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganisationChange {
    /// Another name.
    pub name: Option<Name>,
    /// Another zone, known to exist.
    pub time_zone: Option<Name>,
    /// Another grace, in minutes.
    pub late_grace_minutes: Option<u32>,
    /// Whether external updates need approval.
    pub approve_external_updates: Option<bool>,
    /// Other days for a preliminary analysis.
    pub rca_preliminary_days: Option<u32>,
    /// Other days for the final analysis.
    pub rca_final_days: Option<u32>,
    /// Other words or thresholds of a severity.
    pub severities: Vec<(Severity, SeverityChange)>,
}

/// A change of one severity; what is `None` stays, `Some(None)` switches a rule off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeverityChange {
    /// Another label.
    pub label: Option<Name>,
    /// Other criteria.
    pub criteria: Option<ShortText>,
    /// Another time for `ROL-01`, in minutes.
    pub roles_within: Option<Option<u32>>,
    /// Another time for `COM-03`, in minutes.
    pub first_update: Option<Option<u32>>,
    /// Another time between internal updates, in minutes.
    pub internal_cadence: Option<Option<u32>>,
    /// Another time between external updates, in minutes.
    pub external_cadence: Option<Option<u32>>,
}

/// Why a change of the settings was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationError {
    /// A number of minutes out of range.
    #[error("must be {least} to {most} minutes")]
    Minutes {
        /// The field of the input.
        field: &'static str,
        /// The least that is taken.
        least: u32,
        /// The most that is taken.
        most: u32,
    },
    /// A number of days out of range.
    #[error("must be 1 to {most} days")]
    Days {
        /// The field of the input.
        field: &'static str,
        /// The most that is taken.
        most: u32,
    },
    /// The final analysis would be due before the preliminary one.
    #[error("must not be fewer than for the preliminary analysis")]
    FinalFirst,
    /// Two severities would have one name.
    #[error("must differ from severity to severity")]
    LabelTaken,
}

impl OrganisationError {
    /// The field of the input at fault.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Minutes { field, .. } | Self::Days { field, .. } => field,
            Self::FinalFirst => "rcaFinalDays",
            Self::LabelTaken => "severities.label",
        }
    }
}
