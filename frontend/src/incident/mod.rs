//! Incidents: the list, one incident, declaring one, and their live events.

pub mod api;
pub mod declare;
pub mod detail;
pub mod estimate;
pub mod filter_bar;
pub mod filters;
pub mod find;
pub mod list;
pub mod live;
mod preview;
mod row;
mod section;
pub mod text;
