//! Reports over many records. They count work, never people. It must not know how single records are shown.

mod api;
pub mod repairs;
mod text;
