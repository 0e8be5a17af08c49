//! People, teams, API keys and signing in.

pub mod api;
pub mod keys;
pub mod people;
mod person_form;
pub mod sign_in;
pub mod text;
