//! Services: what breaks, who owns it, where its logs, dashboards and runbooks are.

pub mod api;
pub mod choice;
mod service_form;
pub mod services;
pub mod text;
