//! The rows of the policy table for customer organisations.

use domain::identity::Permission;
use serde_json::json;
use tests::Server;

use crate::policy_table::{Needs, Row, mutation, query};

/// Records that the requests of these rows name.
pub struct Customers {
    customer: String,
    service: String,
}

impl Customers {
    /// Makes the records.
    pub async fn make(server: &Server, service: &str) -> Self {
        let customer = tests::customer::customer(server, "Known", &[service]).await;
        Self { customer, service: service.to_owned() }
    }
}

/// Every root field of the capability.
pub fn rows(of: &Customers) -> Vec<Row> {
    let (read, manage) = (Needs::May(Permission::PortalRead), Needs::May(Permission::PortalManage));
    let by_id = "query($id: ID!) { customer(id: $id) { id } }";
    vec![
        query("customers", read, "{ customers(first: 1) { nodes { id } } }", json!({})),
        query("customer", read, by_id, json!({ "id": of.customer })),
        mutation(
            "createCustomer",
            "CreateCustomerInput",
            manage,
            json!({ "name": "Customer", "serviceIds": [of.service] }),
        ),
        // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
        mutation(
            "updateCustomer",
            "UpdateCustomerInput",
            manage,
            json!({ "id": of.customer, "version": 99, "name": "x" }),
        ),
        mutation(
            "inviteCustomerUser",
            "InviteCustomerUserInput",
            manage,
            json!({ "customerId": of.customer, "email": "c@customer.example", "name": "C" }),
        ),
    ]
}
