//! A receiver of webhooks for tests: takes calls over a real socket, remembers them, and fails as often as it is told.
//!
//! It must not know the program: it checks signatures as any receiver would.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::Utc;
use formats::signature::{self, Headers, Secret};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How the program has to be set so that it calls receivers on this machine: plain http, and an answer within a second.
pub const SETTINGS: [(&str, &str); 3] = [
    ("COALMINE_OUTBOUND__ALLOW_HTTP", "true"),
    ("COALMINE_OUTBOUND__ALLOWED_NETWORKS", "[\"127.0.0.1/32\"]"),
    ("COALMINE_OUTBOUND__TIMEOUT_SECONDS", "1"),
];

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Call {
    /// Method and path, such as `POST /hook`.
    pub line: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Whether it was answered with success.
    pub is_taken: bool,
}

impl Call {
    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// `webhook-id`.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a body is JSON")
    }

    /// `type` of the body.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether this secret signed it, just now.
    pub fn is_signed(&self, secret: &str) -> bool {
        let headers = Headers {
            id: self.id().as_bytes(),
            timestamp: self.header("webhook-timestamp").as_bytes(),
            signature: self.header("webhook-signature").as_bytes(),
        };
        let secret = Secret::parse(secret).expect("a secret");
        signature::verify(&[secret], &headers, self.body.as_bytes(), now()).is_ok()
    }
}

#[expect(clippy::disallowed_methods, reason = "a receiver reads its own clock")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

/// How a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// With this status.
    Status(u16),
    /// The connection is cut.
    Reset,
    /// Too late.
    Slow,
    /// With success, after so many milliseconds.
    After(u64),
}

#[derive(Default)]
struct State {
    calls: Vec<Call>,
    /// Faults of the next calls.
    script: Vec<Fault>,
    /// What calls without a body are answered with.
    answer: Option<String>,
    /// How many of a hundred calls fail, and the state of the dice.
    percent: u64,
    dice: u64,
}

/// The receiver. It ends with the runtime of its test.
#[derive(Clone)]
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Sink {
    /// Listens on a port of its own.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let sink = Self { address, state: Arc::default() };
        let accepting = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = accepting.clone();
                tokio::spawn(async move { sink.take(stream).await });
            }
        });
        sink
    }

    /// Where calls go.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// The next calls end so.
    pub fn fail(&self, faults: &[Fault]) {
        self.state().script.extend(faults);
    }

    /// So many of a hundred calls fail from now on, by the dice of this seed: an error, a cut connection, an answer too late.
    pub fn fail_at_random(&self, percent: u64, seed: u64) {
        let mut state = self.state();
        (state.percent, state.dice) = (percent, seed);
    }

    /// What calls that ask for something, and bring no body, are answered with.
    pub fn answer(&self, body: &serde_json::Value) {
        self.state().answer = Some(body.to_string());
    }

    /// All calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Calls that were answered with success.
    pub fn taken(&self) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.is_taken).collect()
    }

    /// Waits until so many calls came, whatever the answer.
    pub async fn wait_for(&self, count: usize) -> Vec<Call> {
        self.wait(|calls| calls.len() >= count).await
    }

    /// Waits until the calls are as wanted, for at most half a minute.
    pub async fn wait(&self, are_there: impl Fn(&[Call]) -> bool) -> Vec<Call> {
        for _ in 0..1500 {
            let calls = self.calls();
            if are_there(&calls) {
                return calls;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("these calls came: {:#?}", self.calls());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, mut stream: TcpStream) -> Option<()> {
        let (line, headers, body) = read(&mut stream).await?;
        let fault = self.fault();
        let wanted = self.state().answer.clone().filter(|_| body.is_empty());
        self.state().calls.push(Call { line, headers, body, is_taken: fault.is_none() });
        let status = match fault {
            None => 200,
            Some(Fault::Status(status)) => status,
            Some(Fault::Reset) => return None,
            Some(Fault::Slow) => {
                tokio::time::sleep(Duration::from_secs(3)).await;
                200
            }
            Some(Fault::After(millis)) => {
                tokio::time::sleep(Duration::from_millis(millis)).await;
                200
            }
        };
        let text = wanted.unwrap_or_else(|| "ok".to_owned());
        let length = text.len();
        let answer = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
        );
        stream.write_all(answer.as_bytes()).await.ok()
    }

    fn fault(&self) -> Option<Fault> {
        let mut state = self.state();
        if !state.script.is_empty() {
            return Some(state.script.remove(0));
        }
        // SplitMix64, so that a run can be repeated.
        state.dice = state.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        if z % 100 >= state.percent {
            return None;
        }
        Some(match (z >> 32) % 10 {
            0 => Fault::Slow,
            1..=4 => Fault::Reset,
            _ => Fault::Status(500),
        })
    }
}

/// Method and path, headers and body of a request.
async fn read(stream: &mut TcpStream) -> Option<(String, Vec<(String, String)>, String)> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = head
        .split("\r\n")
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(Some(0), |(_, value)| value.parse().ok())?;
    let body_begin = head_end + 4;
    while bytes.len() < body_begin + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8(bytes[body_begin..body_begin + length].to_vec()).ok()?;
    Some((line, headers, body))
}
