//! The API of `identity`: people, customers, teams, keys, signing in.
//!
//! It must not know cookies or how tokens are made: the transport hands in what it needs.

pub mod customer;
pub mod customer_input;
pub mod customer_mutation;
pub mod enums;
pub mod input;
pub mod mutation;
pub mod query;
pub mod types;
pub mod viewer;

use std::sync::{Arc, Mutex, PoisonError};

use app::identity::ClientFacts;
use async_graphql::Context;

use crate::context::request;

/// Where a sign-in leaves the refresh token for the transport, which turns it into a cookie. One
/// per request, put into the request's data; without it nobody gets the token.
#[derive(Clone, Default)]
pub struct RefreshCookie(pub Arc<Mutex<Option<String>>>);

impl RefreshCookie {
    /// Leaves a token.
    pub(crate) fn put(&self, token: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
    }
}

/// What the transport knows about whoever shows a credential.
fn client_facts(ctx: &Context<'_>) -> ClientFacts {
    let request = request(ctx);
    ClientFacts { address: request.client_ip, user_agent: request.user_agent.clone() }
}
