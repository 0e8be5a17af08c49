//! What is asked of the use cases. Addresses arrive raw and are parsed by the use case.

use domain::id::ServiceId;
use domain::subscriber::SubscriberChannel;
use domain::time::Instant;
use uuid::Uuid;

/// A visitor of the portal asks to be told.
#[derive(Clone, Debug)]
pub struct AskForUpdates {
    /// By which way.
    pub channel: SubscriberChannel,
    /// Where.
    pub address: String,
    /// About which services of the portal; about all when empty.
    pub service_ids: Vec<ServiceId>,
}

/// Somebody inside asks for an address; whoever has it still says yes.
#[derive(Clone, Debug)]
pub struct AddSubscriber {
    /// By which way.
    pub channel: SubscriberChannel,
    /// Where.
    pub address: String,
    /// About which services of the portal; about all when empty.
    pub service_ids: Vec<ServiceId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Which subscribers, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscribersQuery {
    /// Only those of this channel.
    pub channel: Option<SubscriberChannel>,
    /// Only those that were confirmed, or were not.
    pub is_confirmed: Option<bool>,
    /// After the subscriber of this instant and id.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many; see [`crate::page::size`].
    pub size: u64,
}
