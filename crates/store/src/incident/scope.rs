//! Who sees what, as a condition that every read carries.

use domain::id::IncidentId;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::entity::incident;

/// Which private incidents exist for whoever asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// All of them.
    pub sees_all_private: bool,
    /// Those that the actor is a member of.
    pub member_of: Vec<IncidentId>,
}

impl Scope {
    /// Sees everything; for the program itself.
    pub fn everything() -> Self {
        Self { sees_all_private: true, member_of: Vec::new() }
    }

    /// The condition on `incident`.
    pub(crate) fn condition(&self) -> Condition {
        if self.sees_all_private {
            return Condition::all();
        }
        let condition = Condition::any().add(incident::Column::IsPrivate.eq(false));
        if self.member_of.is_empty() {
            return condition;
        }
        condition.add(incident::Column::Id.is_in(uuids(&self.member_of)))
    }
}

/// Identifiers as the database takes them: see [`rounded`].
pub(crate) fn uuids(ids: &[IncidentId]) -> Vec<Uuid> {
    rounded(ids.iter().map(|id| id.uuid()).collect())
}

/// The last one repeated up to a round number: a statement is prepared for each number of values, and a connection keeps a
/// hundred statements.
pub(crate) fn rounded(mut uuids: Vec<Uuid>) -> Vec<Uuid> {
    const ROUND: [usize; 10] = [1, 2, 5, 10, 25, 50, 100, 101, 200, 500];
    if let (Some(last), Some(round)) =
        (uuids.last().copied(), ROUND.into_iter().find(|round| *round >= uuids.len()))
    {
        uuids.resize(round, last);
    }
    uuids
}

/// Rows of a child table whose incident is one of `ids` and visible.
pub(crate) fn within(column: impl ColumnTrait, scope: &Scope, ids: &[IncidentId]) -> SimpleExpr {
    if scope.sees_all_private {
        return column.is_in(uuids(ids));
    }
    let visible = Query::select()
        .column((incident::Entity, incident::Column::Id))
        .from(incident::Entity)
        .and_where(Expr::col((incident::Entity, incident::Column::Id)).is_in(uuids(ids)))
        .cond_where(scope.condition())
        .to_owned();
    column.in_subquery(visible)
}

/// Rows of a child table whose incident is visible, for look-ups of a single row.
pub(crate) fn in_sight(column: impl ColumnTrait, scope: &Scope) -> Condition {
    if scope.sees_all_private {
        return Condition::all();
    }
    let visible = Query::select()
        .column((incident::Entity, incident::Column::Id))
        .from(incident::Entity)
        .and_where(Expr::col((incident::Entity, incident::Column::Id)).equals(column.as_column_ref()))
        .cond_where(scope.condition())
        .to_owned();
    Condition::all().add(Expr::exists(visible))
}
