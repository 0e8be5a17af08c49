//! Which repair items a list holds, as the API says it.

use app::repair as c;
use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};

use super::enums::{RepairItemStatus, RepairKind, RepairStrength};
use crate::id::parse_all;
use crate::rca::enums::Lens;

/// Which repair items a list holds; conditions are joined by "and", the values of one list by "or".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct RepairItemFilter {
    /// In one of these states.
    pub status: Option<Vec<RepairItemStatus>>,
    /// Whether somebody still has to do something: neither shown to work nor decided against.
    pub is_open: Option<bool>,
    /// Whether it is due and not done by now.
    pub is_overdue: Option<bool>,
    /// Whether it is done and the check of its effect is due by now (`ACT-10`).
    pub is_check_due: Option<bool>,
    /// Owned by one of these people.
    pub owner_ids: Option<Vec<ID>>,
    /// Of one of these teams.
    pub team_ids: Option<Vec<ID>>,
    /// Of one of these problems.
    pub problem_ids: Option<Vec<ID>>,
    /// Whose problem concerns one of these services.
    pub service_ids: Option<Vec<ID>>,
    /// Corrective, preventive, or both.
    pub kind: Option<Vec<RepairKind>>,
    /// Seen through one of these lenses.
    pub lens: Option<Vec<Lens>>,
    /// Of one of these strengths.
    pub strength: Option<Vec<RepairStrength>>,
    /// Due before this instant.
    pub due_before: Option<DateTime<Utc>>,
    /// Part of its title, in upper or lower case, or its reference.
    pub text: Option<String>,
}

fn all<T: Copy + Into<U>, U>(values: Option<&Vec<T>>) -> Vec<U> {
    values.into_iter().flatten().map(|value| (*value).into()).collect()
}

impl RepairItemFilter {
    /// The filter of the use case.
    pub fn read(&self) -> app::Result<c::RepairItemFilter> {
        fn ids<T: std::str::FromStr<Err = domain::id::IdError>>(
            field: &str,
            ids: Option<&Vec<ID>>,
        ) -> app::Result<Vec<T>> {
            parse_all(field, ids.map(Vec::as_slice).unwrap_or_default())
        }
        Ok(c::RepairItemFilter {
            status: all(self.status.as_ref()),
            is_open: self.is_open,
            is_overdue: self.is_overdue,
            is_check_due: self.is_check_due,
            owner_ids: ids("ownerIds", self.owner_ids.as_ref())?,
            team_ids: ids("teamIds", self.team_ids.as_ref())?,
            problem_ids: ids("problemIds", self.problem_ids.as_ref())?,
            service_ids: ids("serviceIds", self.service_ids.as_ref())?,
            kind: all(self.kind.as_ref()),
            lens: all(self.lens.as_ref()),
            strength: all(self.strength.as_ref()),
            due_before: self.due_before,
            text: self.text.clone(),
        })
    }
}
