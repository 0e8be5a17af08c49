//! The words of the screens about webhooks, trackers and transfers.

pub const WEBHOOKS: &str = "Webhooks";
pub const ADD_WEBHOOK: &str = "Add a webhook";
pub const WEBHOOK_COLUMNS: [&str; 4] = ["Name", "Told of", "State", "Last delivered"];
pub const NO_WEBHOOKS: &str = "No webhooks yet";
pub const NO_WEBHOOKS_TEXT: &str = "A webhook tells another program of incidents, problems, analyses and repair items, signed, and tries again for days when the other side is down.";
pub const WEBHOOK_SECRET: &str = "This is shown once. Give it to the receiver, who checks the signature of every call with it, as Standard Webhooks describes.";
pub const ROTATE: &str =
    "The old secret signs beside the new one for 24 hours. Give the new one to the receiver until then.";
pub const REMOVE_WEBHOOK: &str =
    "It is told nothing from now on, and what still waits is not sent. The log of its deliveries goes too.";
pub const TEST_SENT: &str = "A test is on its way.";

pub const DELIVERIES: &str = "Deliveries";
pub const DELIVERY_COLUMNS: [&str; 6] = ["Event", "About", "State", "Attempts", "Answer", "Decided"];
pub const NO_DELIVERIES: &str = "Nothing was sent yet";
pub const NO_DELIVERIES_TEXT: &str = "Send a test, or wait for the next event.";
pub const NO_SUCH_DELIVERIES: &str = "No delivery is in this state";

pub const TRACKERS: &str = "Trackers";
pub const ADD_TRACKER: &str = "Connect a tracker";
pub const TRACKER_COLUMNS: [&str; 4] = ["Name", "Issues at", "States travel", "Last heard"];
pub const NO_TRACKERS: &str = "No trackers yet";
pub const NO_TRACKERS_TEXT: &str =
    "A connection keeps repair items in step with their issues at GitHub, GitLab or Jira.";
pub const DIRECTIONS: &str = "From the tracker to here: it calls an address of this server whenever an issue changes, and the repair item linked to it follows. From here to the tracker: with a token, the issue follows the repair item too.";
pub const TRACKER_SECRET: &str = "The secret is shown once. The address can be read again in the connection.";
pub const REMOVE_TRACKER: &str =
    "Its calls are refused from now on. Repair items keep their links; their states no longer follow.";

pub const TRANSFER: &str = "Import and export";
pub const REPAIRS: &str = "Repair items";
pub const IMPORT_NOTE: &str = "One line for each item, with the columns of the template. Lines with a key change that item; lines without make a new one.";
pub const EXPORT_NOTE: &str =
    "The same columns, so that an exported file can be changed and brought in again.";
pub const PROBLEM_COLUMNS: [&str; 4] = ["Line", "Column", "What is wrong", "Rule"];
