//! The small records that incidents are made of.

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::identity::Principal;
use domain::incident as d;

use super::Incident;
use super::enums::{
    Audience, ImpactLevel, IncidentLinkKind, InstantName, InstantSource, Precision, ResponderRole,
};
use crate::catalog::types::Service;
use crate::context;
use crate::error::IntoApi;
use crate::identity::enums::AuthorKind;
use crate::identity::types::User;

/// A named instant (`CLK-02`): when, known from where, and how exactly.
#[derive(Clone, Debug, SimpleObject)]
pub struct NamedInstant {
    /// Which instant.
    pub name: InstantName,
    /// When.
    pub at: DateTime<Utc>,
    /// From where it is known.
    pub source: InstantSource,
    /// How exact it is.
    pub precision: Precision,
}

impl From<&d::NamedInstant> for NamedInstant {
    fn from(instant: &d::NamedInstant) -> Self {
        Self {
            name: instant.name.into(),
            at: instant.at,
            source: instant.source.into(),
            precision: instant.precision.into(),
        }
    }
}

/// A span in which services were impaired (`CLK-04`).
#[derive(Clone, Debug)]
pub struct ImpactWindow(pub d::ImpactWindow);

/// A span in which services were impaired (`CLK-04`).
#[Object]
impl ImpactWindow {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When it began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// When it ended; null while it lasts.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }

    /// How much was lost.
    async fn level(&self) -> ImpactLevel {
        self.0.level.into()
    }

    /// Which of the incident's services.
    async fn services(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Service>> {
        services(ctx, &self.0.services).await
    }
}

/// Services by id, by name.
pub async fn services(
    ctx: &Context<'_>,
    ids: &[domain::id::ServiceId],
) -> async_graphql::Result<Vec<Service>> {
    let services = context::app(ctx).directory().named_services(ids).await.api(ctx)?;
    Ok(services.into_iter().map(Service::from).collect())
}

/// Durations in seconds of wall-clock time, derived and never stored. Null where an end is missing
/// or contradicts its start.
#[derive(Clone, Debug, SimpleObject)]
pub struct Durations {
    /// Impact start to detection.
    pub time_to_detect_seconds: Option<i64>,
    /// Detection to acknowledgement.
    pub time_to_acknowledge_seconds: Option<i64>,
    /// Impact start to mitigation.
    pub time_to_mitigate_seconds: Option<i64>,
    /// Impact start to restoration.
    pub time_to_restore_seconds: Option<i64>,
    /// Detection to the first external update.
    pub time_to_first_communication_seconds: Option<i64>,
    /// Start of the first impact window to the end of the last one, or to now.
    pub elapsed_seconds: Option<i64>,
    /// Time within impact windows, overlaps counted once.
    pub degraded_seconds: Option<i64>,
}

impl From<d::Durations> for Durations {
    fn from(durations: d::Durations) -> Self {
        Self {
            time_to_detect_seconds: durations.time_to_detect,
            time_to_acknowledge_seconds: durations.time_to_acknowledge,
            time_to_mitigate_seconds: durations.time_to_mitigate,
            time_to_restore_seconds: durations.time_to_restore,
            time_to_first_communication_seconds: durations.time_to_first_communication,
            elapsed_seconds: durations.elapsed,
            degraded_seconds: durations.degraded,
        }
    }
}

/// One person holding one role for a while.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Responder {
    /// The role.
    pub role: ResponderRole,
    /// From when.
    pub since: DateTime<Utc>,
    /// Until when; null while it lasts.
    pub until: Option<DateTime<Utc>>,
    #[graphql(skip)]
    user: domain::id::UserId,
}

#[ComplexObject]
impl Responder {
    /// The holder.
    async fn user(&self, ctx: &Context<'_>) -> async_graphql::Result<User> {
        user(ctx, self.user).await
    }
}

impl From<&d::Responder> for Responder {
    fn from(responder: &d::Responder) -> Self {
        Self {
            role: responder.role.into(),
            since: responder.since,
            until: responder.until,
            user: responder.user,
        }
    }
}

/// A person whom a record names; records never outlive the people they name.
pub async fn user(ctx: &Context<'_>, id: domain::id::UserId) -> async_graphql::Result<User> {
    let known = context::app(ctx).directory().named_user(id).await.api(ctx)?;
    known.map(User::from).ok_or_else(|| {
        crate::error::convert(ctx, app::Error::internal(format!("no user {id} in the directory")))
    })
}

/// A promised update that has not come yet (`COM-02`).
#[derive(Clone, Debug, SimpleObject)]
pub struct UpdatePromise {
    /// To whom it was promised.
    pub audience: Audience,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Whether that has passed.
    pub is_late: bool,
}

/// Evidence: a link with a label.
#[derive(Clone, Debug, SimpleObject)]
pub struct Link {
    /// What it shows.
    pub label: String,
    /// Where it is.
    pub url: String,
}

/// Who wrote a record: a person, another program, or Coalmine itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct Author {
    /// Id of the person or the API key; null for Coalmine itself.
    pub id: Option<ID>,
    /// What kind of author.
    pub kind: AuthorKind,
    /// How the author is shown.
    pub name: String,
}

impl Author {
    /// The author of a record, by the directory.
    pub async fn of(ctx: &Context<'_>, principal: Principal) -> async_graphql::Result<Self> {
        let directory = context::app(ctx).directory();
        let (id, name) = match principal {
            Principal::User(id) => {
                let user = directory.named_user(id).await.api(ctx)?;
                (Some(id.to_string()), user.map(|user| user.name.to_string()))
            }
            Principal::ApiKey(id) => {
                let key = directory.named_key(id).await.api(ctx)?;
                (Some(id.to_string()), key.map(|key| key.name.to_string()))
            }
            Principal::System(_) => (None, Some("Coalmine".to_owned())),
        };
        Ok(Self {
            id: id.map(ID::from),
            kind: principal.kind().into(),
            name: name.unwrap_or_else(|| "Unknown".to_owned()),
        })
    }
}

/// A relation to another incident (`VOC-06`), as seen from one of its ends.
#[derive(Clone)]
pub struct IncidentLink {
    pub(crate) link: d::IncidentLink,
    pub(crate) is_outgoing: bool,
    pub(crate) other: Incident,
}

/// A relation to another incident (`VOC-06`), as seen from one of its ends.
#[Object]
impl IncidentLink {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.link.id.to_string().into()
    }

    /// What the relation says.
    async fn kind(&self) -> IncidentLinkKind {
        self.link.kind.into()
    }

    /// Whether it leads from this incident to the other one.
    async fn is_outgoing(&self) -> bool {
        self.is_outgoing
    }

    /// The incident at the other end.
    async fn incident(&self) -> Incident {
        self.other.clone()
    }
}
