//! What leaves the program goes through one module: no other file of the product talks to a client of HTTP or SMTP, or
//! makes a connection of its own (A11).
//! Must not know: how that module keeps requests out of the house.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::check::Finding;
use crate::check::sources::Sources;

/// The module that may.
const HOME: &str = "crates/server/src/outbound/";

/// Where the product is, and what there is no part of it.
const PRODUCT: &str = "crates/";
const FREE: &[&str] = &["crates/xtask/", "crates/bench/"];

/// Paths that lead out, by their first parts. A path that only ends so, such as `tokio::net::TcpStream`, counts as well.
const FORBIDDEN: &[&[&str]] = &[
    &["attohttpc"],
    &["curl"],
    &["hyper", "client"],
    &["hyper_rustls"],
    &["hyper_util", "client"],
    &["isahc"],
    &["lettre"],
    &["reqwest"],
    &["surf"],
    &["TcpStream", "connect"],
    &["TcpStream", "connect_timeout"],
    &["tungstenite", "connect"],
    &["UdpSocket"],
    &["ureq"],
];

/// Every use of a client outside of the module.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, _) in sources.rust() {
        let is_product =
            source.path.starts_with(PRODUCT) && !FREE.iter().any(|dir| source.path.starts_with(dir));
        if !is_product || source.path.starts_with(HOME) {
            continue;
        }
        let Ok(tokens) = source.text.parse::<TokenStream>() else { continue };
        paths(tokens, &[], &mut |path, span| {
            if let Some(way) = FORBIDDEN.iter().find(|way| holds(path, way)) {
                let message =
                    format!("`{}` leaves the program; go through `server::outbound`", way.join("::"));
                findings.push(Finding::new(source.at(span), message));
            }
        });
    }
    findings
}

fn holds(path: &[String], way: &[&str]) -> bool {
    path.windows(way.len()).any(|window| window.iter().zip(way).all(|(part, wanted)| part == wanted))
}

/// Calls `visit` with every path, however it is written: `a::b`, and each branch of `a::{b, c::d}`.
fn paths(tokens: TokenStream, before: &[String], visit: &mut impl FnMut(&[String], Span)) {
    let mut path = before.to_vec();
    let mut place = None;
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                // A name that no `::` leads to begins another path.
                if colons < 2 && place.is_some() {
                    end(&path, &mut place, visit);
                    path = before.to_vec();
                }
                path.push(ident.to_string());
                place = Some(ident.span());
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                let is_branch = colons >= 2 && group.delimiter() == Delimiter::Brace;
                if is_branch {
                    paths(group.stream(), &path, visit);
                } else {
                    end(&path, &mut place, visit);
                    paths(group.stream(), &[], visit);
                }
                path = before.to_vec();
                (place, colons) = (None, 0);
            }
            _ => {
                end(&path, &mut place, visit);
                path = before.to_vec();
                colons = 0;
            }
        }
    }
    end(&path, &mut place, visit);
}

fn end(path: &[String], place: &mut Option<Span>, visit: &mut impl FnMut(&[String], Span)) {
    if let Some(span) = place.take() {
        visit(path, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_in(path: &str, code: &str) -> usize {
        let mut sources = Sources::default();
        sources.add(path, code);
        assert!(sources.broken.is_empty(), "{code}");
        check(&sources).len()
    }

    fn findings(code: &str) -> usize {
        findings_in("crates/server/src/telemetry/traces.rs", code)
    }

    #[test]
    fn other_clients_fail_however_they_are_named() {
        for code in [
            "use hyper_util::client::legacy::Client;",
            "use hyper_util::{client::legacy::Client, rt::TokioExecutor};",
            "use hyper_util::{rt::TokioExecutor, client::{legacy::{connect::HttpConnector}}};",
            "use {serde::Serialize, reqwest};",
            "use hyper::client::conn::http1;",
            "fn f() { let c = ::reqwest::Client::new(); }",
            "async fn f() { run(vec![ureq::get(\"x\")]) }",
            "use hyper_rustls as tls;",
            "struct S { t: lettre::SmtpTransport }",
            "extern crate lettre;",
            "async fn f() { tokio::net::TcpStream::connect(\"x:1\").await; }",
            "use std::net::UdpSocket;",
            "fn f() { mac!(reqwest::get(1)) }",
            "#[cfg(test)] mod tests { use reqwest::Client; }",
        ] {
            assert_eq!(findings(code), 1, "{code}");
        }
    }

    #[test]
    fn the_module_itself_developer_commands_and_other_words_pass() {
        let code = "use hyper_util::client::legacy::Client;";
        assert_eq!(findings_in("crates/server/src/outbound/http/client.rs", code), 0);
        assert_eq!(findings_in("crates/xtask/src/tools.rs", "use reqwest::Client;"), 0);
        assert_eq!(findings_in("crates/bench/src/main.rs", "use reqwest::Client;"), 0);
        assert_eq!(findings_in("tests/src/client.rs", "use reqwest::Client;"), 0);
        for code in [
            "use hyper_util::{rt::TokioIo, server::conn}; use crate::client::Client;",
            "use hyper_util::rt::TokioIo; mod client;",
            "use crate::hyper_utility::client; struct Client { hyper_util: u8, client: u8 }",
            "fn f() { let s = \"reqwest::get\"; /* lettre */ }",
            "fn f(stream: tokio::net::TcpStream) { stream.peer_addr(); self.connect(); }",
        ] {
            assert_eq!(findings(code), 0, "{code}");
        }
    }
}
