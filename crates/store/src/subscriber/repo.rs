//! Loads and saves subscribers, each with the services that were chosen.

use std::collections::HashMap;

use domain::id::{ServiceId, SubscriberId};
use domain::subscriber::{Address, Subscriber, SubscriberChannel};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Set, Statement,
};
use uuid::Uuid;

use super::entity::subscriber::{self, Column};
use super::entity::subscriber_service;
use crate::db::backend;
use crate::error::{text, word};
use crate::{Backend, Connection, StoreError, Tx};

const TABLE: &str = "subscriber";

/// A subscriber as it is kept. What is sealed opens for the subscriber's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSubscriber {
    /// The subscriber.
    pub subscriber: Subscriber,
    /// The token that confirms, sealed; none once it was used.
    pub confirm_token: Option<Vec<u8>>,
    /// The token that ends the subscription, sealed.
    pub leave_token: Vec<u8>,
    /// The secret that signs calls, sealed; none for mail.
    pub secret: Option<Vec<u8>>,
}

/// A subscriber that is added, with the hashes by which its tokens are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubscriber {
    /// The subscriber.
    pub stored: StoredSubscriber,
    /// Of the token that confirms.
    pub confirm_hash: [u8; 32],
    /// Of the token that ends the subscription.
    pub leave_hash: [u8; 32],
}

/// Which subscribers, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of this channel.
    pub channel: Option<SubscriberChannel>,
    /// Only those that were confirmed, or were not.
    pub is_confirmed: Option<bool>,
    /// After this keyset, newest first.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many.
    pub limit: u64,
}

/// Adds a subscriber.
pub async fn insert(tx: &Tx, new: &NewSubscriber) -> Result<(), StoreError> {
    let mut row = active(&new.stored);
    row.confirm_hash = Set(Some(new.confirm_hash.to_vec()));
    row.leave_hash = Set(new.leave_hash.to_vec());
    subscriber::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    put_services(tx, &new.stored.subscriber).await
}

/// Saves a subscriber that this transaction has locked, with its services. Without a token that confirms it has no hash of one.
pub async fn save(tx: &Tx, stored: &StoredSubscriber) -> Result<(), StoreError> {
    let mut row = active(stored);
    (row.id, row.leave_hash) = (NotSet, NotSet);
    row.confirm_hash = if stored.confirm_token.is_none() { Set(None) } else { NotSet };
    let id = stored.subscriber.id.uuid();
    subscriber::Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(tx.inner()).await?;
    subscriber_service::Entity::delete_many()
        .filter(subscriber_service::Column::SubscriberId.eq(id))
        .exec(tx.inner())
        .await?;
    put_services(tx, &stored.subscriber).await
}

/// Saves what attempts change, of a subscriber that this transaction has locked.
pub async fn save_attempt(tx: &Tx, subscriber: &Subscriber) -> Result<(), StoreError> {
    subscriber::Entity::update_many()
        .col_expr(Column::IsActive, Expr::value(subscriber.is_active))
        .col_expr(Column::DeliveredAt, Expr::value(subscriber.delivered_at))
        .col_expr(Column::FailingSince, Expr::value(subscriber.failing_since))
        .filter(Column::Id.eq(subscriber.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

async fn put_services(tx: &Tx, subscriber: &Subscriber) -> Result<(), StoreError> {
    if subscriber.services.is_empty() {
        return Ok(());
    }
    let rows = subscriber.services.iter().map(|service| subscriber_service::ActiveModel {
        subscriber_id: Set(subscriber.id.uuid()),
        service_id: Set(service.uuid()),
    });
    subscriber_service::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Removes a subscriber; whether it was there.
pub async fn remove(tx: &Tx, id: SubscriberId) -> Result<bool, StoreError> {
    Ok(subscriber::Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?.rows_affected == 1)
}

/// Subscribers that were asked for before an instant and never confirmed.
pub async fn unconfirmed(
    connection: &impl Connection,
    before: Instant,
) -> Result<Vec<SubscriberId>, StoreError> {
    let ids: Vec<Uuid> = subscriber::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CreatedAt.lt(before))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(ids.into_iter().map(SubscriberId::new).collect())
}

/// One after the other for an address, also while there is no row of it to lock. SQLite has one writer anyway.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 17))";

/// How many subscriptions of an address are there that were asked for since an instant; until the transaction ends nobody else
/// asks for one.
pub async fn asked_since(tx: &Tx, address: &Address, since: Instant) -> Result<u64, StoreError> {
    if backend(tx.inner()) == Backend::Postgres {
        let values = [address.as_str().into()];
        let lock = Statement::from_sql_and_values(tx.inner().get_database_backend(), LOCK_POSTGRES, values);
        tx.inner().execute_raw(lock).await?;
    }
    let asked = at(address).filter(Column::CreatedAt.gt(since));
    Ok(asked.count(tx.inner()).await?)
}

/// The subscriber whose token that confirms has this hash.
pub async fn by_confirm_hash(
    connection: &impl Connection,
    hash: &[u8; 32],
) -> Result<Option<StoredSubscriber>, StoreError> {
    one(connection, subscriber::Entity::find().filter(Column::ConfirmHash.eq(hash.to_vec()))).await
}

/// The subscriber whose token that ends the subscription has this hash.
pub async fn by_leave_hash(
    connection: &impl Connection,
    hash: &[u8; 32],
) -> Result<Option<StoredSubscriber>, StoreError> {
    one(connection, subscriber::Entity::find().filter(Column::LeaveHash.eq(hash.to_vec()))).await
}

/// A subscriber, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: SubscriberId) -> Result<Option<StoredSubscriber>, StoreError> {
    one(tx, subscriber::Entity::find_by_id(id.uuid()).lock_exclusive()).await
}

/// All subscribers of an address, confirmed or not, locked in one order until the transaction ends.
pub async fn lock_address(tx: &Tx, address: &Address) -> Result<Vec<StoredSubscriber>, StoreError> {
    let rows = at(address).order_by_asc(Column::Id).lock_exclusive().all(tx.inner()).await?;
    with_services(tx, rows).await
}

/// Subscribers by id.
pub async fn by_ids(
    connection: &impl Connection,
    ids: &[SubscriberId],
) -> Result<HashMap<SubscriberId, StoredSubscriber>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = subscriber::Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let rows = found.all(connection.inner()).await?;
    let all = with_services(connection, rows).await?;
    Ok(all.into_iter().map(|stored| (stored.subscriber.id, stored)).collect())
}

/// A page of subscribers, newest first: at most two statements.
pub async fn page(connection: &impl Connection, query: &Query) -> Result<Vec<Subscriber>, StoreError> {
    let mut wanted = wanted(query);
    if let Some((at, id)) = query.after {
        let key = Expr::tuple([Expr::col(Column::CreatedAt), Expr::col(Column::Id)]);
        wanted = wanted.add(key.lt(Expr::tuple([Expr::value(at), Expr::value(id)])));
    }
    let rows = subscriber::Entity::find()
        .filter(wanted)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(query.limit)
        .all(connection.inner())
        .await?;
    let all = with_services(connection, rows).await?;
    Ok(all.into_iter().map(|stored| stored.subscriber).collect())
}

/// How many subscribers there are.
pub async fn count(connection: &impl Connection, query: &Query) -> Result<u64, StoreError> {
    Ok(subscriber::Entity::find().filter(wanted(query)).count(connection.inner()).await?)
}

/// Who is told of something that touches these services: one statement, whoever there is.
pub async fn who_takes(tx: &Tx, services: &[ServiceId]) -> Result<Vec<SubscriberId>, StoreError> {
    let mut is_meant = Condition::any().add(Column::TakesAll.eq(true));
    if !services.is_empty() {
        let chosen = subscriber_service::Entity::find()
            .select_only()
            .column(subscriber_service::Column::SubscriberId)
            .filter(subscriber_service::Column::ServiceId.is_in(services.iter().map(|id| id.uuid())))
            .into_query();
        is_meant = is_meant.add(Column::Id.in_subquery(chosen));
    }
    let ids: Vec<Uuid> = subscriber::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ConfirmedAt.is_not_null())
        .filter(Column::IsActive.eq(true))
        .filter(is_meant)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx.inner())
        .await?;
    Ok(ids.into_iter().map(SubscriberId::new).collect())
}

fn wanted(query: &Query) -> Condition {
    let channel = query.channel.map(|channel| Column::Channel.eq(channel.as_str()));
    let confirmed = query.is_confirmed.map(|is_confirmed| {
        if is_confirmed { Column::ConfirmedAt.is_not_null() } else { Column::ConfirmedAt.is_null() }
    });
    Condition::all().add_option(channel).add_option(confirmed)
}

fn at(address: &Address) -> Select<subscriber::Entity> {
    subscriber::Entity::find()
        .filter(Column::Channel.eq(address.channel().as_str()))
        .filter(Column::Address.eq(address.as_str()))
}

async fn one(
    connection: &impl Connection,
    wanted: Select<subscriber::Entity>,
) -> Result<Option<StoredSubscriber>, StoreError> {
    let row = wanted.one(connection.inner()).await?;
    Ok(with_services(connection, row.into_iter().collect()).await?.pop())
}

async fn with_services(
    connection: &impl Connection,
    rows: Vec<subscriber::Model>,
) -> Result<Vec<StoredSubscriber>, StoreError> {
    let choosers: Vec<Uuid> = rows.iter().filter(|row| !row.takes_all).map(|row| row.id).collect();
    let mut services: HashMap<Uuid, Vec<ServiceId>> = HashMap::new();
    if !choosers.is_empty() {
        let chosen = subscriber_service::Entity::find()
            .filter(subscriber_service::Column::SubscriberId.is_in(choosers))
            .order_by_asc(subscriber_service::Column::ServiceId)
            .all(connection.inner())
            .await?;
        for row in chosen {
            services.entry(row.subscriber_id).or_default().push(ServiceId::new(row.service_id));
        }
    }
    rows.into_iter()
        .map(|row| {
            let services = services.remove(&row.id).unwrap_or_default();
            stored(row, services)
        })
        .collect()
}

fn active(stored: &StoredSubscriber) -> subscriber::ActiveModel {
    let one = &stored.subscriber;
    subscriber::ActiveModel {
        id: Set(one.id.uuid()),
        channel: Set(one.address.channel().as_str().to_owned()),
        address: Set(one.address.as_str().to_owned()),
        takes_all: Set(one.services.is_empty()),
        is_active: Set(one.is_active),
        created_at: Set(one.created_at),
        confirmed_at: Set(one.confirmed_at),
        delivered_at: Set(one.delivered_at),
        failing_since: Set(one.failing_since),
        confirm_hash: NotSet,
        confirm_token: Set(stored.confirm_token.clone()),
        leave_hash: NotSet,
        leave_token: Set(stored.leave_token.clone()),
        secret: Set(stored.secret.clone()),
    }
}

fn stored(row: subscriber::Model, services: Vec<ServiceId>) -> Result<StoredSubscriber, StoreError> {
    let id = SubscriberId::new(row.id);
    let channel = word(SubscriberChannel::parse(&row.channel), TABLE, "channel", id, &row.channel)?;
    Ok(StoredSubscriber {
        subscriber: Subscriber {
            id,
            // What was taken over http once stays readable whatever the settings say now.
            address: text(Address::parse(channel, &row.address, true), TABLE, "address", id)?,
            services,
            is_active: row.is_active,
            created_at: row.created_at,
            confirmed_at: row.confirmed_at,
            delivered_at: row.delivered_at,
            failing_since: row.failing_since,
        },
        confirm_token: row.confirm_token,
        leave_token: row.leave_token,
        secret: row.secret,
    })
}
