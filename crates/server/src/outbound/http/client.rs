//! Sends one request and reads the beginning of its answer.
//!
//! It follows no redirects, keeps no cookies and knows no proxy: an answer is what the address
//! itself said. It must not try again; that is for whoever keeps what is to be sent.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use app::Clock;
use bytes::Bytes;
use http::Method;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::address::Rules;
use super::connect::{self, Connector, Lookup};
use super::error::OutboundError;
use super::{headers, target};
use crate::config;
use crate::system::SystemClock;

/// The most bytes of an answer's body that are read.
pub const ANSWER_BYTES: usize = 20_000;
/// The most bytes of a request's body.
pub const BODY_BYTES: usize = 256 * 1024;
/// The most bytes of an answer's headers.
const HEAD_BYTES: usize = 64 * 1024;
/// The longest that the operator's own services may take.
const OPERATOR_TIMEOUT: Duration = Duration::from_secs(10);

/// What is sent.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    /// Where to, such as `https://hooks.example.org/coalmine`.
    pub url: String,
    /// Plain text; `host`, `content-length` and their like are the client's.
    pub headers: Vec<(String, String)>,
    /// At most [`BODY_BYTES`].
    pub body: Bytes,
}

/// What came back, whatever its status: a redirect is an answer like any other.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// The first [`ANSWER_BYTES`].
    pub body: Vec<u8>,
    /// How long the receiver asks to be left alone; at most a day.
    pub retry_after: Option<Duration>,
    /// From asking to the last byte that was read.
    pub elapsed: Duration,
}

/// The client; cheap to clone.
#[derive(Clone)]
pub struct Outbound(Arc<Inner>);

struct Inner {
    client: Client<HttpsConnector<Connector>, Full<Bytes>>,
    rules: Arc<Rules>,
    timeout: Duration,
    most_bytes: usize,
}

impl Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("rules", &self.0.rules).finish_non_exhaustive()
    }
}

impl Outbound {
    /// For addresses that people wrote: only the public internet and what the operator allows (A11).
    pub fn new(settings: &config::Outbound) -> Self {
        Self::guarded(settings, connect::system())
    }

    /// For addresses that the operator wrote in the settings: anywhere, and bodies of any size.
    pub fn for_operator() -> Self {
        Self(Arc::new(Inner::new(Rules::open(), connect::system(), OPERATOR_TIMEOUT, usize::MAX)))
    }

    /// As [`Self::new`], with another resolver.
    pub(in crate::outbound) fn guarded(settings: &config::Outbound, lookup: Lookup) -> Self {
        let timeout = Duration::from_secs(settings.timeout_seconds);
        Self(Arc::new(Inner::new(Rules::guarded(settings), lookup, timeout, BODY_BYTES)))
    }

    /// Sends a request. One attempt, whole within the timeout of the settings.
    pub async fn send(&self, request: Request) -> Result<Answer, OutboundError> {
        let started = tokio::time::Instant::now();
        let exchange = self.exchange(request);
        let answer =
            tokio::time::timeout(self.0.timeout, exchange).await.map_err(|_| OutboundError::Timeout)??;
        Ok(Answer { elapsed: started.elapsed(), ..answer })
    }

    async fn exchange(&self, request: Request) -> Result<Answer, OutboundError> {
        if request.body.len() > self.0.most_bytes {
            return Err(OutboundError::NotAllowed { why: "the body is too large" });
        }
        let mut call = http::Request::new(Full::new(request.body));
        *call.uri_mut() = target::parse(&request.url, &self.0.rules)?;
        *call.headers_mut() = headers::checked(&request.headers)?;
        *call.method_mut() = request.method;
        let answer = self.0.client.request(call).await.map_err(|error| OutboundError::of(&error))?;
        let (head, body) = answer.into_parts();
        Ok(Answer {
            status: head.status.as_u16(),
            body: beginning(body).await?,
            retry_after: headers::retry_after(&head.headers, SystemClock.now()),
            elapsed: Duration::ZERO,
        })
    }
}

impl Inner {
    fn new(rules: Rules, lookup: Lookup, timeout: Duration, most_bytes: usize) -> Self {
        let rules = Arc::new(rules);
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connector { rules: Arc::clone(&rules), lookup });
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).http1_max_buf_size(HEAD_BYTES);
        if rules.is_guarded {
            // Each request to a stranger is judged anew, so none takes over another's connection.
            builder.pool_max_idle_per_host(0);
        }
        Self { client: builder.build(connector), rules, timeout, most_bytes }
    }
}

/// The first bytes of a body; the connection ends with them if there are more.
async fn beginning(mut body: Incoming) -> Result<Vec<u8>, OutboundError> {
    let mut read = Vec::new();
    while read.len() < ANSWER_BYTES {
        let Some(frame) = body.frame().await else { break };
        if let Ok(data) = frame.map_err(|_| OutboundError::Broken)?.into_data() {
            let room = ANSWER_BYTES - read.len();
            read.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    Ok(read)
}
