//! The shapes, member for member. They have no rules.

use chrono::SecondsFormat;
use domain::time::Instant;
use serde::Serialize;

/// RFC 3339 with milliseconds, as it is known.
pub(super) fn time(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Document<'a> {
    Summary(Summary<'a>),
    Status(Status<'a>),
    Components(Components<'a>),
    Incidents(Incidents<'a>),
    Maintenances(Maintenances<'a>),
}

#[derive(Serialize)]
pub(super) struct Summary<'a> {
    pub page: Page<'a>,
    pub status: State,
    pub components: Vec<Component<'a>>,
    pub incidents: Vec<Incident<'a>>,
    pub scheduled_maintenances: Vec<Incident<'a>>,
}

#[derive(Serialize)]
pub(super) struct Status<'a> {
    pub page: Page<'a>,
    pub status: State,
}

#[derive(Serialize)]
pub(super) struct Components<'a> {
    pub page: Page<'a>,
    pub components: Vec<Component<'a>>,
}

#[derive(Serialize)]
pub(super) struct Incidents<'a> {
    pub page: Page<'a>,
    pub incidents: Vec<Incident<'a>>,
}

#[derive(Serialize)]
pub(super) struct Maintenances<'a> {
    pub page: Page<'a>,
    pub scheduled_maintenances: Vec<Incident<'a>>,
}

#[derive(Serialize)]
pub(super) struct Page<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub url: String,
    pub time_zone: &'a str,
    pub updated_at: String,
}

#[derive(Serialize)]
pub(super) struct State {
    pub indicator: &'static str,
    pub description: String,
}

#[derive(Serialize)]
pub(super) struct Component<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub position: usize,
    /// Ours have none: what is written about a service is for the inside.
    pub description: Option<&'a str>,
    pub showcase: bool,
    pub start_date: Option<String>,
    pub group_id: Option<&'a str>,
    pub page_id: &'a str,
    pub group: bool,
    pub only_show_if_degraded: bool,
    /// The ids of the components of a group; others have no such member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<&'a str>>,
}

#[derive(Serialize)]
pub(super) struct Incident<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub monitoring_at: Option<String>,
    pub resolved_at: Option<String>,
    pub impact: &'static str,
    pub shortlink: String,
    pub started_at: String,
    pub page_id: &'a str,
    #[serde(rename = "incident_updates")]
    pub updates: Vec<Update<'a>>,
    pub components: Vec<Component<'a>>,
    /// Of announced work alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<String>,
    /// Of announced work alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_until: Option<String>,
    /// Ours: when the next update is promised.
    #[serde(rename = "nextUpdateAt", skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Update<'a> {
    pub id: &'a str,
    pub status: &'static str,
    pub body: String,
    pub incident_id: &'a str,
    pub created_at: String,
    pub updated_at: String,
    pub display_at: String,
    pub affected_components: Option<Vec<Affected<'a>>>,
    pub deliver_notifications: bool,
    pub custom_tweet: Option<String>,
    pub tweet_id: Option<String>,
    /// Ours: the update that this one puts right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<&'a str>,
    /// Ours: when this update promised the next one.
    #[serde(rename = "nextUpdateAt", skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Affected<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub old_status: &'static str,
    pub new_status: &'static str,
}
