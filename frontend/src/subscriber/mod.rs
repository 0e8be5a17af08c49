//! Who is told of published updates without an account: by mail or by a webhook, of some services or of all.

mod api;
mod form;
pub mod page;
mod text;
