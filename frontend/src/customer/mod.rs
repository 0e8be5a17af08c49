//! Customer organisations: the services they use and the people who sign in for them. It must not know what is published to them.

mod api;
mod form;
pub mod page;
mod people;
mod text;
