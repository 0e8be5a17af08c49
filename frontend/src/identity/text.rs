//! The words of the identity screens.

pub const SIGN_IN: &str = "Sign in";
pub const SESSION_ENDED: &str = "Your session has ended. Sign in to go on where you were.";
pub const BAD_SIGN_IN: &str = "E-mail or password is not right.";
pub const NO_ACCOUNT: &str = "No account yet? An administrator of this server can create one.";

pub const PEOPLE: &str = "People";
pub const ADD_PERSON: &str = "Add a person";
pub const NO_PEOPLE: &str = "Nobody found";
pub const NO_PEOPLE_TEXT: &str =
    "People who respond to incidents are listed here with their roles and teams.";
pub const ONCE: &str = "This is shown once. Copy it now and hand it over in private.";
pub const DISABLE_HINT: &str = "Sessions end at once; what the person wrote stays.";

pub const KEYS: &str = "API keys";
pub const ADD_KEY: &str = "Create a key";
pub const NO_KEYS: &str = "No API keys yet";
pub const NO_KEYS_TEXT: &str = "A key lets another tool act with one role until a day you choose.";
