//! `R17`: a stop under load cuts no answer and leaves no socket without a word.

use std::time::Duration;

use serde_json::json;
use tests::socket::Socket;
use tests::{Backend, Server, Who};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Requests that run or wait, and sockets that are open, when the stop is asked for.
const AT_ONCE: usize = 200;

#[tokio::test]
async fn a_stop_under_load_cuts_no_answer_and_closes_every_socket() {
    let mut server = Server::with(Backend::Sqlite, &[("COALMINE_LIMITS__STREAM__PER_USER", "1000")]).await;
    let viewer = server.sign_in(Who::Viewer).await.token.unwrap();
    let mut sockets = Vec::new();
    for _ in 0..AT_ONCE {
        sockets.push(Socket::signed_in(&server, &viewer).await);
    }
    let token = server.sign_in(Who::Responder).await.token.unwrap();
    let mut requests = Vec::new();
    for number in 0..AT_ONCE {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(declaration(&server, &token, number).as_bytes()).await.unwrap();
        requests.push(stream);
    }
    let done = server.database.number("SELECT count(*) FROM incident").await;
    let asked = std::process::Command::new("kill").args(["-TERM", &server.pid().to_string()]).status();
    assert!(asked.is_ok_and(|status| status.success()));
    assert!(done < i64::try_from(AT_ONCE).unwrap() / 2, "{done} were answered before the stop");
    let told = until_gone(&server);
    let answers = async {
        for mut stream in requests {
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("INC-"), "cut: {answer:?}");
        }
    };
    let words = async {
        for mut socket in sockets {
            assert_eq!(socket.close_code(Duration::from_secs(8)).await, Some(1001));
        }
    };
    let (was_unready, (), ()) = tokio::join!(told, answers, words);
    assert!(was_unready, "/readyz did not say that it was over");
    assert_eq!(server.ended(Duration::from_secs(10)).await, Some(0));
    let written = server.database.number("SELECT count(*) FROM incident").await;
    assert_eq!(usize::try_from(written), Ok(AT_ONCE));
    let unsealed = "SELECT count(*) FROM audit_log WHERE seq NOT IN (SELECT audit_seq FROM audit_seal)";
    assert_eq!(server.database.number(unsealed).await, 0, "what was answered last is sealed as well");
}

/// Asks `/readyz` until nobody answers; whether it said "not ready" before.
async fn until_gone(server: &Server) -> bool {
    let mut was_unready = false;
    while let Ok(answer) = server.http().get(format!("{}/readyz", server.url)).send().await {
        was_unready |= answer.status() == 503;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    was_unready
}

fn declaration(server: &Server, token: &str, number: usize) -> String {
    let input = json!({ "title": format!("Load {number}"), "severity": "SEV3", "serviceIds": [] });
    let query = "mutation($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { reference } } }";
    let body = json!({ "query": query, "variables": { "input": input } }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    )
}
