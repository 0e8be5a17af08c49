//! The words of the screen about customers.

pub const TITLE: &str = "Customers";
pub const ADD: &str = "Add a customer";
pub const NOTE: &str = "People of a customer sign in at the portal. They see what is public and the analyses published to them, nothing else.";
pub const FILTER: &str = "Filter customers by name";
pub const COLUMNS: [&str; 4] = ["Name", "Services", "People", "Added"];
pub const NONE: &str = "No customers yet";
pub const NONE_TEXT: &str =
    "Add the organisations that use your services. An analysis can then be published to some of them only.";
pub const NO_MATCH: &str = "No customer is called that";
pub const NO_MATCH_TEXT: &str = "Try a shorter part of the name, or empty the filter.";
pub const NO_PEOPLE: &str = "Nobody can sign in for this customer yet.";
