//! Use cases of the audit log: reading it, sealing it, checking its chain.

mod seal;
mod verify;

use std::collections::HashMap;

use domain::audit::{AuditEntry, Seal};
use domain::id::{ApiKeyId, IncidentId, ServiceId, TeamId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission, SystemActor};
use domain::time::Instant;
use store::ledger::{list, seal as seals};

pub use seal::{Gauge, Sealer};
pub use store::ledger::AuditFilter;
pub use verify::{Report, verify};

use crate::page::Page;
use crate::{App, Error, Result, authorize};

/// The longest word of a filter, in characters.
const MAX_WORD: usize = 100;

/// A row of the audit log with what its subject is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditItem {
    /// The row.
    pub entry: AuditEntry,
    /// What people call the subject: a name, or `INC-n` where the reader may see the incident.
    pub subject_name: Option<String>,
}

/// How far the chain has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The last seal; none when nothing is sealed yet.
    pub last: Option<Seal>,
    /// Rows that wait for their seal.
    pub pending: u64,
}

impl App {
    /// A page of the audit log, newest first, before the row of this instant and number.
    ///
    /// Errors: the actor may not read it; a word of the filter is malformed.
    pub async fn audit_log(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        before: Option<(Instant, i64)>,
        size: u64,
    ) -> Result<Page<AuditItem>> {
        authorize(actor, Permission::AuditRead, Relation::default())?;
        check(filter)?;
        let page = Page::of(list::page(self.store(), filter, before, size + 1).await?, size);
        let references = self.references(actor, &page.items).await?;
        Ok(page.map(|mut entry| {
            let subject_name = self.subject_name(&entry, &references);
            // Facts of an incident that the reader may not see tell of it as much as its name does.
            if subject_name.is_none() && entry.record.subject_kind == "incident" {
                "{}".clone_into(&mut entry.record.facts);
            }
            AuditItem { entry, subject_name }
        }))
    }

    /// How many rows a filter finds.
    pub async fn count_audit_log(&self, actor: &Actor, filter: &AuditFilter) -> Result<u64> {
        authorize(actor, Permission::AuditRead, Relation::default())?;
        check(filter)?;
        Ok(list::count(self.store(), filter).await?)
    }

    /// How far the chain of seals has come.
    pub async fn audit_chain(&self, actor: &Actor) -> Result<Chain> {
        authorize(actor, Permission::AuditRead, Relation::default())?;
        let pending = seal::pending_now(self.store()).await?;
        // Read last: a head that is older than the count would not hold what the count calls sealed.
        Ok(Chain { last: seals::last(self.store()).await?, pending })
    }

    /// References of the incidents that these rows are about, as far as the reader may see them.
    async fn references(&self, actor: &Actor, entries: &[AuditEntry]) -> Result<HashMap<IncidentId, String>> {
        let mut ids: Vec<IncidentId> =
            entries.iter().filter_map(|entry| entry.record.subject_id.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        if !actor.may_ever(Permission::IncidentRead) {
            return Ok(HashMap::new());
        }
        let found = self.incidents_by_ids(actor, &ids).await?;
        Ok(found.into_iter().map(|(id, summary)| (id, domain::incident::reference(summary.number))).collect())
    }

    fn subject_name(&self, entry: &AuditEntry, references: &HashMap<IncidentId, String>) -> Option<String> {
        let (directory, id) = (self.directory(), entry.record.subject_id.as_str());
        match entry.record.subject_kind.as_str() {
            "incident" => references.get(&id.parse().ok()?).cloned(),
            "user" => directory.user(id.parse::<UserId>().ok()?).map(|user| user.name.to_string()),
            "team" => directory.team(id.parse::<TeamId>().ok()?).map(|team| team.name.to_string()),
            "api_key" => directory.key(id.parse::<ApiKeyId>().ok()?).map(|key| key.name.to_string()),
            "service" => {
                directory.service(id.parse::<ServiceId>().ok()?).map(|service| service.name.to_string())
            }
            _ => None,
        }
    }
}

/// Words of a filter are short and of one line; an actor is a person, a key or a part of the program.
fn check(filter: &AuditFilter) -> Result<()> {
    let words = [
        ("actorId", &filter.actor),
        ("action", &filter.action),
        ("subjectId", &filter.subject),
        ("requestId", &filter.request),
    ];
    for (field, word) in words {
        if word.as_ref().is_some_and(|word| {
            word.is_empty() || word.chars().count() > MAX_WORD || word.chars().any(char::is_control)
        }) {
            return Err(Error::invalid(field, format!("must be 1 to {MAX_WORD} printable characters")));
        }
    }
    let is_somebody = |id: &str| {
        id.parse::<UserId>().is_ok() || id.parse::<ApiKeyId>().is_ok() || SystemActor::parse(id).is_some()
    };
    if filter.actor.as_deref().is_some_and(|id| !is_somebody(id)) {
        return Err(Error::invalid("actorId", "is not the id of a person or a key"));
    }
    Ok(())
}
