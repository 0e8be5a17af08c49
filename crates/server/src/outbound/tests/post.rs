//! What is allowed arrives as it was meant, and an answer is read no further than it should be.

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::door::{Door, Reply, names, post, settings};
use crate::outbound::http::{ANSWER_BYTES, BODY_BYTES, Outbound, OutboundError, Request};

async fn door(reply: Reply) -> Door {
    Door::open("127.0.0.1:0", reply).await.unwrap()
}

fn outbound() -> Outbound {
    Outbound::guarded(&settings(&["127.0.0.0/8"]), names(|_| vec![IpAddr::from([127, 0, 0, 1])]))
}

#[tokio::test]
async fn a_post_arrives_with_headers_and_body() {
    let answer =
        b"HTTP/1.1 202 Accepted\r\nretry-after: 120\r\nset-cookie: a=b\r\ncontent-length: 5\r\n\r\nthere";
    let door = door(Reply::Says(answer.to_vec())).await;
    let outbound = outbound();
    for _ in 0..2 {
        let request = Request {
            method: Method::POST,
            url: format!("http://hooks.test:{}/a/b?c=d#e", door.address.port()),
            headers: vec![
                ("webhook-id".to_owned(), "msg_1".to_owned()),
                ("content-type".to_owned(), "application/json".to_owned()),
            ],
            body: Bytes::from_static(b"{\"type\":\"incident.declared\"}"),
        };
        let answer = outbound.send(request).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (202, &b"there"[..]));
        assert_eq!(answer.retry_after, Some(Duration::from_mins(2)));
        assert!(answer.elapsed > Duration::ZERO && answer.elapsed < Duration::from_secs(1));
    }
    let heard = String::from_utf8(door.heard()).unwrap();
    let (head, body) = heard.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /a/b?c=d HTTP/1.1\r\n"), "{head}");
    let host = format!("host: hooks.test:{}", door.address.port());
    let agent = format!("user-agent: Coalmine/{}", env!("CARGO_PKG_VERSION"));
    for line in ["webhook-id: msg_1", "content-type: application/json", "content-length: 28", &host, &agent] {
        assert!(head.split("\r\n").any(|found| found == line), "{line} in {head}");
    }
    // The cookie of the first answer is not brought back.
    assert!(!head.contains("cookie"), "{head}");
    assert_eq!(body, "{\"type\":\"incident.declared\"}");
    // Each request makes its own connection, so that each is judged.
    assert_eq!(door.came(), 2);
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit() {
    let long = "x".repeat(ANSWER_BYTES * 50);
    let sized = format!("HTTP/1.1 500 No\r\ncontent-length: {}\r\n\r\n{long}", long.len());
    let chunked =
        format!("HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{long}\r\n", long.len());
    let unsized_ = format!("HTTP/1.1 500 No\r\n\r\n{long}");
    for bytes in [sized, chunked, unsized_] {
        let door = door(Reply::Says(bytes.into_bytes())).await;
        let answer = post(&outbound(), &format!("http://{}/", door.address)).await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (500, ANSWER_BYTES));
    }
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(1024 * 1024));
    let door = door(Reply::Says(endless.into_bytes())).await;
    let error = post(&outbound(), &format!("http://{}/", door.address)).await.unwrap_err();
    assert_eq!(error, OutboundError::Broken, "headers without an end are no answer");
}

#[tokio::test]
async fn a_body_is_sent_up_to_its_limit() {
    let door = door(Reply::Says(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())).await;
    let request = |bytes: usize| Request {
        method: Method::POST,
        url: format!("http://{}/", door.address),
        headers: Vec::new(),
        body: vec![b'x'; bytes].into(),
    };
    assert_eq!(outbound().send(request(BODY_BYTES)).await.unwrap().status, 204);
    let error = outbound().send(request(BODY_BYTES + 1)).await.unwrap_err();
    assert!(matches!(error, OutboundError::NotAllowed { .. }), "{error}");
    assert_eq!(door.came(), 1);
    assert_eq!(Outbound::for_operator().send(request(BODY_BYTES + 1)).await.unwrap().status, 204);
}

#[tokio::test]
async fn whoever_is_slow_or_says_nonsense_is_told_apart() {
    for reply in [Reply::Nothing, Reply::Drips] {
        let door = door(reply).await;
        let error = post(&outbound(), &format!("http://{}/", door.address)).await.unwrap_err();
        assert_eq!(error, OutboundError::Timeout);
    }
    for bytes in [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"] {
        let door = door(Reply::Says(bytes.to_vec())).await;
        let error = post(&outbound(), &format!("http://{}/", door.address)).await.unwrap_err();
        assert_eq!(error, OutboundError::Broken, "{}", String::from_utf8_lossy(bytes));
    }
    let closed = door(Reply::Nothing).await.address;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_ne!(closed, gone);
    let error = post(&outbound(), &format!("http://{gone}/")).await.unwrap_err();
    assert_eq!(error, OutboundError::Connect);
}

#[tokio::test]
async fn a_secure_connection_names_the_host_and_trusts_no_stranger() {
    let door = door(Reply::Says(b"not TLS".to_vec())).await;
    let error = post(&outbound(), &format!("https://hooks.test:{}/", door.address.port())).await.unwrap_err();
    assert_eq!(error, OutboundError::Insecure);
    let heard = door.heard();
    assert_eq!(heard.first(), Some(&0x16), "a handshake");
    assert!(heard.windows(10).any(|window| window == b"hooks.test"), "the name that was asked for");
    assert!(!heard.windows(4).any(|window| window == b"POST"), "nothing was said in the open");
}

#[tokio::test]
async fn a_header_cannot_begin_another() {
    let door = door(Reply::Says(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())).await;
    for (name, value) in
        [("x-note", "a\r\nx-evil: b"), ("x-note", "a\nb"), ("x\r\ny", "a"), ("host", "elsewhere.test")]
    {
        let request = Request {
            method: Method::POST,
            url: format!("http://{}/", door.address),
            headers: vec![(name.to_owned(), value.to_owned())],
            body: Bytes::new(),
        };
        let error = outbound().send(request).await.unwrap_err();
        assert!(matches!(error, OutboundError::NotAllowed { .. }), "{name:?}: {error}");
    }
    assert_eq!(door.came(), 0);
}
