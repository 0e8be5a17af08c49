//! iCalendar (RFC 5545): a calendar of due dates that calendar programs subscribe to.
//!
//! Written by hand. The crate `icalendar` (0.17) asks the clock and makes a random UID where one is
//! missing, lets a lone carriage return and other control characters of a text through, and its
//! folding counts characters where it means octets.
//!
//! It must not know repair items, addresses or a clock: texts and `now` come in as arguments.

mod calendar;
mod line;

#[cfg(test)]
mod tests;

pub use calendar::{Calendar, Event, EventState, write};
