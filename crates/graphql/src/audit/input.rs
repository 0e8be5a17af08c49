//! Inputs of the audit log.

use app::audit::AuditFilter;
use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};

/// Which rows of the audit log; what is left out does not filter.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditLogFilter {
    /// Done by this person or key, by global id; or by a part of Coalmine: `cli`, `worker`, `import`
    /// or `demo`.
    pub actor_id: Option<ID>,
    /// This action, such as `incident.declared`; or a family of actions, ending with a dot, such as
    /// `incident.`.
    pub action: Option<String>,
    /// Done to the record with this global id.
    pub subject_id: Option<ID>,
    /// Asked for by the request with this id, as the header `x-request-id` gave it.
    pub request_id: Option<String>,
    /// Done at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Done before this instant.
    pub until: Option<DateTime<Utc>>,
}

impl AuditLogFilter {
    /// The filter of the use case.
    pub fn read(self) -> AuditFilter {
        AuditFilter {
            actor: self.actor_id.map(|id| id.to_string()),
            action: self.action,
            subject: self.subject_id.map(|id| id.to_string()),
            request: self.request_id,
            since: self.since,
            until: self.until,
        }
    }
}
