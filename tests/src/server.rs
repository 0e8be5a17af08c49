//! The real program, serving on a loopback port over a database of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use domain::identity::Role;
use serde_json::json;

use crate::client::Client;
use crate::command;
use crate::database::{Backend, Database};

/// The password of everyone in the tests.
pub const PASSWORD: &str = "lantern-orbit-meadow-57-quartz";

/// The people of the tests, one of each role and a second responder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Runs the installation.
    Admin,
    /// Leads incident management.
    Manager,
    /// Leads problem management.
    Problems,
    /// Works on incidents.
    Responder,
    /// Works on incidents as well, on others.
    Other,
    /// Reads.
    Viewer,
}

impl Who {
    /// Everyone.
    pub const ALL: [Self; 6] =
        [Self::Admin, Self::Manager, Self::Problems, Self::Responder, Self::Other, Self::Viewer];

    /// Sign-in name.
    pub const fn email(self) -> &'static str {
        match self {
            Self::Admin => "admin@mine.example",
            Self::Manager => "manager@mine.example",
            Self::Problems => "problems@mine.example",
            Self::Responder => "responder@mine.example",
            Self::Other => "other@mine.example",
            Self::Viewer => "viewer@mine.example",
        }
    }

    /// Shown name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "The Admin",
            Self::Manager => "The Incident Manager",
            Self::Problems => "The Problem Manager",
            Self::Responder => "The Responder",
            Self::Other => "The Other Responder",
            Self::Viewer => "The Viewer",
        }
    }

    /// What the person may do.
    pub const fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Manager => Role::IncidentManager,
            Self::Problems => Role::ProblemManager,
            Self::Responder | Self::Other => Role::Responder,
            Self::Viewer => Role::Viewer,
        }
    }
}

/// A running program. Dropping it ends the process and reads its log for what must not be there.
pub struct Server {
    /// `127.0.0.1:port`.
    pub address: SocketAddr,
    /// `http://127.0.0.1:port`.
    pub url: String,
    /// The database underneath.
    pub database: Database,
    http: reqwest::Client,
    child: Child,
    log: PathBuf,
    secrets: Mutex<Vec<String>>,
    extra: Vec<(String, String)>,
}

impl Server {
    /// A program over a fresh database, without rate limits.
    pub async fn start(backend: Backend) -> Self {
        Self::with(backend, &[]).await
    }

    /// A program with settings of its own, over a fresh database.
    pub async fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::over(Database::of_template(backend).await, settings).await
    }

    /// A program over this database.
    pub async fn over(mut database: Database, settings: &[(&str, &str)]) -> Self {
        let extra: Vec<(String, String)> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let log = database.dir.path().join("server.log");
        let http =
            reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().expect("a client");
        for attempt in 0..5 {
            let address = free_address();
            let child = spawn(&database, &extra, &log, address);
            let mut server = Self {
                address,
                url: format!("http://{address}"),
                database,
                http: http.clone(),
                child,
                log: log.clone(),
                secrets: Mutex::new(vec![PASSWORD.to_owned()]),
                extra: extra.clone(),
            };
            if server.is_up().await {
                return server;
            }
            assert!(attempt < 4, "the program did not start:\n{}", server.log_text());
            // Somebody else was faster to take the port.
            database = std::mem::replace(&mut server.database, Database::empty());
        }
        unreachable!("the loop returns or panics")
    }

    /// Ends the process at once and starts it again over the same database.
    pub async fn restart(&mut self) {
        self.kill();
        self.start_again().await;
    }

    /// Ends the process at once (SIGKILL), whatever it is doing.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts the program again over the same database and waits until it is ready.
    pub async fn start_again(&mut self) {
        self.child = spawn(&self.database, &self.extra, &self.log, self.address);
        assert!(self.is_up().await, "the program did not come back:\n{}", self.log_text());
    }

    async fn is_up(&mut self) -> bool {
        for _ in 0..600 {
            if let Ok(answer) = self.http.get(format!("{}/readyz", self.url)).send().await
                && answer.status().is_success()
            {
                return true;
            }
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        false
    }

    /// A client for requests that are no GraphQL.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A client that nobody has signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), &self.url, None)
    }

    /// A client with this token or key.
    pub fn bearer(&self, token: &str) -> Client {
        Client::new(self.http.clone(), &self.url, Some(token.to_owned()))
    }

    /// Signs a person in.
    pub async fn sign_in(&self, who: Who) -> Client {
        let input = json!({ "input": { "email": who.email(), "password": PASSWORD } });
        let answer = self.anonymous().ask(SIGN_IN, input).await;
        let token = answer.text("/signIn/accessToken");
        self.keep_secret(&token);
        let mut client = self.bearer(&token);
        client.user_id = answer.text("/signIn/viewer/id");
        client
    }

    /// The log must not hold this text when the program ends.
    pub fn keep_secret(&self, text: &str) {
        self.secrets.lock().expect("nobody panicked").push(text.to_owned());
    }

    /// What the program logged so far.
    pub fn log_text(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The process, for signals and figures of the system.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the process ended by itself; its exit code.
    pub async fn ended(&mut self, within: Duration) -> Option<i32> {
        let steps = within.as_millis() / 20;
        for _ in 0..steps {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// One figure of `/metrics`, summed over its labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let answer = self.http.get(format!("{}/metrics", self.url)).send().await.expect("metrics answer");
        assert_eq!(answer.status(), 200, "metrics are open to the loopback");
        let text = answer.text().await.expect("metrics are text");
        let values: Vec<f64> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let (key, value) = line.rsplit_once(' ')?;
                (key == name || key.starts_with(&format!("{name}{{"))).then(|| value.parse().ok()).flatten()
            })
            .collect();
        assert!(!values.is_empty(), "no metric {name} in:\n{text}");
        values.iter().sum()
    }
}

/// Signs in and asks who that is.
pub const SIGN_IN: &str = "mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { accessToken expiresAt viewer { id name roles } }
}";

fn spawn(database: &Database, extra: &[(String, String)], log: &PathBuf, address: SocketAddr) -> Child {
    let file = std::fs::File::options().create(true).append(true).open(log).expect("a log file");
    command::bare(database.dir.path())
        .arg("serve")
        .envs(database.env())
        .env("COALMINE_LISTEN", address.to_string())
        .env("COALMINE_PUBLIC_URL", format!("http://{address}"))
        .env("COALMINE_LIMITS__RATE_LIMITS", "false")
        .envs(extra.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(file.try_clone().expect("a log file"))
        .stderr(file)
        .spawn()
        .expect("the program starts")
}

/// A loopback address that was free a moment ago.
pub fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let log = self.log_text();
        if std::thread::panicking() {
            let lines: Vec<&str> = log.lines().collect();
            eprintln!(
                "--- end of the program's log ---\n{}",
                lines[lines.len().saturating_sub(15)..].join("\n")
            );
            return;
        }
        assert!(!log.contains("panicked at"), "the program panicked:\n{log}");
        for secret in self.secrets.lock().expect("nobody panicked").iter() {
            assert!(!log.contains(secret.as_str()), "the log holds a secret");
        }
    }
}
