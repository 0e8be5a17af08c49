//! Makes the connection of a request: resolves the name once, judges every address, and connects to
//! one that was judged. There is no second look-up that could say something else.
//!
//! It must not know schemes, paths or headers.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::Uri;
use http::uri::Scheme;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::Service;

use super::address::Rules;
use super::error::OutboundError;

/// The longest that one of several addresses may take to answer, so that a dead one leaves time.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 6;

/// Answers a host's name and a port with addresses.
pub(in crate::outbound) type Lookup =
    Arc<dyn Fn(String, u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// The machine's own resolver.
pub(super) fn system() -> Lookup {
    Arc::new(|host, port| Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) }))
}

/// The service that the client asks for connections.
#[derive(Clone)]
pub(super) struct Connector {
    pub rules: Arc<Rules>,
    pub lookup: Lookup,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = OutboundError;
    type Future = BoxFuture<'static, Result<Self::Response, OutboundError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OutboundError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.connect(&uri).await.map(TokioIo::new) })
    }
}

impl Connector {
    async fn connect(&self, uri: &Uri) -> Result<TcpStream, OutboundError> {
        let host = uri.host().ok_or(OutboundError::BadUrl)?;
        let usual = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let found = self.addresses(host, uri.port_u16().unwrap_or(usual)).await?;
        let mut refused = None;
        let mut allowed = Vec::with_capacity(found.len());
        for address in found {
            match self.rules.judge(address.ip()) {
                Ok(()) => allowed.push(address),
                Err(why) => refused = Some(OutboundError::NotAllowed { why }),
            }
        }
        if allowed.is_empty() {
            return Err(refused.unwrap_or(OutboundError::Unresolvable));
        }
        dial(&allowed).await
    }

    async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, OutboundError> {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        (self.lookup)(bare.to_owned(), port).await.map_err(|_| OutboundError::Unresolvable)
    }
}

/// Connects to the first address that answers.
async fn dial(addresses: &[SocketAddr]) -> Result<TcpStream, OutboundError> {
    for address in addresses.iter().take(MOST_ADDRESSES) {
        if let Ok(Ok(stream)) = tokio::time::timeout(ATTEMPT, TcpStream::connect(address)).await {
            // Without it a request of two packets may wait for an acknowledgement in between.
            let _ = stream.set_nodelay(true);
            return Ok(stream);
        }
    }
    Err(OutboundError::Connect)
}
