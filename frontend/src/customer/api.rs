//! The operations about customers and the view structs they are mapped to, once. It must not know screens.

use crate::{
    identity::api::{Person, map_person},
    model::{DateTime, Named, Page},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Role, UserStatus},
        operations,
    };

    operations! {
        CustomerList "src/customer/operations/customers.graphql",
        CreateCustomer "src/customer/operations/create_customer.graphql",
        UpdateCustomer "src/customer/operations/update_customer.graphql",
    }
}
use documents::{
    CreateCustomer, CustomerList, UpdateCustomer, create_customer, customer_list, update_customer,
};
pub use documents::{create_customer::CreateCustomerInput, update_customer::UpdateCustomerInput};

/// An organisation that uses services.
#[derive(Clone, PartialEq)]
pub struct Customer {
    pub id: String,
    pub name: String,
    pub services: Vec<Named>,
    /// Who signs in for it.
    pub people: Vec<Person>,
    pub created_at: DateTime,
    pub version: i64,
}

fn map_customer(n: Node<'_>) -> Customer {
    Customer {
        id: n.text("id"),
        name: n.text("name"),
        services: n.list("services", Node::named),
        people: n.list("users", map_person),
        created_at: n.at("createdAt"),
        version: n.number("version"),
    }
}

/// One page of customers by name; `search` filters.
pub async fn customers(search: Option<String>, after: Option<String>) -> Result<Page<Customer>, ApiError> {
    let data = ask::<CustomerList>(customer_list::Variables { first: 50, after, search }).await?;
    read(&data, "customers", |all| Page { rows: all.list("nodes", map_customer), next: all.next() })
}

pub fn create(input: CreateCustomerInput) -> Done {
    change::<CreateCustomer>(create_customer::Variables { input })
}

pub fn update(input: UpdateCustomerInput) -> Done {
    change::<UpdateCustomer>(update_customer::Variables { input })
}
