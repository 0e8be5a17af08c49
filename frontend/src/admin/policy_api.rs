//! The policy of repair items and its versions. It must not know screens.

use crate::{
    model::DateTime,
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::operations;

    operations! {
        RepairPolicies "src/admin/operations/repair_policy.graphql",
        UpdateRepairPolicy "src/admin/operations/update_repair_policy.graphql",
    }
}
pub use documents::update_repair_policy::UpdateRepairPolicyInput;
use documents::{RepairPolicies, UpdateRepairPolicy, repair_policies, update_repair_policy};

/// One version.
#[derive(Clone, PartialEq)]
pub struct Policy {
    pub version: i64,
    /// In the order of `policies::FIELDS`.
    pub days: [i64; 5],
    pub note: String,
    pub by: String,
    pub at: DateTime,
}

fn map_policy(n: Node<'_>) -> Policy {
    let days = ["shortDays", "mediumDays", "longDays", "correctiveCheckDays", "preventiveCheckDays"];
    Policy {
        version: n.number("version"),
        days: days.map(|field| n.number(field)),
        note: n.text("note"),
        by: n.get("createdBy").text("name"),
        at: n.at("createdAt"),
    }
}

/// All versions, the newest first: that is the one in force.
pub async fn policies() -> Result<Vec<Policy>, ApiError> {
    let data = ask::<RepairPolicies>(repair_policies::Variables {}).await?;
    let mut all = read(&data, "repairPolicies", |all| all.items(map_policy))?;
    all.sort_by_key(|one| -one.version);
    Ok(all)
}

pub fn update(input: UpdateRepairPolicyInput) -> Done {
    change::<UpdateRepairPolicy>(update_repair_policy::Variables { input })
}
