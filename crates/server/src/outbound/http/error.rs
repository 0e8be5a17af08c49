//! Why nothing was sent, or no answer came. The words may be shown to whoever wrote the address, so
//! they must not say what the machine sees inside its network.

use std::error::Error;

/// A request that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The request must not be sent. Nothing was connected to.
    #[error("not allowed: {why}")]
    NotAllowed {
        /// What speaks against it.
        why: &'static str,
    },
    /// The host's name leads nowhere.
    #[error("the name of the host leads nowhere")]
    Unresolvable,
    /// Nobody took the connection.
    #[error("no connection could be made")]
    Connect,
    /// The connection could not be made secret: certificate or encryption do not fit.
    #[error("no secure connection could be made")]
    Insecure,
    /// The answer was not whole in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection ended before the answer was whole, or it was no answer.
    #[error("the connection broke off")]
    Broken,
    /// No address that anything could be sent to.
    #[error("the address is malformed")]
    BadUrl,
}

impl OutboundError {
    /// What the library's error means. Our own connector's error lies somewhere within.
    pub(super) fn of(error: &hyper_util::client::legacy::Error) -> Self {
        let mut inner = error.source();
        while let Some(one) = inner {
            if let Some(ours) = one.downcast_ref::<Self>() {
                return *ours;
            }
            inner = one.source();
        }
        // Our connector always says why it failed; what is left of connecting is the handshake.
        if error.is_connect() { Self::Insecure } else { Self::Broken }
    }
}
