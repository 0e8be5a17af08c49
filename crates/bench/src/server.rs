//! The release binary on its own data, started for the measurement and ended with it.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A running server.
pub struct Server {
    child: Child,
    client: Client,
    kind: &'static str,
    _data: tempfile::TempDir,
}

/// One connection to it.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    key: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the binary that lies beside this one.
    pub async fn start(database: &str) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let (kind, url) = if database == "sqlite" {
            ("sqlite", format!("sqlite://{}", data.path().join("bench.db").display()))
        } else {
            ("postgres", database.to_owned())
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let command = |arguments: &[&str]| -> Result<Command> {
            let mut command = Command::new(binary()?);
            command
                .args(arguments)
                .env("COALMINE_DATABASE_URL", &url)
                .env("COALMINE_DATA_DIR", data.path())
                .env("COALMINE_LISTEN", format!("127.0.0.1:{port}"))
                .env("COALMINE_LIMITS__RATE_LIMITS", "false")
                .env("COALMINE_LOG__FILTER", "error");
            Ok(command)
        };
        if !command(&["migrate"])?.status()?.success() {
            bail!("the database could not be prepared");
        }
        let made = command(&[
            "api-key",
            "create",
            "--name",
            "bench",
            "--role",
            "INCIDENT_MANAGER",
            "--expires",
            "1d",
        ])?
        .output()?;
        let printed = String::from_utf8_lossy(&made.stdout).into_owned();
        let key = printed
            .split_whitespace()
            .find(|word| word.starts_with("cmk_"))
            .with_context(|| format!("no API key in {printed:?}"))?
            .to_owned();
        let child = command(&["serve"])?.stdout(Stdio::null()).spawn()?;
        let client = Client { http: reqwest::Client::new(), url: format!("http://127.0.0.1:{port}"), key };
        let server = Self { child, client, kind, _data: data };
        server.wait().await?;
        Ok(server)
    }

    async fn wait(&self) -> Result<()> {
        for _ in 0..200 {
            let answer = self.client.http.get(format!("{}/readyz", self.client.url)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server did not become ready within 10 s")
    }

    /// Which database is underneath.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// A connection of its own.
    pub fn client(&self) -> Result<Client> {
        Ok(Client { http: reqwest::Client::builder().build()?, ..self.client.clone() })
    }

    /// Asks over the common connection.
    pub async fn ask(&self, request: &Value) -> Result<Value> {
        self.client.ask(request).await
    }

    /// SQL statements run for requests so far.
    pub async fn statements(&self) -> Result<f64> {
        let text = self.client.http.get(format!("{}/metrics", self.client.url)).send().await?.text().await?;
        text.lines()
            .find_map(|line| line.strip_prefix("coalmine_sql_statements_total "))
            .and_then(|value| value.trim().parse().ok())
            .context("no coalmine_sql_statements_total in /metrics")
    }
}

impl Client {
    /// Sends one request; anything but an answer without errors is a failure.
    pub async fn ask(&self, request: &Value) -> Result<Value> {
        let answer = self
            .http
            .post(format!("{}/graphql", self.url))
            .bearer_auth(&self.key)
            .json(request)
            .send()
            .await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        if answer.get("errors").is_some() {
            bail!("{}", answer["errors"]);
        }
        Ok(answer["data"].clone())
    }
}

fn binary() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let binary = here.with_file_name("coalmine");
    if !binary.exists() {
        bail!("no {} beside the benchmark; run it by `cargo xtask bench`", binary.display());
    }
    Ok(binary)
}
