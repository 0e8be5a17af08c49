//! The words of the identity screens.

pub const SIGN_IN: &str = "Sign in";
pub const SESSION_ENDED: &str = "Your session has ended. Sign in to go on where you were.";
pub const BAD_SIGN_IN: &str = "E-mail or password is not right.";
pub const NO_ACCOUNT: &str =
    "No account yet, or the password is forgotten? Ask an administrator of this server for a link.";

pub const WELCOME: &str = "Welcome to Coalmine";
pub const NEW_PASSWORD: &str = "Choose a new password";
pub const INVITED: &str = "Choose a password, and you are in.";
pub const RESET: &str = "All other sessions of this account end when it is set.";
pub const DEAD_LINK: &str = "This link no longer works";
pub const DEAD_LINK_TEXT: &str = "A link works once and for a limited time, and a newer one replaces it. Ask an administrator for a new one.";

pub const PEOPLE: &str = "People";
pub const INVITE: &str = "Invite a person";
pub const FILTER_PEOPLE: &str = "Filter people by name or e-mail";
pub const PEOPLE_COLUMNS: [&str; 5] = ["Name", "E-mail", "Status", "Roles", "Teams"];
pub const NO_PEOPLE: &str = "Nobody found";
pub const NO_PEOPLE_TEXT: &str =
    "People who respond to incidents are listed here with their roles and teams.";
pub const NO_TEAMS: &str = "No teams yet. A team owns services.";
pub const ONCE: &str = "This is shown once. Copy it now and hand it over in private.";

pub const INVITATION_HINT: &str = "The link was lost or has ended? A new one replaces it.";
pub const RESET_HINT: &str = "For a forgotten password: a link that works once. Using it ends all sessions.";
pub const SESSIONS_HINT: &str = "Ends every session on every device. The password stays as it is.";
pub const DISABLE_HINT: &str = "Sessions end at once, and the person cannot sign in. What they wrote stays.";
pub const ENABLE_HINT: &str = "The person can sign in again with the password from before.";

pub const KEYS: &str = "API keys";
pub const ADD_KEY: &str = "Create a key";
pub const KEY_COLUMNS: [&str; 5] = ["Name", "Role", "Created", "Ends", "Last used"];
pub const NO_KEYS: &str = "No API keys yet";
pub const NO_KEYS_TEXT: &str = "A key lets another tool act with one role until a day you choose.";

pub const BOUND_HINT: &str = "A GraphQL document. The key may then run this text and no other, letter by letter: right for a page of your own that shows one thing.";

pub const ME: &str = "My settings";
pub const LOOK_NOTE: &str = "Remembered in this browser.";
pub const KEYS_NOTE: &str = "Remembered in this browser.";
pub const PASSWORD_NOTE: &str = "A new password ends your sessions on other devices.";
pub const SESSIONS_NOTE: &str = "Where you are signed in, and what ended recently. End what you do not recognise, then change your password.";
pub const SESSION_COLUMNS: [&str; 4] = ["Device", "Address", "Signed in", "Last used"];
