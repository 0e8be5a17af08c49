//! Who holds which role, and hand-over.
//!
//! It must not know whether a person may sign in.

use super::{EntryDetail, Incident, IncidentError, NewEntry, sentence};
use crate::id::{ResponderId, UserId};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// A role in an incident. One holder at a time.
    ResponderRole {
        /// Decides and keeps the overview.
        IncidentLead = "INCIDENT_LEAD",
        /// Has hands on the systems.
        Operations = "OPERATIONS",
        /// Owns communication, so that engineers do not.
        CommunicationsLead = "COMMUNICATIONS_LEAD",
        /// Writes down what happens.
        Scribe = "SCRIBE",
    }
}

impl ResponderRole {
    /// The role in words, as sentences use it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::IncidentLead => "Incident lead",
            Self::Operations => "Operations",
            Self::CommunicationsLead => "Communications lead",
            Self::Scribe => "Scribe",
        }
    }
}

/// One person holding one role for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Responder {
    /// Identifier.
    pub id: ResponderId,
    /// The role.
    pub role: ResponderRole,
    /// The holder.
    pub user: UserId,
    /// From when.
    pub since: Instant,
    /// Until when; `None` while it lasts.
    pub until: Option<Instant>,
}

impl Incident {
    /// Who holds the role now.
    pub fn holder(&self, role: ResponderRole) -> Option<UserId> {
        self.current(role).map(|responder| responder.user)
    }

    /// The role that a person holds now; the first in the order of [`ResponderRole`].
    pub fn role_of(&self, user: UserId) -> Option<ResponderRole> {
        self.responders.iter().filter(|r| r.until.is_none() && r.user == user).map(|r| r.role).min()
    }

    fn current(&self, role: ResponderRole) -> Option<&Responder> {
        self.responders.iter().find(|responder| responder.role == role && responder.until.is_none())
    }

    /// Gives the role to a person; a holder hands over at the same instant.
    ///
    /// Errors: in the future, before the holder took it, or held by this person already.
    pub fn assign(
        &mut self,
        id: ResponderId,
        role: ResponderRole,
        user: UserId,
        at: Instant,
        now: Instant,
    ) -> Result<NewEntry, IncidentError> {
        let from = self.holder(role);
        if from == Some(user) {
            return Err(IncidentError::RoleHeld { role });
        }
        if from.is_some() {
            self.end_role(role, at, now)?;
        } else if at > now {
            return Err(IncidentError::InFuture { field: "at" });
        }
        self.responders.push(Responder { id, role, user, since: at, until: None });
        let text = if from.is_some() { "handed over" } else { "assigned" };
        let detail = EntryDetail::Role { role, from, to: Some(user) };
        Ok(NewEntry::dated(at, now, detail, sentence(&format!("{} {text}.", role.words()))))
    }

    /// Ends a role without a successor. Errors: nobody holds it, in the future, before it began.
    pub fn release(
        &mut self,
        role: ResponderRole,
        at: Instant,
        now: Instant,
    ) -> Result<NewEntry, IncidentError> {
        let from = self.holder(role).ok_or(IncidentError::RoleVacant { role })?;
        self.end_role(role, at, now)?;
        let detail = EntryDetail::Role { role, from: Some(from), to: None };
        Ok(NewEntry::dated(at, now, detail, sentence(&format!("{} released.", role.words()))))
    }

    fn end_role(&mut self, role: ResponderRole, at: Instant, now: Instant) -> Result<(), IncidentError> {
        if at > now {
            return Err(IncidentError::InFuture { field: "at" });
        }
        for responder in &mut self.responders {
            if responder.role == role && responder.until.is_none() {
                if at < responder.since {
                    return Err(IncidentError::HandOverBeforeStart);
                }
                responder.until = Some(at);
            }
        }
        Ok(())
    }
}
