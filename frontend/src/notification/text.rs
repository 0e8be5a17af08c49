//! The words of the inbox and the calendar.

pub const INBOX: &str = "Inbox";
pub const NONE: &str = "Nothing to tell you yet";
pub const NONE_TEXT: &str = "Repair items that you own remind you here when 80, 100 and 150 % of their time have run. What is given to you, what needs your decision, and promises that are late come here too.";
pub const NONE_UNREAD: &str = "You have read everything";
pub const NONE_UNREAD_TEXT: &str = "What comes next is counted on the bell.";
pub const ALL_READ: &str = "All is marked read.";

pub const CALENDAR: &str = "Calendar of due dates";
pub const CALENDAR_NOTE: &str = "The due dates of the repair items you own, in the calendar of your choice.";
pub const CALENDAR_NONE: &str =
    "There is no address yet. Subscribe to it in your calendar; it stays up to date by itself.";
pub const CALENDAR_SECRET: &str = "This is shown once. Whoever has the address reads titles and due dates of your repair items, so paste it only into your own calendar.";
pub const MAKE: &str = "Make a calendar address";
