//! The policy of repair items: versions, of which each item keeps the one it was made under.

use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::repair::RepairPolicyChange;
use domain::text::Markdown;
use serde_json::json;
use store::StoreError;
use store::repair::policy;

use super::{RepairPolicyAnswer, UpdateRepairPolicy};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

impl App {
    /// Makes a new version of the policy; items keep the version they were made under.
    ///
    /// Errors: stale version, days out of range, horizons that do not grow, nothing changes.
    pub async fn update_repair_policy(
        &self,
        actor: &Actor,
        command: UpdateRepairPolicy,
    ) -> Result<RepairPolicyAnswer> {
        authorize(actor, Permission::RepairPolicyManage, Relation::default())?;
        let note = command.note.as_deref().unwrap_or_default();
        let change = RepairPolicyChange {
            short_days: command.short_days,
            medium_days: command.medium_days,
            long_days: command.long_days,
            corrective_check_days: command.corrective_check_days,
            preventive_check_days: command.preventive_check_days,
            note: parse("note", Markdown::parse(note))?,
        };
        let mut write = self.write(actor).await?;
        let before = policy::latest(&write.tx).await?;
        if before.version != command.version {
            return Err(Error::stale(before.version));
        }
        let after = before.next(change, actor.principal, write.now)?;
        match policy::insert(&write.tx, &after).await {
            // Somebody else made that version a moment ago.
            Err(StoreError::Duplicate(_)) => return Err(Error::stale(after.version)),
            other => other?,
        }
        let facts = json!({
            "version": after.version, "shortDays": after.short_days, "mediumDays": after.medium_days,
            "longDays": after.long_days, "correctiveCheckDays": after.corrective_check_days,
            "preventiveCheckDays": after.preventive_check_days,
        });
        write.audit("repair.policy_changed", "repair_policy", after.version, &facts);
        write.commit().await?;
        Ok(RepairPolicyAnswer { policy: after })
    }
}
