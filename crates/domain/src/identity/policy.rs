//! The policy table: role × action × condition. The only place that says who may do what.
//!
//! It must not know how a relation between actor and record is found out.

use std::fmt::Write;

use super::actor::SystemActor;
use crate::vocabulary;

vocabulary! {
    /// What a person or a key is there for.
    Role {
        /// Runs the installation: people, keys, settings.
        Admin = "ADMIN",
        /// Leads incident management; sees private incidents.
        IncidentManager = "INCIDENT_MANAGER",
        /// Leads problem management and root cause analysis.
        ProblemManager = "PROBLEM_MANAGER",
        /// Works on incidents.
        Responder = "RESPONDER",
        /// Reads.
        Viewer = "VIEWER",
        /// Outside: a customer at the portal.
        Customer = "CUSTOMER",
    }
}

vocabulary! {
    /// An action that the policy table answers for.
    Permission {
        /// Read incidents, their timeline and updates.
        IncidentRead = "INCIDENT_READ",
        /// Read private incidents without being a member.
        IncidentReadPrivate = "INCIDENT_READ_PRIVATE",
        /// Declare an incident.
        IncidentDeclare = "INCIDENT_DECLARE",
        /// Change title, summary, services, tags, instants and impact windows.
        IncidentUpdate = "INCIDENT_UPDATE",
        /// Move an incident through its lifecycle.
        IncidentChangeStatus = "INCIDENT_CHANGE_STATUS",
        /// Change the severity.
        IncidentChangeSeverity = "INCIDENT_CHANGE_SEVERITY",
        /// Give, hand over and release roles.
        IncidentAssignRole = "INCIDENT_ASSIGN_ROLE",
        /// Invite to a private incident, or end an invitation.
        IncidentManageMembers = "INCIDENT_MANAGE_MEMBERS",
        /// Relate incidents to each other.
        IncidentLink = "INCIDENT_LINK",
        /// Append to a timeline.
        TimelineAdd = "TIMELINE_ADD",
        /// Pin a timeline entry.
        TimelinePin = "TIMELINE_PIN",
        /// Publish a status update.
        StatusUpdatePublish = "STATUS_UPDATE_PUBLISH",
        /// Read problems and their analysis.
        ProblemRead = "PROBLEM_READ",
        /// Open a problem.
        ProblemOpen = "PROBLEM_OPEN",
        /// Change title, description, owner, services, tags and workaround of a problem.
        ProblemUpdate = "PROBLEM_UPDATE",
        /// Link incidents to a problem, or unlink them.
        ProblemLink = "PROBLEM_LINK",
        /// Move a problem through its life, short of its ends.
        ProblemChangeStatus = "PROBLEM_CHANGE_STATUS",
        /// Close a problem.
        ProblemClose = "PROBLEM_CLOSE",
        /// Decide to live with a problem or a root cause.
        ProblemAcceptRisk = "PROBLEM_ACCEPT_RISK",
        /// Draft an analysis: statement, causes, evidence, verdicts.
        RcaDraft = "RCA_DRAFT",
        /// Record the review of an analysis.
        RcaReview = "RCA_REVIEW",
        /// Confirm a root cause, which starts the clocks of what hangs on it.
        RootCauseConfirm = "ROOT_CAUSE_CONFIRM",
        /// Read repair items, their policy and reports.
        RepairRead = "REPAIR_READ",
        /// Propose repair items, and change proposed ones.
        RepairPropose = "REPAIR_PROPOSE",
        /// Work on a repair item: commit, move, note, postpone, link an issue, record its effect.
        RepairWork = "REPAIR_WORK",
        /// Approve a due date beyond the policy, or the decision not to act.
        RepairApprove = "REPAIR_APPROVE",
        /// Bring repair items in, many at once.
        RepairImport = "REPAIR_IMPORT",
        /// Change the policy of repair items.
        RepairPolicyManage = "REPAIR_POLICY_MANAGE",
        /// Read one's own notifications and mark them read.
        NotificationRead = "NOTIFICATION_READ",
        /// Make and revoke the address of one's own calendar.
        CalendarManage = "CALENDAR_MANAGE",
        /// See webhooks, deliveries and trackers.
        IntegrationRead = "INTEGRATION_READ",
        /// Make and change webhooks and trackers, and send again.
        IntegrationManage = "INTEGRATION_MANAGE",
        /// Approve drafts of external updates, and change templates.
        StatusUpdateApprove = "STATUS_UPDATE_APPROVE",
        /// Promise a root cause analysis to an audience.
        RcaPromise = "RCA_PROMISE",
        /// Record how far an impact reaches, as an estimate.
        ImpactEstimate = "IMPACT_ESTIMATE",
        /// Read scheduled maintenance, the portal's settings, customers and subscribers.
        PortalRead = "PORTAL_READ",
        /// Schedule maintenance and tell of it.
        MaintenanceManage = "MAINTENANCE_MANAGE",
        /// Change the portal's settings, customers and subscribers.
        PortalManage = "PORTAL_MANAGE",
        /// Publish a root cause analysis to an audience, and answer questions about it.
        RcaPublish = "RCA_PUBLISH",
        /// Read analyses that were shared with one's own organisation.
        SharedRcaRead = "SHARED_RCA_READ",
        /// Acknowledge an analysis that was shared with one's own organisation, and ask about it.
        SharedRcaAcknowledge = "SHARED_RCA_ACKNOWLEDGE",
        /// Read services.
        ServiceRead = "SERVICE_READ",
        /// Make and change services.
        ServiceManage = "SERVICE_MANAGE",
        /// Read people and their roles.
        UserRead = "USER_READ",
        /// Invite, change and disable people.
        UserManage = "USER_MANAGE",
        /// Start a password reset for a person. Never with an API key.
        UserResetPassword = "USER_RESET_PASSWORD",
        /// See and end sessions of a person.
        SessionManage = "SESSION_MANAGE",
        /// Read teams.
        TeamRead = "TEAM_READ",
        /// Make teams.
        TeamManage = "TEAM_MANAGE",
        /// See which API keys exist.
        ApiKeyRead = "API_KEY_READ",
        /// Make and revoke API keys.
        ApiKeyManage = "API_KEY_MANAGE",
        /// Bring history in.
        HistoryImport = "HISTORY_IMPORT",
        /// Read the audit log.
        AuditRead = "AUDIT_READ",
        /// Read the organisation's settings.
        SettingsRead = "SETTINGS_READ",
        /// Change the organisation's settings.
        SettingsManage = "SETTINGS_MANAGE",
        /// Have wording checked, which uses the names of people inside.
        WordingCheck = "WORDING_CHECK",
    }
}

/// Under which condition an action is allowed; a later one allows more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Refused.
    Never,
    /// Only on oneself.
    Oneself,
    /// Only on what a team of the actor owns.
    SameTeam,
    /// Only on what the actor or a team of the actor owns.
    OwnerOrTeam,
    /// Only in incidents where the actor holds a role or was invited.
    Member,
    /// Allowed.
    Always,
}

impl Condition {
    const fn mark(self) -> &'static str {
        match self {
            Self::Never => "-",
            Self::Oneself => "oneself",
            Self::SameTeam => "same team",
            Self::OwnerOrTeam => "owner or same team",
            Self::Member => "member",
            Self::Always => "yes",
        }
    }
}

/// A column of the table: a role, or the program itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// People and keys of this role.
    Role(Role),
    /// The program acting on its own behalf.
    System(SystemActor),
}

/// The table. A role that is not named in a row is refused.
pub const fn rule(subject: Subject, permission: Permission) -> Condition {
    match subject {
        Subject::Role(role) => role_rule(role, permission),
        Subject::System(SystemActor::Import) => match permission {
            Permission::HistoryImport
            | Permission::IncidentRead
            | Permission::IncidentReadPrivate
            | Permission::ServiceRead
            | Permission::ServiceManage => Condition::Always,
            _ => Condition::Never,
        },
        Subject::System(SystemActor::Worker) => match permission {
            Permission::IncidentRead
            | Permission::IncidentReadPrivate
            | Permission::ProblemRead
            | Permission::RepairRead
            | Permission::ServiceRead => Condition::Always,
            _ => Condition::Never,
        },
        Subject::System(SystemActor::Tracker) => match permission {
            Permission::RepairRead | Permission::RepairWork => Condition::Always,
            _ => Condition::Never,
        },
        Subject::System(SystemActor::Cli | SystemActor::Demo) => Condition::Always,
    }
}

#[expect(clippy::match_same_arms, reason = "a table reads row by row")]
const fn role_rule(role: Role, permission: Permission) -> Condition {
    use Condition::{Always, Member, Never, Oneself, OwnerOrTeam, SameTeam};
    use Permission as P;
    use Role::{Admin, Customer, IncidentManager, ProblemManager, Responder, Viewer};
    match (permission, role) {
        (P::SharedRcaRead | P::SharedRcaAcknowledge, Customer) => Always,
        (P::SessionManage, Customer) => Oneself,
        (_, Customer) => Never,
        (
            P::IncidentRead
            | P::ProblemRead
            | P::RepairRead
            | P::ServiceRead
            | P::UserRead
            | P::TeamRead
            | P::SettingsRead
            | P::WordingCheck,
            _,
        ) => Always,
        (P::IncidentReadPrivate, IncidentManager) => Always,
        (
            P::IncidentDeclare
            | P::IncidentUpdate
            | P::IncidentChangeStatus
            | P::IncidentChangeSeverity
            | P::IncidentAssignRole
            | P::IncidentLink
            | P::TimelineAdd
            | P::TimelinePin
            | P::StatusUpdatePublish,
            IncidentManager | Responder,
        ) => Always,
        (P::TimelineAdd | P::IncidentLink, ProblemManager) => Always,
        (
            P::ProblemOpen | P::ProblemUpdate | P::ProblemLink | P::ProblemChangeStatus | P::RcaDraft,
            IncidentManager | ProblemManager | Responder,
        ) => Always,
        (P::RcaReview, IncidentManager | ProblemManager) => Always,
        (P::ProblemClose | P::ProblemAcceptRisk | P::RootCauseConfirm, ProblemManager) => Always,
        (P::StatusUpdateApprove, IncidentManager) => Always,
        (P::RcaPromise, IncidentManager | ProblemManager | Responder) => Always,
        (P::ImpactEstimate, IncidentManager | ProblemManager | Responder) => Always,
        (P::PortalRead, _) => Always,
        (P::MaintenanceManage, IncidentManager | Responder) => Always,
        (P::PortalManage, Admin) => Always,
        (P::RcaPublish, ProblemManager) => Always,
        (P::RepairPropose, IncidentManager | ProblemManager | Responder) => Always,
        (P::RepairWork, IncidentManager | ProblemManager) => Always,
        (P::RepairWork, Responder) => OwnerOrTeam,
        (P::RepairApprove | P::RepairImport, ProblemManager) => Always,
        (P::NotificationRead | P::CalendarManage, _) => Oneself,
        (P::IncidentDeclare, ProblemManager | Viewer | Admin) => Always,
        (P::IncidentManageMembers, IncidentManager) => Always,
        (P::IncidentManageMembers, Responder | ProblemManager) => Member,
        (P::IncidentManageMembers, Admin) => Oneself,
        (P::ServiceManage, Admin | IncidentManager) => Always,
        (P::ServiceManage, Responder) => SameTeam,
        (P::SessionManage, IncidentManager | ProblemManager | Responder | Viewer) => Oneself,
        (
            P::UserManage
            | P::UserResetPassword
            | P::SessionManage
            | P::TeamManage
            | P::ApiKeyRead
            | P::ApiKeyManage
            | P::HistoryImport
            | P::AuditRead
            | P::SettingsManage
            | P::RepairPolicyManage
            | P::IntegrationRead
            | P::IntegrationManage,
            Admin,
        ) => Always,
        _ => Never,
    }
}

/// The whole table as text, one row an action; committed as a snapshot.
pub fn print() -> String {
    let mut out = String::from("| action |");
    for role in Role::ALL {
        let _ = write!(out, " {role} |");
    }
    for system in SystemActor::ALL {
        let _ = write!(out, " system:{system} |");
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len() + SystemActor::ALL.len()));
    for permission in Permission::ALL {
        let _ = write!(out, "\n| {permission} |");
        for role in Role::ALL {
            let _ = write!(out, " {} |", rule(Subject::Role(*role), *permission).mark());
        }
        for system in SystemActor::ALL {
            let _ = write!(out, " {} |", rule(Subject::System(*system), *permission).mark());
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change of the table shows up in review as a change of this file. Run with
    /// `UPDATE_SNAPSHOTS=1` to write it anew.
    #[test]
    fn the_table_is_the_committed_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy.md");
        let text = format!(
            "# Policy table\n\nWho may do what: printed from `domain::identity::policy`.\n\n{}",
            print()
        );
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(path).unwrap_or_default(),
            text,
            "run with UPDATE_SNAPSHOTS=1 and review"
        );
    }

    #[test]
    fn customers_may_do_nothing_inside() {
        for permission in Permission::ALL.iter().copied() {
            let expected = match permission {
                Permission::SharedRcaRead | Permission::SharedRcaAcknowledge => Condition::Always,
                Permission::SessionManage => Condition::Oneself,
                _ => Condition::Never,
            };
            assert_eq!(rule(Subject::Role(Role::Customer), permission), expected, "{permission}");
        }
    }

    #[test]
    fn what_is_shared_with_customers_is_theirs_alone() {
        for role in Role::ALL.iter().copied().filter(|role| *role != Role::Customer) {
            for permission in [Permission::SharedRcaRead, Permission::SharedRcaAcknowledge] {
                assert_eq!(rule(Subject::Role(role), permission), Condition::Never, "{role} {permission}");
            }
        }
    }

    #[test]
    fn administrators_do_not_see_private_incidents() {
        assert_eq!(rule(Subject::Role(Role::Admin), Permission::IncidentReadPrivate), Condition::Never);
        assert_eq!(rule(Subject::Role(Role::Admin), Permission::IncidentManageMembers), Condition::Oneself);
    }

    #[test]
    fn a_tracker_works_on_repair_items_and_nothing_else() {
        let tracker = Subject::System(SystemActor::Tracker);
        for permission in Permission::ALL.iter().copied() {
            let allowed = matches!(permission, Permission::RepairRead | Permission::RepairWork);
            let expected = if allowed { Condition::Always } else { Condition::Never };
            assert_eq!(rule(tracker, permission), expected, "{permission}");
        }
    }
}
