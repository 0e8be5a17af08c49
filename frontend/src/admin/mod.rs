//! What administrators look at and set: the audit log, the organisation's settings and the policy of repair items. It must not
//! know incidents beyond their ids.

mod api;
pub mod audit;
mod audit_filter;
mod audit_row;
pub mod policies;
mod policy_api;
pub mod portal;
mod portal_api;
pub mod settings;
mod settings_form;
pub mod severities;
mod template_api;
pub mod templates;
mod text;
