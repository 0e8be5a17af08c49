//! Published vectors, single flipped bits, the edges of time, and headers that are barely headers.

use chrono::DateTime;
use domain::time::Instant;

use super::{Headers, Secret, SecretError, SignatureError, is_token, sign, verify, verify_hub};

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SENT: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn secret() -> Secret {
    Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
}

fn other() -> Secret {
    Secret::from_bytes(&[7; 32]).unwrap()
}

fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn check(id: &[u8], timestamp: &[u8], signature: &[u8], body: &[u8]) -> Result<(), SignatureError> {
    verify(&[secret()], &Headers { id, timestamp, signature }, body, at(SENT))
}

fn check_signature(signature: &[u8]) -> Result<(), SignatureError> {
    check(ID.as_bytes(), SENT.to_string().as_bytes(), signature, BODY)
}

#[test]
fn the_published_vector() {
    assert_eq!(sign(&[secret()], ID, SENT, BODY), SIGNATURE);
    assert_eq!(check_signature(SIGNATURE.as_bytes()), Ok(()));
}

#[test]
fn a_flipped_bit_is_refused() {
    let sound = [ID.as_bytes().to_vec(), SENT.to_string().into_bytes(), SIGNATURE.into(), BODY.to_vec()];
    let mut flips = 0;
    for part in 0..sound.len() {
        for bit in 0..sound[part].len() * 8 {
            let mut changed = sound.clone();
            changed[part][bit / 8] ^= 1 << (bit % 8);
            let [id, timestamp, signature, body] = &changed;
            assert!(check(id, timestamp, signature, body).is_err(), "part {part}, bit {bit}");
            flips += 1;
        }
    }
    // A longer body for the rest of a thousand.
    let body = vec![0x5a; 100];
    let signature = sign(&[secret()], ID, SENT, &body);
    let timestamp = SENT.to_string();
    assert_eq!(check(ID.as_bytes(), timestamp.as_bytes(), signature.as_bytes(), &body), Ok(()));
    for bit in 0..body.len() * 8 {
        let mut changed = body.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let answer = check(ID.as_bytes(), timestamp.as_bytes(), signature.as_bytes(), &changed);
        assert_eq!(answer, Err(SignatureError::NoMatch));
        flips += 1;
    }
    assert!(flips >= 1_000, "{flips}");
}

#[test]
fn five_minutes_either_way() {
    let headers = Headers {
        id: ID.as_bytes(),
        timestamp: SENT.to_string().leak().as_bytes(),
        signature: SIGNATURE.as_bytes(),
    };
    for (now, answer) in [
        (SENT, Ok(())),
        (SENT + 300, Ok(())),
        (SENT - 300, Ok(())),
        (SENT + 301, Err(SignatureError::TooOld)),
        (SENT - 301, Err(SignatureError::TooNew)),
    ] {
        assert_eq!(verify(&[secret()], &headers, BODY, at(now)), answer, "{now}");
    }
    assert_eq!(verify(&[secret()], &headers, BODY, Instant::MAX_UTC), Err(SignatureError::TooOld));
    assert_eq!(verify(&[secret()], &headers, BODY, Instant::MIN_UTC), Err(SignatureError::TooNew));
}

#[test]
fn two_secrets_while_they_change() {
    let both = sign(&[other(), secret()], ID, SENT, BODY);
    assert_eq!(both.split(' ').count(), 2);
    assert_eq!(check_signature(both.as_bytes()), Ok(()));
    let timestamp = SENT.to_string();
    let headers =
        Headers { id: ID.as_bytes(), timestamp: timestamp.as_bytes(), signature: SIGNATURE.as_bytes() };
    assert_eq!(verify(&[other(), secret()], &headers, BODY, at(SENT)), Ok(()));
    assert_eq!(verify(&[other()], &headers, BODY, at(SENT)), Err(SignatureError::NoMatch));
    assert_eq!(verify(&[], &headers, BODY, at(SENT)), Err(SignatureError::NoMatch));
    let beside = format!("v1a,AAAA v9,x {SIGNATURE}");
    assert_eq!(check_signature(beside.as_bytes()), Ok(()));
}

#[test]
fn garbage_is_refused_without_a_stop() {
    let malformed = |header| Err(SignatureError::Malformed(header));
    let huge = vec![b'a'; 1 << 20];
    for id in [&b""[..], b"a.b", b"a b", b"a\r\nb", "é".as_bytes(), b"\xff", &huge] {
        assert_eq!(
            check(id, SENT.to_string().as_bytes(), SIGNATURE.as_bytes(), BODY),
            malformed("webhook-id")
        );
    }
    for timestamp in [&b""[..], b"-1", b"+1614265330", b"1.5", b"now", b"\xff\xfe", b" 1614265330", &huge] {
        let answer = check(ID.as_bytes(), timestamp, SIGNATURE.as_bytes(), BODY);
        assert_eq!(answer, malformed("webhook-timestamp"));
    }
    // The same number in other writing is not what was signed.
    let answer = check(ID.as_bytes(), b"01614265330", SIGNATURE.as_bytes(), BODY);
    assert_eq!(answer, Err(SignatureError::NoMatch));
    assert_eq!(check_signature(b""), malformed("webhook-signature"));
    assert_eq!(check_signature(&huge), malformed("webhook-signature"));
    for signature in [
        &b"v1"[..],
        b"v1,",
        b",",
        b" ",
        b"v1g0hM9SsE",
        b"g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=",
        b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==",
        b"v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        b"v1,\xff\xfe\xfd",
        "v1,é老".as_bytes(),
    ] {
        assert_eq!(check_signature(signature), Err(SignatureError::NoMatch), "{signature:?}");
    }
}

#[test]
fn secrets_are_read_and_never_shown() {
    assert_eq!(secret().expose(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert_eq!(Secret::parse(&format!(" {}\n", other().expose())), Ok(other()));
    assert_eq!(format!("{:?}", secret()), "Secret(…)");
    for (text, error) in [
        ("", SecretError::Prefix),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretError::Prefix),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretError::Prefix),
        ("whsec_", SecretError::Length),
        ("whsec_!!!!", SecretError::Encoding),
        ("whsec_é老", SecretError::Encoding),
    ] {
        assert_eq!(Secret::parse(text), Err(error), "{text}");
    }
    for (bytes, is_sound) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
        assert_eq!(Secret::from_bytes(&vec![1; bytes]).is_ok(), is_sound, "{bytes}");
    }
}

/// The example of GitHub's documentation.
const HUB_SECRET: &str = "It's a Secret to Everybody";
const HUB_BODY: &[u8] = b"Hello, World!";
const HUB_HEADER: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

#[test]
fn trackers_sign_the_body() {
    assert_eq!(verify_hub(&[HUB_SECRET], HUB_HEADER.as_bytes(), HUB_BODY), Ok(()));
    assert_eq!(verify_hub(&["new", HUB_SECRET], HUB_HEADER.as_bytes(), HUB_BODY), Ok(()));
    assert_eq!(verify_hub(&["new"], HUB_HEADER.as_bytes(), HUB_BODY), Err(SignatureError::NoMatch));
    for bit in 0..HUB_HEADER.len() * 8 {
        let mut header = HUB_HEADER.as_bytes().to_vec();
        header[bit / 8] ^= 1 << (bit % 8);
        assert!(verify_hub(&[HUB_SECRET], &header, HUB_BODY).is_err(), "bit {bit}");
    }
    for bit in 0..HUB_BODY.len() * 8 {
        let mut body = HUB_BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert!(verify_hub(&[HUB_SECRET], HUB_HEADER.as_bytes(), &body).is_err(), "bit {bit}");
    }
    let huge = vec![b'a'; 1 << 20];
    for header in [&b""[..], b"sha256=", b"sha1=00", b"sha256", b"\xff", "sha256=é".as_bytes(), &huge] {
        let answer = verify_hub(&[HUB_SECRET], header, HUB_BODY);
        assert_eq!(answer, Err(SignatureError::Malformed("X-Hub-Signature")));
    }
}

#[test]
fn an_empty_secret_opens_nothing() {
    // HMAC-SHA256 of nothing under an empty key, which anybody can compute.
    let header = b"sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    assert_eq!(verify_hub(&[""], header, b""), Err(SignatureError::NoMatch));
    assert!(!is_token(&[""], b""));
}

#[test]
fn a_word_is_compared_whole() {
    assert!(is_token(&["word"], b"word") && is_token(&["old", "new"], b"new"));
    for header in [&b""[..], b"wor", b"wordy", b"Word", b"\xff\xff\xff\xff", b"word "] {
        assert!(!is_token(&["word"], header), "{header:?}");
    }
    assert!(!is_token(&[""; 0], b"word"));
}
