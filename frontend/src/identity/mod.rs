//! People, teams, API keys, signing in, and what everybody sets for themselves.

mod access;
pub mod api;
pub mod keys;
pub mod me;
pub mod people;
mod person_form;
mod sessions;
pub mod sign_in;
pub mod text;
pub mod welcome;
