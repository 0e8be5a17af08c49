//! What a delivery sends: rendered once, from the record as it is and the facts of the event.
//!
//! Nothing of a private incident leaves: its deliveries end as skipped, also when it became private after they were decided.

use domain::id::{AnyId, UserId};
use domain::time::Instant;
use serde_json::{Map, Value, json};
use store::incident::Scope;
use store::integration::StoredDelivery;

use super::webhook::TEST;
use crate::notification::mail;
use crate::{App, Error, Result};

/// The largest body, in bytes; larger ones go without facts.
const MAX_BODY: usize = 20_000;

/// The record that a delivery tells of.
struct Record {
    reference: String,
    title: String,
    /// Where people read on, below the public address.
    path: String,
}

/// The body of a call of an endpoint; none when nothing may be sent.
pub(super) async fn webhook(app: &App, stored: &StoredDelivery) -> Result<Option<String>> {
    let at = stored.delivery.created_at;
    if stored.event == TEST {
        let data = json!({ "id": stored.subject, "url": url(app, "/admin/webhooks") });
        return Ok(Some(envelope(TEST, at, data)));
    }
    let Some(record) = record(app, &stored.subject).await? else { return Ok(None) };
    let facts = outside(serde_json::from_str(&stored.facts).unwrap_or_default(), &stored.subject);
    let data = |facts: Value| {
        json!({
            "id": stored.subject,
            "reference": record.reference,
            "title": record.title,
            "url": url(app, &record.path),
            "facts": facts,
        })
    };
    let body = envelope(&stored.event, at, data(facts));
    if body.len() <= MAX_BODY {
        return Ok(Some(body));
    }
    Ok(Some(envelope(&stored.event, at, data(json!({ "isCut": true })))))
}

/// Whether what was rendered may be sent still.
pub(super) async fn may_be_sent(app: &App, stored: &StoredDelivery) -> Result<bool> {
    match stored.subject.parse() {
        Ok(AnyId::IncidentId(_)) => Ok(record(app, &stored.subject).await?.is_some()),
        _ => Ok(true),
    }
}

/// Subject and text of a mail, as JSON; none when nobody can be told any more.
pub(super) fn mail(app: &App, stored: &StoredDelivery) -> Option<String> {
    let facts: Value = serde_json::from_str(&stored.facts).ok()?;
    let user = app.directory().user(UserId::new(stored.target)).filter(|user| user.is_active())?;
    let letter = mail::letter(app, &user, &stored.event, &facts)?;
    Some(json!({ "subject": letter.subject, "text": letter.text }).to_string())
}

/// `{"type","timestamp","data"}`, as Standard Webhooks has it. The timestamp is that of the event.
fn envelope(kind: &str, at: Instant, data: Value) -> String {
    let mut body = Map::new();
    body.insert("type".to_owned(), kind.into());
    body.insert("timestamp".to_owned(), at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true).into());
    body.insert("data".to_owned(), data);
    Value::Object(body).to_string()
}

fn url(app: &App, path: &str) -> String {
    format!("{}{path}", app.settings().public_url.trim_end_matches('/'))
}

/// Facts as the outside may have them: the ids of other incidents are left out, since they may be private.
fn outside(facts: Value, subject: &str) -> Value {
    let is_other = |text: &str| text.starts_with("inc_") && text != subject;
    match facts {
        Value::Object(facts) => facts
            .into_iter()
            .filter(|(_, value)| !value.as_str().is_some_and(is_other))
            .map(|(name, value)| (name, outside(value, subject)))
            .collect(),
        Value::Array(values) => values
            .into_iter()
            .filter(|value| !value.as_str().is_some_and(is_other))
            .map(|value| outside(value, subject))
            .collect(),
        other => other,
    }
}

/// The record with this global id, as far as everybody inside may read it.
async fn record(app: &App, subject: &str) -> Result<Option<Record>> {
    let store = app.store().background();
    Ok(match subject.parse().map_err(Error::internal)? {
        AnyId::IncidentId(id) => {
            let found = store::incident::list::by_ids(&store, &Scope::default(), &[id]).await?.remove(&id);
            found.map(|incident| {
                of(domain::incident::reference(incident.number), incident.title.as_str(), "/incidents/", "")
            })
        }
        AnyId::ProblemId(id) => {
            let found = store::problem::list::by_ids(&store, &[id]).await?.remove(&id);
            found.map(|problem| of(problem.reference(), problem.title.as_str(), "/problems/", ""))
        }
        AnyId::RcaId(id) => {
            let Some(rca) = store::rca::list::by_ids(&store, &[id]).await?.remove(&id) else {
                return Ok(None);
            };
            let found = store::problem::list::by_ids(&store, &[rca.problem]).await?.remove(&rca.problem);
            found.map(|problem| Record {
                reference: rca.reference(),
                ..of(problem.reference(), problem.title.as_str(), "/problems/", "/rca")
            })
        }
        AnyId::RepairItemId(id) => {
            let found = store::repair::list::by_ids(&store, &[id]).await?.remove(&id);
            found.map(|item| of(item.reference(), item.title.as_str(), "/repairs/", ""))
        }
        _ => None,
    })
}

fn of(reference: String, title: &str, before: &str, behind: &str) -> Record {
    Record { path: format!("{before}{reference}{behind}"), title: title.to_owned(), reference }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_incidents_are_left_out_of_facts() {
        let facts = json!({
            "id": "inc_1", "other": "inc_2", "problemId": "prb_1", "n": 1, "list": ["inc_2", "inc_1", "svc_1"],
            "deep": { "of": "inc_3", "kept": true },
        });
        let expected = json!({
            "id": "inc_1", "problemId": "prb_1", "n": 1, "list": ["inc_1", "svc_1"], "deep": { "kept": true },
        });
        assert_eq!(outside(facts, "inc_1"), expected);
    }

    #[test]
    fn the_envelope_names_type_and_time_first() {
        let at = Instant::from_timestamp_micros(1_760_000_000_250_000).unwrap();
        let body = envelope("repair.reminded", at, json!({ "id": "rep_1" }));
        assert_eq!(
            body,
            r#"{"data":{"id":"rep_1"},"timestamp":"2025-10-09T08:53:20.250Z","type":"repair.reminded"}"#
        );
    }
}
