//! Incidents as they are kept: the record, its parts, its timeline and its relations.
//!
//! Every read takes the [`Scope`] of whoever asks; what the scope does not see does not exist. It
//! must not decide who may see what: the scope is handed in.

pub mod bulk;
pub mod changes;
mod entity;
pub mod history;
pub mod import;
pub mod link;
pub mod list;
pub mod members;
pub mod parts;
pub mod repo;
mod row;
mod save;
mod scope;
pub mod timeline;

pub use list::{Filter, Order};
pub use scope::Scope;
pub use timeline::Query as TimelineQuery;

pub(crate) use entity::{impact_window, incident, incident_service};
pub(crate) use scope::{in_sight, rounded, within};
