//! Bodies that somebody spoiled: an answer for every one of them, whatever it is.

use domain::repair::TrackerProvider::{GitHub, GitLab, Jira};

use super::{GITHUB, GITLAB, JIRA};
use crate::tracker::{TrackerError, Want, jira_pick, parse_event};

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

const PIECES: [&[u8]; 14] = [
    b"null", b"{", b"}", b"[", b"]", b"\"", b"\\u0000", b"\xff", b"-1", b"1e400", b",", b":", b"\\",
    b"{\"a\":",
];

fn spoil(numbers: &mut Numbers, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len().max(1)).min(bytes.len());
        match numbers.below(5) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            2 if at < bytes.len() => {
                let end = (at + numbers.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + numbers.below(200)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn no_body_stops_the_reader() {
    let mut numbers = Numbers(7);
    let mut read = 0;
    for _ in 0..4_000 {
        for (provider, header, text) in
            [(GitHub, Some("issues"), GITHUB), (GitLab, Some("Issue Hook"), GITLAB), (Jira, None, JIRA)]
        {
            let body = spoil(&mut numbers, text);
            if let Ok(Some(event)) = parse_event(provider, header, &body) {
                read += 1;
                assert!(event.key.len() <= 1_100 && event.url.len() <= 1_100 && event.title.len() <= 1_000);
                assert!(!event.title.is_empty() && !event.host.is_empty() && !event.project.is_empty());
            }
            let _ = jira_pick(&body, Want::Open);
        }
    }
    // Most are broken, but not all: the loop does look behind the JSON.
    assert!((100..11_000).contains(&read), "{read}");
}

#[test]
fn bodies_that_are_no_bodies() {
    let deep = "[".repeat(100_000);
    for body in [&b""[..], b"{", b"\xff", b"{} {}", deep.as_bytes()] {
        assert_eq!(parse_event(Jira, None, body), Err(TrackerError::NotJson));
    }
    for body in [&b"null"[..], b"[]", b"1", b"\"x\"", b"{}"] {
        assert_eq!(parse_event(Jira, None, body), Err(TrackerError::Missing("webhookEvent")));
    }
    let huge = vec![b' '; 5 * 1024 * 1024];
    let limit = TrackerError::TooLarge { max: 4 * 1024 * 1024 };
    assert_eq!(parse_event(Jira, None, &huge), Err(limit));
}
