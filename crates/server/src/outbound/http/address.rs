//! Which addresses a request may go to: those of the public internet, and what the operator allows.
//!
//! It must not resolve names: it judges the address that would be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config;
use crate::http::client_ip::Network;

const MACHINE: &str = "the address is this machine";
const PRIVATE: &str = "the address is in a private network";
const LINK: &str = "the address is of this link alone";
const GROUP: &str = "the address is of many machines";
const RESERVED: &str = "the address is reserved";
const WITHIN: &str = "the address carries another address within";

/// Networks of IPv4 that are not public: address, bits, why.
const REFUSED_V4: &[(Ipv4Addr, u32, &str)] = &[
    (Ipv4Addr::UNSPECIFIED, 8, MACHINE),
    (Ipv4Addr::new(10, 0, 0, 0), 8, PRIVATE),
    (Ipv4Addr::new(100, 64, 0, 0), 10, PRIVATE),
    (Ipv4Addr::new(127, 0, 0, 0), 8, MACHINE),
    // A cloud's service for its machines, though of public shape.
    (Ipv4Addr::new(168, 63, 129, 16), 32, LINK),
    (Ipv4Addr::new(169, 254, 0, 0), 16, LINK),
    (Ipv4Addr::new(172, 16, 0, 0), 12, PRIVATE),
    (Ipv4Addr::new(192, 0, 0, 0), 24, RESERVED),
    (Ipv4Addr::new(192, 0, 2, 0), 24, RESERVED),
    (Ipv4Addr::new(192, 88, 99, 0), 24, RESERVED),
    (Ipv4Addr::new(192, 168, 0, 0), 16, PRIVATE),
    (Ipv4Addr::new(198, 18, 0, 0), 15, RESERVED),
    (Ipv4Addr::new(198, 51, 100, 0), 24, RESERVED),
    (Ipv4Addr::new(203, 0, 113, 0), 24, RESERVED),
    (Ipv4Addr::new(224, 0, 0, 0), 4, GROUP),
    (Ipv4Addr::new(240, 0, 0, 0), 4, RESERVED),
];

/// Networks of IPv6 that are not public. Those within [`PUBLIC_V6`] are refused for their own sake,
/// those outside only to be named well: everything else out there is refused as reserved.
const REFUSED_V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, MACHINE),
    (Ipv6Addr::LOCALHOST, 128, MACHINE),
    // An IPv4 address in the last bits, in a form of the past.
    (Ipv6Addr::UNSPECIFIED, 96, WITHIN),
    // NAT64, of the world and of a site.
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, WITHIN),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, WITHIN),
    // Teredo, and whatever else is set aside for protocols.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, RESERVED),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, RESERVED),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, RESERVED),
    // 6to4.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, WITHIN),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, PRIVATE),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, LINK),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, PRIVATE),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, GROUP),
];

/// All that is given out of IPv6 for the public internet.
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Where requests may go.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// Whether anything is judged at all.
    pub is_guarded: bool,
    pub allow_http: bool,
    ports: Vec<u16>,
    networks: Vec<Network>,
}

impl Rules {
    /// For addresses that people wrote.
    pub fn guarded(settings: &config::Outbound) -> Self {
        Self {
            is_guarded: true,
            allow_http: settings.allow_http,
            ports: settings.ports.clone(),
            networks: settings.allowed_networks.clone(),
        }
    }

    /// For addresses that the operator wrote: anywhere.
    pub fn open() -> Self {
        Self { is_guarded: false, allow_http: true, ports: Vec::new(), networks: Vec::new() }
    }

    /// Errors: what speaks against an address, in words.
    pub fn judge(&self, address: IpAddr) -> Result<(), &'static str> {
        if !self.is_guarded || self.networks.iter().any(|network| network.contains(address)) {
            return Ok(());
        }
        refusal(address).map_or(Ok(()), Err)
    }

    /// Whether a port may be connected to. Below 1024 live the services of machines.
    pub fn allows_port(&self, port: u16) -> bool {
        !self.is_guarded || matches!(port, 80 | 443 | 1024..) || self.ports.contains(&port)
    }
}

/// Why an address is not one of the public internet.
fn refusal(address: IpAddr) -> Option<&'static str> {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let is_in = |(network, bits, _): &&(Ipv4Addr, u32, _)| {
                let mask = u32::MAX << (32 - bits);
                address.to_bits() & mask == network.to_bits()
            };
            REFUSED_V4.iter().find(is_in).map(|(_, _, why)| *why)
        }
        IpAddr::V6(address) => {
            let is_in = |network: Ipv6Addr, bits: u32| {
                let mask = u128::MAX << (128 - bits);
                address.to_bits() & mask == network.to_bits()
            };
            let found = REFUSED_V6.iter().find(|(network, bits, _)| is_in(*network, *bits));
            let is_public = is_in(PUBLIC_V6.0, PUBLIC_V6.1);
            found.map(|(_, _, why)| *why).or((!is_public).then_some(RESERVED))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(address: &str) -> bool {
        refusal(address.parse().unwrap()).is_some()
    }

    #[test]
    fn networks_begin_where_their_bits_end() {
        for (network, bits, _) in REFUSED_V4 {
            assert_eq!(network.to_bits() & !(u32::MAX << (32 - bits)), 0, "{network}/{bits}");
        }
        for (network, bits, _) in REFUSED_V6.iter().filter(|(network, ..)| *network != Ipv6Addr::LOCALHOST) {
            let rest = u128::MAX.checked_shr(*bits).unwrap_or(0);
            assert_eq!(network.to_bits() & rest, 0, "{network}/{bits}");
        }
    }

    #[test]
    fn the_neighbours_of_what_is_refused_are_public() {
        for public in [
            "1.0.0.0",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "168.63.129.17",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "191.255.255.255",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "198.51.101.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2001:db7:ffff::",
            "2001:db9::",
            "2003::1",
            "2606:4700::1111",
            "2a00:1450:4001:81b::200e",
            "3ffe::1",
        ] {
            assert!(!is_refused(public), "{public}");
        }
    }

    #[test]
    fn the_first_and_the_last_of_each_network_are_refused() {
        for refused in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.0",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.0.0",
            "169.254.169.254",
            "169.254.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.0",
            "192.0.0.255",
            "192.0.2.0",
            "192.0.2.255",
            "192.88.99.0",
            "192.88.99.255",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.0",
            "198.51.100.255",
            "203.0.113.0",
            "203.0.113.255",
            "224.0.0.0",
            "239.255.255.255",
            "240.0.0.0",
            "255.255.255.255",
            "::",
            "::1",
            "::2",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:1ff:ffff::",
            "2001:db8::",
            "2001:db8:ffff::1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1",
            "4000::",
            "5f00::1",
            "fc00::",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "feff::1",
            "ff02::1",
        ] {
            assert!(is_refused(refused), "{refused}");
        }
    }

    #[test]
    fn what_the_operator_allows_is_allowed_and_ports_are_those_of_the_web() {
        let settings = config::Outbound {
            allow_http: false,
            allowed_networks: vec!["10.1.0.0/16".parse().unwrap(), "fd00::/64".parse().unwrap()],
            ports: vec![853],
            timeout_seconds: 1,
        };
        let rules = Rules::guarded(&settings);
        let judge = |address: &str| rules.judge(address.parse().unwrap());
        assert_eq!(judge("10.1.2.3"), Ok(()));
        assert_eq!(judge("::ffff:10.1.2.3"), Ok(()));
        assert_eq!(judge("fd00::9"), Ok(()));
        assert_eq!(judge("10.2.0.0"), Err(PRIVATE));
        assert_eq!(judge("fd00:0:0:1::9"), Err(PRIVATE));
        for (port, is_allowed) in
            [(0, false), (22, false), (80, true), (443, true), (853, true), (1023, false), (1024, true)]
        {
            assert_eq!(rules.allows_port(port), is_allowed, "{port}");
        }
        assert!(Rules::open().allows_port(22) && Rules::open().judge(IpAddr::from([127, 0, 0, 1])).is_ok());
    }
}
