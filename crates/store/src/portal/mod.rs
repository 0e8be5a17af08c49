//! What the status portal reads: published incidents with their updates, announced work, and the portal's settings.
//!
//! Nothing here reads a table of incidents.

mod entity;
pub mod published;
pub mod settings;
pub mod work;

pub use work::Query as MaintenanceQuery;
