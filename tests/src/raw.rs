//! Bytes over a bare connection, for requests that no well-behaved client makes.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::Server;

/// Sends these bytes and waits for the server to close; how long that took, and what it said.
/// `None` when the connection was still open after `within`.
pub async fn until_closed(server: &Server, bytes: &[u8], within: Duration) -> Option<(Duration, String)> {
    let mut stream = TcpStream::connect(server.address).await.expect("the server listens");
    stream.write_all(bytes).await.expect("the server reads");
    let started = now();
    let mut said = Vec::new();
    let read = tokio::time::timeout(within, stream.read_to_end(&mut said)).await;
    read.is_ok().then(|| (started.elapsed(), String::from_utf8_lossy(&said).into_owned()))
}

/// A stopwatch.
#[expect(
    clippy::disallowed_methods,
    reason = "tests measure how long a server that runs on the wall clock takes"
)]
pub fn now() -> Instant {
    Instant::now()
}
