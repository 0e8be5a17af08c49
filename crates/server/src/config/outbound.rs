//! Settings of what leaves the program.
//!
//! It must not know how anything is sent.

use serde::Deserialize;

use super::Secret;
use crate::http::client_ip::Network;

/// Where requests to addresses that people wrote may go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    pub allow_http: bool,
    pub allowed_networks: Vec<Network>,
    pub ports: Vec<u16>,
    pub timeout_seconds: u64,
}

/// How mail goes out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub smtp_url: Secret,
    pub from: String,
}
