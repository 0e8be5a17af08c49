//! Access tokens: one genuine shape is taken, everything else gets one and the same answer (A1).

use serde_json::{Value, json};
use tests::{Answer, Backend, Server, Who};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(word >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut word, mut bits) = (0u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter).expect("base64url");
        word = word << 6 | u32::try_from(value).expect("6 bits");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((word >> bits & 0xff) as u8);
        }
    }
    bytes
}

fn parts(token: &str) -> (Value, Value, String) {
    let mut parts = token.split('.');
    let mut json = || serde_json::from_slice(&decode(parts.next().expect("a part"))).expect("JSON");
    let (header, claims) = (json(), json());
    (header, claims, parts.next().expect("a signature").to_owned())
}

fn join(header: &Value, claims: &Value, signature: &str) -> String {
    format!("{}.{}.{signature}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()))
}

async fn ask(server: &Server, token: &str) -> Answer {
    server.bearer(token).ask("{ viewer { name } }", json!({})).await
}

#[tokio::test]
async fn a_token_says_who_and_when_and_nothing_else() {
    let server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Admin).await.token.unwrap();
    let (header, claims, _) = parts(&token);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("HS256"), &json!("at+jwt")));
    assert!(header["kid"].is_string());
    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"], "no roles, no mail");
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(life, 300);
}

#[tokio::test]
async fn every_forged_token_gets_the_same_refusal() {
    let server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Viewer).await.token.unwrap();
    let other = server.sign_in(Who::Admin).await.token.unwrap();
    ask(&server, &token).await.ok();
    let (header, claims, signature) = parts(&token);
    let (_, other_claims, other_signature) = parts(&other);
    let mut forged = vec![
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        format!("{token}."),
        format!("{token}.x"),
        format!("{token}x"),
        token[..token.len() - 1].to_owned(),
        token[..token.len() / 2].to_owned(),
        token.replace('.', ""),
        join(&header, &claims, ""),
        join(&header, &other_claims, &signature),
        join(&header, &claims, &other_signature),
    ];
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("None")),
        ("alg", json!("HS384")),
        ("alg", json!("HS512")),
        ("alg", json!("RS256")),
        ("alg", json!("EdDSA")),
        ("alg", json!("")),
        ("alg", Value::Null),
        ("typ", json!("JWT")),
        ("typ", json!("rt+jwt")),
        ("typ", Value::Null),
        ("kid", json!("other")),
        ("kid", json!("../../dev/null")),
        ("kid", Value::Null),
        ("kid", json!(1)),
        ("jku", json!("https://evil.example/keys")),
        ("jwk", json!({ "kty": "oct", "k": "AAAA" })),
        ("x5u", json!("https://evil.example")),
        ("crit", json!(["exp"])),
    ] {
        let mut changed = header.clone();
        changed[name] = value;
        for signature in [signature.as_str(), ""] {
            forged.push(join(&changed, &claims, signature));
        }
    }
    for (name, value) in [
        ("exp", json!(4_102_444_800_i64)),
        ("exp", json!("4102444800")),
        ("exp", Value::Null),
        ("nbf", json!(0)),
        ("nbf", json!("0")),
        ("iat", json!(0)),
        ("sub", other_claims["sub"].clone()),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("sid", other_claims["sid"].clone()),
        ("aud", json!("other")),
        ("aud", json!([])),
        ("iss", json!("other")),
        ("iss", Value::Null),
        ("roles", json!(["ADMIN"])),
    ] {
        let mut changed = claims.clone();
        changed[name] = value;
        forged.push(join(&header, &changed, &signature));
    }
    for name in ["exp", "nbf", "iat", "sub", "sid", "aud", "iss", "jti"] {
        let mut changed = claims.clone();
        changed.as_object_mut().unwrap().remove(name);
        forged.push(join(&header, &changed, &signature));
    }
    assert!(forged.len() > 60);
    let mut answers = std::collections::BTreeSet::new();
    for token in &forged {
        let answer = ask(&server, token).await;
        assert_eq!((answer.status, answer.codes()), (401, vec!["UNAUTHENTICATED".to_owned()]), "{token}");
        answers.insert(answer.without_request_id());
    }
    assert_eq!(answers.len(), 1, "the answer says nothing about why: {answers:?}");
}

#[tokio::test]
async fn no_single_flipped_bit_is_accepted() {
    let server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Viewer).await.token.unwrap();
    let (header, claims, signature) = (
        token.split('.').next().unwrap(),
        token.split('.').nth(1).unwrap(),
        token.split('.').nth(2).unwrap(),
    );
    let mut accepted = 0;
    for (place, part) in [header, claims, signature].into_iter().enumerate() {
        let bytes = decode(part);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let mut parts = [header.to_owned(), claims.to_owned(), signature.to_owned()];
            parts[place] = encode(&flipped);
            // Whatever is no longer printable cannot even be sent in a header, but base64url always is.
            accepted += usize::from(ask(&server, &parts.join(".")).await.status != 401);
        }
    }
    assert_eq!(accepted, 0);
    ask(&server, &token).await.ok();
}

#[tokio::test]
async fn an_expired_token_is_refused_within_the_leeway() {
    let server = Server::with(Backend::Sqlite, &[("COALMINE_SESSION__ACCESS_TOKEN_SECONDS", "1")]).await;
    let client = server.sign_in(Who::Viewer).await;
    client.ask("{ viewer { name } }", json!({})).await.ok();
    let mut refused_after = None;
    for tenth in 0..90 {
        if client.ask("{ viewer { name } }", json!({})).await.is_unauthenticated() {
            refused_after = Some(tenth);
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(refused_after.is_some(), "still accepted 8 s after its end");
}

#[tokio::test]
async fn a_token_of_another_installation_is_refused() {
    let (one, two) = (Server::start(Backend::Sqlite).await, Server::start(Backend::Sqlite).await);
    let token = one.sign_in(Who::Admin).await.token.unwrap();
    ask(&one, &token).await.ok();
    assert!(ask(&two, &token).await.is_unauthenticated(), "both hold the same people, but not the same key");
}

#[tokio::test]
async fn the_key_ring_is_for_the_owner_alone_and_survives_a_restart() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Viewer).await.token.unwrap();
    let files = std::fs::read_dir(server.database.dir.path()).unwrap().flatten();
    let keys: Vec<_> = files.filter(|file| file.file_name().to_string_lossy().contains("key")).collect();
    assert_eq!(keys.len(), 2, "a key ring and the vault's key beside the data");
    assert!(keys.iter().all(|file| file.metadata().unwrap().permissions().mode() & 0o777 == 0o600));
    server.restart().await;
    ask(&server, &token).await.ok();
}
