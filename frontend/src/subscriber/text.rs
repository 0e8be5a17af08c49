//! The words of the screen about subscribers.

pub const TITLE: &str = "Subscribers";
pub const ADD: &str = "Add a subscriber";
pub const NOTE: &str =
    "They are told of every published update. Nothing is sent before somebody at the address has confirmed.";
pub const PUBLIC_PAGE: &str = "Where people subscribe themselves";
pub const COLUMNS: [&str; 4] = ["Address", "Services", "State", "Last delivered"];
pub const NONE: &str = "Nobody has subscribed yet";
pub const NONE_TEXT: &str =
    "People subscribe on the portal by themselves. You can also add an address here; it confirms first.";
pub const NO_MATCH: &str = "No such subscriber";
pub const NO_MATCH_TEXT: &str = "Nothing matches these filters.";
pub const REMOVE: &str = "Nothing more is sent to it, and the address is forgotten. It can subscribe again.";
pub const SERVICES_HINT: &str = "None chosen means all of them.";
