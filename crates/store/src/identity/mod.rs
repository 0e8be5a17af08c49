//! People, teams, sessions and keys as they are kept. Secrets arrive here as hashes.
//!
//! It must not know how a secret is made or compared.

mod entity;
pub mod key;
pub mod link;
pub mod member;
pub mod session;
pub mod user;

pub use key::StoredKey;
pub use session::{EndReason, NewSession, NewToken, Session, StoredToken};
pub use user::Credential;
