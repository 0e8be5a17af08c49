//! Versions of the policy: added, never changed.

use std::collections::HashMap;

use domain::repair::RepairPolicy;
use domain::text::Markdown;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::repair_policy;
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Bundle, Connection, StoreError, Tx};

const TABLE: &str = "repair_policy";

/// Adds a version.
///
/// Errors: [`StoreError::Duplicate`] when that version exists.
pub async fn insert(tx: &Tx, policy: &RepairPolicy) -> Result<(), StoreError> {
    let (created_by_kind, created_by_id) = principal_columns(policy.created_by);
    let mut rows = Bundle::default();
    rows.add([repair_policy::ActiveModel {
        version: Set(policy.version),
        short_days: Set(policy.short_days),
        medium_days: Set(policy.medium_days),
        long_days: Set(policy.long_days),
        corrective_check_days: Set(policy.corrective_check_days),
        preventive_check_days: Set(policy.preventive_check_days),
        note: Set(policy.note.as_str().to_owned()),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(policy.created_at),
    }]);
    rows.run(tx).await
}

/// The version that new items are made under.
pub async fn latest(connection: &impl Connection) -> Result<RepairPolicy, StoreError> {
    let row = repair_policy::Entity::find()
        .order_by_desc(repair_policy::Column::Version)
        .one(connection.inner())
        .await?;
    let row = row.ok_or_else(|| StoreError::Corrupt {
        table: TABLE,
        column: "version",
        id: "1".to_owned(),
        problem: "the policy that comes with the program is gone".to_owned(),
    })?;
    policy(&row)
}

/// Versions by number; those that do not exist are absent.
pub async fn by_versions(
    connection: &impl Connection,
    versions: &[i32],
) -> Result<HashMap<i32, RepairPolicy>, StoreError> {
    if versions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = repair_policy::Entity::find()
        .filter(repair_policy::Column::Version.is_in(versions.iter().copied()))
        .all(connection.inner())
        .await?;
    rows.iter().map(|row| policy(row).map(|policy| (policy.version, policy))).collect()
}

/// Every version, newest first.
pub async fn all(connection: &impl Connection) -> Result<Vec<RepairPolicy>, StoreError> {
    let rows = repair_policy::Entity::find()
        .order_by_desc(repair_policy::Column::Version)
        .all(connection.inner())
        .await?;
    rows.iter().map(policy).collect()
}

fn policy(row: &repair_policy::Model) -> Result<RepairPolicy, StoreError> {
    let by = principal_from(&row.created_by_kind, &row.created_by_id);
    Ok(RepairPolicy {
        version: row.version,
        short_days: row.short_days,
        medium_days: row.medium_days,
        long_days: row.long_days,
        corrective_check_days: row.corrective_check_days,
        preventive_check_days: row.preventive_check_days,
        note: text(Markdown::parse(&row.note), TABLE, "note", row.version)?,
        created_by: word(by, TABLE, "created_by_id", row.version, &row.created_by_id)?,
        created_at: row.created_at,
    })
}
