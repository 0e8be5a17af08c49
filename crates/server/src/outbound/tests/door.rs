//! A listener that counts who comes, keeps what they say, and answers with given bytes.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::config;
use crate::outbound::http::{Answer, Lookup, Outbound, OutboundError, Request};

/// How a door answers.
#[derive(Clone)]
pub(super) enum Reply {
    /// These bytes, then the end.
    Says(Vec<u8>),
    /// Nothing, and the connection stays open.
    Nothing,
    /// The head of an answer, then a byte now and then for ever.
    Drips,
}

/// The listener. It ends with the runtime of its test.
pub(super) struct Door {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
    came: Arc<Mutex<usize>>,
}

impl Door {
    /// Opens a door at an address such as `127.0.0.1:0`.
    pub async fn open(at: &str, reply: Reply) -> io::Result<Self> {
        let listener = TcpListener::bind(at).await?;
        let door = Self { address: listener.local_addr()?, heard: Arc::default(), came: Arc::default() };
        let (heard, came) = (Arc::clone(&door.heard), Arc::clone(&door.came));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *came.lock().unwrap() += 1;
                tokio::spawn(answer(stream, reply.clone(), Arc::clone(&heard)));
            }
        });
        Ok(door)
    }

    /// Connections so far.
    pub fn came(&self) -> usize {
        *self.came.lock().unwrap()
    }

    /// What the last one said.
    pub fn heard(&self) -> Vec<u8> {
        self.heard.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

async fn answer(mut stream: TcpStream, reply: Reply, heard: Arc<Mutex<Vec<Vec<u8>>>>) {
    let mut read = Vec::new();
    while !is_whole(&read) {
        let mut chunk = vec![0; 64 * 1024];
        match stream.read(&mut chunk).await {
            Ok(count @ 1..) => read.extend_from_slice(&chunk[..count]),
            _ => break,
        }
    }
    heard.lock().unwrap().push(read);
    match reply {
        Reply::Says(bytes) => drop(stream.write_all(&bytes).await),
        Reply::Nothing => std::future::pending().await,
        Reply::Drips => {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
            let mut next = head.to_vec();
            while stream.write_all(&next).await.is_ok() {
                next = b"x".to_vec();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// A request of HTTP to its end, or the beginning of TLS.
fn is_whole(read: &[u8]) -> bool {
    if read.first() == Some(&0x16) {
        let length = read.get(3..5).map_or(usize::MAX, |two| usize::from(two[0]) * 256 + usize::from(two[1]));
        return read.len() >= length.saturating_add(5);
    }
    let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    read.len() >= end + 4 + length.unwrap_or(0_usize)
}

/// Settings that allow these networks, and http.
pub(super) fn settings(networks: &[&str]) -> config::Outbound {
    config::Outbound {
        allow_http: true,
        allowed_networks: networks.iter().map(|text| text.parse().unwrap()).collect(),
        ports: Vec::new(),
        timeout_seconds: 1,
    }
}

/// A resolver that is a function from name to addresses.
pub(super) fn names(answers: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Lookup {
    Arc::new(move |host, port| -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let found = answers(&host).into_iter().map(|address| SocketAddr::new(address, port)).collect();
        Box::pin(async move { Ok(found) })
    })
}

/// Sends a small POST.
pub(super) async fn post(outbound: &Outbound, url: &str) -> Result<Answer, OutboundError> {
    let request = Request {
        method: http::Method::POST,
        url: url.to_owned(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: "{}".into(),
    };
    outbound.send(request).await
}
