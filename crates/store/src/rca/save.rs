//! Saves an analysis by its differences, under the lock of its row.

use std::hash::Hash;

use domain::id::{CauseGroupId, CauseId, RcaId};
use domain::rca::{Analysis, CauseLink, Rca};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    Iterable, NotSet, QueryFilter, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::entity::{barrier, cause_link, difference, evidence, rca, rca_answer, rca_dismissal};
use super::{parts, row};
use crate::{Bundle, Connection, StoreError, Tx};

/// Adds an analysis without anything in it, and learns its number.
///
/// Errors: [`StoreError::Duplicate`] when the problem has one.
pub async fn insert(tx: &Tx, one: &mut Rca) -> Result<(), StoreError> {
    let mut statement = rca::Entity::insert(row::active_rca(one)).into_query();
    statement.returning_col(rca::Column::Number);
    let inserted = tx.inner().query_one(&statement).await?;
    one.number = match inserted {
        Some(row) => row.try_get("", "number")?,
        None => return Err(sea_orm::DbErr::RecordNotInserted.into()),
    };
    Ok(())
}

/// Saves what differs between the loaded analysis and the changed one. The caller has set versions and `updated_at`.
///
/// Errors: [`StoreError::Conflict`] when the stored version is another.
pub async fn save(tx: &Tx, before: &Analysis, after: &Analysis) -> Result<(), StoreError> {
    update_rca(tx, &before.rca, &after.rca).await?;
    let id = after.rca.id;
    let mut fresh = Bundle::default();
    // In the order in which rows rest on each other; what goes, goes first.
    let evidence = changes(&before.evidence, &after.evidence, |one| one.id);
    remove::<evidence::Entity, _>(tx, evidence::Column::Id, evidence.gone.iter().map(|id| id.uuid())).await?;
    save_links_gone(tx, before, after).await?;
    let causes = changes(&before.graph.causes, &after.graph.causes, |one| one.id);
    fresh.add(causes.added.iter().map(|one| row::active_cause(one)));
    update(tx, causes.changed.iter().map(|one| row::active_cause(one))).await?;
    save_groups(tx, before, after, &mut fresh).await?;
    fresh.add(evidence.added.iter().map(|one| row::active_evidence(one)));
    let barriers = changes(&before.barriers, &after.barriers, |one| one.id);
    remove::<barrier::Entity, _>(tx, barrier::Column::Id, barriers.gone.iter().map(|id| id.uuid())).await?;
    update(tx, barriers.changed.iter().map(|one| parts::active_barrier(one))).await?;
    fresh.add(barriers.added.iter().map(|one| parts::active_barrier(one)));
    let differences = changes(&before.differences, &after.differences, |one| one.id);
    remove::<difference::Entity, _>(tx, difference::Column::Id, differences.gone.iter().map(|id| id.uuid()))
        .await?;
    update(tx, differences.changed.iter().map(|one| parts::active_difference(one))).await?;
    fresh.add(differences.added.iter().map(|one| parts::active_difference(one)));
    save_answers(tx, id, before, after, &mut fresh).await?;
    fresh.run(tx).await
}

async fn update_rca(tx: &Tx, before: &Rca, after: &Rca) -> Result<(), StoreError> {
    let (old, mut new) = (row::active_rca(before), row::active_rca(after));
    for column in rca::Column::iter() {
        if new.get(column).into_value() == old.get(column).into_value() {
            new.not_set(column);
        }
    }
    new.id = NotSet;
    new.version = Set(after.version);
    new.updated_at = Set(after.updated_at);
    let result = rca::Entity::update_many()
        .set(new)
        .filter(rca::Column::Id.eq(after.id.uuid()))
        .filter(rca::Column::Version.eq(before.version))
        .exec(tx.inner())
        .await?;
    if result.rows_affected == 1 {
        return Ok(());
    }
    let current = rca::Entity::find_by_id(after.id.uuid())
        .select_only()
        .column(rca::Column::Version)
        .into_tuple::<i32>()
        .one(tx.inner())
        .await?;
    Err(StoreError::Conflict { current: current.unwrap_or_default() })
}

/// What happened to records of one kind.
struct Changes<'a, T, K> {
    added: Vec<&'a T>,
    changed: Vec<&'a T>,
    gone: Vec<K>,
}

fn changes<'a, T: PartialEq, K: Eq + Hash + Copy>(
    before: &[T],
    after: &'a [T],
    key: impl Fn(&T) -> K,
) -> Changes<'a, T, K> {
    let old: std::collections::HashMap<K, &T> = before.iter().map(|one| (key(one), one)).collect();
    let left: std::collections::HashSet<K> = after.iter().map(&key).collect();
    Changes {
        added: after.iter().filter(|one| !old.contains_key(&key(one))).collect(),
        changed: after.iter().filter(|one| old.get(&key(one)).is_some_and(|before| before != one)).collect(),
        gone: before.iter().map(&key).filter(|id| !left.contains(id)).collect(),
    }
}

async fn update<A>(tx: &Tx, rows: impl Iterator<Item = A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A> + Sync,
{
    for row in rows {
        A::Entity::update(row.reset_all()).validate()?.exec(tx.inner()).await?;
    }
    Ok(())
}

async fn remove<E: EntityTrait, C: ColumnTrait>(
    tx: &Tx,
    column: C,
    ids: impl Iterator<Item = Uuid>,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = ids.collect();
    if !ids.is_empty() {
        E::delete_many().filter(column.is_in(ids)).exec(tx.inner()).await?;
    }
    Ok(())
}

type Key = (CauseGroupId, CauseId);

fn links(analysis: &Analysis) -> Vec<(Key, CauseLink)> {
    let groups = analysis.graph.groups.iter();
    groups.flat_map(|group| group.links.iter().map(|link| ((group.id, link.cause), link.clone()))).collect()
}

async fn save_links_gone(tx: &Tx, before: &Analysis, after: &Analysis) -> Result<(), StoreError> {
    let (old, new) = (links(before), links(after));
    for (group, cause) in changes(&old, &new, |(key, _)| *key).gone {
        cause_link::Entity::delete_by_id((group.uuid(), cause.uuid())).exec(tx.inner()).await?;
    }
    Ok(())
}

async fn save_groups(
    tx: &Tx,
    before: &Analysis,
    after: &Analysis,
    fresh: &mut Bundle,
) -> Result<(), StoreError> {
    let bare = |analysis: &Analysis| -> Vec<_> {
        let groups = analysis.graph.groups.iter().cloned();
        groups
            .map(|mut group| {
                group.links.clear();
                group
            })
            .collect()
    };
    let (old, new) = (bare(before), bare(after));
    let groups = changes(&old, &new, |one| one.id);
    fresh.add(groups.added.iter().map(|one| parts::active_group(one)));
    update(tx, groups.changed.iter().map(|one| parts::active_group(one))).await?;
    let (old, new) = (links(before), links(after));
    let links = changes(&old, &new, |(key, _)| *key);
    update(tx, links.changed.iter().map(|((group, _), link)| parts::active_link(*group, link))).await?;
    fresh.add(links.added.iter().map(|((group, _), link)| parts::active_link(*group, link)));
    Ok(())
}

async fn save_answers(
    tx: &Tx,
    id: RcaId,
    before: &Analysis,
    after: &Analysis,
    fresh: &mut Bundle,
) -> Result<(), StoreError> {
    let answers = changes(&before.answers, &after.answers, |one| one.key);
    for key in answers.gone {
        rca_answer::Entity::delete_by_id((id.uuid(), key.as_str().to_owned())).exec(tx.inner()).await?;
    }
    update(tx, answers.changed.iter().map(|one| parts::active_answer(id, one))).await?;
    fresh.add(answers.added.iter().map(|one| parts::active_answer(id, one)));
    let gone = before.dismissals.iter().filter(|old| !after.dismissals.contains(old));
    for one in gone {
        let key = (id.uuid(), one.rule.as_str().to_owned(), one.subject.clone());
        rca_dismissal::Entity::delete_by_id(key).exec(tx.inner()).await?;
    }
    let added = after.dismissals.iter().filter(|new| !before.dismissals.contains(new));
    fresh.add(added.map(|one| parts::active_dismissal(id, one)));
    Ok(())
}
