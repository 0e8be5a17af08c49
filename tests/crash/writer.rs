//! One program that writes until the server is gone, and remembers what it was told.
//!
//! It must not look at the database: it knows what any client knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use serde_json::{Value, json};
use tests::{Answer, Client};

/// What was asked of the server.
#[derive(Clone, Debug)]
pub enum Operation {
    /// An incident with its first entry; its title is the key.
    Declare,
    /// An entry whose text is the key.
    Entry {
        /// Of which incident.
        incident: String,
    },
    /// A status update whose text is the key.
    Update {
        /// Of which incident.
        incident: String,
    },
    /// The next step of an incident, whose reason is the key.
    Status {
        /// Of which incident.
        incident: String,
        /// The version it was based on.
        version: i64,
    },
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Unique in the whole run; the idempotency key where there is one.
    pub key: String,
    /// What it asked.
    pub operation: Operation,
}

impl Request {
    /// Sends it; sending it twice is safe.
    pub async fn send(&self, client: &Client) -> Option<Answer> {
        let (document, input) = match &self.operation {
            Operation::Declare => (
                "mutation($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id version } } }",
                json!({ "title": self.key, "severity": "SEV3", "serviceIds": [],
                    "firstEntry": { "body": format!("first {}", self.key) } }),
            ),
            Operation::Entry { incident } => (
                "mutation($input: AddTimelineEntryInput!) { addTimelineEntry(input: $input) { timelineEntry { id } } }",
                json!({ "incidentId": incident, "body": format!("note {}", self.key) }),
            ),
            Operation::Update { incident } => (
                "mutation($input: PublishStatusUpdateInput!) { publishStatusUpdate(input: $input) { statusUpdate { id } } }",
                json!({ "incidentId": incident, "audience": "EXTERNAL", "body": format!("update {}", self.key),
                    "nextUpdateAt": "2099-01-01T00:00:00Z" }),
            ),
            Operation::Status { incident, version } => (
                "mutation($input: ChangeIncidentStatusInput!) { changeIncidentStatus(input: $input) { incident { id version } } }",
                json!({ "id": incident, "version": version, "status": "INVESTIGATING",
                    "reason": format!("step {}", self.key) }),
            ),
        };
        let mut input = input;
        if !matches!(self.operation, Operation::Status { .. }) {
            input["idempotencyKey"] = Value::from(self.key.clone());
        }
        client.try_ask(document, json!({ "input": input })).await.ok()
    }
}

/// What a writer knows at its end.
pub struct Record {
    /// Requests that were answered with success.
    pub acknowledged: Vec<Request>,
    /// The request that was cut.
    pub in_flight: Option<Request>,
}

/// One writer.
pub struct Writer {
    name: String,
    client: Client,
    dice: Dice,
    stop: Arc<AtomicBool>,
    in_flight: Arc<AtomicI64>,
}

impl Writer {
    /// A writer whose keys begin with `name`; `in_flight` counts the open requests of all writers.
    pub fn new(
        name: String,
        client: Client,
        seed: u64,
        stop: &Arc<AtomicBool>,
        in_flight: &Arc<AtomicI64>,
    ) -> Self {
        Self { name, client, dice: Dice::new(seed), stop: Arc::clone(stop), in_flight: Arc::clone(in_flight) }
    }

    /// Writes until the server is gone.
    pub async fn run(mut self) -> Record {
        let mut record = Record { acknowledged: Vec::new(), in_flight: None };
        // The incident being worked on: id, version, whether it took its step.
        let mut current: Option<(String, i64, bool)> = None;
        while !self.stop.load(Ordering::SeqCst) {
            let operation = self.choose(current.as_ref());
            let key = format!("{}-{}", self.name, record.acknowledged.len());
            let request = Request { key, operation };
            self.in_flight.fetch_add(1, Ordering::SeqCst);
            let answer = request.send(&self.client).await;
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            let Some(answer) = answer else {
                record.in_flight = Some(request);
                break;
            };
            let answer = answer.ok();
            match request.operation {
                Operation::Declare => {
                    let id = answer.text("/declareIncident/incident/id");
                    current = Some((id, answer.int("/declareIncident/incident/version"), false));
                }
                Operation::Status { ref incident, .. } => {
                    let version = answer.int("/changeIncidentStatus/incident/version");
                    current = Some((incident.clone(), version, true));
                }
                Operation::Entry { .. } | Operation::Update { .. } => {}
            }
            record.acknowledged.push(request);
        }
        record
    }

    fn choose(&mut self, current: Option<&(String, i64, bool)>) -> Operation {
        let Some((incident, version, has_stepped)) = current else { return Operation::Declare };
        let incident = incident.clone();
        match self.dice.between(0, 9) {
            0..=2 => Operation::Declare,
            3..=5 => Operation::Entry { incident },
            6..=7 => Operation::Update { incident },
            _ if *has_stepped => Operation::Entry { incident },
            _ => Operation::Status { incident, version: *version },
        }
    }
}

/// Numbers from a seed (`SplitMix64`), so that a run can be repeated.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub const fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }
}
