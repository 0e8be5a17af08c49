//! The API of the status portal: what everyone may read, announced work, and the portal's settings.

pub mod enums;
pub mod input;
pub mod maintenance;
pub mod mutation;
pub mod public;
pub mod query;
pub mod settings;
