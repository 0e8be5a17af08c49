//! The API of subscribers of the status portal. Addresses are personal: whoever manages the portal sees them, and nobody else.

pub mod input;
pub mod mutation;
pub mod query;
pub mod types;
