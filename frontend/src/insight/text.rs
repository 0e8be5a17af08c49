//! The words of the reports.

pub const REPAIRS: &str = "Repair items in numbers";
pub const NEVER_BY_PERSON: &str = "By service, lens or team, never by person.";
pub const NONE: &str = "Nothing to count yet";
pub const NONE_TEXT: &str = "As soon as there are repair items, this shows how old the open ones are, how strong, and how many of the done ones are shown to work.";
pub const COLUMNS: [&str; 8] = [
    "Open",
    "Age of open items",
    "Median age",
    "Strength of open items",
    "Done within policy",
    "Shown to work",
    "Overdue",
    "Not acted on",
];
/// What each column counts.
pub const MEANINGS: [(&str, &str); 8] = [
    ("Open", "Items that are proposed, committed to, in progress, or opened again."),
    ("Age of open items", "Days since each was recorded, in classes. An item counts in one class."),
    ("Median age", "Half of the open items are older than this."),
    (
        "Strength of open items",
        "Strong ones need nobody to remember anything; weak ones do, such as training and instructions.",
    ),
    (
        "Done within policy",
        "Of the items that are done, those done by the date of the policy they were made under, whatever date was agreed later.",
    ),
    (
        "Shown to work",
        "Of the items that are done, those whose effect was measured and holds. What nobody measured does not count as working.",
    ),
    ("Overdue", "Open items whose due date has passed."),
    ("Not acted on", "Items that somebody decided not to do, with a reason and an approver."),
];
/// Why rows do not add up.
pub const SERVICES_NOTE: &str =
    "An item counts for each service of its problem, so the rows may add up to more than the total.";

pub const PROMISES: &str = "Promises in numbers";
pub const NO_PROMISES: &str = "Nothing was promised in this time";
pub const NO_PROMISES_TEXT: &str = "Every update that is not the last one promises the next. Once there are some, this shows how many were kept, for whom, and how late the others were.";
pub const PROMISE_COLUMNS: [&str; 6] = ["Made", "Kept", "Late", "Broken", "Open", "Median lateness"];
/// What each column counts.
pub const PROMISE_MEANINGS: [(&str, &str); 5] = [
    (
        "Kept",
        "What was promised came by its time, with the grace of the settings. The share is of those that came to their end.",
    ),
    ("Late", "It came, but after that."),
    ("Broken", "It never came: the incident ended, or something else was promised instead."),
    ("Open", "Its end is still to come, also where its time has passed."),
    ("Median lateness", "Half of the late ones came later than this after their time."),
];
