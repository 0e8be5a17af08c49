//! Services: what breaks, who owns it, where its logs, dashboards and runbooks are.

pub mod api;
mod service_form;
pub mod services;
pub mod text;
