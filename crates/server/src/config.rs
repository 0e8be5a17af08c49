//! Settings: committed defaults, then a file, then variables; checked once at the start.
//!
//! It must not read anything else than these three, and says in plain words what is wrong.

mod outbound;
mod public_url;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;

pub use outbound::{Mail, Outbound};
pub use public_url::PublicUrl;

use crate::http::client_ip::Network;

/// What names of variables begin with.
const PREFIX: &str = "COALMINE_";
const DEFAULTS: &str = include_str!("../config/default.toml");

/// All settings, as the file names them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    pub database_url: Secret,
    pub public_url: String,
    pub insecure_http: bool,
    pub allowed_origins: Vec<String>,
    pub trusted_proxies: Vec<Network>,
    pub metrics_token: Secret,
    pub migrate_on_start: bool,
    pub client_dir: PathBuf,
    pub graphiql_dir: PathBuf,
    pub database: Database,
    pub log: Log,
    pub telemetry: Telemetry,
    pub outbound: Outbound,
    pub mail: Mail,
    pub session: Session,
    pub limits: Limits,
}

/// Connections to the database.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub connections: u32,
    pub acquire_timeout_seconds: u64,
}

/// What is logged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub filter: String,
    pub format: LogFormat,
}

/// Where traces go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    pub otlp_endpoint: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Lives of sessions and tokens.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub idle_hours: u64,
    pub absolute_days: u64,
    pub access_token_seconds: u32,
}

/// What one caller may take.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub rate_limits: bool,
    pub requests_per_minute: u32,
    pub cost_per_minute: u32,
    pub http_body_bytes: usize,
    pub header_read_seconds: u64,
    pub body_read_seconds: u64,
    pub request_seconds: u64,
    pub in_flight: usize,
    pub queued: usize,
    pub shutdown_seconds: u64,
    pub query: Query,
    pub stream: Stream,
}

/// What one GraphQL document may ask for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    pub text_bytes: usize,
    pub tokens: usize,
    pub nesting: usize,
    pub depth: usize,
    pub introspection_depth: usize,
    pub selections: usize,
    pub complexity: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub directives: usize,
    pub fragments: usize,
    pub operations: usize,
    pub variables: usize,
}

/// What one live stream may take.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    pub init_seconds: u64,
    pub message_bytes: usize,
    pub subscriptions: usize,
    pub per_user: usize,
    pub anonymous_per_ip: usize,
    pub ping_seconds: u64,
    pub send_seconds: u64,
}

/// A setting that never shows itself.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "(empty)" } else { "(hidden)" })
    }
}

impl From<Query> for graphql::Limits {
    fn from(query: Query) -> Self {
        Self {
            complexity: query.complexity,
            text_bytes: query.text_bytes,
            tokens: query.tokens,
            nesting: query.nesting,
            depth: query.depth,
            introspection_depth: query.introspection_depth,
            aliases: query.aliases,
            root_fields: query.root_fields,
            selections: query.selections,
            directives: query.directives,
            fragments: query.fragments,
            operations: query.operations,
            variables: query.variables,
        }
    }
}

impl Config {
    /// Reads defaults, file and variables, and checks them.
    pub fn load() -> Result<Self> {
        let named = std::env::var_os("COALMINE_CONFIG").map(PathBuf::from);
        if let Some(path) = &named {
            ensure!(path.is_file(), "COALMINE_CONFIG names {}, which is not a file", path.display());
        }
        let file = named.unwrap_or_else(|| PathBuf::from("coalmine.toml"));
        let variables = Env::prefixed(PREFIX).filter(|key| is_setting(key.as_str())).split("__");
        Self::from(&Figment::from(Toml::string(DEFAULTS)).merge(Toml::file(file)).merge(variables))
    }

    /// The defaults alone.
    pub fn defaults() -> Result<Self> {
        Self::from(&Figment::from(Toml::string(DEFAULTS)))
    }

    fn from(figment: &Figment) -> Result<Self> {
        let mut config: Self = figment.extract().map_err(|error| {
            // Values may be secret: only the place and the complaint are shown.
            let complaints: Vec<String> = error.into_iter().map(|one| complaint(&one)).collect();
            anyhow::anyhow!("the settings do not hold: {}", complaints.join("; "))
        })?;
        config.settle()?;
        Ok(config)
    }

    /// Fills what follows from other settings, then checks the whole.
    fn settle(&mut self) -> Result<()> {
        let url = self.database_url.expose().to_owned();
        if self.data_dir.as_os_str().is_empty() {
            self.data_dir = sqlite_file(&url)
                .and_then(Path::parent)
                .map_or_else(|| PathBuf::from("coalmine-data"), Path::to_path_buf);
        }
        if url.is_empty() {
            let file = self.data_dir.join("coalmine.db");
            self.database_url = Secret(format!("sqlite://{}", file.display()));
        } else {
            ensure!(
                ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)),
                "database_url must begin with sqlite: or postgres:"
            );
        }
        if self.public_url.is_empty() {
            self.public_url = format!("http://{}", self.listen);
        }
        self.check()
    }

    fn check(&self) -> Result<()> {
        self.public()?;
        for origin in &self.allowed_origins {
            PublicUrl::parse(origin).with_context(|| format!("allowed_origins: {origin}"))?;
        }
        crate::outbound::mail::check(&self.mail)?;
        let limits = &self.limits;
        let counts = [
            ("limits.requests_per_minute", u64::from(limits.requests_per_minute)),
            ("limits.cost_per_minute", u64::from(limits.cost_per_minute)),
            ("limits.http_body_bytes", limits.http_body_bytes as u64),
            ("limits.header_read_seconds", limits.header_read_seconds),
            ("limits.body_read_seconds", limits.body_read_seconds),
            ("limits.request_seconds", limits.request_seconds),
            ("limits.in_flight", limits.in_flight as u64),
            ("limits.stream.init_seconds", limits.stream.init_seconds),
            ("limits.stream.ping_seconds", limits.stream.ping_seconds),
            ("limits.stream.message_bytes", limits.stream.message_bytes as u64),
            ("limits.query.tokens", limits.query.tokens as u64),
            ("limits.query.depth", limits.query.depth as u64),
            ("limits.query.complexity", limits.query.complexity as u64),
            ("outbound.timeout_seconds", self.outbound.timeout_seconds),
            ("session.idle_hours", self.session.idle_hours),
            ("session.absolute_days", self.session.absolute_days),
            ("session.access_token_seconds", u64::from(self.session.access_token_seconds)),
            ("database.connections", u64::from(self.database.connections)),
        ];
        for (name, value) in counts {
            ensure!(value > 0, "{name} must be more than 0");
        }
        ensure!(
            self.session.access_token_seconds <= 3600,
            "session.access_token_seconds must be at most 3600"
        );
        // What waits to be sent is lent to one sender for half a minute.
        ensure!(self.outbound.timeout_seconds <= 25, "outbound.timeout_seconds must be at most 25");
        Ok(())
    }

    /// The public URL in parts. Refuses http on another host unless `insecure_http` allows it.
    pub fn public(&self) -> Result<PublicUrl> {
        let url =
            PublicUrl::parse(&self.public_url).with_context(|| format!("public_url: {}", self.public_url))?;
        if !url.is_https && !url.is_loopback() && !self.insecure_http {
            bail!(
                "public_url {} is http on another host: sign-in cookies would travel unprotected. \
                 Use https, or set insecure_http = true if you accept that",
                self.public_url
            );
        }
        Ok(url)
    }

    /// What the use cases need to know.
    pub fn app_settings(&self) -> app::Settings {
        app::Settings {
            session_idle: Duration::from_secs(self.session.idle_hours * 3600),
            session_absolute: Duration::from_secs(self.session.absolute_days * 24 * 3600),
            rate_limits: self.limits.rate_limits,
            public_url: self.public_url.clone(),
            sends_mail: !self.mail.smtp_url.expose().trim().is_empty(),
            calls_over_http: self.outbound.allow_http,
            ..app::Settings::default()
        }
    }

    /// How to connect to the database.
    pub fn store_options(&self) -> store::Options {
        store::Options {
            connections: self.database.connections,
            acquire_timeout: Duration::from_secs(self.database.acquire_timeout_seconds),
        }
    }
}

/// Variables that look like settings and are none: most likely misspelt.
pub fn unknown_variables() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names
        .filter(|name| name.strip_prefix(PREFIX).is_some_and(|key| key != "CONFIG" && !is_setting(key)))
        .collect()
}

/// Whether the first part of a variable's name is a setting.
fn is_setting(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let first = key.split("__").next().unwrap_or(&key);
    !first.is_empty() && Figment::from(Toml::string(DEFAULTS)).contains(first)
}

fn complaint(error: &figment::Error) -> String {
    use figment::error::Kind;
    let place = error.path.join(".");
    match &error.kind {
        Kind::UnknownField(field, _) => format!("there is no setting {field}"),
        Kind::MissingField(field) => format!("{field} is missing"),
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("{place} must be {expected}")
        }
        Kind::UnknownVariant(_, allowed) => format!("{place} must be one of {}", allowed.join(", ")),
        _ => format!("{place} is malformed"),
    }
}

/// The file of a SQLite URL.
fn sqlite_file(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && !path.starts_with(':')).then(|| Path::new(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(toml: &str) -> Result<Config> {
        Config::from(&Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(toml)))
    }

    #[test]
    fn the_defaults_hold_and_match_those_of_the_guard() {
        let config = Config::defaults().unwrap();
        assert_eq!(graphql::Limits::from(config.limits.query), graphql::Limits::default());
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.database_url.expose(), "sqlite://coalmine-data/coalmine.db");
    }

    #[test]
    fn the_key_ring_lies_beside_the_database_file() {
        let config = with("database_url = 'sqlite:///var/lib/coalmine/main.db?mode=rwc'").unwrap();
        assert_eq!(config.data_dir, Path::new("/var/lib/coalmine"));
        let config = with("database_url = 'postgres://u:p@db/c'").unwrap();
        assert_eq!(config.data_dir, Path::new("coalmine-data"));
    }

    #[test]
    fn a_variable_is_a_setting_by_its_first_part() {
        assert!(is_setting("LISTEN") && is_setting("limits__in_flight") && is_setting("limits__nonsense"));
        assert!(!is_setting("BIN") && !is_setting("CONFIG") && !is_setting(""));
    }

    #[test]
    fn http_on_another_host_needs_to_be_asked_for() {
        let error = with("public_url = 'http://coalmine.example'").unwrap_err();
        assert!(error.to_string().contains("insecure_http"), "{error}");
        assert!(with("public_url = 'http://coalmine.example'\ninsecure_http = true").is_ok());
        assert!(with("public_url = 'https://coalmine.example'").is_ok());
        assert!(with("public_url = 'http://localhost:9000'").is_ok());
    }

    #[test]
    fn complaints_name_the_setting_and_never_the_value() {
        for (toml, wanted) in [
            ("listen = 'here'", "listen"),
            ("lissten = '127.0.0.1:1'", "lissten"),
            ("database_url = 'mysql://secret-word'", "database_url"),
            ("metrics_token = ['secret-word']", "metrics_token"),
            ("[limits]\nin_flight = 0", "limits.in_flight"),
            ("[limits]\nin_flight = 'many'", "limits.in_flight"),
            ("[log]\nformat = 'secret-word'", "log.format"),
            ("trusted_proxies = ['10.0.0.0/99']", "trusted_proxies"),
            ("[outbound]\nallowed_networks = ['10.0.0.0/99']", "outbound.allowed_networks"),
            ("[outbound]\nports = [65536]", "outbound.ports"),
            ("[outbound]\ntimeout_seconds = 0", "outbound.timeout_seconds"),
            ("[outbound]\ntimeout_seconds = 26", "outbound.timeout_seconds"),
            ("[mail]\nsmtp_url = 'imap://u:secret-word@mail.example'", "mail.smtp_url"),
            (
                "[mail]\nsmtp_url = 'smtp://u:secret-word@mail.example?tls=secret-word'\nfrom = 'a@b.example'",
                "mail.smtp_url",
            ),
            ("[mail]\nsmtp_url = 'smtps://mail.example'", "mail.from"),
            ("[mail]\nsmtp_url = 'smtps://mail.example'\nfrom = 'secret-word'", "mail.from"),
        ] {
            let error = format!("{:#}", with(toml).unwrap_err());
            assert!(error.contains(wanted), "{error}");
            assert!(!error.contains("secret-word"), "{error}");
        }
    }
}
