//! People, customers, teams, sessions and keys as they are kept. Secrets arrive here as hashes.
//!
//! It must not know how a secret is made or compared.

pub mod customer;
mod entity;
pub mod key;
pub mod link;
pub mod member;
pub mod portal_token;
pub mod session;
pub mod user;

pub use key::StoredKey;
pub use session::{EndReason, NewSession, NewToken, Session, StoredToken};
pub use user::Credential;
