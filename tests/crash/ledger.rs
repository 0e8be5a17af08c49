//! What was acknowledged in the whole run, held against what the database holds.
//!
//! It must not ask the program: it reads the tables behind its back.

use std::collections::HashSet;

use tests::{Backend, Client, Server};

use crate::writer::{Operation, Record, Request};

/// Acknowledged and unanswered requests of the whole run.
#[derive(Default)]
pub struct Ledger {
    acknowledged: Vec<Request>,
    in_flight: Vec<Request>,
    unanswered: usize,
}

/// The rows that one kind of operation leaves, each of which must exist as often as the others.
struct Trace {
    name: &'static str,
    /// One text per record; it ends with the key of the request.
    texts: &'static str,
    /// Counts that must equal the number of records.
    counts: &'static [&'static str],
}

const TRACES: &[Trace] = &[
    Trace {
        name: "incident",
        texts: "SELECT title FROM incident",
        counts: &[
            "SELECT count(*) FROM timeline_entry WHERE body LIKE 'first crash-%'",
            "SELECT count(*) FROM audit_log WHERE action = 'incident.declared'",
            "SELECT count(*) FROM event WHERE kind = 'incident.declared'",
            "SELECT count(*) FROM idempotency_key WHERE mutation = 'declareIncident'",
        ],
    },
    Trace {
        name: "entry",
        texts: "SELECT body FROM timeline_entry WHERE body LIKE 'note crash-%'",
        counts: &[
            "SELECT count(*) FROM audit_log WHERE action = 'timeline.entry_added'",
            "SELECT count(*) FROM event WHERE kind = 'incident.timeline_added'",
            "SELECT count(*) FROM idempotency_key WHERE mutation = 'addTimelineEntry'",
        ],
    },
    Trace {
        name: "status update",
        texts: "SELECT body FROM status_update",
        counts: &[
            "SELECT count(*) FROM timeline_entry WHERE body LIKE 'update crash-%'",
            "SELECT count(*) FROM audit_log WHERE action = 'status_update.published'",
            "SELECT count(*) FROM portal_update WHERE body LIKE 'update crash-%'",
            "SELECT count(*) FROM notice WHERE kind = 'UPDATE'",
            "SELECT count(*) FROM event WHERE kind = 'incident.status_update_published'",
            "SELECT count(*) FROM idempotency_key WHERE mutation = 'publishStatusUpdate'",
        ],
    },
    Trace {
        name: "status change",
        texts: "SELECT body FROM timeline_entry WHERE body LIKE '%step crash-%'",
        counts: &[
            "SELECT count(*) FROM audit_log WHERE action = 'incident.status_changed'",
            "SELECT count(*) FROM event WHERE kind = 'incident.status_changed'",
            "SELECT count(*) FROM incident WHERE status = 'INVESTIGATING'",
        ],
    },
];

impl Ledger {
    /// Adds what a writer knows.
    pub fn add(&mut self, record: Record) {
        self.acknowledged.extend(record.acknowledged);
        self.unanswered += usize::from(record.in_flight.is_some());
        self.in_flight.extend(record.in_flight);
    }

    /// Nothing acknowledged is missing, nothing is there twice, nothing is there by half.
    pub async fn check(&self, server: &Server) {
        let database = &server.database;
        let mut found = HashSet::new();
        for trace in TRACES {
            let texts = database.texts(trace.texts).await;
            for count in trace.counts {
                let rows = database.number(count).await;
                assert_eq!(usize::try_from(rows), Ok(texts.len()), "half a {}: {count}", trace.name);
            }
            for text in texts {
                let key = text.rsplit(' ').next().unwrap_or_default().trim_end_matches('.').to_owned();
                assert!(found.insert(key), "{} twice: {text}", trace.name);
            }
        }
        let lost: Vec<_> = self.acknowledged.iter().filter(|request| !found.contains(&request.key)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    }

    /// Whoever got no answer asks again, and gets one: that of the first time, or a fresh one.
    pub async fn send_again(&mut self, client: &Client) {
        for request in std::mem::take(&mut self.in_flight) {
            let mut answer = request.send(client).await;
            if answer.is_none() {
                // A connection of the killed process that the client had not yet given up.
                answer = request.send(client).await;
            }
            let answer = answer.expect("the program is back");
            let has_happened = matches!(request.operation, Operation::Status { .. })
                && answer.codes().first().is_some_and(|code| code == "CONFLICT");
            assert!(has_happened || answer.codes().is_empty(), "{request:?}: {}", answer.body);
            self.acknowledged.push(request);
        }
    }

    /// How hard the run tried, as one line of JSON; what it must not find ends it before.
    pub fn summary(&self, backend: Backend, kills: u64, mid_request: u64, seed: u64) -> String {
        serde_json::json!({
            "database": format!("{backend:?}").to_lowercase(), "kills": kills, "killsMidRequest": mid_request,
            "seed": seed, "acknowledged": self.acknowledged.len(), "unansweredAndSentAgain": self.unanswered,
        })
        .to_string()
    }
}
