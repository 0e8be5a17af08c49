//! Lists of versions: of analyses, for everyone, and of a customer.

use std::collections::HashMap;

use domain::id::{CustomerId, PublicationId, RcaId};
use domain::publication::{Publication, PublicationAudience};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entity::rca_publication::{Column, Entity};
use super::entity::rca_publication_customer;
use super::row::whole;
use crate::{Connection, StoreError};

/// Versions that the portal can show; older ones are left out.
const MOST: u64 = 1000;

/// The versions of many analyses, newest first; those without any are absent.
pub async fn of_rcas(
    connection: &impl Connection,
    ids: &[RcaId],
) -> Result<HashMap<RcaId, Vec<Publication>>, StoreError> {
    let rows = Entity::find()
        .filter(Column::RcaId.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_desc(Column::Number)
        .all(connection.inner())
        .await?;
    let mut found: HashMap<RcaId, Vec<Publication>> = HashMap::new();
    for one in whole(connection, rows).await? {
        found.entry(one.rca).or_default().push(one);
    }
    Ok(found)
}

/// Versions by id; those that do not exist are absent.
pub async fn by_ids(
    connection: &impl Connection,
    ids: &[PublicationId],
) -> Result<HashMap<PublicationId, Publication>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .all(connection.inner())
        .await?;
    Ok(whole(connection, rows).await?.into_iter().map(|one| (one.id, one)).collect())
}

/// What everyone may read, newest first.
pub async fn for_everyone(connection: &impl Connection) -> Result<Vec<Publication>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Audience.eq(PublicationAudience::Everyone.as_str()))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(connection.inner())
        .await?;
    whole(connection, rows).await
}

/// A page of the newest version of each analysis that was shared with a customer, newest first, after a keyset.
pub async fn shared(
    connection: &impl Connection,
    customer: CustomerId,
    after: Option<(Instant, PublicationId)>,
    limit: u64,
) -> Result<Vec<Publication>, StoreError> {
    let mut rows = newest_of(customer);
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::PublishedAt)), Expr::col((Entity, Column::Id))]);
        rows = rows.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let rows = rows
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection.inner())
        .await?;
    whole(connection, rows).await
}

/// How many analyses were shared with a customer.
pub async fn count_shared(connection: &impl Connection, customer: CustomerId) -> Result<u64, StoreError> {
    Ok(newest_of(customer).count(connection.inner()).await?)
}

/// The newest version of each analysis that was shared with a customer and stands.
fn newest_of(customer: CustomerId) -> Select<Entity> {
    let later = Alias::new("later");
    let own = || {
        Query::select()
            .column(rca_publication_customer::Column::PublicationId)
            .from(rca_publication_customer::Entity)
            .and_where(rca_publication_customer::Column::CustomerId.eq(customer.uuid()))
            .to_owned()
    };
    let newer = Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, later.clone())
        .and_where(Expr::col((later.clone(), Column::RcaId)).equals((Entity, Column::RcaId)))
        .and_where(Expr::col((later.clone(), Column::Number)).gt(Expr::col((Entity, Column::Number))))
        .and_where(Expr::col((later.clone(), Column::WithdrawnAt)).is_null())
        .and_where(Expr::col((later, Column::Id)).in_subquery(own()))
        .to_owned();
    Entity::find()
        .filter(Column::Id.in_subquery(own()))
        .filter(Column::WithdrawnAt.is_null())
        .filter(Expr::exists(newer).not())
}
