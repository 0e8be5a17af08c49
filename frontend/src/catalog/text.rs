//! The words of the service screens.

pub const TITLE: &str = "Services";
pub const ADD: &str = "Add a service";
pub const NONE: &str = "No services yet";
pub const NONE_TEXT: &str =
    "A service is what customers notice when it breaks. Incidents name the services they touch.";
pub const NO_MATCH: &str = "No service matches";
pub const NO_MATCH_TEXT: &str = "Try fewer letters, or clear the filter.";
pub const COMPLETE: &str = "Complete";
pub const FILTER: &str = "Filter services by name";
pub const COLUMNS: [&str; 5] = ["Name", "Tier", "Owner team", "Links", "State of the entry"];
