//! Who of those that follow events sees the incident, and when it leaves their sight.
//!
//! It must not know how anybody is told.

use std::sync::Arc;

use domain::id::IncidentId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{IncidentChange, Summary};
use store::incident::{Scope, list};

use crate::events::Happening;
use crate::{App, Result, authorize};

impl App {
    /// The incident that an event is about; `None` when the actor may not see it, or it is gone.
    ///
    /// It is read once for everyone who is told of the event, and each reader's sight is decided in
    /// process, by the same rule as every read: a thousand readers cost one statement.
    pub async fn incident_of_event(
        &self,
        actor: &Actor,
        happening: &Happening,
    ) -> Result<Option<Arc<Summary>>> {
        authorize(actor, Permission::IncidentRead, Relation::default())?;
        let id = IncidentId::new(happening.event.subject);
        let read = async || {
            let mut found = list::by_ids(self.store(), &Scope::everything(), &[id]).await?;
            Ok::<_, crate::Error>(found.remove(&id).map(Arc::new))
        };
        let incident = happening.incident.get_or_try_init(read).await?;
        Ok(incident.as_ref().filter(|incident| self.is_in_sight(actor, incident)).cloned())
    }

    fn is_in_sight(&self, actor: &Actor, incident: &Summary) -> bool {
        let is_member =
            || actor.principal.user().is_some_and(|user| self.directory().is_member(incident.id, user));
        actor.can_see_incident(incident.is_private, incident.is_private && is_member())
    }
}

/// Whether the reader could see the incident until this very event: it became private, or an
/// invitation or a role of the reader ended. A screen may show it although this stream never
/// told of it.
pub fn lost_sight(actor: &Actor, change: IncidentChange, facts: &str) -> bool {
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap_or_default();
    let names_reader = |field: &str| {
        let reader = actor.principal.user().map(|user| user.to_string());
        reader.is_some() && facts[field].as_str() == reader.as_deref()
    };
    match change {
        IncidentChange::Updated => {
            let changed = facts["changed"]
                .as_array()
                .is_some_and(|fields| fields.iter().any(|field| field == "isPrivate"));
            changed && facts["isPrivate"] == true
        }
        IncidentChange::MembersChanged => names_reader("removed"),
        IncidentChange::RoleChanged => names_reader("from"),
        _ => false,
    }
}
