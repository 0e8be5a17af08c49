//! Where a subscriber is told.

use crate::text::{Email, TextError, WebUrl};
use crate::vocabulary;

vocabulary! {
    /// By which way a subscriber is told.
    SubscriberChannel {
        /// By mail.
        Mail = "MAIL",
        /// By calls of an endpoint.
        Webhook = "WEBHOOK",
    }
}

/// Where a subscriber is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// By mail.
    Mail(Email),
    /// By calls of an endpoint.
    Webhook(WebUrl),
}

/// Why a text is no address of its channel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is too long, empty, or none at all.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Calls are signed, not secret: they go by TLS.
    #[error("must begin with https://")]
    NotHttps,
}

impl Address {
    /// Reads an address. An endpoint is reached by https, unless `takes_http`.
    pub fn parse(channel: SubscriberChannel, text: &str, takes_http: bool) -> Result<Self, AddressError> {
        match channel {
            SubscriberChannel::Mail => Ok(Self::Mail(Email::parse(text)?)),
            SubscriberChannel::Webhook => {
                let url = WebUrl::parse(text)?;
                let is_https = url.as_str().to_ascii_lowercase().starts_with("https://");
                if is_https || takes_http { Ok(Self::Webhook(url)) } else { Err(AddressError::NotHttps) }
            }
        }
    }

    /// By which way it is reached.
    pub const fn channel(&self) -> SubscriberChannel {
        match self {
            Self::Mail(_) => SubscriberChannel::Mail,
            Self::Webhook(_) => SubscriberChannel::Webhook,
        }
    }

    /// The text: the same for everything that is the same address.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mail(email) => email.as_str(),
            Self::Webhook(url) => url.as_str(),
        }
    }
}
