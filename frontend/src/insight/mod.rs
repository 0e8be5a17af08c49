//! Reports over many records. They count work, never people. It must not know how single records are shown.

mod api;
mod promise_api;
pub mod promises;
pub mod repairs;
mod text;
