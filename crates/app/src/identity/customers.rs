//! Customer organisations and their people: reading, making, changing, inviting.
//!
//! It must not know what was shared with whom.

use std::sync::Arc;

use domain::id::{CustomerId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Customer, CustomerChange, Permission, Role, User};
use domain::text::Name;
use serde_json::json;
use store::identity::customer;

use super::command::{CreateCustomer, InviteCustomerUser, UpdateCustomer};
use super::links::{Invitation, Invited};
use super::people::taken;
use crate::directory::sort_key;
use crate::error::parse;
use crate::page::{ByName, NamePage};
use crate::{App, Error, Result, authorize};

impl App {
    /// A customer.
    pub fn customer(&self, actor: &Actor, id: CustomerId) -> Result<Arc<Customer>> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        self.directory().customer(id).ok_or(Error::NotFound)
    }

    /// Customers by name.
    pub fn customers(&self, actor: &Actor, wanted: &ByName) -> Result<NamePage<Arc<Customer>>> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        let key = |customer: &Arc<Customer>| (sort_key(customer.name.as_str()), customer.id.uuid());
        wanted.cut(&self.directory().customers(), key, |customer| customer.name.to_string())
    }

    /// The people of a customer, by name: disabled and invited ones as well.
    pub fn customer_users(&self, actor: &Actor, id: CustomerId) -> Result<Vec<Arc<User>>> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        Ok(self.directory().users_of_customer(id))
    }

    /// The organisation that an actor belongs to; `None` for everybody inside.
    pub fn own_customer(&self, actor: &Actor) -> Option<Arc<Customer>> {
        self.directory().customer(actor.customer?)
    }

    /// Makes a customer.
    ///
    /// Errors: a name that is taken, an unknown service.
    pub async fn create_customer(&self, actor: &Actor, command: CreateCustomer) -> Result<Arc<Customer>> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let name = parse("name", Name::parse(&command.name))?;
        self.check_services("serviceIds", &command.services)?;
        let mut w = self.write(actor).await?;
        let id = CustomerId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = w.claim("createCustomer", key, &command, id.uuid()).await? {
            return self.named_customer(CustomerId::new(earlier)).await;
        }
        let made = Customer::new(id, name, command.services, w.now);
        customer::insert(&w.tx, &made).await.map_err(|error| taken("name", error))?;
        let facts = json!({ "name": made.name.as_str(), "services": texts(&made.services) });
        w.audit("customer.created", "customer", id, &facts);
        w.event("identity", "identity.customer_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_people().await?;
        self.directory().customer(id).ok_or(Error::NotFound)
    }

    /// Changes name or services of a customer.
    ///
    /// Errors: unknown, stale version, a name that is taken, an unknown service.
    pub async fn update_customer(&self, actor: &Actor, command: UpdateCustomer) -> Result<Arc<Customer>> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let name = command.name.as_deref().map(|name| parse("name", Name::parse(name))).transpose()?;
        self.check_services("serviceIds", command.services.as_deref().unwrap_or_default())?;
        let mut w = self.write(actor).await?;
        let mut changed = customer::load_locked(&w.tx, command.id).await?.ok_or(Error::NotFound)?;
        if changed.version != command.version {
            return Err(Error::stale(changed.version));
        }
        let before = changed.clone();
        if changed.apply(CustomerChange { name, services: command.services }) {
            customer::save(&w.tx, &changed).await.map_err(|error| taken("name", error))?;
            let facts = json!({
                "nameBefore": before.name.as_str(), "name": changed.name.as_str(),
                "servicesBefore": texts(&before.services), "services": texts(&changed.services),
            });
            w.audit("customer.updated", "customer", changed.id, &facts);
            let facts = json!({ "version": changed.version + 1 });
            w.event("identity", "identity.customer_updated", changed.id.uuid(), &facts);
            w.commit().await?;
            self.directory().reload_people().await?;
        }
        self.directory().customer(changed.id).ok_or(Error::NotFound)
    }

    /// Invites a person of a customer, as [`App::invite_user`] does for people inside.
    ///
    /// Errors: an unknown customer, an address that is taken.
    pub async fn invite_customer_user(&self, actor: &Actor, command: InviteCustomerUser) -> Result<Invited> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let customer = self.named_customer(command.customer).await.map_err(|error| match error {
            Error::NotFound => Error::invalid("customerId", "names a customer that does not exist"),
            other => other,
        })?;
        let roles = [Role::Customer];
        let fields = self.account_fields(&command.email, &command.name, &roles, &[], Some(customer.id))?;
        let key = command.idempotency_key.clone();
        let invitation = Invitation { scope: "inviteCustomerUser", key, fields };
        self.invite(actor, &command, invitation).await
    }

    /// The customer that a record names, read anew if another process just made it.
    async fn named_customer(&self, id: CustomerId) -> Result<Arc<Customer>> {
        if let Some(known) = self.directory().customer(id) {
            return Ok(known);
        }
        self.directory().reload_people().await?;
        self.directory().customer(id).ok_or(Error::NotFound)
    }
}

fn texts(services: &[ServiceId]) -> Vec<String> {
    services.iter().map(ToString::to_string).collect()
}
