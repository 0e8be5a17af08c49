//! Use cases about people: who may sign in, with what, and for how long.
//!
//! Everything that is not a decision of `domain::identity` is here: hashing, tokens, limits. It
//! must not know cookies or headers.

pub mod command;
mod customers;
mod keys;
pub mod limiter;
mod links;
mod password;
mod people;
mod portal;
mod read;
pub mod secret;
mod sessions;
mod sign_in;

pub use command::{
    ChangePassword, ClientFacts, CreateApiKey, CreateCustomer, CreateTeam, CreateUser, InviteCustomerUser,
    InviteUser, RedeemLink, SignIn, UpdateCustomer, UpdateUser,
};
pub use keys::CreatedKey;
pub use links::{Invited, LinkTarget, MadeLink};
pub use people::CreatedUser;
pub(crate) use people::taken;
pub use portal::{PortalSignedIn, PortalVisit};
pub use read::{Viewer, may_see_email};
pub use secret::Secret;
pub use sessions::SessionView;
pub use sign_in::SignedIn;
