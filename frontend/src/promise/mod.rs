//! Promises to stakeholders: the next update, a fix, an analysis. The overview of all of them, and how one is shown anywhere.

pub mod api;
pub mod marks;
pub mod page;
