//! The address under which people know the server.
//!
//! It must not know settings.

use std::net::IpAddr;

use anyhow::{Context, Result, bail, ensure};

/// An origin: scheme, host, port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Whether the connection is encrypted.
    pub is_https: bool,
    host: String,
    port: Option<u16>,
}

impl PublicUrl {
    /// Reads `https://host[:port]`, without a path.
    pub fn parse(text: &str) -> Result<Self> {
        let (is_https, rest) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => bail!("it must begin with https:// or http://"),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        ensure!(!rest.contains(['/', '?', '#', '@']), "it must be scheme, host and port only");
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse().context("the port is malformed")?))
            }
            _ => (rest, None),
        };
        ensure!(!host.is_empty(), "the host is missing");
        let port = port.filter(|port| *port != if is_https { 443 } else { 80 });
        Ok(Self { is_https, host: host.to_ascii_lowercase(), port })
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The host as the ids of mails have it, which take no brackets.
    pub fn mail_host(&self) -> &str {
        if self.host.contains(['[', ':']) { "localhost" } else { &self.host }
    }

    /// The origin as browsers send it.
    pub fn origin(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        match self.port {
            Some(port) => format!("{scheme}://{}:{port}", self.host),
            None => format!("{scheme}://{}", self.host),
        }
    }

    /// The origins that mean this server: on a loopback address, all its names.
    pub fn origins(&self) -> Vec<String> {
        if !self.is_loopback() {
            return vec![self.origin()];
        }
        ["localhost", "127.0.0.1", "[::1]"]
            .into_iter()
            .map(|host| Self { host: host.to_owned(), ..self.clone() }.origin())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_normal() {
        let parse = |text| PublicUrl::parse(text).unwrap();
        assert_eq!(parse("https://Coalmine.Example:443/").origins(), ["https://coalmine.example"]);
        assert_eq!(parse("http://127.0.0.1:80").origin(), "http://127.0.0.1");
        assert!(parse("http://[::1]:8080").origins().contains(&"http://localhost:8080".to_owned()));
        for bad in
            ["", "coalmine.example", "ftp://x", "https://", "https://x/path", "https://u@x", "https://x:y"]
        {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
