//! Every way a token can be wrong, and the few in which it is right.

use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

use super::*;
use crate::system::SystemEntropy;

const ISSUER: &str = "http://localhost:8080";

fn now() -> Instant {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn tokens() -> Tokens {
    let ring = Ring::in_memory(&SystemEntropy, now());
    Tokens::new(ring, ISSUER.to_owned(), 300, Arc::new(SystemEntropy))
}

fn ids() -> (UserId, SessionId) {
    (UserId::new(uuid::Uuid::from_u128(1)), SessionId::new(uuid::Uuid::from_u128(2)))
}

fn claims() -> Value {
    let (user, session) = ids();
    let at = now().timestamp();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": user.to_string(), "sid": session.to_string(),
        "jti": "00", "iat": at, "nbf": at, "exp": at + 300,
    })
}

fn header(tokens: &Tokens) -> Header {
    Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(tokens.ring.signing().0.to_owned()),
        ..Header::new(Algorithm::HS256)
    }
}

fn sign(tokens: &Tokens, header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_secret(tokens.ring.signing().1.expose());
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

#[test]
fn a_fresh_token_names_person_session_and_end() {
    let tokens = tokens();
    let (user, session) = ids();
    let (token, expires_at) = tokens.issue(user, session, now());
    assert_eq!(expires_at, now() + chrono::Duration::seconds(300));
    assert_eq!(tokens.check(&token, now()), Some(Access { user, session, expires_at }));
    assert!(tokens.check(&sign(&tokens, &header(&tokens), &claims()), now()).is_some());
}

#[test]
fn a_token_lives_from_its_start_to_its_end_give_or_take_the_leeway() {
    let tokens = tokens();
    let (user, session) = ids();
    let (token, _) = tokens.issue(user, session, now());
    for (offset, is_good) in [(-3600, false), (-6, false), (-5, true), (0, true), (304, true), (305, false)] {
        let at = now() + chrono::Duration::seconds(offset);
        assert_eq!(tokens.check(&token, at).is_some(), is_good, "{offset}");
    }
}

#[test]
fn every_claim_is_needed_with_its_own_type_and_value() {
    let tokens = tokens();
    let header = header(&tokens);
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
        let mut without = claims();
        without.as_object_mut().unwrap().remove(name);
        let wrong =
            [json!(null), json!("1"), json!(""), json!(-1.5), json!([]), json!({}), json!(true), json!(1)];
        let mut tried = vec![without];
        tried.extend(wrong.into_iter().map(|value| {
            let mut claims = claims();
            claims[name] = value;
            claims
        }));
        for claims in tried {
            // A start in the far past is what a number 1 means there, and `jti` may be any text.
            let is_fine = (matches!(name, "iat" | "nbf") && claims[name] == json!(1))
                || (name == "jti" && claims[name] == json!("1"));
            let found = tokens.check(&sign(&tokens, &header, &claims), now());
            assert_eq!(found.is_some(), is_fine, "{name}: {}", claims[name]);
        }
    }
    for (name, value) in [
        ("iss", json!("http://other")),
        ("aud", json!("other")),
        ("sub", json!("ses_00000000000000000000000001")),
        ("sid", json!("usr_00000000000000000000000001")),
        ("exp", json!(now().timestamp() - 6)),
        ("nbf", json!(now().timestamp() + 60)),
        ("iat", json!(now().timestamp() + 60)),
        ("exp", json!(i64::MIN)),
        ("nbf", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
    ] {
        let mut claims = claims();
        claims[name] = value;
        assert!(tokens.check(&sign(&tokens, &header, &claims), now()).is_none(), "{name}");
    }
}

#[test]
fn the_header_decides_nothing() {
    let tokens = tokens();
    let good = header(&tokens);
    let other_kid = Header { kid: Some("00".to_owned()), ..good.clone() };
    let headers = [
        Header { typ: Some("JWT".to_owned()), ..good.clone() },
        Header { typ: None, ..good.clone() },
        Header { kid: None, ..good.clone() },
        other_kid,
        Header { alg: Algorithm::HS384, ..good.clone() },
        Header { alg: Algorithm::HS512, ..good.clone() },
        Header { crit: Some(vec!["exp".to_owned()]), ..good.clone() },
    ];
    for header in headers {
        assert!(tokens.check(&sign(&tokens, &header, &claims()), now()).is_none(), "{header:?}");
    }
    // Keys that the token brings along are not looked at.
    let bring = Header { jku: Some("http://other/keys".to_owned()), ..good };
    assert!(tokens.check(&sign(&tokens, &bring, &claims()), now()).is_some());
}

#[test]
fn unsigned_and_foreign_tokens_are_refused() {
    let tokens = tokens();
    let good = sign(&tokens, &header(&tokens), &claims());
    let parts: Vec<&str> = good.split('.').collect();
    // {"alg":"none","typ":"at+jwt"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let foreign =
        Tokens::new(Ring::in_memory(&SystemEntropy, now()), ISSUER.to_owned(), 300, Arc::new(SystemEntropy));
    let renamed = jsonwebtoken::encode(
        &header(&tokens),
        &claims(),
        &EncodingKey::from_secret(foreign.ring.signing().1.expose()),
    )
    .unwrap();
    for token in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{good}."),
        format!(" {good}"),
        "x".repeat(100_000),
        renamed,
    ] {
        assert!(tokens.check(&token, now()).is_none(), "{token:.60}");
    }
    for end in 0..good.len() {
        assert!(tokens.check(&good[..end], now()).is_none(), "cut at {end}");
    }
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let tokens = tokens();
    let good = sign(&tokens, &header(&tokens), &claims());
    let mut flips = 0;
    for at in 0..good.len() {
        for bit in 0..7 {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let Ok(token) = String::from_utf8(bytes) else { continue };
            flips += 1;
            assert!(tokens.check(&token, now()).is_none(), "bit {bit} at {at}");
        }
    }
    assert!(flips > 1000, "{flips}");
}

#[test]
fn the_ring_lets_a_new_key_sign_and_keeps_two_old_ones() {
    let dir = tempfile::tempdir().unwrap();
    let open = |days: i64, rotate| {
        Ring::open(dir.path(), &SystemEntropy, now() + chrono::Duration::days(days), rotate).unwrap()
    };
    let kid = |ring: &Ring| ring.signing().0.to_owned();
    let first = kid(&open(0, false));
    assert!(ring::is_private(&Ring::path(dir.path())).unwrap());
    assert_eq!(kid(&open(89, false)), first);
    let second = open(90, false);
    assert_ne!(kid(&second), first);
    assert!(second.find(&first).is_some());
    open(91, true);
    let fourth = open(92, true);
    assert!(fourth.find(&first).is_none());
    assert!(fourth.find(&kid(&second)).is_some());
}

#[cfg(unix)]
#[test]
fn a_ring_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    Ring::open(dir.path(), &SystemEntropy, now(), false).unwrap();
    let path = Ring::path(dir.path());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = Ring::open(dir.path(), &SystemEntropy, now(), false).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    assert!(!format!("{:?}", Ring::in_memory(&SystemEntropy, now())).contains("[1"));
}
