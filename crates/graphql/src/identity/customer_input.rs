//! Inputs and payloads of customer organisations.

use app::identity::{CreateCustomer, InviteCustomerUser, UpdateCustomer};
use async_graphql::{ID, InputObject, SimpleObject};

use super::customer::Customer;
use crate::finding::Finding;
use crate::id;

/// Make a customer organisation.
#[derive(InputObject)]
pub struct CreateCustomerInput {
    /// Unique name; at most 100 characters.
    pub name: String,
    /// The services it uses.
    pub service_ids: Vec<ID>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateCustomerInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<CreateCustomer> {
        Ok(CreateCustomer {
            name: self.name,
            services: id::parse_all("serviceIds", &self.service_ids)?,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// Change a customer organisation; what is left out stays.
#[derive(InputObject)]
pub struct UpdateCustomerInput {
    /// Which.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name; at most 100 characters.
    pub name: Option<String>,
    /// Other services, in place of the present ones.
    pub service_ids: Option<Vec<ID>>,
}

impl UpdateCustomerInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<UpdateCustomer> {
        Ok(UpdateCustomer {
            id: id::parse("id", &self.id)?,
            version: self.version,
            name: self.name,
            services: self.service_ids.map(|ids| id::parse_all("serviceIds", &ids)).transpose()?,
        })
    }
}

/// A customer organisation after a change.
#[derive(SimpleObject)]
pub struct CustomerPayload {
    /// The customer.
    pub customer: Customer,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Invite a person of a customer organisation, with the role CUSTOMER.
#[derive(InputObject)]
pub struct InviteCustomerUserInput {
    /// The organisation that the person belongs to.
    pub customer_id: ID,
    /// Sign-in name; unique.
    pub email: String,
    /// How the person is shown; at most 100 characters.
    pub name: String,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl InviteCustomerUserInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<InviteCustomerUser> {
        Ok(InviteCustomerUser {
            customer: id::parse("customerId", &self.customer_id)?,
            email: self.email,
            name: self.name,
            idempotency_key: self.idempotency_key,
        })
    }
}
