//! The API of calendars: the secret address under which a calendar program reads somebody's due dates.
//!
//! It must not know the format of calendars, nor how the address is answered.

pub mod mutation;
pub mod types;
