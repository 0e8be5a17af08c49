//! What administrators look at and set: the audit log and the organisation's settings. It must not know incidents beyond
//! their ids.

mod api;
pub mod audit;
mod audit_filter;
mod audit_row;
pub mod settings;
mod settings_form;
pub mod severities;
mod text;
