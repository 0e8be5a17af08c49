//! Loads a problem to change it, and saves it.

use domain::id::{ProblemId, ServiceId};
use domain::problem::Problem;
use domain::text::Tag;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, NotSet, QueryFilter, QuerySelect,
    QueryTrait, Set,
};

use super::entity::{problem, problem_service, problem_tag};
use super::row;
use crate::db::backend;
use crate::{Bundle, Connection, StoreError, Tx};

/// A problem, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: ProblemId) -> Result<Option<Problem>, StoreError> {
    let locked = problem::Entity::find().filter(problem::Column::Id.eq(id.uuid())).lock_exclusive();
    row::read(locked, backend(tx.inner())).one(tx.inner()).await?.map(row::problem).transpose()
}

/// Adds a problem and learns its number; its parts go with what is written last.
pub async fn insert(tx: &Tx, problem: &mut Problem, later: &mut Bundle) -> Result<(), StoreError> {
    let mut statement = problem::Entity::insert(row::active(problem)).into_query();
    statement.returning_col(problem::Column::Number);
    let inserted = tx.inner().query_one(&statement).await?;
    problem.number = match inserted {
        Some(row) => row.try_get("", "number")?,
        None => return Err(sea_orm::DbErr::RecordNotInserted.into()),
    };
    later.add(service_rows(problem.id, &problem.services));
    later.add(tag_rows(problem.id, &problem.tags));
    Ok(())
}

/// Saves what differs between the loaded problem and the changed one, under the version of the loaded one. The caller has set
/// the new `version` and `updated_at`. What is counted from its incidents is left alone: see [`super::links`].
///
/// Errors: [`StoreError::Conflict`] when the stored version is another.
pub async fn save(tx: &Tx, before: &Problem, after: &Problem) -> Result<(), StoreError> {
    update_row(tx, before, after).await?;
    let mut later = Bundle::default();
    if before.services != after.services {
        problem_service::Entity::delete_many()
            .filter(problem_service::Column::ProblemId.eq(after.id.uuid()))
            .exec(tx.inner())
            .await?;
        later.add(service_rows(after.id, &after.services));
    }
    if before.tags != after.tags {
        problem_tag::Entity::delete_many()
            .filter(problem_tag::Column::ProblemId.eq(after.id.uuid()))
            .exec(tx.inner())
            .await?;
        later.add(tag_rows(after.id, &after.tags));
    }
    later.run(tx).await
}

async fn update_row(tx: &Tx, before: &Problem, after: &Problem) -> Result<(), StoreError> {
    use problem::Column;
    // Only what differs is written, so that the full-text index is left alone by most changes.
    let (old, mut new) = (row::active(before), row::active(after));
    for column in Column::iter() {
        let is_kept = matches!(
            column,
            Column::Id | Column::IncidentCount | Column::RecurrenceCount | Column::WorstSeverity
        );
        if is_kept || new.get(column).into_value() == old.get(column).into_value() {
            new.not_set(column);
        }
    }
    new.id = NotSet;
    new.version = Set(after.version);
    new.updated_at = Set(after.updated_at);
    let result = problem::Entity::update_many()
        .set(new)
        .filter(Column::Id.eq(after.id.uuid()))
        .filter(Column::Version.eq(before.version))
        .exec(tx.inner())
        .await?;
    if result.rows_affected == 1 {
        return Ok(());
    }
    let current = problem::Entity::find()
        .select_only()
        .column(Column::Version)
        .filter(Column::Id.eq(after.id.uuid()))
        .into_tuple::<i32>()
        .one(tx.inner())
        .await?;
    Err(StoreError::Conflict { current: current.unwrap_or_default() })
}

/// Rows of services.
pub(super) fn service_rows(
    id: ProblemId,
    services: &[ServiceId],
) -> impl Iterator<Item = problem_service::ActiveModel> {
    services.iter().map(move |service| problem_service::ActiveModel {
        problem_id: Set(id.uuid()),
        service_id: Set(service.uuid()),
    })
}

/// Rows of tags.
pub(super) fn tag_rows(id: ProblemId, tags: &[Tag]) -> impl Iterator<Item = problem_tag::ActiveModel> {
    tags.iter().map(move |tag| problem_tag::ActiveModel {
        problem_id: Set(id.uuid()),
        tag: Set(tag.as_str().to_owned()),
    })
}
