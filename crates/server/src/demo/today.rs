//! A small incident that is open now, with a promise that is late: it keeps the first screen alive.

use app::incident::command::DeclareIncident;
use app::portal::ScheduleMaintenance;
use app::{App, Result};
use chrono::Duration;
use domain::comms::Audience::{External, Internal};
use domain::incident::TimelineEntryKind::{Action, Note};
use domain::incident::{ActionResult, DetectionSource, ImpactLevel, IncidentStatus, ResponderRole, Severity};
use domain::time::Instant;

use super::cast::{Cast, Services};
use super::story::{Entry, Story};

/// Tells what happened in the last two hours before `now`.
pub async fn tell(story: &mut Story<'_>, cast: &Cast, services: &Services, now: Instant) -> Result<()> {
    let ago = |minutes: i64| now - Duration::minutes(minutes);
    story.moment_at(ago(105), &cast.dave.actor);
    story
        .declare(DeclareIncident {
            title: "Booking confirmations arrive late".to_owned(),
            summary: Some("Bookings work; the e-mail that confirms them takes up to an hour.".to_owned()),
            severity: Severity::Sev3,
            service_ids: vec![services.mail],
            impact_started_at: Some(ago(130)),
            impact_level: Some(ImpactLevel::DegradedPerformance),
            detected_at: Some(ago(110)),
            detection_source: Some(DetectionSource::Internal),
            lead_id: Some(cast.dave.id),
            tags: vec!["mail".to_owned()],
            is_private: false,
            first_entry: None,
            idempotency_key: None,
        })
        .await?;
    story.status(IncidentStatus::Investigating, "").await?;
    story.moment_at(ago(95), &cast.meena.actor);
    story.role(ResponderRole::CommunicationsLead, cast.meena.id).await?;
    story.public_title("Booking confirmations arrive late").await?;
    story
        .update(
            External,
            "Confirmations of bookings arrive late. Bookings themselves are safe. More within the hour.",
            Some(60),
        )
        .await?;
    story.moment_at(ago(70), &cast.dave.actor);
    story
        .status(
            IncidentStatus::Identified,
            "The mail queue grows since this morning; one of two senders has stopped.",
        )
        .await?;
    story.moment_at(ago(40), &cast.dave.actor);
    story
        .entry(
            Entry::of(Action).result(ActionResult::Worked),
            "Second sender restarted. The queue shrinks by 200 messages a minute.",
        )
        .await?;
    story.moment_at(ago(25), &cast.meena.actor);
    story
        .update(
            Internal,
            "Second sender is back. The queue should be empty within the hour; we keep watching it.",
            Some(60),
        )
        .await?;
    story.moment_at(ago(12), &cast.dave.actor);
    story.entry(Entry::of(Note), "4,100 messages left in the queue.").await
}

/// Announces work on the night after next.
pub async fn announce(app: &App, cast: &Cast, services: &Services, now: Instant) -> Result<()> {
    let night =
        (now + Duration::days(2)).date_naive().and_hms_opt(2, 0, 0).map_or(now, |night| night.and_utc());
    let work = ScheduleMaintenance {
        title: "Larger machines for the website".to_owned(),
        body: "We move the website to larger machines. Searching and booking may be slow for a few minutes."
            .to_owned(),
        service_ids: vec![services.website],
        starts_at: night,
        ends_at: night + Duration::hours(2),
        idempotency_key: None,
    };
    app.schedule_maintenance(&cast.oliver.actor, work).await?;
    Ok(())
}
