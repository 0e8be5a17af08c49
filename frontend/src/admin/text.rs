//! The words of the administrators' screens.

pub const AUDIT: &str = "Audit log";
pub const NO_ROWS: &str = "Nothing was done yet";
pub const NO_ROWS_TEXT: &str = "Every change leaves a row here: who did what to which record, and when.";
pub const NO_MATCH: &str = "No row matches these filters";
pub const NO_MATCH_TEXT: &str = "Widen the time or leave one of them out.";
pub const HEAD_NOTE: &str = "The end of the chain. Note it somewhere else; the doctor command tells later whether a row up to there was taken away.";
pub const AUDIT_COLUMNS: [&str; 4] = ["When", "What", "Record", "Who"];
/// Families and actions to choose from; any other can be typed.
pub const ACTIONS: [&str; 12] = [
    "incident.",
    "incident.declared",
    "incident.status_changed",
    "incident.severity_changed",
    "incident.updated",
    "incident.role_assigned",
    "status_update.",
    "user.",
    "session.",
    "api_key.",
    "settings.",
    "service.",
];
/// Parts of the program that act by themselves, as the filter names them.
pub const PARTS: [(&str, &str); 4] =
    [("cli", "Command line"), ("worker", "Background work"), ("import", "Import"), ("demo", "Demo")];

pub const SETTINGS: &str = "Settings";
pub const ORGANISATION: &str = "Organisation";
pub const ORGANISATION_NOTE: &str = "How it calls itself, and whose clock its days go by.";
pub const SEVERITY_NOTE: &str =
    "The criteria are shown wherever a severity is chosen. An empty number switches its rule off.";
pub const PROMISES: &str = "Promises";
pub const PROMISES_NOTE: &str = "The same for every severity.";
pub const APPROVAL_NOTE: &str =
    "Who writes one saves a draft; somebody else who may approve lets it out. Internal updates need none.";
/// The promised analyses by stage.
pub const RCA_DAYS: [&str; 2] =
    ["Preliminary analysis promised for after", "Final analysis promised for after"];
pub const TEMPLATES: &str = "Templates of updates";
pub const TEMPLATES_NOTE: &str = "What an update begins with, by severity and audience. {title}, {services}, {status} and {next} stand for those of the incident.";
pub const READ_ONLY: &str = "Administrators change these. They count for everybody.";
pub const TEMPLATES_READ_ONLY: &str = "Incident managers change these.";
/// What a threshold of a severity is called, and the rule it serves.
pub const THRESHOLDS: [(&str, &str, &str); 4] = [
    ("Lead and communications lead within", "ROL-01", "rolesWithinMinutes"),
    ("First external update within", "COM-03", "firstUpdateMinutes"),
    ("Internal update every", "COM-04", "internalUpdateMinutes"),
    ("External update every", "COM-04", "externalUpdateMinutes"),
];

pub const POLICY: &str = "Repair policy";
pub const POLICY_NOTE: &str = "How long repair items may take, and when their effect is checked. Items keep the version they were made under, also when it changes later.";
pub const POLICY_CHANGE: &str = "A change makes a new version, for items that are made from then on.";
pub const POLICY_READ_ONLY: &str = "Administrators change it.";
pub const POLICY_VERSIONS: &str = "Each with the reason that was given.";

pub const PORTAL: &str = "Portal";
pub const PORTAL_NOTE: &str = "What customers see at /status, and how uptime is counted there.";
pub const PORTAL_READ_ONLY: &str = "Administrators change it.";
/// What uptime is, by the policy of partial impact (AVL-04).
pub const FORMULAS: [&str; 3] = [
    "Uptime = 1 − (major + partial outage) / measured time. Degraded performance does not count.",
    "Uptime = 1 − major outage / measured time. Nothing less counts.",
    "Uptime = 1 − (major outage + 0.3 × partial outage + 0.1 × degraded performance) / measured time.",
];
