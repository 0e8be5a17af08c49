//! What leaves and enters the program beside its screens: webhooks with the log of their deliveries, connections to trackers of
//! issues, and repair items as CSV. It must not know the screens of repair items.

mod api;
mod deliveries;
mod delivery;
mod text;
mod tracker_form;
pub mod trackers;
pub mod transfer;
mod transfer_api;
pub mod webhook;
mod webhook_form;
pub mod webhooks;
