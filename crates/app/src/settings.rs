//! Settings of the installation that use cases follow.

use std::time::Duration;

/// Settings of the installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A session ends when it was not used for this long.
    pub session_idle: Duration,
    /// A session ends after this long in any case.
    pub session_absolute: Duration,
    /// Whether signing in is limited per address and account; off in the demo and the bench only.
    pub rate_limits: bool,
    /// Where people find the installation, for links.
    pub public_url: String,
    /// How often the outbox is asked for events of other processes.
    pub event_poll: Duration,
    /// Whether mail can leave; otherwise people are told in the inbox alone.
    pub sends_mail: bool,
    /// Whether other programs may be called over http; for tests and closed networks.
    pub calls_over_http: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_idle: Duration::from_hours(24),
            session_absolute: Duration::from_hours(7 * 24),
            rate_limits: true,
            public_url: "http://127.0.0.1:8080".to_owned(),
            event_poll: Duration::from_millis(500),
            sends_mail: false,
            calls_over_http: false,
        }
    }
}
