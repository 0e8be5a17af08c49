//! The words of messages to subscribers: plain text for mail, JSON for calls. Rendered once for everybody from what the portal shows;
//! the one thing that is each subscriber's own is the link that ends the subscription.

use domain::comms::promise::RcaStage;
use domain::portal::{MaintenanceStatus, Material, PublicIncident, PublicUpdate, ServiceRef};
use domain::subscriber::{Notice, NoticeKind, Subscriber};
use domain::text::listed;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Tx;
use store::portal::{published, settings, work};

use super::CONFIRM;
use super::confirm::shown_names;
use super::words::{fitting, iso, line, minute, names, refs, text, url};
use crate::identity::Secret;
use crate::{App, Error, Result};

/// A message as it is the same for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Rendered {
    /// The subject of a mail.
    pub subject: String,
    /// The text of a mail.
    pub text: String,
    /// The type of a call.
    kind: String,
    /// When it was published.
    at: Instant,
    /// The data of a call: an object.
    data: Value,
}

impl Rendered {
    /// As it was kept; none when that is damaged.
    pub fn parse(kept: &str) -> Option<Self> {
        serde_json::from_str(kept).ok()
    }

    /// The text of a mail to one subscriber.
    pub fn mail(&self, app: &App, leave: Option<&str>) -> String {
        let organisation = app.directory().organisation();
        let why = leave.map(|url| {
            let name = organisation.name.as_str();
            format!("\n-- \nYou get this mail because this address is subscribed to the status of {name}.\nUnsubscribe: {url}\n")
        });
        format!("{}{}", self.text, why.unwrap_or_default())
    }

    /// The body of a call to one subscriber: `{"type","timestamp","data"}`.
    pub fn call(&self, leave: Option<&str>) -> String {
        let mut data = self.data.clone();
        if let (Some(url), Some(data)) = (leave, data.as_object_mut()) {
            data.insert("unsubscribeUrl".to_owned(), url.into());
        }
        json!({ "type": self.kind, "timestamp": iso(self.at), "data": data }).to_string()
    }
}

/// What is sent of a notice, as it is kept with it; none when what it tells of is not public, or there is no portal.
pub(super) async fn notice(app: &App, tx: &Tx, told: &Notice) -> Result<Option<String>> {
    if !settings::load(tx).await?.is_enabled {
        return Ok(None);
    }
    let rendered = match told.kind {
        NoticeKind::Update => update(app, tx, told).await?,
        NoticeKind::Maintenance => maintenance(app, tx, told).await?,
        NoticeKind::Rca => rca(app, told),
    };
    rendered.map(|rendered| serde_json::to_string(&rendered).map_err(Error::internal)).transpose()
}

/// The message that asks for the yes.
pub(super) async fn confirmation(app: &App, subscriber: &Subscriber, token: &Secret) -> Result<Rendered> {
    let organisation = app.directory().organisation();
    let name = organisation.name.as_str();
    let names = shown_names(app, subscriber).await?;
    let about =
        if names.is_empty() { "all services".to_owned() } else { listed(names.iter().map(String::as_str)) };
    let link = url(app, &format!("/status/confirm/{}", token.expose()));
    let ends_at = subscriber.ends_at().unwrap_or(subscriber.created_at);
    let text = format!(
        "Somebody, probably you, asked for status updates of {name} at this address, about {about}.\n\n\
         Confirm it here:\n{link}\n\n\
         The link works until {}. If it was not you, do nothing: nothing else is sent to you.\n",
        minute(ends_at),
    );
    Ok(Rendered {
        subject: format!("Confirm: status updates of {name}"),
        text,
        kind: CONFIRM.to_owned(),
        at: subscriber.created_at,
        data: json!({ "confirmUrl": link, "expiresAt": iso(ends_at), "services": names }),
    })
}

/// Where a subscription ends.
pub(super) fn leave_url(app: &App, token: &Secret) -> String {
    url(app, &format!("/status/unsubscribe/{}", token.expose()))
}

async fn update(app: &App, tx: &Tx, told: &Notice) -> Result<Option<Rendered>> {
    let Some((record, said)) = published::told(tx, domain::id::StatusUpdateId::new(told.id)).await? else {
        return Ok(None);
    };
    // The same words as on the portal, made by the same rules.
    let organisation = app.directory().organisation();
    let all = app.directory().services();
    let services: Vec<&domain::catalog::Service> = all.iter().map(AsRef::as_ref).collect();
    let incidents = [(record, vec![said])];
    let material = Material {
        organisation: &organisation,
        settings: &settings::load(tx).await?,
        services: &services,
        incidents: &incidents,
        works: &[],
        analyses: &[],
        days: &[],
        tomorrow: told.at,
        now: told.at,
    };
    let shown = material.assemble(&|_| String::new()).projection.incidents.pop();
    let Some(mut incident) = shown else { return Ok(None) };
    let Some(said) = incident.updates.pop() else { return Ok(None) };
    Ok(Some(of_update(app, told, &incident, &said)))
}

fn of_update(
    app: &App,
    told: &Notice,
    incident: &PublicIncident,
    said: &PublicUpdate<domain::portal::IncidentWord>,
) -> Rendered {
    let organisation = app.directory().organisation();
    let word = if said.corrects.is_some() { "Correction" } else { said.status.words() };
    let link = url(app, &format!("/status/incidents/{}", incident.reference));
    let mut facts = String::new();
    line(&mut facts, "Services", &names(&incident.services));
    if let Some(at) = said.next_update_at {
        line(&mut facts, "Next update by", &minute(at));
    }
    if let Some(at) = said.eta {
        line(&mut facts, "Fix expected by", &minute(at));
    }
    let data = |body: &str| {
        json!({
            "incident": {
                "id": incident.id, "reference": incident.reference, "title": incident.title,
                "status": incident.status.as_str(), "impact": incident.impact.as_str(),
                "startedAt": iso(incident.started_at), "restoredAt": incident.restored_at.map(iso),
                "services": refs(&incident.services), "url": link,
            },
            "update": {
                "id": said.id, "status": said.status.as_str(), "body": body,
                "publishedAt": iso(said.published_at), "nextUpdateAt": said.next_update_at.map(iso),
                "eta": said.eta.map(iso), "corrects": said.corrects,
            },
        })
    };
    Rendered {
        subject: format!("[{}] {word}: {}", organisation.name.as_str(), incident.title),
        text: text(
            &incident.title,
            &incident.reference,
            word,
            said.published_at,
            &said.body_text,
            &facts,
            &link,
        ),
        kind: told.kind.event().to_owned(),
        at: told.at,
        data: fitting(&said.body_text, data),
    }
}

async fn maintenance(app: &App, tx: &Tx, told: &Notice) -> Result<Option<Rendered>> {
    let Some((record, said)) = work::told(tx, domain::id::MaintenanceUpdateId::new(told.id)).await? else {
        return Ok(None);
    };
    let services: Vec<ServiceRef> = app
        .directory()
        .named_services(&record.services)
        .await?
        .iter()
        .filter(|one| one.is_public)
        .map(|one| ServiceRef { id: one.id.to_string(), name: one.name.as_str().to_owned() })
        .collect();
    let (title, reference) = (record.title.as_str(), record.reference());
    let word = match said.status {
        MaintenanceStatus::Scheduled => "Maintenance scheduled",
        MaintenanceStatus::InProgress => "Maintenance in progress",
        MaintenanceStatus::Verifying => "Maintenance being checked",
        MaintenanceStatus::Completed => "Maintenance completed",
        MaintenanceStatus::Cancelled => "Maintenance cancelled",
    };
    let link = url(app, &format!("/status/maintenance/{reference}"));
    let mut facts = String::new();
    line(&mut facts, "From", &minute(record.starts_at));
    line(&mut facts, "To", &minute(record.ends_at));
    line(&mut facts, "Services", &names(&services));
    let status = |status: MaintenanceStatus| status.word().as_str();
    let data = |body: &str| {
        json!({
            "maintenance": {
                "id": told.subject, "reference": reference, "title": title, "status": status(record.status),
                "startsAt": iso(record.starts_at), "endsAt": iso(record.ends_at),
                "services": refs(&services), "url": link,
            },
            "update": {
                "id": said.id.to_string(), "status": status(said.status), "body": body,
                "publishedAt": iso(said.published_at),
            },
        })
    };
    let body = said.body.as_str();
    Ok(Some(Rendered {
        subject: format!("[{}] {word}: {title}", app.directory().organisation().name.as_str()),
        text: text(title, &reference, word, said.published_at, body, &facts, &link),
        kind: told.kind.event().to_owned(),
        at: told.at,
        data: fitting(body, data),
    }))
}

/// From what the publication handed in.
fn rca(app: &App, told: &Notice) -> Option<Rendered> {
    let facts: Value = serde_json::from_str(&told.facts).ok()?;
    let part = |name: &str| facts[name].as_str().unwrap_or_default();
    let (title, reference, summary) = (part("title"), part("reference"), part("summary"));
    let link = url(app, part("path"));
    let data = |summary: &str| {
        json!({
            "rca": {
                "id": part("id"), "reference": reference, "stage": part("stage"), "title": title, "summary": summary,
                "publishedAt": iso(told.at), "url": link,
            },
        })
    };
    let (begin, said) = if part("stage") == RcaStage::Final.as_str() {
        ("What happened and what we changed", "Final analysis published")
    } else {
        ("What we know so far", "Preliminary analysis published")
    };
    Some(Rendered {
        subject: format!("[{}] {begin}: {title}", app.directory().organisation().name.as_str()),
        text: text(title, reference, said, told.at, summary, "", &link),
        kind: told.kind.event().to_owned(),
        at: told.at,
        data: fitting(summary, data),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered() -> Rendered {
        Rendered {
            subject: "s".to_owned(),
            text: "t\n".to_owned(),
            kind: "status.update_published".to_owned(),
            at: Instant::from_timestamp_micros(1_760_000_000_250_000).unwrap(),
            data: json!({ "update": { "id": "upd_1" } }),
        }
    }

    #[test]
    fn what_is_kept_reads_back_and_each_call_has_its_own_link() {
        let kept = serde_json::to_string(&rendered()).unwrap();
        assert_eq!(Rendered::parse(&kept), Some(rendered()));
        assert_eq!(Rendered::parse("{"), None);
        let body: Value = serde_json::from_str(&rendered().call(Some("https://x.example/u"))).unwrap();
        assert_eq!(body["type"], "status.update_published");
        assert_eq!(body["timestamp"], "2025-10-09T08:53:20.250Z");
        assert_eq!(
            body["data"],
            json!({ "update": { "id": "upd_1" }, "unsubscribeUrl": "https://x.example/u" })
        );
    }
}
