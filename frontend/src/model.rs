//! The words of the API as Rust types, shared by every operation: enums with their wire name and screen word, and the
//! instant as epoch milliseconds. It must not know screens or transport.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Declares an enum of the API: variant, wire name, word on screen.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($variant:ident $wire:literal $label:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($variant),+ }

        impl $name {
            /// All values, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The name in the API.
            pub const fn wire(self) -> &'static str {
                match self { $(Self::$variant => $wire),+ }
            }
            /// The word on screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
            /// From the name in the API; `None` for a word this client does not know.
            pub fn parse(wire: &str) -> Option<Self> {
                match wire { $($wire => Some(Self::$variant),)+ _ => None }
            }
        }
        // Every vocabulary has the same face, used by a screen or not.
        const _: (&[$name], fn($name) -> &'static str, fn($name) -> &'static str, fn(&str) -> Option<$name>) =
            ($name::ALL, $name::wire, $name::label, $name::parse);
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.wire())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let wire = String::deserialize(deserializer)?;
                Self::parse(&wire).ok_or_else(|| D::Error::custom(wire))
            }
        }
    )+};
}

words! {
    Role {
        Admin "ADMIN" "Administrator", IncidentManager "INCIDENT_MANAGER" "Incident manager",
        ProblemManager "PROBLEM_MANAGER" "Problem manager", Responder "RESPONDER" "Responder",
        Viewer "VIEWER" "Viewer", Customer "CUSTOMER" "Customer",
    }
    Permission {
        IncidentRead "INCIDENT_READ" "Read incidents", IncidentReadPrivate "INCIDENT_READ_PRIVATE" "Read private incidents",
        IncidentDeclare "INCIDENT_DECLARE" "Declare incidents", IncidentUpdate "INCIDENT_UPDATE" "Edit incidents",
        IncidentChangeStatus "INCIDENT_CHANGE_STATUS" "Change status", IncidentChangeSeverity "INCIDENT_CHANGE_SEVERITY" "Change severity",
        IncidentAssignRole "INCIDENT_ASSIGN_ROLE" "Assign roles", IncidentManageMembers "INCIDENT_MANAGE_MEMBERS" "Manage members",
        IncidentLink "INCIDENT_LINK" "Link incidents", TimelineAdd "TIMELINE_ADD" "Add timeline entries",
        TimelinePin "TIMELINE_PIN" "Pin timeline entries", StatusUpdatePublish "STATUS_UPDATE_PUBLISH" "Publish status updates",
        ServiceRead "SERVICE_READ" "Read services", ServiceManage "SERVICE_MANAGE" "Manage services",
        UserRead "USER_READ" "Read people", UserManage "USER_MANAGE" "Manage people", TeamRead "TEAM_READ" "Read teams",
        TeamManage "TEAM_MANAGE" "Manage teams", ApiKeyRead "API_KEY_READ" "Read API keys",
        ApiKeyManage "API_KEY_MANAGE" "Manage API keys", HistoryImport "HISTORY_IMPORT" "Import histories",
        UserResetPassword "USER_RESET_PASSWORD" "Reset passwords", SessionManage "SESSION_MANAGE" "Manage sessions",
        AuditRead "AUDIT_READ" "Read the audit log", SettingsRead "SETTINGS_READ" "Read settings",
        SettingsManage "SETTINGS_MANAGE" "Manage settings",
        ProblemRead "PROBLEM_READ" "Read problems", ProblemOpen "PROBLEM_OPEN" "Open problems",
        ProblemUpdate "PROBLEM_UPDATE" "Edit problems", ProblemLink "PROBLEM_LINK" "Link incidents to problems",
        ProblemChangeStatus "PROBLEM_CHANGE_STATUS" "Change the status of problems", ProblemClose "PROBLEM_CLOSE" "Close problems",
        ProblemAcceptRisk "PROBLEM_ACCEPT_RISK" "Accept risks", RcaDraft "RCA_DRAFT" "Write analyses",
        RcaReview "RCA_REVIEW" "Review analyses", RootCauseConfirm "ROOT_CAUSE_CONFIRM" "Confirm root causes",
        WordingCheck "WORDING_CHECK" "Check wording",
        RepairRead "REPAIR_READ" "Read repair items", RepairPropose "REPAIR_PROPOSE" "Propose repair items",
        RepairWork "REPAIR_WORK" "Work on repair items", RepairApprove "REPAIR_APPROVE" "Approve later due dates and decisions not to act",
        RepairImport "REPAIR_IMPORT" "Import repair items", RepairPolicyManage "REPAIR_POLICY_MANAGE" "Change the policy of due dates",
        NotificationRead "NOTIFICATION_READ" "Read one's notifications", CalendarManage "CALENDAR_MANAGE" "Manage one's calendar feed",
        IntegrationRead "INTEGRATION_READ" "Read webhooks and trackers", IntegrationManage "INTEGRATION_MANAGE" "Manage webhooks and trackers",
        StatusUpdateApprove "STATUS_UPDATE_APPROVE" "Approve external updates", RcaPromise "RCA_PROMISE" "Promise analyses",
        ImpactEstimate "IMPACT_ESTIMATE" "Estimate impact", PortalRead "PORTAL_READ" "Read the settings of the portal",
        MaintenanceManage "MAINTENANCE_MANAGE" "Schedule maintenance", PortalManage "PORTAL_MANAGE" "Change the portal",
        RcaPublish "RCA_PUBLISH" "Publish analyses", SharedRcaRead "SHARED_RCA_READ" "Read published analyses",
        SharedRcaAcknowledge "SHARED_RCA_ACKNOWLEDGE" "Acknowledge published analyses",
    }
    UserStatus { Invited "INVITED" "Invited", Active "ACTIVE" "Active", Disabled "DISABLED" "Disabled" }
    OneTimeLinkKind { Invitation "INVITATION" "Invitation", PasswordReset "PASSWORD_RESET" "Password reset" }
    SessionEndReason {
        SignedOut "SIGNED_OUT" "Signed out", TokenReused "TOKEN_REUSED" "A copy of its token was used elsewhere",
        UserDisabled "USER_DISABLED" "The account was disabled", PasswordChanged "PASSWORD_CHANGED" "The password was changed",
        PasswordReset "PASSWORD_RESET" "The password was reset", EndedByAdmin "ENDED_BY_ADMIN" "Ended by an administrator",
        Expired "EXPIRED" "Not used any more",
    }
    Severity { Sev1 "SEV1" "SEV1", Sev2 "SEV2" "SEV2", Sev3 "SEV3" "SEV3", Sev4 "SEV4" "SEV4" }
    IncidentStatus {
        Declared "DECLARED" "Declared", Investigating "INVESTIGATING" "Investigating", Identified "IDENTIFIED" "Identified",
        Mitigated "MITIGATED" "Mitigated", Monitoring "MONITORING" "Monitoring", Resolved "RESOLVED" "Resolved",
        Closed "CLOSED" "Closed", Cancelled "CANCELLED" "Cancelled",
    }
    InstantName {
        ImpactStart "IMPACT_START" "Impact start", Detected "DETECTED" "Detected", Acknowledged "ACKNOWLEDGED" "Acknowledged",
        Declared "DECLARED" "Declared", Assembled "ASSEMBLED" "Team assembled", Identified "IDENTIFIED" "Identified",
        Mitigated "MITIGATED" "Mitigated", Restored "RESTORED" "Restored", Closed "CLOSED" "Closed",
    }
    InstantSource { Alert "ALERT" "alert", Human "HUMAN" "entered by hand", Import "IMPORT" "import" }
    Precision { Exact "EXACT" "exact", Minute "MINUTE" "to the minute", Approximate "APPROXIMATE" "approximate", Day "DAY" "day only" }
    DetectionSource {
        Monitoring "MONITORING" "Monitoring", Customer "CUSTOMER" "Customer", Internal "INTERNAL" "Internal",
        ThirdParty "THIRD_PARTY" "Third party",
    }
    ImpactLevel {
        DegradedPerformance "DEGRADED_PERFORMANCE" "Degraded performance", PartialOutage "PARTIAL_OUTAGE" "Partial outage",
        MajorOutage "MAJOR_OUTAGE" "Major outage",
    }
    ResponderRole {
        IncidentLead "INCIDENT_LEAD" "Incident lead", Operations "OPERATIONS" "Operations",
        CommunicationsLead "COMMUNICATIONS_LEAD" "Communications lead", Scribe "SCRIBE" "Scribe",
    }
    TimelineEntryKind {
        Note "NOTE" "Note", Status "STATUS" "Status", Severity "SEVERITY" "Severity", Role "ROLE" "Role", Action "ACTION" "Action",
        Decision "DECISION" "Decision", Communication "COMMUNICATION" "Communication", Alert "ALERT" "Alert",
        Change "CHANGE" "Change", Milestone "MILESTONE" "Milestone",
    }
    ActionResult { Worked "WORKED" "Worked", NoEffect "NO_EFFECT" "No effect", MadeWorse "MADE_WORSE" "Made it worse" }
    Audience { Internal "INTERNAL" "Internal", External "EXTERNAL" "External" }
    FindingLevel { Error "ERROR" "Error", Warning "WARNING" "Warning", Hint "HINT" "Hint" }
    IncidentLinkKind {
        CascadedTo "CASCADED_TO" "Cascaded to", DuplicateOf "DUPLICATE_OF" "Duplicate of",
        RecurrenceOf "RECURRENCE_OF" "Recurrence of", SameProblem "SAME_PROBLEM" "Same problem",
    }
    IncidentOrder { StartedAtDesc "STARTED_AT_DESC" "Newest first", StartedAtAsc "STARTED_AT_ASC" "Oldest first" }
    TimelineOrder { HappenedAtDesc "HAPPENED_AT_DESC" "Newest first", HappenedAtAsc "HAPPENED_AT_ASC" "Oldest first" }
    StatusUpdateOrder { PublishedAtDesc "PUBLISHED_AT_DESC" "Newest first", PublishedAtAsc "PUBLISHED_AT_ASC" "Oldest first" }
    ServiceTier { Tier1 "TIER1" "Tier 1", Tier2 "TIER2" "Tier 2", Tier3 "TIER3" "Tier 3" }
    IncidentChangeKind {
        Declared "DECLARED" "Declared", Updated "UPDATED" "Edited", StatusChanged "STATUS_CHANGED" "Status changed",
        SeverityChanged "SEVERITY_CHANGED" "Severity changed", RoleChanged "ROLE_CHANGED" "Roles changed",
        ImpactChanged "IMPACT_CHANGED" "Impact changed", TimelineAdded "TIMELINE_ADDED" "Timeline entry added",
        StatusUpdatePublished "STATUS_UPDATE_PUBLISHED" "Status update published", Linked "LINKED" "Links changed",
        MembersChanged "MEMBERS_CHANGED" "Members changed", Hidden "HIDDEN" "No longer visible", Resync "RESYNC" "Refetch",
    }
    ChangeKind {
        Declared "DECLARED" "Declared", Updated "UPDATED" "Edited", StatusChanged "STATUS_CHANGED" "Status changed",
        SeverityChanged "SEVERITY_CHANGED" "Severity changed", RoleChanged "ROLE_CHANGED" "Roles changed",
        ImpactChanged "IMPACT_CHANGED" "Impact changed", TimelineAdded "TIMELINE_ADDED" "Timeline grew",
        StatusUpdatePublished "STATUS_UPDATE_PUBLISHED" "Status update published", Linked "LINKED" "Links changed",
        MembersChanged "MEMBERS_CHANGED" "Members changed",
    }
    AuthorKind { User "USER" "Person", ApiKey "API_KEY" "API key", System "SYSTEM" "System" }
    ProblemStatus {
        Identified "IDENTIFIED" "Identified", InAnalysis "IN_ANALYSIS" "In analysis",
        RootCauseConfirmed "ROOT_CAUSE_CONFIRMED" "Root cause confirmed", KnownError "KNOWN_ERROR" "Known error",
        FixInProgress "FIX_IN_PROGRESS" "Fix in progress", Measuring "MEASURING" "Measuring", Closed "CLOSED" "Closed",
        AcceptedRisk "ACCEPTED_RISK" "Accepted risk",
    }
    WorkaroundEffect { Removes "REMOVES" "Removes the impact", Reduces "REDUCES" "Reduces the impact" }
    ReopenReason { Recurrence "RECURRENCE" "It came back", NewEvidence "NEW_EVIDENCE" "New evidence" }
    ProblemOrder {
        UpdatedAtDesc "UPDATED_AT_DESC" "Changed last", CreatedAtDesc "CREATED_AT_DESC" "Newest first",
        CreatedAtAsc "CREATED_AT_ASC" "Oldest first",
    }
    ProblemChangeKind {
        Opened "OPENED" "Opened", Updated "UPDATED" "Edited", StatusChanged "STATUS_CHANGED" "Status changed",
        Reopened "REOPENED" "Opened again", IncidentsChanged "INCIDENTS_CHANGED" "Incidents changed",
        WorkaroundChanged "WORKAROUND_CHANGED" "Workaround changed", RcaChanged "RCA_CHANGED" "Analysis went on",
        Resync "RESYNC" "Refetch",
    }
    RcaMethod {
        FiveWhys "FIVE_WHYS" "Five whys", Fishbone "FISHBONE" "Fishbone", CauseMap "CAUSE_MAP" "Cause map",
        Enhanced "ENHANCED" "Enhanced",
    }
    RcaStatus {
        Draft "DRAFT" "Draft", InReview "IN_REVIEW" "In review", Reviewed "REVIEWED" "Reviewed", Published "PUBLISHED" "Published",
    }
    RcaStep {
        Define "DEFINE" "Define", PotentialCauses "POTENTIAL_CAUSES" "Identify causes", Validate "VALIDATE" "Validate each",
        Solutions "SOLUTIONS" "Choose solutions", Implement "IMPLEMENT" "Implement", Measure "MEASURE" "Measure",
    }
    RcaPlace {
        Statement "STATEMENT" "Statement", Causes "CAUSES" "Candidates", Cause "CAUSE" "Cause", Group "GROUP" "Group of causes",
        Whys "WHYS" "Five whys", Fishbone "FISHBONE" "Fishbone", Goals "GOALS" "Goals", Barriers "BARRIERS" "Barriers",
        Differences "DIFFERENCES" "Differences", Answers "ANSWERS" "Reasons", Solutions "SOLUTIONS" "Solutions", Problem "PROBLEM" "Problem",
    }
    RcaChangeKind {
        Started "STARTED" "Started", Updated "UPDATED" "Edited", StatusChanged "STATUS_CHANGED" "Review",
        CauseAdded "CAUSE_ADDED" "Cause added", CauseUpdated "CAUSE_UPDATED" "Cause edited", CauseRemoved "CAUSE_REMOVED" "Cause removed",
        CauseValidated "CAUSE_VALIDATED" "Verdict", RootCauseConfirmed "ROOT_CAUSE_CONFIRMED" "Root cause confirmed",
        RiskAccepted "RISK_ACCEPTED" "Risk accepted", LinksChanged "LINKS_CHANGED" "Links changed",
        EvidenceChanged "EVIDENCE_CHANGED" "Evidence changed", TablesChanged "TABLES_CHANGED" "Tables changed",
        FindingDismissed "FINDING_DISMISSED" "Finding set aside", Published "PUBLISHED" "Published", Discussed "DISCUSSED" "Discussed",
        Resync "RESYNC" "Refetch",
    }
    CauseKind {
        Condition "CONDITION" "Condition", Action "ACTION" "Action", HumanAction "HUMAN_ACTION" "Human action",
        ProcedureDeviation "PROCEDURE_DEVIATION" "Procedure not followed",
    }
    Lens { Technical "TECHNICAL" "Technical", Process "PROCESS" "Process", Organizational "ORGANIZATIONAL" "Organizational" }
    CauseVerdict {
        Potential "POTENTIAL" "Potential", Validated "VALIDATED" "Validated", Refuted "REFUTED" "Refuted",
        Unresolved "UNRESOLVED" "Unresolved",
    }
    CausePath { Occurrence "OCCURRENCE" "Why it occurred", Escape "ESCAPE" "Why it escaped" }
    StopReason {
        OutsideControl "OUTSIDE_CONTROL" "Outside our control", DesiredState "DESIRED_STATE" "Desired state",
        NewProblem "NEW_PROBLEM" "A problem of its own", MoreEffortThanWorth "MORE_EFFORT_THAN_WORTH" "More effort than worth",
        Unknown "UNKNOWN" "Unknown",
    }
    GroupOperator { And "AND" "AND", Or "OR" "OR" }
    EvidenceKind {
        Metric "METRIC" "Metric", Log "LOG" "Log", Trace "TRACE" "Trace", ConfigChange "CONFIG_CHANGE" "Change of configuration",
        CodeChange "CODE_CHANGE" "Change of code", Ticket "TICKET" "Ticket", Document "DOCUMENT" "Document",
        DecisionRecord "DECISION_RECORD" "Decision record", Interview "INTERVIEW" "Interview", Experiment "EXPERIMENT" "Experiment",
        TimelineEntry "TIMELINE_ENTRY" "Timeline entry",
    }
    GoalKind {
        Safety "SAFETY" "Safety", Customer "CUSTOMER" "Customer", ServiceLevel "SERVICE_LEVEL" "Service level", Cost "COST" "Cost",
        Reputation "REPUTATION" "Reputation",
    }
    BarrierState { Absent "ABSENT" "Absent", Failed "FAILED" "Failed", Bypassed "BYPASSED" "Bypassed", Worked "WORKED" "Worked" }
    AnswerKey {
        NoTechnicalCause "NO_TECHNICAL_CAUSE" "No technical cause", NoProcessCause "NO_PROCESS_CAUSE" "No gap in a process",
        NoOrganizationalCause "NO_ORGANIZATIONAL_CAUSE" "No organizational cause", ShortChain "SHORT_CHAIN" "Why fewer than five whys are enough",
        TechnicalEnd "TECHNICAL_END" "Why a technical answer may be the last", NoOccurrenceCause "NO_OCCURRENCE_CAUSE" "No cause of occurrence",
        NoEscapeCause "NO_ESCAPE_CAUSE" "No cause of escape",
    }
    RepairKind { Corrective "CORRECTIVE" "Corrective", Preventive "PREVENTIVE" "Preventive" }
    RepairHorizon { Short "SHORT" "Short", Medium "MEDIUM" "Medium", Long "LONG" "Long" }
    RepairTarget { System "SYSTEM" "A system", Process "PROCESS" "A process", Design "DESIGN" "A design" }
    RepairStrength { Weak "WEAK" "Weak", Intermediate "INTERMEDIATE" "Medium", Strong "STRONG" "Strong" }
    RepairPurpose {
        Prevent "PREVENT" "Prevent", Detect "DETECT" "Detect", Mitigate "MITIGATE" "Mitigate", Repair "REPAIR" "Repair",
        Process "PROCESS" "Work together", Investigate "INVESTIGATE" "Investigate",
    }
    RepairItemStatus {
        Proposed "PROPOSED" "Proposed", Committed "COMMITTED" "Committed", InProgress "IN_PROGRESS" "In progress", Done "DONE" "Done",
        Effective "EFFECTIVE" "Effective", Reopened "REOPENED" "Reopened", NotDoing "NOT_DOING" "Not doing",
    }
    RepairReopenReason { Ineffective "INEFFECTIVE" "The check showed no effect", Recurrence "RECURRENCE" "The problem came back" }
    ClockBasis {
        RootCauseConfirmed "ROOT_CAUSE_CONFIRMED" "the root cause was confirmed", Committed "COMMITTED" "it was committed to",
        Reopened "REOPENED" "it was opened again",
    }
    Effectiveness {
        Effective "EFFECTIVE" "Effective", Partial "PARTIAL" "Partial", Ineffective "INEFFECTIVE" "Ineffective, reopens the cause",
        Inconclusive "INCONCLUSIVE" "Inconclusive",
    }
    RepairNoteKind { Note "NOTE" "Note", Status "STATUS" "Status", Due "DUE" "Due date", Effect "EFFECT" "Check", Tracker "TRACKER" "Tracker" }
    TrackerProvider { Github "GITHUB" "GitHub", Gitlab "GITLAB" "GitLab", Jira "JIRA" "Jira" }
    TrackerState {
        Open "OPEN" "Open", InProgress "IN_PROGRESS" "In progress", Done "DONE" "Done", NotPlanned "NOT_PLANNED" "Not planned",
        Deleted "DELETED" "Deleted",
    }
    RepairItemOrder {
        DueAtAsc "DUE_AT_ASC" "Due first", CreatedAtDesc "CREATED_AT_DESC" "Newest first", UpdatedAtDesc "UPDATED_AT_DESC" "Changed last",
    }
    RepairChangeKind {
        Proposed "PROPOSED" "Proposed", Updated "UPDATED" "Edited", StatusChanged "STATUS_CHANGED" "Status changed",
        DueChanged "DUE_CHANGED" "Due date changed", Measured "MEASURED" "Checked", Reopened "REOPENED" "Reopened", Noted "NOTED" "Noted",
        Reminded "REMINDED" "Reminded", TrackerChanged "TRACKER_CHANGED" "Issue changed", Resync "RESYNC" "Refetch",
    }
    TextZone {
        Analysis "ANALYSIS" "Analysis", Cause "CAUSE" "Cause", Why "WHY" "Why", Impact "IMPACT" "Impact", Summary "SUMMARY" "Summary",
        Statement "STATEMENT" "Statement", Action "ACTION" "Action", Timeline "TIMELINE" "Timeline", Update "UPDATE" "Update",
    }
    NotificationKind {
        RepairReminder "REPAIR_REMINDER" "Reminder", RepairAssigned "REPAIR_ASSIGNED" "Given to you",
        RepairReopened "REPAIR_REOPENED" "Opened again", TrackerDisagrees "TRACKER_DISAGREES" "Tracker disagrees",
        WebhookDisabled "WEBHOOK_DISABLED" "Webhook switched off", PromiseLate "PROMISE_LATE" "Promise late",
        RcaQuestion "RCA_QUESTION" "Question", UpdateApproval "UPDATE_APPROVAL" "To approve",
    }
    ReminderStage { Approaching "APPROACHING" "80 %", Due "DUE" "100 %", Overdue "OVERDUE" "150 %" }
    MaintenanceStatus {
        Scheduled "SCHEDULED" "Scheduled", InProgress "IN_PROGRESS" "In progress", Verifying "VERIFYING" "Verifying",
        Completed "COMPLETED" "Completed", Cancelled "CANCELLED" "Cancelled",
    }
    PartialImpactPolicy {
        CountAsDown "COUNT_AS_DOWN" "A partial outage counts in full", Ignore "IGNORE" "Only a major outage counts",
        Weighted "WEIGHTED" "Each level counts by its weight",
    }
    WebhookTopic {
        Incident "INCIDENT" "Incidents", Problem "PROBLEM" "Problems", Rca "RCA" "Analyses", Repair "REPAIR" "Repair items",
    }
    WebhookState { Active "ACTIVE" "Active", Off "OFF" "Off", Disabled "DISABLED" "Off by itself" }
    DeliveryStatus {
        Pending "PENDING" "Waiting", Delivered "DELIVERED" "Delivered", Failed "FAILED" "Failed", Skipped "SKIPPED" "Not sent",
    }
    PromiseKind { Update "UPDATE" "Update", Rca "RCA" "Analysis" }
    PromiseOutcome { Open "OPEN" "Open", Kept "KEPT" "Kept", Late "LATE" "Late", Broken "BROKEN" "Broken" }
    RcaStage { Preliminary "PRELIMINARY" "Preliminary", Final "FINAL" "Final" }
    PublicationAudience { Everyone "EVERYONE" "Everyone", Customers "CUSTOMERS" "Chosen customers", Inside "INSIDE" "Inside only" }
    SubscriberChannel { Mail "MAIL" "Mail", Webhook "WEBHOOK" "Webhook" }
    UpdateDraftStatus { Draft "DRAFT" "Draft", AwaitingApproval "AWAITING_APPROVAL" "Awaits approval", Approved "APPROVED" "Approved" }
    EstimateKind {
        Users "USERS" "Users", Requests "REQUESTS" "Requests", Money "MONEY" "Money", Customers "CUSTOMERS" "Customers",
        SupportContacts "SUPPORT_CONTACTS" "Support contacts",
    }
    RepairReportGroup { Service "SERVICE" "Service", Lens "LENS" "Lens", Team "TEAM" "Team" }
}

impl Severity {
    /// 1 to 4, for shape and colour.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

impl IncidentStatus {
    /// Whether the incident still needs someone.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed | Self::Cancelled)
    }
}

impl ProblemStatus {
    /// Whether somebody still works on it: neither closed nor lived with.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::AcceptedRisk)
    }
}

impl RepairItemStatus {
    /// Whether its clock runs: committed to and not done.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Committed | Self::InProgress | Self::Reopened)
    }
}

/// An instant of the API: milliseconds since 1970 in UTC. Written and read as RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub i64);

impl DateTime {
    /// Reads RFC 3339; `None` when it is no date.
    pub fn parse(text: &str) -> Option<Self> {
        let millis = js_sys::Date::parse(text);
        #[expect(clippy::cast_possible_truncation, reason = "epoch milliseconds fit an i64 by far")]
        millis.is_finite().then_some(Self(millis as i64))
    }

    /// RFC 3339 in UTC, as the API and `<time datetime>` want it.
    pub fn iso(self) -> String {
        crate::ui::time::date(self.0).to_iso_string().into()
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(text))
    }
}

/// An id with a name: what most pickers and cells need of a user, team or service.
#[derive(Clone, PartialEq)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// A page of a list.
#[derive(Clone, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
}

/// Advice of the server about a record: rule id, level, sentence.
#[derive(Clone, PartialEq)]
pub struct Finding {
    pub rule: String,
    pub level: FindingLevel,
    pub message: String,
}

/// Declares operations: one unit struct per `.graphql` file, checked against the schema when compiled. The module that uses
/// it must have the enums of `model` that the operations use in scope.
#[macro_export]
macro_rules! operations {
    ($($name:ident $path:tt),+ $(,)?) => {$(
        #[derive(graphql_client::GraphQLQuery)]
        #[graphql(
            schema_path = "../schema.graphql",
            query_path = $path,
            response_derives = "Clone,PartialEq",
            variables_derives = "Clone,PartialEq",
            custom_scalars_module = "crate::model",
            skip_serializing_none,
            extern_enums(
                "Role", "Permission", "UserStatus", "OneTimeLinkKind", "SessionEndReason", "Severity", "IncidentStatus", "InstantName", "InstantSource", "Precision", "DetectionSource",
                "ImpactLevel", "ResponderRole", "TimelineEntryKind", "ActionResult", "Audience", "FindingLevel", "IncidentLinkKind",
                "IncidentOrder", "TimelineOrder", "StatusUpdateOrder", "ServiceTier", "IncidentChangeKind", "ChangeKind", "AuthorKind",
                "MaintenanceStatus", "PartialImpactPolicy", "ProblemStatus", "WorkaroundEffect", "ReopenReason", "ProblemOrder", "ProblemChangeKind", "RcaMethod", "RcaStatus", "RcaStep", "RcaPlace", "RcaChangeKind", "CauseKind", "Lens", "CauseVerdict",
                "RepairKind", "RepairHorizon", "RepairTarget", "RepairStrength", "RepairPurpose", "RepairItemStatus", "RepairReopenReason",
                "ClockBasis", "Effectiveness", "RepairNoteKind", "TrackerProvider", "TrackerState", "RepairItemOrder", "RepairChangeKind",
                "CausePath", "StopReason", "GroupOperator", "EvidenceKind", "GoalKind", "BarrierState", "AnswerKey", "TextZone",
                "NotificationKind", "ReminderStage", "WebhookTopic", "WebhookState", "DeliveryStatus", "RepairReportGroup",
                "PromiseKind", "PromiseOutcome", "RcaStage", "UpdateDraftStatus", "EstimateKind", "PublicationAudience", "SubscriberChannel"
            )
        )]
        pub struct $name;
    )+};
}
