//! Vocabularies of identity, as the API shows them.

use async_graphql::Enum;

/// What a person or a key is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::policy::Role")]
pub enum Role {
    /// Runs the installation: people, keys, settings.
    #[graphql(name = "ADMIN")]
    Admin,
    /// Leads incident management; sees private incidents.
    #[graphql(name = "INCIDENT_MANAGER")]
    IncidentManager,
    /// Leads problem management and root cause analysis.
    #[graphql(name = "PROBLEM_MANAGER")]
    ProblemManager,
    /// Works on incidents.
    #[graphql(name = "RESPONDER")]
    Responder,
    /// Reads.
    #[graphql(name = "VIEWER")]
    Viewer,
    /// Outside: a customer at the portal.
    #[graphql(name = "CUSTOMER")]
    Customer,
}

/// An action that the policy table answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::policy::Permission")]
pub enum Permission {
    /// Read incidents, their timeline and updates.
    #[graphql(name = "INCIDENT_READ")]
    IncidentRead,
    /// Read private incidents without being a member.
    #[graphql(name = "INCIDENT_READ_PRIVATE")]
    IncidentReadPrivate,
    /// Declare an incident.
    #[graphql(name = "INCIDENT_DECLARE")]
    IncidentDeclare,
    /// Change title, summary, services, tags, instants and impact windows.
    #[graphql(name = "INCIDENT_UPDATE")]
    IncidentUpdate,
    /// Move an incident through its lifecycle.
    #[graphql(name = "INCIDENT_CHANGE_STATUS")]
    IncidentChangeStatus,
    /// Change the severity.
    #[graphql(name = "INCIDENT_CHANGE_SEVERITY")]
    IncidentChangeSeverity,
    /// Give, hand over and release roles.
    #[graphql(name = "INCIDENT_ASSIGN_ROLE")]
    IncidentAssignRole,
    /// Invite to a private incident, or end an invitation.
    #[graphql(name = "INCIDENT_MANAGE_MEMBERS")]
    IncidentManageMembers,
    /// Relate incidents to each other.
    #[graphql(name = "INCIDENT_LINK")]
    IncidentLink,
    /// Append to a timeline.
    #[graphql(name = "TIMELINE_ADD")]
    TimelineAdd,
    /// Pin a timeline entry.
    #[graphql(name = "TIMELINE_PIN")]
    TimelinePin,
    /// Publish a status update.
    #[graphql(name = "STATUS_UPDATE_PUBLISH")]
    StatusUpdatePublish,
    /// Read services.
    #[graphql(name = "SERVICE_READ")]
    ServiceRead,
    /// Make and change services.
    #[graphql(name = "SERVICE_MANAGE")]
    ServiceManage,
    /// Read people and their roles.
    #[graphql(name = "USER_READ")]
    UserRead,
    /// Make, change and disable people.
    #[graphql(name = "USER_MANAGE")]
    UserManage,
    /// Read teams.
    #[graphql(name = "TEAM_READ")]
    TeamRead,
    /// Make teams.
    #[graphql(name = "TEAM_MANAGE")]
    TeamManage,
    /// See which API keys exist.
    #[graphql(name = "API_KEY_READ")]
    ApiKeyRead,
    /// Make and revoke API keys.
    #[graphql(name = "API_KEY_MANAGE")]
    ApiKeyManage,
    /// Bring history in.
    #[graphql(name = "HISTORY_IMPORT")]
    HistoryImport,
}

/// What kind of author a record has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::actor::AuthorKind")]
pub enum AuthorKind {
    /// A person.
    #[graphql(name = "USER")]
    User,
    /// Another program.
    #[graphql(name = "API_KEY")]
    ApiKey,
    /// Coalmine itself.
    #[graphql(name = "SYSTEM")]
    System,
}
