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
    /// Read problems and their analysis.
    #[graphql(name = "PROBLEM_READ")]
    ProblemRead,
    /// Open a problem.
    #[graphql(name = "PROBLEM_OPEN")]
    ProblemOpen,
    /// Change title, description, owner, services, tags and workaround of a problem.
    #[graphql(name = "PROBLEM_UPDATE")]
    ProblemUpdate,
    /// Link incidents to a problem, or unlink them.
    #[graphql(name = "PROBLEM_LINK")]
    ProblemLink,
    /// Move a problem through its life, short of its ends.
    #[graphql(name = "PROBLEM_CHANGE_STATUS")]
    ProblemChangeStatus,
    /// Close a problem.
    #[graphql(name = "PROBLEM_CLOSE")]
    ProblemClose,
    /// Decide to live with a problem or a root cause.
    #[graphql(name = "PROBLEM_ACCEPT_RISK")]
    ProblemAcceptRisk,
    /// Draft an analysis: statement, causes, evidence, verdicts.
    #[graphql(name = "RCA_DRAFT")]
    RcaDraft,
    /// Record the review of an analysis.
    #[graphql(name = "RCA_REVIEW")]
    RcaReview,
    /// Confirm a root cause, which starts the clocks of what hangs on it.
    #[graphql(name = "ROOT_CAUSE_CONFIRM")]
    RootCauseConfirm,
    /// Read repair items, their policy and reports.
    #[graphql(name = "REPAIR_READ")]
    RepairRead,
    /// Propose repair items, and change proposed ones.
    #[graphql(name = "REPAIR_PROPOSE")]
    RepairPropose,
    /// Work on a repair item: commit, move, note, postpone, link an issue, record its effect.
    #[graphql(name = "REPAIR_WORK")]
    RepairWork,
    /// Approve a due date beyond the policy, or the decision not to act.
    #[graphql(name = "REPAIR_APPROVE")]
    RepairApprove,
    /// Bring repair items in, many at once.
    #[graphql(name = "REPAIR_IMPORT")]
    RepairImport,
    /// Change the policy of repair items.
    #[graphql(name = "REPAIR_POLICY_MANAGE")]
    RepairPolicyManage,
    /// Read one's own notifications and mark them read. Never with an API key.
    #[graphql(name = "NOTIFICATION_READ")]
    NotificationRead,
    /// Make and revoke the address of one's own calendar. Never with an API key.
    #[graphql(name = "CALENDAR_MANAGE")]
    CalendarManage,
    /// See webhooks, deliveries and trackers.
    #[graphql(name = "INTEGRATION_READ")]
    IntegrationRead,
    /// Make and change webhooks and trackers, and send again.
    #[graphql(name = "INTEGRATION_MANAGE")]
    IntegrationManage,
    /// Approve drafts of external updates, and change templates.
    #[graphql(name = "STATUS_UPDATE_APPROVE")]
    StatusUpdateApprove,
    /// Promise a root cause analysis to an audience.
    #[graphql(name = "RCA_PROMISE")]
    RcaPromise,
    /// Record how far an impact reaches, as an estimate.
    #[graphql(name = "IMPACT_ESTIMATE")]
    ImpactEstimate,
    /// Read scheduled maintenance, the portal's settings, customers and subscribers.
    #[graphql(name = "PORTAL_READ")]
    PortalRead,
    /// Schedule maintenance and tell of it.
    #[graphql(name = "MAINTENANCE_MANAGE")]
    MaintenanceManage,
    /// Change the portal's settings, customers and subscribers.
    #[graphql(name = "PORTAL_MANAGE")]
    PortalManage,
    /// Publish a root cause analysis to an audience, and answer questions about it.
    #[graphql(name = "RCA_PUBLISH")]
    RcaPublish,
    /// Read analyses that were shared with one's own organisation.
    #[graphql(name = "SHARED_RCA_READ")]
    SharedRcaRead,
    /// Acknowledge an analysis that was shared with one's own organisation, and ask about it.
    #[graphql(name = "SHARED_RCA_ACKNOWLEDGE")]
    SharedRcaAcknowledge,
    /// Read services.
    #[graphql(name = "SERVICE_READ")]
    ServiceRead,
    /// Make and change services.
    #[graphql(name = "SERVICE_MANAGE")]
    ServiceManage,
    /// Read people and their roles.
    #[graphql(name = "USER_READ")]
    UserRead,
    /// Invite, change and disable people.
    #[graphql(name = "USER_MANAGE")]
    UserManage,
    /// Start a password reset for a person. Never with an API key.
    #[graphql(name = "USER_RESET_PASSWORD")]
    UserResetPassword,
    /// See and end sessions of a person.
    #[graphql(name = "SESSION_MANAGE")]
    SessionManage,
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
    /// Read the audit log.
    #[graphql(name = "AUDIT_READ")]
    AuditRead,
    /// Read the organisation's settings.
    #[graphql(name = "SETTINGS_READ")]
    SettingsRead,
    /// Change the organisation's settings.
    #[graphql(name = "SETTINGS_MANAGE")]
    SettingsManage,
    /// Have wording checked, which uses the names of people inside.
    #[graphql(name = "WORDING_CHECK")]
    WordingCheck,
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

/// How far a person's account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::UserStatus")]
pub enum UserStatus {
    /// Has an invitation and no password yet.
    #[graphql(name = "INVITED")]
    Invited,
    /// Can sign in.
    #[graphql(name = "ACTIVE")]
    Active,
    /// May no longer sign in.
    #[graphql(name = "DISABLED")]
    Disabled,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::LinkKind")]
pub enum OneTimeLinkKind {
    /// Joining with a first password.
    #[graphql(name = "INVITATION")]
    Invitation,
    /// Another password in place of a forgotten one.
    #[graphql(name = "PASSWORD_RESET")]
    PasswordReset,
}

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::identity::session::EndReason")]
pub enum SessionEndReason {
    /// The person signed out, here or from another device.
    #[graphql(name = "SIGNED_OUT")]
    SignedOut,
    /// A used refresh token came back: two parties held tokens of one sign-in.
    #[graphql(name = "TOKEN_REUSED")]
    TokenReused,
    /// The person may no longer sign in.
    #[graphql(name = "USER_DISABLED")]
    UserDisabled,
    /// The password was changed from another session.
    #[graphql(name = "PASSWORD_CHANGED")]
    PasswordChanged,
    /// The password was set anew by a one-time link.
    #[graphql(name = "PASSWORD_RESET")]
    PasswordReset,
    /// An administrator ended it.
    #[graphql(name = "ENDED_BY_ADMIN")]
    EndedByAdmin,
    /// It was not used, or lasted its longest.
    #[graphql(name = "EXPIRED")]
    Expired,
}
