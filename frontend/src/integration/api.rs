//! Operations about webhooks and trackers, and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, DeliveryStatus, Page, TrackerProvider, WebhookState, WebhookTopic},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{DeliveryStatus, TrackerProvider, WebhookState, WebhookTopic},
        operations,
    };

    operations! {
        WebhookList "src/integration/operations/webhook_list.graphql",
        FindWebhook "src/integration/operations/find_webhook.graphql",
        DeliveryList "src/integration/operations/delivery_list.graphql",
        DeliveryDetail "src/integration/operations/delivery_detail.graphql",
        CreateWebhook "src/integration/operations/create_webhook.graphql",
        UpdateWebhook "src/integration/operations/update_webhook.graphql",
        RotateWebhookSecret "src/integration/operations/rotate_webhook_secret.graphql",
        RemoveWebhook "src/integration/operations/remove_webhook.graphql",
        TestWebhook "src/integration/operations/test_webhook.graphql",
        ReplayDelivery "src/integration/operations/replay_delivery.graphql",
        TrackerList "src/integration/operations/tracker_list.graphql",
        CreateTracker "src/integration/operations/create_tracker.graphql",
        UpdateTracker "src/integration/operations/update_tracker.graphql",
        RemoveTracker "src/integration/operations/remove_tracker.graphql",
    }
}
use documents::{
    CreateTracker, CreateWebhook, DeliveryDetail, DeliveryList, FindWebhook, RemoveTracker, RemoveWebhook,
    ReplayDelivery, RotateWebhookSecret, TestWebhook, TrackerList, UpdateTracker, UpdateWebhook, WebhookList,
    create_tracker, create_webhook, delivery_detail, delivery_list, find_webhook, remove_tracker,
    remove_webhook, replay_delivery, rotate_webhook_secret, test_webhook, tracker_list, update_tracker,
    update_webhook, webhook_list,
};
pub use documents::{
    create_tracker::CreateTrackerInput, create_webhook::CreateWebhookInput,
    update_tracker::UpdateTrackerInput, update_webhook::UpdateWebhookInput,
};

/// An endpoint of another program.
#[derive(Clone, PartialEq)]
pub struct Webhook {
    pub id: String,
    pub name: String,
    pub url: String,
    pub topics: Vec<WebhookTopic>,
    pub state: WebhookState,
    pub failing_since: Option<DateTime>,
    pub delivered_at: Option<DateTime>,
    pub rotates_until: Option<DateTime>,
    pub created_by: String,
    pub created_at: DateTime,
    pub version: i64,
}

/// One line of the log.
#[derive(Clone, PartialEq)]
pub struct Delivery {
    pub id: String,
    pub event: String,
    pub subject: String,
    pub status: DeliveryStatus,
    pub attempts: i64,
    pub next_at: Option<DateTime>,
    pub created_at: DateTime,
    /// What the last attempt was answered.
    pub code: Option<i64>,
    /// The cursor that it comes after: by it the whole of it is asked for.
    pub after: Option<String>,
}

/// All of one delivery.
#[derive(Clone, PartialEq)]
pub struct Whole {
    pub id: String,
    pub event: String,
    pub subject: String,
    pub status: DeliveryStatus,
    pub attempts: i64,
    pub next_at: Option<DateTime>,
    pub created_at: DateTime,
    pub ended_at: Option<DateTime>,
    pub body: Option<String>,
    /// Newest first.
    pub tries: Vec<Try>,
}

/// One attempt.
#[derive(Clone, PartialEq)]
pub struct Try {
    pub at: DateTime,
    pub millis: i64,
    pub code: Option<i64>,
    pub error: String,
    pub answer: String,
}

/// A connection to a tracker of issues.
#[derive(Clone, PartialEq)]
pub struct Tracker {
    pub id: String,
    pub name: String,
    pub provider: TrackerProvider,
    pub base_url: String,
    pub api_url: String,
    pub has_token: bool,
    pub is_enabled: bool,
    pub hook_url: String,
    pub heard_at: Option<DateTime>,
    pub version: i64,
}

fn map_webhook(n: Node<'_>) -> Webhook {
    Webhook {
        id: n.text("id"),
        name: n.text("name"),
        url: n.text("url"),
        topics: n.words("topics", WebhookTopic::parse),
        state: n.word("state", WebhookState::parse, WebhookState::Off),
        failing_since: n.maybe_at("failingSince"),
        delivered_at: n.maybe_at("deliveredAt"),
        rotates_until: n.maybe_at("rotatesUntil"),
        created_by: n.get("createdBy").text("name"),
        created_at: n.at("createdAt"),
        version: n.number("version"),
    }
}

fn map_tracker(n: Node<'_>) -> Tracker {
    Tracker {
        id: n.text("id"),
        name: n.text("name"),
        provider: n.word("provider", TrackerProvider::parse, TrackerProvider::Github),
        base_url: n.text("baseUrl"),
        api_url: n.text("apiUrl"),
        has_token: n.flag("hasToken"),
        is_enabled: n.flag("isEnabled"),
        hook_url: n.text("hookUrl"),
        heard_at: n.maybe_at("heardAt"),
        version: n.number("version"),
    }
}

fn status(n: Node<'_>) -> DeliveryStatus {
    n.word("status", DeliveryStatus::parse, DeliveryStatus::Pending)
}

fn map_edge(edge: Node<'_>) -> (String, Delivery) {
    let n = edge.get("node");
    let tries = n.list("lastAttempts", |one| (one.at("at"), one.maybe_number("statusCode")));
    let delivery = Delivery {
        id: n.text("id"),
        event: n.text("event"),
        subject: n.text("subject"),
        status: status(n),
        attempts: n.number("attempts"),
        next_at: n.maybe_at("nextAttemptAt"),
        created_at: n.at("createdAt"),
        code: tries.into_iter().max_by_key(|(at, _)| at.0).and_then(|(_, code)| code),
        after: None,
    };
    (edge.text("cursor"), delivery)
}

fn map_whole(n: Node<'_>) -> Whole {
    let mut tries = n.list("lastAttempts", |one| Try {
        at: one.at("at"),
        millis: one.number("millis"),
        code: one.maybe_number("statusCode"),
        error: one.text("error"),
        answer: one.text("answer"),
    });
    tries.sort_by_key(|one| -one.at.0);
    Whole {
        id: n.text("id"),
        event: n.text("event"),
        subject: n.text("subject"),
        status: status(n),
        attempts: n.number("attempts"),
        next_at: n.maybe_at("nextAttemptAt"),
        created_at: n.at("createdAt"),
        ended_at: n.maybe_at("endedAt"),
        body: n.maybe_text("body"),
        tries,
    }
}

pub async fn webhooks() -> Result<Vec<Webhook>, ApiError> {
    let data = ask::<WebhookList>(webhook_list::Variables {}).await?;
    read(&data, "webhooks", |all| all.items(map_webhook))
}

pub async fn webhook(id: String) -> Result<Webhook, ApiError> {
    let data = ask::<FindWebhook>(find_webhook::Variables { id }).await?;
    read(&data, "webhook", map_webhook)
}

/// One page of the log, newest first; of one state, if one is chosen.
pub async fn deliveries(
    webhook: String,
    status: Option<DeliveryStatus>,
    after: Option<String>,
) -> Result<Page<Delivery>, ApiError> {
    let status = status.map(|one| vec![one]);
    let variables = delivery_list::Variables { id: webhook, first: 25, after: after.clone(), status };
    let data = ask::<DeliveryList>(variables).await?;
    let (edges, next) =
        read(&data["webhook"], "deliveries", |page| (page.list("edges", map_edge), page.next()))?;
    let mut before = after;
    let rows = edges.into_iter().map(|(cursor, row)| {
        let after = before.replace(cursor);
        Delivery { after, ..row }
    });
    Ok(Page { rows: rows.collect(), next })
}

/// All of one delivery of the log; a few newer ones may have come before it.
pub async fn whole(
    webhook: String,
    status: Option<DeliveryStatus>,
    row: Delivery,
) -> Result<Whole, ApiError> {
    let status = status.map(|one| vec![one]);
    let variables = delivery_detail::Variables { id: webhook, first: 5, after: row.after, status };
    let data = ask::<DeliveryDetail>(variables).await?;
    let found = read(&data["webhook"], "deliveries", |page| page.list("nodes", map_whole))?;
    found.into_iter().find(|one| one.id == row.id).ok_or_else(|| ApiError {
        code: "NOT_FOUND".into(),
        message: "The log has moved on. Close this and read it again.".into(),
        ..ApiError::default()
    })
}

/// Makes one; answers the secret that is shown once.
pub async fn create_webhook(input: CreateWebhookInput) -> Result<Option<String>, ApiError> {
    let data = ask::<CreateWebhook>(create_webhook::Variables { input }).await?;
    read(&data, "createWebhook", |made| made.maybe_text("secret"))
}

pub fn update_webhook(input: UpdateWebhookInput) -> Done {
    change::<UpdateWebhook>(update_webhook::Variables { input })
}

/// Switches one on or off.
pub fn switch_webhook(webhook: &Webhook, is_active: bool) -> Done {
    update_webhook(UpdateWebhookInput {
        id: webhook.id.clone(),
        version: webhook.version,
        name: None,
        url: None,
        topics: None,
        is_active: Some(is_active),
    })
}

/// Gives it a new secret, which is answered this once.
pub async fn rotate_secret(id: String) -> Result<Option<String>, ApiError> {
    let data = ask::<RotateWebhookSecret>(rotate_webhook_secret::Variables { id }).await?;
    read(&data, "rotateWebhookSecret", |made| made.maybe_text("secret"))
}

pub fn remove_webhook(id: String) -> Done {
    change::<RemoveWebhook>(remove_webhook::Variables { id })
}

pub fn test_webhook(id: String) -> Done {
    change::<TestWebhook>(test_webhook::Variables { id })
}

pub fn replay(id: String) -> Done {
    change::<ReplayDelivery>(replay_delivery::Variables { id })
}

pub async fn trackers() -> Result<Vec<Tracker>, ApiError> {
    let data = ask::<TrackerList>(tracker_list::Variables {}).await?;
    read(&data, "trackers", |all| all.items(map_tracker))
}

/// Makes one; answers the address that the tracker calls, and the secret that is shown once.
pub async fn create_tracker(input: CreateTrackerInput) -> Result<(String, Option<String>), ApiError> {
    let data = ask::<CreateTracker>(create_tracker::Variables { input }).await?;
    read(&data, "createTracker", |made| (made.get("tracker").text("hookUrl"), made.maybe_text("secret")))
}

pub fn update_tracker(input: UpdateTrackerInput) -> Done {
    change::<UpdateTracker>(update_tracker::Variables { input })
}

pub fn remove_tracker(id: String) -> Done {
    change::<RemoveTracker>(remove_tracker::Variables { id })
}
