//! Use cases of subscribers: whoever is outside asks to be told, says yes by a link that only they have, is told what is published,
//! and ends it by a link that stands in every message.
//!
//! What is told is read from the tables of the portal, so nothing can be in it that was not published. It must not know pages, HTTP
//! or mail.

mod ask;
pub mod command;
mod confirm;
mod deliver;
mod notice;
mod read;
mod render;
mod spread;
mod words;

pub use command::{AddSubscriber, AskForUpdates, SubscribersQuery};
pub use confirm::{Confirmed, Subscription};
pub use notice::{RcaNews, announce_rca, withdraw_rca};

pub(crate) use deliver::{ended, parcels};
pub(crate) use notice::{announce_update, announce_work, withdraw};

use domain::id::SubscriberId;

/// The event of a delivery that asks for the yes.
pub(crate) const CONFIRM: &str = "subscriber.confirm";

/// What a secret of a subscriber is for; each is sealed for this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Says yes.
    Confirm,
    /// Ends the subscription.
    Leave,
    /// Signs calls.
    Sign,
}

/// The record that a secret is sealed for.
fn record(id: SubscriberId, purpose: Purpose) -> String {
    let purpose = match purpose {
        Purpose::Confirm => "confirm",
        Purpose::Leave => "leave",
        Purpose::Sign => "sign",
    };
    format!("{id}/{purpose}")
}
