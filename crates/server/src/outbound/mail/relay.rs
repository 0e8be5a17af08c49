//! Reads `mail.smtp_url`. Complaints never repeat it: it holds a password.

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::percent_decode_str;
use url::Url;

/// The server that takes mail.
#[derive(PartialEq, Eq)]
pub(super) struct Relay {
    /// Name or address, the latter without brackets.
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    /// Name and password.
    pub account: Option<(String, String)>,
}

/// How a connection becomes secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// From its first byte.
    AtOnce,
    /// By STARTTLS; without it nothing is sent.
    Required,
    /// By STARTTLS if the server offers it: whoever stands between can take the offer away.
    IfOffered,
    /// Not at all.
    Never,
}

impl Relay {
    /// Errors: what is wrong with the address, in words without its parts.
    pub fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text).ok().context("it is no address")?;
        let encryption = match (url.scheme(), tls(&url)?.as_deref()) {
            ("smtps", None | Some("required")) => Encryption::AtOnce,
            ("smtps", Some(_)) => bail!("smtps is encrypted from the start: leave tls away"),
            ("smtp", None | Some("required")) => Encryption::Required,
            ("smtp", Some("opportunistic")) => Encryption::IfOffered,
            ("smtp", Some("none")) => Encryption::Never,
            ("smtp", Some(_)) => bail!("tls must be required, opportunistic or none"),
            _ => bail!("it must begin with smtps:// or smtp://"),
        };
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        ensure!(!host.is_empty(), "the host is missing");
        ensure!(matches!(url.path(), "" | "/"), "after the host only ?tls=… may follow");
        let decode = |part: &str| percent_decode_str(part).decode_utf8().map(String::from);
        let account = match (url.username(), url.password()) {
            ("", None) => None,
            (name, Some(password)) if !name.is_empty() => {
                let words = "name or password are not percent-encoded text";
                Some((decode(name).context(words)?, decode(password).context(words)?))
            }
            _ => bail!("it must hold a name and a password, or neither"),
        };
        let usual = match encryption {
            Encryption::AtOnce => 465,
            Encryption::Required | Encryption::IfOffered => 587,
            Encryption::Never => 25,
        };
        Ok(Self { host: host.to_owned(), port: url.port().unwrap_or(usual), encryption, account })
    }
}

/// The value of `tls`; nothing else may be asked for.
fn tls(url: &Url) -> Result<Option<String>> {
    let mut tls = None;
    for (key, value) in url.query_pairs() {
        ensure!(key == "tls" && tls.is_none(), "after the host only ?tls=… may follow");
        tls = Some(value.into_owned());
    }
    Ok(tls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers_are_read() {
        use Encryption::{AtOnce, IfOffered, Never, Required};
        for (text, host, port, encryption) in [
            ("smtps://mail.example", "mail.example", 465, AtOnce),
            ("smtps://mail.example:4650/?tls=required", "mail.example", 4650, AtOnce),
            ("smtp://mail.example", "mail.example", 587, Required),
            ("smtp://mail.example?tls=required", "mail.example", 587, Required),
            ("smtp://mail.example:2525?tls=opportunistic", "mail.example", 2525, IfOffered),
            ("smtp://127.0.0.1?tls=none", "127.0.0.1", 25, Never),
            ("smtp://[::1]:2525?tls=none", "::1", 2525, Never),
        ] {
            let relay = Relay::parse(text).unwrap();
            assert_eq!((&*relay.host, relay.port, relay.encryption), (host, port, encryption), "{text}");
            assert!(relay.account.is_none());
        }
        let relay = Relay::parse("smtps://coal%40mine:p%2Fw%3A%3F@mail.example").unwrap();
        assert!(relay.account == Some(("coal@mine".to_owned(), "p/w:?".to_owned())));
    }

    #[test]
    fn complaints_do_not_repeat_what_they_are_about() {
        for text in [
            "mail.example:25",
            "imap://u:secret@mail.example",
            "smtp://",
            "smtp://u:secret@",
            "smtp://u@mail.example",
            "smtp://:secret@mail.example",
            "smtp://u:secret@mail.example/ehlo-secret",
            "smtp://u:secret@mail.example?tls=secret",
            "smtp://u:secret@mail.example?secret=1",
            "smtps://u:secret@mail.example?tls=none",
            "smtp://u:secret@mail.example?tls=none&tls=required",
            "smtp://u:secret%ff@mail.example",
        ] {
            let error = Relay::parse(text).err().map(|error| format!("{error:#}"));
            assert!(error.as_ref().is_some_and(|error| !error.contains("secret")), "{text}: {error:?}");
        }
    }
}
