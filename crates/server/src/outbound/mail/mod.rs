//! Mail, by the one client for SMTP.
//!
//! It must not know why somebody is written to. What it sends is plain text to one person.

mod clean;
mod mailer;
mod message;
mod relay;

pub use mailer::{MailError, Mailer, check};
pub use message::Mail;
