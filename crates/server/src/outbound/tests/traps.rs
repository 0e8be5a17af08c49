//! A11: whatever address somebody writes, nothing inside the house is connected to.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::door::{Door, Reply, names, post, settings};
use crate::outbound::http::{Outbound, OutboundError};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// An address of each family that must not be reached. Each is tried as it is and behind a name.
const ADDRESSES: &[&str] = &[
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::127.0.0.1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
];

/// Ways to write an address so that it looks like another, or like none. `PORT` is the trap's.
const SPELLINGS: &[&str] = &[
    // Numbers as old libraries read them.
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://0x7f.1:PORT/",
    "http://0X7F.0x0.0x0.0x1:PORT/",
    "http://017700000001:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://0177.0.0.01:PORT/",
    "http://0177.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://0:PORT/",
    "http://00:PORT/",
    "http://0x0:PORT/",
    "http://0.0:PORT/",
    "http://2852039166:PORT/",
    "http://0xa9fea9fe:PORT/",
    "http://0251.0376.0251.0376:PORT/",
    "http://169.254.43518:PORT/",
    "http://167772161:PORT/",
    "http://3232235521:PORT/",
    "http://4294967295:PORT/",
    "http://127.0.0.1.1:PORT/",
    "http://127.0.0.256:PORT/",
    "http://4294967297:PORT/",
    // Other scripts and escapes.
    "http://127。0。0。1:PORT/",
    "http://127．0．0．1:PORT/",
    "http://127｡0｡0｡1:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://１２７.０.０.１:PORT/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/",
    "http://local\u{ad}host:PORT/",
    "http://local\u{200b}host:PORT/",
    "http://127.0.0\u{200d}.1:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://127%2e0%2e0%2e1:PORT/",
    "http://%6cocalhost:PORT/",
    "http://127.0.0.1%00:PORT/",
    "http://127.0.0.1%2523:PORT/",
    "http://0x7f。1:PORT/",
    // Names of this machine.
    "http://localhost:PORT/",
    "http://LOCALHOST:PORT/",
    "http://localhost.:PORT/",
    "http://a.localhost:PORT/",
    "https://localhost:PORT/",
    // Accounts that look like hosts.
    "http://hooks.example@127.0.0.1:PORT/",
    "http://hooks.example:80@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT@hooks.example/",
    "http://@127.0.0.1:PORT/",
    "http://:@127.0.0.1:PORT/",
    "http://hooks.example%40127.0.0.1:PORT/",
    "http://hooks.example\\@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@hooks.example/",
    "http://a@b@127.0.0.1:PORT/",
    "http://hooks.example#@127.0.0.1:PORT/",
    "http://hooks.example?@127.0.0.1:PORT/",
    "http://hooks.example&@127.0.0.1:PORT/",
    "http://hooks.example;127.0.0.1:PORT/",
    "http://127.0.0.1:PORT#@hooks.example/",
    "http://127.0.0.1:PORT?.hooks.example/",
    // Brackets and zones.
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[0000::0001]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::FFFF:127.0.0.1]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[fe80::1%25lo]:PORT/",
    "http://[fe80::1%lo]:PORT/",
    "http://[::1%25lo]:PORT/",
    "http://[::1%lo]:PORT/",
    "http://[::]:PORT/",
    "http://::1:PORT/",
    "http://[127.0.0.1]:PORT/",
    "http://[::1]a:PORT/",
    "http://[::1]@hooks.example:PORT/",
    "https://[::1]:PORT/",
    // What readers mend in different ways.
    "http:127.0.0.1:PORT/",
    "http:/127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http:\\\\127.0.0.1:PORT/",
    "http:\\/127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT/",
    " http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/ ",
    "ht\ntp://127.0.0.1:PORT/",
    "http://127.0.\t0.1:PORT/",
    "http://127.0.0.1\r\n:PORT/",
    "http://127.0.0.1:PORT\r\n/",
    "http://127.0.0.1\0:PORT/",
    "\0http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT:80/",
    "http://127.0.0.1 :PORT/",
    "http://hooks.example 127.0.0.1:PORT/",
    "http://127.0.0.1,hooks.example:PORT/",
    // Other schemes.
    "ftp://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_x",
    "file://127.0.0.1/etc/passwd",
    "file:///etc/passwd",
    "ws://127.0.0.1:PORT/",
    "wss://127.0.0.1:PORT/",
    "data:text/plain,x",
    "jar:http://127.0.0.1:PORT/!/",
    "dict://127.0.0.1:PORT/x",
    "ldap://127.0.0.1:PORT/",
    "view-source:http://127.0.0.1:PORT/",
    "url:http://127.0.0.1:PORT/",
    "unix:/run/docker.sock",
];

/// The name that the resolver of the test answers with this address.
fn name_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("four{:08x}.test", address.to_bits()),
        IpAddr::V6(address) => format!("six{:032x}.test", address.to_bits()),
    }
}

fn addresses_of(name: &str) -> Vec<IpAddr> {
    let bare = name.trim_end_matches('.').trim_end_matches(".test");
    if bare == "localhost" || bare.ends_with(".localhost") {
        return vec![IpAddr::from([127, 0, 0, 1]), "::1".parse().unwrap()];
    }
    let four = bare.strip_prefix("four").and_then(|bits| u32::from_str_radix(bits, 16).ok());
    let six = bare.strip_prefix("six").and_then(|bits| u128::from_str_radix(bits, 16).ok());
    let four = four.map(|bits| IpAddr::from(bits.to_be_bytes()));
    four.or(six.map(|bits| IpAddr::from(bits.to_be_bytes()))).into_iter().collect()
}

/// Every address of the table, as a host and behind a name, with both schemes, and all spellings.
fn urls(port: u16) -> Vec<String> {
    let mut urls: Vec<String> = SPELLINGS.iter().map(|url| url.replace("PORT", &port.to_string())).collect();
    for address in ADDRESSES.iter().map(|text| text.parse::<IpAddr>().unwrap()) {
        let literal = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        for host in [literal, name_of(address)] {
            urls.push(format!("http://{host}:{port}/hook"));
            urls.push(format!("https://{host}:{port}/hook"));
        }
    }
    urls
}

#[tokio::test]
async fn no_address_that_somebody_writes_leads_into_the_house() {
    // One listener for all of this machine's addresses, of both families where it has both.
    let trap = match Door::open("[::]:0", Reply::Says(OK.to_vec())).await {
        Ok(trap) => trap,
        Err(_) => Door::open("0.0.0.0:0", Reply::Says(OK.to_vec())).await.unwrap(),
    };
    let outbound = Outbound::guarded(&settings(&[]), names(addresses_of));
    let urls = urls(trap.address.port());
    assert!(urls.len() >= 120 + SPELLINGS.len(), "{} addresses", urls.len());
    let mut passed = Vec::new();
    for url in &urls {
        let refused = match post(&outbound, url).await {
            Err(OutboundError::NotAllowed { .. } | OutboundError::BadUrl) => true,
            // A name that leads nowhere, such as the one before an `@` in a fragment.
            Err(OutboundError::Unresolvable) => url.contains("hooks.example"),
            _ => false,
        };
        if !refused {
            passed.push(url);
        }
    }
    assert_eq!((trap.came(), passed), (0, Vec::<&String>::new()));
    // The trap is no dummy: the operator's client, which is not guarded, falls into it.
    let open = Outbound::for_operator();
    let url = format!("http://127.0.0.1:{}/", trap.address.port());
    assert_eq!(post(&open, &url).await.unwrap().status, 200);
    assert_eq!(trap.came(), 1);
}

#[tokio::test]
async fn low_ports_and_plain_http_need_to_be_allowed() {
    let public = names(|_| vec![IpAddr::from([127, 0, 0, 1])]);
    let mut settings = settings(&[]);
    settings.allow_http = false;
    let outbound = Outbound::guarded(&settings, public);
    for url in [
        "http://hooks.test/",
        "http://hooks.test:8080/",
        "https://hooks.test:22/",
        "https://hooks.test:25/",
        "https://hooks.test:0/",
        "https://hooks.test:1023/",
    ] {
        let error = post(&outbound, url).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::NotAllowed { why } if !why.contains("machine")),
            "{url}: {error}"
        );
    }
    let error = post(&outbound, "https://hooks.test/").await.unwrap_err();
    assert_eq!(error, OutboundError::NotAllowed { why: "the address is this machine" });
}

/// A good door and a trap on the same port of two addresses of this machine; the settings allow the first.
async fn pair() -> (Door, Door) {
    for _ in 0..20 {
        let trap = Door::open("127.0.0.1:0", Reply::Says(OK.to_vec())).await.unwrap();
        let at = format!("127.0.0.2:{}", trap.address.port());
        if let Ok(good) = Door::open(&at, Reply::Says(OK.to_vec())).await {
            return (good, trap);
        }
    }
    panic!("no port is free on both addresses");
}

const GOOD: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const BAD: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[tokio::test]
async fn a_name_that_says_something_else_the_second_time_is_asked_once_for_each_request() {
    let (good, trap) = pair().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let flips = names(move |_| vec![if count.fetch_add(1, Ordering::Relaxed) == 0 { GOOD } else { BAD }]);
    let outbound = Outbound::guarded(&settings(&["127.0.0.2"]), flips);
    let url = format!("http://flips.test:{}/", good.address.port());
    assert_eq!(post(&outbound, &url).await.unwrap().status, 200);
    assert_eq!((asked.load(Ordering::Relaxed), good.came(), trap.came()), (1, 1, 0));
    for _ in 0..3 {
        let error = post(&outbound, &url).await.unwrap_err();
        assert!(matches!(error, OutboundError::NotAllowed { .. }), "{error}");
    }
    assert_eq!((asked.load(Ordering::Relaxed), good.came(), trap.came()), (4, 1, 0));
}

#[tokio::test]
async fn of_mixed_addresses_only_the_good_ones_are_used() {
    let (good, trap) = pair().await;
    let port = good.address.port();
    let mixed = names(|name| match name {
        "first.test" => vec![BAD, GOOD],
        "last.test" => vec![GOOD, BAD],
        "mapped.test" => vec!["::ffff:127.0.0.1".parse().unwrap(), "::1".parse().unwrap(), GOOD],
        "bad.test" => vec![BAD, "10.0.0.1".parse().unwrap()],
        _ => Vec::new(),
    });
    let outbound = Outbound::guarded(&settings(&["127.0.0.2"]), mixed);
    for name in ["first", "last", "mapped"] {
        assert_eq!(
            post(&outbound, &format!("http://{name}.test:{port}/")).await.unwrap().status,
            200,
            "{name}"
        );
    }
    let error = post(&outbound, &format!("http://bad.test:{port}/")).await.unwrap_err();
    assert!(matches!(error, OutboundError::NotAllowed { .. }), "{error}");
    let error = post(&outbound, &format!("http://none.test:{port}/")).await.unwrap_err();
    assert_eq!(error, OutboundError::Unresolvable);
    assert_eq!((good.came(), trap.came()), (3, 0));
}

#[tokio::test]
async fn redirects_are_answers() {
    let trap = Door::open("127.0.0.1:0", Reply::Says(OK.to_vec())).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: http://{}/\r\nrefresh: 0;url=http://{0}/\r\n\
             content-length: 0\r\n\r\n",
            trap.address
        );
        let door = Door::open("127.0.0.2:0", Reply::Says(answer.into_bytes())).await.unwrap();
        // Even where the trap itself would be allowed.
        for networks in [&["127.0.0.2"][..], &["127.0.0.0/8"]] {
            let outbound = Outbound::guarded(&settings(networks), names(addresses_of));
            let answer = post(&outbound, &format!("http://{}/", door.address)).await.unwrap();
            assert_eq!(answer.status, status);
        }
        assert_eq!(door.came(), 2);
    }
    assert_eq!(trap.came(), 0);
}
