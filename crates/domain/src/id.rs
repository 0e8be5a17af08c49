//! Typed identifiers: a UUIDv7 inside, a TypeID (`inc_01h…`) outside.
//!
//! It must not make identifiers: fresh UUIDs are handed in by whoever owns time and randomness.

use std::fmt;
use std::str::FromStr;

use typeid_suffix::prelude::TypeIdSuffix;
use uuid::Uuid;

/// Why a text is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text has another prefix than the kind that was asked for.
    #[error("this is not a {expected} id")]
    WrongKind {
        /// The prefix that was expected, such as `inc`.
        expected: &'static str,
    },
    /// The text is not a TypeID at all.
    #[error("this is not a well-formed id")]
    Malformed,
}

fn parse_suffix(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let (kind, suffix) = text.rsplit_once('_').ok_or(IdError::Malformed)?;
    let suffix = TypeIdSuffix::from_str(suffix).map_err(|_| IdError::Malformed)?;
    if kind == prefix { Ok(suffix.to_uuid()) } else { Err(IdError::WrongKind { expected: prefix }) }
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Uuid);

            impl $name {
                /// The TypeID prefix of this kind.
                pub const PREFIX: &'static str = $prefix;

                /// Wraps a UUID; the caller vouches that it names a record of this kind.
                pub const fn new(uuid: Uuid) -> Self { Self(uuid) }

                /// The UUID inside.
                pub const fn uuid(self) -> Uuid { self.0 }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, concat!($prefix, "_{}"), TypeIdSuffix::from(self.0))
                }
            }

            impl FromStr for $name {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    parse_suffix($prefix, text).map(Self)
                }
            }
        )+

        /// An identifier of any kind, as `node(id:)` takes it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AnyId { $(
            #[doc = concat!("An id with the prefix `", $prefix, "`.")]
            $name($name)
        ),+ }

        impl FromStr for AnyId {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let (kind, _) = text.rsplit_once('_').ok_or(IdError::Malformed)?;
                match kind {
                    $($prefix => $name::from_str(text).map(Self::$name),)+
                    _ => Err(IdError::Malformed),
                }
            }
        }
    };
}

ids! {
    /// A person who can sign in.
    UserId = "usr",
    /// A team that owns services.
    TeamId = "team",
    /// A sign-in of a person on one device; the family of its refresh tokens.
    SessionId = "ses",
    /// A key of another program.
    ApiKeyId = "key",
    /// A service that can be affected.
    ServiceId = "svc",
    /// An incident.
    IncidentId = "inc",
    /// A span of impact within an incident.
    ImpactWindowId = "imp",
    /// One person holding one role in one incident for a while.
    ResponderId = "rsp",
    /// A relation between two incidents.
    IncidentLinkId = "lnk",
    /// An entry of an incident's timeline.
    TimelineEntryId = "tle",
    /// A message to an audience.
    StatusUpdateId = "upd",
    /// Something that was promised to an audience.
    PromiseId = "prm",
    /// A status update in the making.
    UpdateDraftId = "dft",
    /// How far an impact reached, as somebody estimated it.
    ImpactEstimateId = "est",
    /// A problem.
    ProblemId = "prb",
    /// A root cause analysis.
    RcaId = "rca",
    /// A cause in a root cause analysis.
    CauseId = "cau",
    /// Causes that together, or each by itself, explain one effect.
    CauseGroupId = "grp",
    /// A piece of evidence.
    EvidenceId = "evd",
    /// A row of a barrier analysis.
    BarrierId = "bar",
    /// A row of a change analysis.
    DifferenceId = "dif",
    /// A repair item.
    RepairItemId = "rep",
    /// A note on a repair item, or a step in its life.
    RepairNoteId = "rnt",
    /// Something that a person is told.
    NotificationId = "ntf",
    /// A secret address of somebody's due dates.
    CalendarFeedId = "cal",
    /// An endpoint that is told of events.
    WebhookId = "whk",
    /// Something on its way out.
    DeliveryId = "dlv",
    /// A connection to a tracker of issues.
    TrackerId = "trk",
    /// Announced work on services.
    MaintenanceId = "mnt",
    /// A message about announced work.
    MaintenanceUpdateId = "mnu",
    /// A customer organisation.
    CustomerId = "cus",
    /// Somebody outside who is told of published updates.
    SubscriberId = "sub",
    /// A published version of an analysis.
    PublicationId = "pbl",
    /// A customer's question about a published analysis.
    RcaQuestionId = "qst",
    /// An event of the outbox.
    EventId = "evt",
    /// A row of the audit log.
    AuditId = "aud",
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: Uuid = Uuid::from_u128(0x0189_4d3c_7e5f_7b2a_9c4d_1122_3344_5566);

    #[test]
    fn an_id_survives_its_text() {
        let id = IncidentId::new(UUID);
        assert!(id.to_string().starts_with("inc_"));
        assert_eq!(id.to_string().parse::<IncidentId>(), Ok(id));
        assert_eq!(id.to_string().parse::<AnyId>(), Ok(AnyId::IncidentId(id)));
    }

    #[test]
    fn another_kind_is_named_and_noise_is_refused() {
        let service = ServiceId::new(UUID).to_string();
        assert_eq!(service.parse::<IncidentId>(), Err(IdError::WrongKind { expected: "inc" }));
        for noise in [
            "",
            "_",
            "inc",
            "inc_",
            "inc_zzz",
            "inc_!!!!!!!!!!!!!!!!!!!!!!!!!!",
            "x_00000000000000000000000000",
        ] {
            assert!(noise.parse::<AnyId>().is_err(), "{noise}");
        }
    }
}
