//! What a person is told: the bell in the top bar, the inbox, and the address of a calendar of due dates. It must not know repair
//! items or webhooks beyond the facts of a notification.

mod api;
pub mod bell;
pub mod calendar;
pub mod inbox;
mod sentence;
mod text;
