//! The operations about subscribers and the view struct they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Page, SubscriberChannel},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{model::SubscriberChannel, operations};

    operations! {
        SubscriberList "src/subscriber/operations/subscribers.graphql",
        AddSubscriber "src/subscriber/operations/add_subscriber.graphql",
        RemoveSubscriber "src/subscriber/operations/remove_subscriber.graphql",
    }
}
pub use documents::add_subscriber::AddSubscriberInput;
use documents::{
    AddSubscriber, RemoveSubscriber, SubscriberList, add_subscriber, remove_subscriber, subscriber_list,
};

/// An address that is told of updates.
#[derive(Clone, PartialEq)]
pub struct Subscriber {
    pub id: String,
    pub channel: SubscriberChannel,
    pub address: String,
    /// By name; empty for all.
    pub services: Vec<String>,
    pub is_confirmed: bool,
    pub is_active: bool,
    pub created_at: DateTime,
    pub delivered_at: Option<DateTime>,
    pub failing_since: Option<DateTime>,
}

fn map_subscriber(n: Node<'_>) -> Subscriber {
    Subscriber {
        id: n.text("id"),
        channel: n.word("channel", SubscriberChannel::parse, SubscriberChannel::Mail),
        address: n.text("address"),
        services: n.list("services", |s| s.text("name")),
        is_confirmed: n.flag("isConfirmed"),
        is_active: n.flag("isActive"),
        created_at: n.at("createdAt"),
        delivered_at: n.maybe_at("deliveredAt"),
        failing_since: n.maybe_at("failingSince"),
    }
}

/// One page, newest first.
pub async fn subscribers(
    channel: Option<SubscriberChannel>,
    is_confirmed: Option<bool>,
    after: Option<String>,
) -> Result<Page<Subscriber>, ApiError> {
    let variables = subscriber_list::Variables { first: 50, after, channel, is_confirmed };
    let data = ask::<SubscriberList>(variables).await?;
    read(&data, "subscribers", |all| Page { rows: all.list("nodes", map_subscriber), next: all.next() })
}

pub fn add(input: AddSubscriberInput) -> Done {
    change::<AddSubscriber>(add_subscriber::Variables { input })
}

pub fn remove(id: String) -> Done {
    change::<RemoveSubscriber>(remove_subscriber::Variables { id })
}
