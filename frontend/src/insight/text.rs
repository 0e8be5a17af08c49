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
