//! The processes that are measured: the product and the floor, each ended with the value that stands for it.
//! It must not know what is asked of them.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::data::Data;
use crate::report::Side;

/// How many keys there are to subscribe with; nobody's wall screens all use one.
const KEYS: usize = 10;
/// Streams of one key: raised, like the rate limits, because all come from one machine.
const STREAMS: &str = "500";
const READY: Duration = Duration::from_secs(30);

/// A running server.
pub struct Server {
    pub side: Side,
    pub pid: u32,
    /// Such as `127.0.0.1:40000`.
    pub address: String,
    /// Keys to the product; the floor asks for none.
    pub keys: Vec<String>,
    pub http: reqwest::Client,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// The key in what `api-key create` prints.
fn key_in(printed: &str) -> Option<&str> {
    printed.split_whitespace().find(|word| word.starts_with("cmk_"))
}

impl Server {
    /// The product: signed in by key, permissions checked; rate limits off, size limits on.
    pub async fn product(data: &Data, binary: &Path) -> Result<Self> {
        let mut keys = Vec::new();
        for n in 0..KEYS {
            let role = if n % 2 == 0 { "RESPONDER" } else { "VIEWER" };
            let name = format!("bench {n}");
            let printed = data.product(
                binary,
                &["api-key", "create", "--name", &name, "--role", role, "--expires", "2d"],
            )?;
            keys.push(key_in(&printed).with_context(|| format!("no key in {printed:?}"))?.to_owned());
        }
        let address = free_address()?;
        let mut command = data.command(binary, &["serve"]);
        command
            .env("COALMINE_LISTEN", &address)
            .env("COALMINE_LIMITS__RATE_LIMITS", "false")
            .env("COALMINE_LIMITS__STREAM__PER_USER", STREAMS);
        Self::start(Side::Product, command, address, keys).await
    }

    /// The floor: this program in its other part.
    pub async fn floor(data: &Data) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["floor", "--database", &data.url, "--listen", &address]);
        Self::start(Side::Floor, command, address, Vec::new()).await
    }

    async fn start(side: Side, mut command: Command, address: String, keys: Vec<String>) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Self { side, pid: child.id(), address, keys, http: reqwest::Client::new(), child };
        let began = std::time::Instant::now();
        while began.elapsed() < READY {
            if let Some(status) = server.child.try_wait()? {
                bail!("the {} ended with {status}", side.name());
            }
            let answer = server.http.get(server.url("/readyz")).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the {} did not become ready within {} s", side.name(), READY.as_secs())
    }

    /// A place on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The key that requests are signed with.
    pub fn key(&self) -> &str {
        self.keys.first().map_or("", String::as_str)
    }

    /// Sends one request and reads the whole answer.
    pub async fn ask(&self, path: &str, body: &str) -> Result<Value> {
        let request = self.http.post(self.url(path)).header("content-type", "application/json");
        let answer = request.bearer_auth(self.key()).body(body.to_owned()).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        let value: Value = serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))?;
        if let Some(errors) = value.get("errors") {
            bail!("the {} answered {status}: {errors}", self.side.name());
        }
        if !status.is_success() {
            bail!("the {} answered {status}: {text}", self.side.name());
        }
        Ok(value)
    }

    /// SQL statements run for requests so far, by the product's own count.
    pub async fn statements(&self) -> Result<Option<f64>> {
        if self.side == Side::Floor {
            return Ok(None);
        }
        let text = self.http.get(self.url("/metrics")).send().await?.text().await?;
        Ok(Some(counter(&text, "coalmine_sql_statements_total").context("the product counts no statements")?))
    }
}

/// A counter in the text of Prometheus.
fn counter(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_found_by_its_whole_name() {
        let text = "# TYPE a counter\na_more 3\na 12\n";
        assert_eq!(counter(text, "a"), Some(12.0));
        assert_eq!(counter(text, "b"), None);
    }

    #[test]
    fn the_key_is_found_in_prose() {
        assert_eq!(key_in("The key, shown once:\n  cmk_abc\n"), Some("cmk_abc"));
        assert_eq!(key_in("nothing"), None);
    }
}
