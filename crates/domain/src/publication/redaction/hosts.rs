//! E-mail addresses, and names and addresses of machines.
//!
//! A host is internal when it is one of those that were handed in, lies beneath one, shares a domain of at least three labels with
//! one, has an ending that only private networks use, or is an address of a private network. A single word counts when it is built
//! as machines are called: lower case, with a hyphen, a word such as `db` or `prod`, and a number at the end.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::urls::{Url, bare};
use super::{Reason, Span};

/// Endings that no public name has.
const PRIVATE: &str =
    "internal local localhost localdomain lan intranet corp home private svc cluster arpa test consul";
/// Words in names of machines.
const MACHINES: &str = "db pg mysql postgres redis kafka mq rabbit etcd es elastic search cache web app api srv server host node vm \
    ip worker job cron build ci proxy lb gw edge ingress nat vpn dns ldap mail smtp nfs san k8s kube pod shard replica primary \
    secondary master prod production stage staging stg dev test qa uat east west north south eu us ap az";

/// Hosts that are ours alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts {
    known: BTreeSet<String>,
    domains: BTreeSet<String>,
}

impl Hosts {
    /// From hosts, in any case.
    pub fn new(hosts: &BTreeSet<String>) -> Self {
        let known: BTreeSet<String> =
            hosts.iter().map(|host| bare(host)).filter(|host| !host.is_empty()).collect();
        let parent = |host: &String| host.split_once('.').map(|(_, parent)| parent.to_owned());
        let domains = known.iter().filter_map(parent).filter(|domain| domain.matches('.').count() >= 2);
        Self { domains: domains.filter(|domain| domain.parse::<IpAddr>().is_err()).collect(), known }
    }

    /// Whether an address leads inside. Only the web is outside.
    pub fn is_internal_url(&self, url: &Url<'_>) -> bool {
        let is_web = matches!(url.scheme.as_str(), "http" | "https" | "");
        let is_single = !url.host.contains(['.', ':']);
        !is_web || url.host.is_empty() && url.scheme.is_empty() || is_single || self.is_internal(&url.host)
    }

    /// Whether a host is ours alone.
    fn is_internal(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        if let Ok(address) = host.parse() {
            return is_private(address) || self.known.contains(host);
        }
        let ending = host.rsplit('.').next().unwrap_or_default();
        let is_within = |domain: &String| {
            host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        PRIVATE.split_whitespace().any(|private| private == ending)
            || self.known.iter().any(is_within)
            || self.domains.iter().any(is_within)
    }

    /// Hosts that stand in the text by themselves.
    pub fn find(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let mut rest = 0;
        while let Some(start) = text[rest..].find(is_part).map(|at| rest + at) {
            let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
            rest = end;
            let token = text[start..end].trim_end_matches(['.', ':', '-', '_', ']', '[']);
            if let Some(span) = address_of_six(&text[start..end], start) {
                spans.push(span);
                continue;
            }
            let token = token.trim_start_matches(['.', '-', '_', ':', ']', '[']);
            let start = start + text[start..end].find(token).unwrap_or_default();
            if self.is_host(token) {
                spans.push(Span::new(start..start + token.len(), Reason::Host, "an internal system"));
            }
        }
        spans
    }

    fn is_host(&self, token: &str) -> bool {
        // What else stands behind a colon or a bracket is looked at by itself.
        if token.contains(['[', ']']) || token.matches(':').count() > 1 {
            let mut parts = token.split(['[', ']', ':']);
            return parts.any(|part| !part.is_empty() && self.is_host(part));
        }
        let host = bare(token);
        if host.is_empty() {
            return false;
        }
        if host.contains('.') {
            self.is_internal(&host)
        } else {
            host == "localhost" || is_machine(&host, token)
        }
    }
}

/// An address of the sixth version, with or without brackets and port.
fn address_of_six(token: &str, start: usize) -> Option<Span> {
    let plain = token.trim_end_matches(['.', '-', '_']);
    let inner = match plain.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, _)) => inner,
        None => plain.strip_suffix(':').filter(|rest| !rest.ends_with(':')).unwrap_or(plain),
    };
    let address = inner.parse::<Ipv6Addr>().ok().filter(|_| inner.len() > 2)?;
    let is_told = is_private(IpAddr::V6(address));
    is_told.then(|| Span::new(start..start + plain.len(), Reason::Host, "an internal system"))
}

/// Whether a single word is built as machines are called.
fn is_machine(host: &str, token: &str) -> bool {
    let is_plain =
        token.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | ':'));
    let is_numbered = host.ends_with(|c: char| c.is_ascii_digit());
    let mut parts = host.split('-').map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    is_plain
        && is_numbered
        && host.contains('-')
        && parts.any(|part| MACHINES.split_whitespace().any(|word| word == part))
}

/// Whether an address is one of a private network.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => {
            let [first, ..] = v6.segments();
            let is_mapped = v6.to_ipv4_mapped().is_some_and(is_private_v4);
            v6.is_loopback()
                || v6.is_unspecified()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || is_mapped
        }
    }
}

const fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || a == 0
        || (a == 100 && b & 0xc0 == 64)
}

/// E-mail addresses, and accounts at machines, which look alike.
pub(super) fn emails(text: &str) -> Vec<Span> {
    let is_local =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\\' | '\'' | '/' | '=');
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | '\\');
    let mut spans: Vec<Span> = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let after = at + sign.len();
        let start = text[..at].trim_end_matches('\\').trim_end_matches(is_local).len();
        let length = text[after..].find(|c| !is_host(c)).unwrap_or(text.len() - after);
        let host = text[after..after + length].trim_end_matches(['.', '-', '_', '\\']);
        // `//user@host` is part of an address.
        let start = text[start..at].rfind('/').map_or(start, |slash| start + slash + 1);
        if start < at && !host.trim_start_matches('\\').is_empty() {
            spans.push(Span::new(start..after + host.len(), Reason::Email, "an e-mail address"));
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_private_networks_are_found_and_public_ones_stay() {
        let hosts = Hosts::new(&BTreeSet::from([
            "Grafana.ops.example.com".to_owned(),
            "wiki.example.com".to_owned(),
        ]));
        let found = |text: &str| -> Vec<String> {
            hosts.find(text).into_iter().map(|span| text[span.range].to_owned()).collect()
        };
        for (text, expected) in [
            ("On 10.1.2.3 and 192.168.0.7:5432, not 93.184.216.34.", vec!["10.1.2.3", "192.168.0.7:5432"]),
            (
                "grafana.ops.example.com, db1.ops.example.com. shop.example.com",
                vec!["grafana.ops.example.com", "db1.ops.example.com"],
            ),
            ("wiki.example.com/x, www.example.com", vec!["wiki.example.com"]),
            (
                "on pg-prod-03 and db.internal; UTF-8, SEV-1, covid-19, INC-42, http-2",
                vec!["pg-prod-03", "db.internal"],
            ),
            ("fd00::1 at 12:30:45, [fe80::1]:80, ::1, 2001:db8::1", vec!["fd00::1", "[fe80::1]:80", "::1"]),
            ("localhost:8080 answers", vec!["localhost:8080"]),
            ("at 09:15, 3.5 s, v1.2.3, node.js and example.org", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_of_people_are_found_whole() {
        let found = |text: &str| -> Vec<String> {
            emails(text).into_iter().map(|span| text[span.range].to_owned()).collect()
        };
        assert_eq!(found("Ask t.smith+x@Trips.example."), ["t.smith+x@Trips.example"]);
        assert_eq!(
            found("taylor\\@trips.example, jos\u{e9}@b\u{fc}ro.example"),
            ["taylor\\@trips.example", "jos\u{e9}@b\u{fc}ro.example"]
        );
        assert_eq!(found("at 5 @ 3, @handle, a@"), Vec::<String>::new());
    }
}
