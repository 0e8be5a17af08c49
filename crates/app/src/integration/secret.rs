//! Secrets of connections: how fresh ones are made, and how kept ones are opened.

use formats::signature;

use crate::identity::{Secret, secret};
use crate::{App, Error, Result};

/// A fresh secret that signs calls of an endpoint: 32 random bytes.
pub(crate) fn webhook(app: &App) -> Result<Secret> {
    let secret = signature::Secret::from_bytes(&app.random::<32>()).map_err(Error::internal)?;
    Ok(Secret::new(secret.expose()))
}

/// A fresh secret that a tracker signs with: letters and digits, since it is typed into forms; 256 bits.
pub(super) fn tracker(app: &App) -> Secret {
    secret::plain(app)
}

/// Opens a kept secret of a record.
pub(crate) fn open(app: &App, record: &str, sealed: &[u8]) -> Result<Secret> {
    let bytes = app.vault()?.open(record, sealed).map_err(Error::internal)?;
    String::from_utf8(bytes).map(Secret::new).map_err(|_| Error::internal("a kept secret is no text"))
}
