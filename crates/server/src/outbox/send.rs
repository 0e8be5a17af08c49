//! One attempt to send a delivery: by HTTP to endpoints and trackers, by mail to people.
//!
//! It must not write secrets to the log, nor keep anything.

use std::time::Duration;

use anyhow::{Context, Result};
use app::identity::Secret;
use app::integration::{Leased, Parcel};
use domain::integration::{Attempt, Verdict};
use domain::repair::{TrackerProvider, TrackerState};
use formats::signature;
use formats::tracker::{self, IssueRef, Want};
use http::Method;

use crate::outbound::http::{ANSWER_BYTES, Answer, Outbound, OutboundError, Request};
use crate::outbound::mail::{Mail, Mailer};
use crate::state::Edge;

/// The longest attempt: well before the lease ends.
const LONGEST: Duration = Duration::from_secs(25);

/// What sends.
pub(super) struct Sender {
    edge: Edge,
    outbound: Outbound,
    mailer: Option<Mailer>,
    /// The right part of a `Message-ID`.
    host: String,
}

/// What came of an attempt.
struct Outcome {
    verdict: Verdict,
    status_code: Option<i32>,
    error: String,
    answer: String,
}

impl Sender {
    /// As the settings say.
    pub(super) fn new(edge: &Edge) -> Result<Self> {
        Ok(Self {
            edge: edge.clone(),
            outbound: Outbound::new(&edge.config.outbound),
            mailer: Mailer::from_settings(&edge.config.mail).context("mail")?,
            host: edge.public.mail_host().to_owned(),
        })
    }

    /// Sends.
    pub(super) async fn send(&self, leased: &Leased) -> (Attempt, Verdict) {
        let at = self.edge.now();
        let started = tokio::time::Instant::now();
        let sending = async {
            match &leased.parcel {
                Parcel::Webhook { url, body, secrets } => self.webhook(leased, url, body, secrets).await,
                Parcel::Mail { name, address, subject, text, list_unsubscribe } => {
                    let mail = Mail {
                        to_name: name.clone(),
                        to_address: address.clone(),
                        subject: subject.clone(),
                        text: text.clone(),
                        message_id: format!("<{}@{}>", leased.id, self.host),
                        list_unsubscribe: list_unsubscribe.clone(),
                    };
                    self.mail(mail).await
                }
                Parcel::Tracker { issue, api_url, token, state } => {
                    self.tracker(issue, api_url, token, *state).await
                }
            }
        };
        let outcome = tokio::time::timeout(LONGEST, sending)
            .await
            .unwrap_or_else(|_| Outcome::retry("no answer in time"));
        let millis = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
        let Outcome { verdict, status_code, error, answer } = outcome;
        (Attempt { at, millis, status_code, error, answer }, verdict)
    }

    /// Signed as Standard Webhooks says; the time of sending is fresh at each attempt, the id is not.
    async fn webhook(&self, leased: &Leased, url: &str, body: &str, secrets: &[Secret]) -> Outcome {
        let secrets: Result<Vec<signature::Secret>, _> =
            secrets.iter().map(|secret| signature::Secret::parse(secret.expose())).collect();
        let Ok(secrets) = secrets else { return Outcome::give_up("the kept secret is none") };
        let (id, timestamp) = (leased.id.to_string(), self.edge.now().timestamp());
        let signed = signature::sign(&secrets, &id, timestamp, body.as_bytes());
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signed),
        ];
        let request = Request {
            method: Method::POST,
            url: url.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            body: body.to_owned().into(),
        };
        match self.outbound.send(request).await {
            Ok(answer) => Outcome::of_answer(&answer),
            Err(error) => Outcome::of_error(error),
        }
    }

    async fn mail(&self, mail: Mail) -> Outcome {
        let Some(mailer) = &self.mailer else { return Outcome::give_up("no server for mail is named") };
        match mailer.send(mail).await {
            Ok(()) => Outcome::delivered(),
            Err(error) if error.is_permanent => Outcome::give_up(&error.message),
            Err(error) => Outcome::retry(&error.message),
        }
    }

    /// One request, or with Jira two: which transitions there are, and the one that leads there.
    async fn tracker(&self, issue: &IssueRef, api: &str, token: &Secret, state: TrackerState) -> Outcome {
        let want = match state {
            TrackerState::Open | TrackerState::InProgress => Want::Open,
            TrackerState::NotPlanned => Want::Closed { not_planned: true },
            TrackerState::Done | TrackerState::Deleted => Want::Closed { not_planned: false },
        };
        if issue.provider != TrackerProvider::Jira {
            return match tracker::update(issue, api, token.expose(), want) {
                Ok(request) => self.call_tracker(request).await.0,
                Err(error) => Outcome::give_up(&error.to_string()),
            };
        }
        let asked = match tracker::jira_transitions_request(issue, api, token.expose()) {
            Ok(request) => self.call_tracker(request).await,
            Err(error) => return Outcome::give_up(&error.to_string()),
        };
        let (outcome, Some(answer)) = asked else { return asked.0 };
        if outcome.verdict != Verdict::Delivered {
            return outcome;
        }
        let Some(transition) = tracker::jira_pick(&answer.body, want) else {
            return Outcome::give_up("the workflow of the issue has no transition that leads there");
        };
        match tracker::jira_transition_request(issue, api, token.expose(), &transition) {
            Ok(request) => self.call_tracker(request).await.0,
            Err(error) => Outcome::give_up(&error.to_string()),
        }
    }

    async fn call_tracker(&self, request: tracker::Request) -> (Outcome, Option<Answer>) {
        let Ok(method) = request.method.parse() else {
            return (Outcome::give_up("the request is none"), None);
        };
        let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let request = Request { method, url: request.url, headers, body: request.body.into() };
        match self.outbound.send(request).await {
            Ok(answer) => {
                let mut outcome = Outcome::of_answer(&answer);
                // What the tool refuses for the issue's sake it refuses again; nothing is switched off for it.
                if matches!(answer.status, 404 | 410 | 422) {
                    outcome.verdict = Verdict::GiveUp;
                }
                // Answers of tools hold the issue, which is not ours to keep.
                outcome.answer = String::new();
                (outcome, Some(answer))
            }
            Err(error) => (Outcome::of_error(error), None),
        }
    }
}

impl Outcome {
    fn delivered() -> Self {
        Self::new(Verdict::Delivered, String::new())
    }

    fn retry(error: &str) -> Self {
        Self::new(Verdict::Retry { after: None }, error.to_owned())
    }

    fn give_up(error: &str) -> Self {
        Self::new(Verdict::GiveUp, error.to_owned())
    }

    fn of_error(error: OutboundError) -> Self {
        Self::retry(&error.to_string())
    }

    fn of_answer(answer: &Answer) -> Self {
        let after = answer.retry_after.map(|wait| i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
        let verdict = Verdict::of_status(answer.status, after);
        let error = match verdict {
            Verdict::Delivered => String::new(),
            _ => format!("the answer was {}", answer.status),
        };
        Self {
            status_code: Some(i32::from(answer.status)),
            answer: text_of(&answer.body),
            ..Self::new(verdict, error)
        }
    }

    fn new(verdict: Verdict, error: String) -> Self {
        Self { verdict, status_code: None, error, answer: String::new() }
    }
}

/// An answer as text of at most [`ANSWER_BYTES`]: a byte that is no UTF-8 becomes three, so the text may outgrow the bytes.
fn text_of(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    text.truncate(text.floor_char_boundary(ANSWER_BYTES));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_text_of_a_bounded_length_whatever_its_bytes() {
        assert_eq!(text_of(b"fine"), "fine");
        let noise = text_of(&vec![0xff; ANSWER_BYTES]);
        assert_eq!(noise.len(), ANSWER_BYTES - ANSWER_BYTES % 3, "cut between two characters");
        assert!(noise.chars().all(|c| c == char::REPLACEMENT_CHARACTER));
        let umlauts = "\u{e4}".repeat(ANSWER_BYTES);
        assert_eq!(text_of(umlauts.as_bytes()).len(), ANSWER_BYTES);
    }
}
