//! Who holds which role, and who is invited to a private incident.

use domain::id::{IncidentId, ResponderId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::IncidentChange;
use serde_json::json;
use store::incident::{Scope, members};

use super::open::{Change, Opened, authorize_ever};
use super::{AssignResponder, IncidentAnswer, ReleaseResponder, instant_opt};
use crate::{App, Error, Result};

impl App {
    /// Gives a role to a person; a holder hands over at the same instant. In a private incident the
    /// person becomes a member.
    ///
    /// Errors: the person holds it already, an instant in the future or before the holder took it.
    pub async fn assign_responder(&self, actor: &Actor, command: AssignResponder) -> Result<IncidentAnswer> {
        authorize_ever(actor, Permission::IncidentAssignRole)?;
        self.check_person("userId", command.user_id)?;
        let at = instant_opt("at", command.at)?;
        let id = ResponderId::new(self.uuid());
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if write.claim("assignResponder", key, &command, id.uuid()).await?.is_some() {
            drop(write);
            return self.answer_again(actor, command.incident_id).await;
        }
        let permission = Permission::IncidentAssignRole;
        let mut opened = self.open_in(actor, write, &scope, permission, command.incident_id).await?;
        let now = opened.write.now;
        let from = opened.incident.holder(command.role).map(|user| user.to_string());
        let entry = opened.incident.assign(id, command.role, command.user_id, at.unwrap_or(now), now)?;
        let facts = json!({ "role": command.role.as_str(), "from": from, "to": command.user_id.to_string() });
        let change = Change { action: "incident.role_assigned", kind: IncidentChange::RoleChanged, facts };
        opened.close_same_version(vec![entry], change).await
    }

    /// Ends a role without a successor.
    ///
    /// Errors: nobody holds it, an instant in the future or before the holder took it.
    pub async fn release_responder(
        &self,
        actor: &Actor,
        command: ReleaseResponder,
    ) -> Result<IncidentAnswer> {
        let at = instant_opt("at", command.at)?;
        let mut opened =
            self.open_incident(actor, Permission::IncidentAssignRole, command.incident_id).await?;
        let now = opened.write.now;
        let from = opened.incident.holder(command.role).map(|user| user.to_string());
        let entry = opened.incident.release(command.role, at.unwrap_or(now), now)?;
        let facts = json!({ "role": command.role.as_str(), "from": from });
        let change = Change { action: "incident.role_released", kind: IncidentChange::RoleChanged, facts };
        opened.close_same_version(vec![entry], change).await
    }

    /// Invites a person to an incident; doing it twice changes nothing more. An administrator, who
    /// does not see private incidents, may invite themselves; the audit log tells.
    pub async fn add_incident_member(
        &self,
        actor: &Actor,
        id: IncidentId,
        user: UserId,
    ) -> Result<IncidentAnswer> {
        let opened = self.open_for_members(actor, id, user).await?;
        self.check_person("userId", user)?;
        members::add(&opened.write.tx, id, &[user], opened.write.now).await?;
        let facts = json!({ "added": user.to_string() });
        let change = Change { action: "incident.member_added", kind: IncidentChange::MembersChanged, facts };
        opened.close_same_version(Vec::new(), change).await
    }

    /// Ends an invitation. Who holds a role sees the incident all the same.
    pub async fn remove_incident_member(
        &self,
        actor: &Actor,
        id: IncidentId,
        user: UserId,
    ) -> Result<IncidentAnswer> {
        let opened = self.open_for_members(actor, id, user).await?;
        if !members::remove(&opened.write.tx, id, user).await? {
            return Err(Error::invalid("userId", "names nobody who is invited"));
        }
        let facts = json!({ "removed": user.to_string() });
        let change =
            Change { action: "incident.member_removed", kind: IncidentChange::MembersChanged, facts };
        opened.close_same_version(Vec::new(), change).await
    }

    async fn open_for_members<'a>(
        &'a self,
        actor: &'a Actor,
        id: IncidentId,
        user: UserId,
    ) -> Result<Opened<'a>> {
        let permission = Permission::IncidentManageMembers;
        authorize_ever(actor, permission)?;
        let outside = Relation { about: Some(user), ..Relation::default() };
        // Whoever may do this without being a member finds the incident without seeing it.
        let scope =
            if actor.may(permission, outside) { Scope::everything() } else { self.incident_scope(actor)? };
        let write = self.write(actor).await?;
        self.open_about(actor, write, &scope, permission, id, Some(user)).await
    }
}
