//! Customer organisations as the API shows them, answered from the directory.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::types::User;
use crate::catalog::types::Service;
use crate::connection::{Connection, ListTotal, by_name, cost, name_connection};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// An organisation outside that uses services.
#[derive(Clone, Debug)]
pub struct Customer(Arc<domain::identity::Customer>);

impl From<Arc<domain::identity::Customer>> for Customer {
    fn from(customer: Arc<domain::identity::Customer>) -> Self {
        Self(customer)
    }
}

/// An organisation outside that uses services.
#[Object]
impl Customer {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Unique name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The services it uses, by name.
    #[graphql(complexity = "5 * child_complexity")]
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let services = app(ctx).directory().named_services(&self.0.services).await.api(ctx)?;
        Ok(services.into_iter().map(Service::from).collect())
    }

    /// Its people, by name; disabled and invited ones as well.
    #[graphql(complexity = "5 * child_complexity")]
    async fn users(&self, ctx: &Context<'_>) -> Result<Vec<User>> {
        let users = app(ctx).customer_users(actor(ctx)?, self.0.id).api(ctx)?;
        Ok(users.into_iter().map(User::from).collect())
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Version of the record's own fields.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// The organisation of whoever asks, as her own people see it.
#[derive(Clone, Debug, SimpleObject)]
pub struct ViewerCustomer {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
}

impl From<&domain::identity::Customer> for ViewerCustomer {
    fn from(customer: &domain::identity::Customer) -> Self {
        Self { id: customer.id.to_string().into(), name: customer.name.to_string() }
    }
}

/// Root fields.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// Customer organisations, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last customer that was read.")] after: Option<String>,
        #[graphql(desc = "Only customers whose name holds this text.")] search: Option<String>,
    ) -> Result<Connection<Customer, ListTotal>> {
        let actor = actor(ctx)?;
        let wanted = by_name(first, after.as_deref(), search.as_deref()).api(ctx)?;
        let page = app(ctx).customers(actor, &wanted).api(ctx)?;
        let key = |one: &Arc<domain::identity::Customer>| (one.name.to_string(), one.id.uuid());
        Ok(name_connection(page, &wanted, key, Customer::from))
    }

    /// A customer organisation; null with NOT_FOUND when there is none with this id.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Customer>> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &id).api(ctx)?;
        Ok(Some(app(ctx).customer(actor, id).api(ctx)?.into()))
    }
}
