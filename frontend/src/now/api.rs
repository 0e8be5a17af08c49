//! What changed lately, mapped once. The open incidents come from the incident list's own operation. It must not know screens.

use crate::{
    model::{Audience, ChangeKind, DateTime, IncidentStatus, Page, ResponderRole, Severity},
    net::{ApiError, send},
    operations,
};

operations! { RecentChanges "src/now/operations/recent_changes.graphql" }

/// How many changes are asked for at once.
const PAGE: i64 = 50;

/// One thing that happened to an incident, in words.
#[derive(Clone, PartialEq)]
pub struct Change {
    pub id: String,
    pub at: DateTime,
    pub words: String,
    pub actor: String,
    pub incident: About,
}

/// The incident of a change.
#[derive(Clone, PartialEq)]
pub struct About {
    pub id: String,
    pub reference: String,
    pub title: String,
}

/// What a change says beside its kind.
struct Told {
    status: Option<IncidentStatus>,
    severity: Option<Severity>,
    role: Option<ResponderRole>,
    audience: Option<Audience>,
}

fn words(kind: ChangeKind, told: &Told) -> String {
    match (kind, told) {
        (ChangeKind::StatusChanged, Told { status: Some(to), .. }) => format!("Now {}", lower(to.label())),
        (ChangeKind::SeverityChanged, Told { severity: Some(to), .. }) => format!("Now {}", to.label()),
        (ChangeKind::RoleChanged, Told { role: Some(role), .. }) => format!("{} changed", role.label()),
        (ChangeKind::StatusUpdatePublished, Told { audience: Some(to), .. }) => {
            format!("{} update published", to.label())
        }
        (kind, _) => kind.label().to_owned(),
    }
}

fn lower(word: &str) -> String {
    word.to_ascii_lowercase()
}

/// One page of changes at or after an instant, newest first.
pub async fn changes(since: DateTime, after: Option<String>) -> Result<Page<Change>, ApiError> {
    let variables = recent_changes::Variables { since: Some(since), first: Some(PAGE), after };
    let data = send::<RecentChanges>(variables).await?.recent_changes;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    let rows = data.nodes.into_iter().map(|c| {
        let told = Told {
            status: c.to_status,
            severity: c.to_severity,
            role: c.responder_role,
            audience: c.audience,
        };
        Change {
            id: c.id,
            at: c.at,
            words: words(c.kind, &told),
            actor: c.actor.name,
            incident: About { id: c.incident.id, reference: c.incident.reference, title: c.incident.title },
        }
    });
    Ok(Page { rows: rows.collect(), next })
}
