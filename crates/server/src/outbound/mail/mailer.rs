//! Hands mail to the operator's server.
//!
//! It must not try again: it says whether trying again could help.

use std::fmt::{self, Debug};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::clean;
use super::message::{self, Mail};
use super::relay::{Encryption, Relay};
use crate::config;

/// The longest that one step of the talk with the server may take.
const STEP: Duration = Duration::from_secs(15);
/// The longest that the whole talk may take: whoever keeps the mail lends it out for half a minute.
const TALK: Duration = Duration::from_secs(25);
/// Connections that are kept for the next mail.
const CONNECTIONS: u32 = 4;
/// How long they are kept.
const IDLE: Duration = Duration::from_secs(30);
/// The most characters of what a server says that are told.
const MOST_WORDS: usize = 300;

/// Answers that speak about our account or our encryption and not about the mail: another attempt
/// may succeed once the operator mended the settings.
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];

/// A mail that did not go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MailError {
    /// Whether another attempt would end in the same way.
    pub is_permanent: bool,
    /// What the server or the network said, on one line.
    pub message: String,
}

/// The client; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The longest that the whole talk may take; not every wait inside counts as a step.
    talk: Duration,
}

impl Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Checks the settings without any effect.
///
/// Errors: the setting that does not hold, and why, without its value.
pub fn check(settings: &config::Mail) -> Result<()> {
    read(settings).map(drop)
}

fn read(settings: &config::Mail) -> Result<Option<(Relay, Mailbox)>> {
    let url = settings.smtp_url.expose().trim();
    if url.is_empty() {
        return Ok(None);
    }
    let relay = Relay::parse(url).context("mail.smtp_url does not hold")?;
    let from = settings.from.trim();
    ensure!(!from.is_empty(), "mail.from must be set when mail.smtp_url is");
    let from = from.parse().ok().context("mail.from must look like Coalmine <coalmine@example.org>")?;
    Ok(Some((relay, from)))
}

impl Mailer {
    /// Nothing when no server is named. Must run inside the runtime, which looks after connections.
    ///
    /// Errors: as [`check`].
    pub fn from_settings(settings: &config::Mail) -> Result<Option<Self>> {
        Self::with_step(settings, STEP)
    }

    /// As [`Self::from_settings`], with another patience.
    pub(in crate::outbound) fn with_step(settings: &config::Mail, step: Duration) -> Result<Option<Self>> {
        let Some((relay, from)) = read(settings)? else { return Ok(None) };
        let tls = |host: &str| {
            TlsParameters::new(host.to_owned()).context("mail.smtp_url does not hold: the host is malformed")
        };
        let tls = match relay.encryption {
            Encryption::AtOnce => Tls::Wrapper(tls(&relay.host)?),
            Encryption::Required => Tls::Required(tls(&relay.host)?),
            Encryption::IfOffered => Tls::Opportunistic(tls(&relay.host)?),
            Encryption::Never => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.host)
            .port(relay.port)
            .tls(tls)
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(step))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
        if let Some((name, password)) = relay.account {
            builder = builder.credentials(Credentials::new(name, password));
        }
        Ok(Some(Self { transport: builder.build(), from, talk: TALK.min(step * 5) }))
    }

    /// Sends a mail. One attempt; a server that took it may have taken it even when its answer did
    /// not come, which is why the message's id must stay the same.
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = message::build(&self.from, &mail)
            .map_err(|why| MailError { is_permanent: true, message: why.to_owned() })?;
        match tokio::time::timeout(self.talk, self.transport.send(message)).await {
            Ok(sent) => sent.map(drop).map_err(|error| judge(&error)),
            Err(_) => Err(MailError { is_permanent: false, message: "the server took too long".to_owned() }),
        }
    }
}

/// A 5xx is for ever, unless it speaks about us; everything else may pass.
fn judge(error: &Error) -> MailError {
    let about_us = error.status().is_some_and(|code| ABOUT_US.contains(&u16::from(code)));
    let message = clean::line(&error.to_string()).chars().take(MOST_WORDS).collect();
    MailError { is_permanent: error.is_permanent() && !about_us, message }
}
