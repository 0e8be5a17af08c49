//! The policy of repair items: versioned data that an administrator edits; each item keeps the version it was made under.

use super::{RepairError, RepairHorizon, RepairKind};
use crate::identity::Principal;
use crate::text::Markdown;
use crate::time::Instant;

/// The most days that a horizon or a check may have: five years.
pub const DAYS_MAX: i32 = 1826;

/// One version of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairPolicy {
    /// 1 for the one that comes with the program.
    pub version: i32,
    /// Days of SHORT.
    pub short_days: i32,
    /// Days of MEDIUM.
    pub medium_days: i32,
    /// Days of LONG.
    pub long_days: i32,
    /// `ACT-10`: days after a corrective item is done until its effect is checked.
    pub corrective_check_days: i32,
    /// `ACT-10`: days after a preventive item is done until its effect is checked.
    pub preventive_check_days: i32,
    /// Why it is so, in Markdown.
    pub note: Markdown,
    /// Who made this version.
    pub created_by: Principal,
    /// When.
    pub created_at: Instant,
}

/// A change of the policy; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairPolicyChange {
    /// Days of SHORT.
    pub short_days: Option<i32>,
    /// Days of MEDIUM.
    pub medium_days: Option<i32>,
    /// Days of LONG.
    pub long_days: Option<i32>,
    /// Days until the check of a corrective item.
    pub corrective_check_days: Option<i32>,
    /// Days until the check of a preventive item.
    pub preventive_check_days: Option<i32>,
    /// Why it is so.
    pub note: Markdown,
}

impl RepairPolicy {
    /// The talk's clocks: 10, 90 and 365 days; checks after 30 and 90 days (`ACT-03`, `ACT-10`).
    pub fn fresh(by: Principal, now: Instant) -> Self {
        Self {
            version: 1,
            short_days: 10,
            medium_days: 90,
            long_days: 365,
            corrective_check_days: 30,
            preventive_check_days: 90,
            note: Markdown::default(),
            created_by: by,
            created_at: now,
        }
    }

    /// Days of a horizon.
    pub const fn days(&self, horizon: RepairHorizon) -> i32 {
        match horizon {
            RepairHorizon::Short => self.short_days,
            RepairHorizon::Medium => self.medium_days,
            RepairHorizon::Long => self.long_days,
        }
    }

    /// Days from done to the check of its effect.
    pub const fn check_days(&self, kind: RepairKind) -> i32 {
        match kind {
            RepairKind::Corrective => self.corrective_check_days,
            RepairKind::Preventive => self.preventive_check_days,
        }
    }

    /// The next version. Errors: days outside 1 to [`DAYS_MAX`]; horizons that do not grow; nothing changes.
    pub fn next(&self, change: RepairPolicyChange, by: Principal, now: Instant) -> Result<Self, RepairError> {
        let next = Self {
            version: self.version + 1,
            short_days: change.short_days.unwrap_or(self.short_days),
            medium_days: change.medium_days.unwrap_or(self.medium_days),
            long_days: change.long_days.unwrap_or(self.long_days),
            corrective_check_days: change.corrective_check_days.unwrap_or(self.corrective_check_days),
            preventive_check_days: change.preventive_check_days.unwrap_or(self.preventive_check_days),
            note: change.note,
            created_by: by,
            created_at: now,
        };
        for (field, days, least) in [
            ("shortDays", next.short_days, 1),
            ("mediumDays", next.medium_days, next.short_days.saturating_add(1)),
            ("longDays", next.long_days, next.medium_days.saturating_add(1)),
            ("correctiveCheckDays", next.corrective_check_days, 1),
            ("preventiveCheckDays", next.preventive_check_days, 1),
        ] {
            if !(least..=DAYS_MAX).contains(&days) {
                return Err(RepairError::PolicyDays { field, least, most: DAYS_MAX });
            }
        }
        if next.all_days() == self.all_days() && next.note == self.note {
            return Err(RepairError::Unchanged { field: "shortDays" });
        }
        Ok(next)
    }

    const fn all_days(&self) -> [i32; 5] {
        [
            self.short_days,
            self.medium_days,
            self.long_days,
            self.corrective_check_days,
            self.preventive_check_days,
        ]
    }
}
