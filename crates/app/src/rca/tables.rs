//! Rows of the barrier analysis (`ER-01`) and of the change analysis.

use domain::id::{BarrierId, DifferenceId, RcaId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::place::within;
use domain::rca::{Barrier, Difference, RcaChange, limits};
use domain::text::{Markdown, ShortText};
use serde_json::json;
use store::rca::list;

use super::open::{Change, OpenedRca};
use super::{RcaAnswer, SaveBarrier, SaveDifference};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

fn change(action: &'static str, row: impl std::fmt::Display) -> Change {
    Change { action, kind: RcaChange::TablesChanged, facts: json!({ "rowId": row.to_string() }) }
}

/// The version of a row after a change that is based on `version`.
fn next(current: i32, version: i32) -> Result<i32> {
    if current == version { Ok(current + 1) } else { Err(Error::stale(current)) }
}

impl App {
    /// Adds or changes a row of the barrier analysis.
    ///
    /// Errors: stale version, a text that does not hold, more than an analysis holds.
    pub async fn save_barrier(&self, actor: &Actor, command: SaveBarrier) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let mut row = Barrier {
            id: command.row.map_or_else(|| BarrierId::new(self.uuid()), |(id, _)| id),
            rca: command.rca_id,
            defence: parse("defence", ShortText::parse(&command.defence))?,
            expected_effect: parse("expectedEffect", ShortText::parse(&command.expected_effect))?,
            state: command.state,
            evidence: parse("evidence", Markdown::parse(command.evidence.as_deref().unwrap_or_default()))?,
            created_at: self.now(),
            version: 1,
        };
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref().filter(|_| command.row.is_none());
        if write.claim("saveBarrier", key, &command, row.id.uuid()).await?.is_some() {
            drop(write);
            return self.rca_again(actor, command.rca_id).await;
        }
        let mut opened = self.open_rca_in(actor, write, command.rca_id).await?;
        let rows = &mut opened.analysis.barriers;
        let id = row.id;
        if let Some((id, version)) = command.row {
            let old = rows.iter_mut().find(|one| one.id == id).ok_or(Error::NotFound)?;
            row.version = next(old.version, version)?;
            row.created_at = old.created_at;
            *old = row;
        } else {
            within("barriers", rows.len() + 1, limits::BARRIERS)?;
            row.created_at = opened.write.now;
            rows.push(row);
        }
        opened.close(change("rca.barrier_saved", id)).await
    }

    /// Removes a row of the barrier analysis. Errors: stale version.
    pub async fn remove_barrier(&self, actor: &Actor, id: BarrierId, version: i32) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let rca = list::of_barrier(self.store(), id).await?;
        let mut opened = self.open_table(actor, rca).await?;
        let rows = &mut opened.analysis.barriers;
        let place = rows.iter().position(|one| one.id == id).ok_or(Error::NotFound)?;
        next(rows[place].version, version)?;
        rows.remove(place);
        opened.close(change("rca.barrier_removed", id)).await
    }

    /// Adds or changes a row of the change analysis.
    ///
    /// Errors: stale version, a text that does not hold, more than an analysis holds.
    pub async fn save_difference(&self, actor: &Actor, command: SaveDifference) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let relevance = command.relevance.as_deref().unwrap_or_default();
        let mut row = Difference {
            id: command.row.map_or_else(|| DifferenceId::new(self.uuid()), |(id, _)| id),
            rca: command.rca_id,
            aspect: parse("aspect", ShortText::parse(&command.aspect))?,
            before: parse("before", ShortText::parse(&command.before))?,
            after: parse("after", ShortText::parse(&command.after))?,
            relevance: parse("relevance", Markdown::parse(relevance))?,
            created_at: self.now(),
            version: 1,
        };
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref().filter(|_| command.row.is_none());
        if write.claim("saveDifference", key, &command, row.id.uuid()).await?.is_some() {
            drop(write);
            return self.rca_again(actor, command.rca_id).await;
        }
        let mut opened = self.open_rca_in(actor, write, command.rca_id).await?;
        let rows = &mut opened.analysis.differences;
        let id = row.id;
        if let Some((id, version)) = command.row {
            let old = rows.iter_mut().find(|one| one.id == id).ok_or(Error::NotFound)?;
            row.version = next(old.version, version)?;
            row.created_at = old.created_at;
            *old = row;
        } else {
            within("differences", rows.len() + 1, limits::DIFFERENCES)?;
            row.created_at = opened.write.now;
            rows.push(row);
        }
        opened.close(change("rca.difference_saved", id)).await
    }

    /// Removes a row of the change analysis. Errors: stale version.
    pub async fn remove_difference(
        &self,
        actor: &Actor,
        id: DifferenceId,
        version: i32,
    ) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let rca = list::of_difference(self.store(), id).await?;
        let mut opened = self.open_table(actor, rca).await?;
        let rows = &mut opened.analysis.differences;
        let place = rows.iter().position(|one| one.id == id).ok_or(Error::NotFound)?;
        next(rows[place].version, version)?;
        rows.remove(place);
        opened.close(change("rca.difference_removed", id)).await
    }

    async fn open_table<'a>(&'a self, actor: &'a Actor, rca: Option<RcaId>) -> Result<OpenedRca<'a>> {
        self.open_rca(actor, Permission::RcaDraft, rca.ok_or(Error::NotFound)?).await
    }
}
