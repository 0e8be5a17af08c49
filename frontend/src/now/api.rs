//! What changed lately, mapped once. The open incidents come from the incident list's own operation. It must not know screens.

use crate::{
    model::{Audience, ChangeKind, DateTime, IncidentStatus, Page, ResponderRole, Severity},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
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
    let data = ask::<RecentChanges>(variables).await?;
    read(&data, "recentChanges", |all| Page { rows: all.list("nodes", map_change), next: all.next() })
}

fn map_change(n: Node<'_>) -> Change {
    let told = Told {
        status: n.maybe_word("toStatus", IncidentStatus::parse),
        severity: n.maybe_word("toSeverity", Severity::parse),
        role: n.maybe_word("responderRole", ResponderRole::parse),
        audience: n.maybe_word("audience", Audience::parse),
    };
    let incident = n.get("incident");
    Change {
        id: n.text("id"),
        at: n.at("at"),
        words: words(n.word("kind", ChangeKind::parse, ChangeKind::Updated), &told),
        actor: n.get("actor").text("name"),
        incident: About {
            id: incident.text("id"),
            reference: incident.text("reference"),
            title: incident.text("title"),
        },
    }
}
