//! Inputs and payloads of subscribers.

use app::subscriber::AddSubscriber;
use async_graphql::{ID, InputObject, SimpleObject};

use super::types::{Subscriber, SubscriberChannel};
use crate::finding::Finding;
use crate::id;

/// Asks an address whether it wants to be told; nothing else is sent before it said yes.
#[derive(InputObject)]
pub struct AddSubscriberInput {
    /// By which way.
    pub channel: SubscriberChannel,
    /// A mail address, or the https address of an endpoint.
    pub address: String,
    /// Services that the status portal shows; none means all.
    pub service_ids: Vec<ID>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl AddSubscriberInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<AddSubscriber> {
        Ok(AddSubscriber {
            channel: self.channel.into(),
            address: self.address,
            service_ids: id::parse_all("serviceIds", &self.service_ids)?,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A subscriber after a change.
#[derive(SimpleObject)]
pub struct SubscriberPayload {
    /// The subscriber.
    pub subscriber: Subscriber,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A subscriber that was removed.
#[derive(SimpleObject)]
pub struct RemoveSubscriberPayload {
    /// Which.
    pub id: ID,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
