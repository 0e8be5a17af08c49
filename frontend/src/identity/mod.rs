//! People, teams, API keys, signing in, and what everybody sets for themselves.

pub mod access;
pub mod api;
pub mod keys;
pub mod me;
pub mod people;
pub mod person_form;
mod sessions;
pub mod sign_in;
pub mod text;
pub mod welcome;
