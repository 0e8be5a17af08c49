//! The first outage of the talk: a flash sale, a customer who noticed first, two causes, and no
//! update that anybody had promised.

use app::Result;
use app::incident::command::DeclareIncident;
use domain::id::IncidentId;
use domain::incident::ActionResult::{NoEffect, Worked};
use domain::incident::TimelineEntryKind::{Action, Communication, Decision, Milestone, Note};
use domain::incident::{DetectionSource, ImpactLevel, IncidentStatus, InstantName, ResponderRole, Severity};

use super::cast::{Cast, Services};
use super::story::{Entry, Story};

/// Tells the outage, from the team on the bridge at 09:55 to normal at 15:25.
pub async fn tell(story: &mut Story<'_>, cast: &Cast, services: &Services) -> Result<IncidentId> {
    let id = declare(story, cast, services).await?;
    morning(story, cast).await?;
    database(story, cast).await?;
    again(story, cast, services).await?;
    Ok(id)
}

async fn declare(story: &mut Story<'_>, cast: &Cast, services: &Services) -> Result<IncidentId> {
    story.moment("09:55", &cast.meena.actor);
    let id = story
        .declare(DeclareIncident {
            title: "Website crawls, then answers 503, during a customer's flash sale".to_owned(),
            summary: Some(
                "A customer's one-day sale brings far more traffic than usual. Pages slow down from 08:00 on; \
                 the customer hears of it from social media and tells us.\n\n\
                 Two things gave way, one after the other: **the database** reached its limits because a recent \
                 change fetches large data sets without pagination, and, once the database had been scaled up, \
                 **the app servers** had too few worker nodes."
                    .to_owned(),
            ),
            severity: Severity::Sev1,
            service_ids: vec![services.website, services.database],
            impact_started_at: Some(story.at("08:00")),
            impact_level: Some(ImpactLevel::MajorOutage),
            detected_at: Some(story.at("09:15")),
            detection_source: Some(DetectionSource::Customer),
            lead_id: Some(cast.meena.id),
            tags: vec!["flash-sale".to_owned()],
            is_private: false,
            first_entry: None,
            idempotency_key: None,
        })
        .await?;
    story.role(ResponderRole::Operations, cast.oliver.id).await?;
    story.instant(InstantName::Assembled).await?;
    story.status(IncidentStatus::Investigating, "").await?;
    Ok(id)
}

async fn morning(story: &mut Story<'_>, cast: &Cast) -> Result<()> {
    story.moment("09:58", &cast.meena.actor);
    story
        .entry(
            Entry::of(Milestone).happened("08:00"),
            "The sale begins: the campaign reaches mailboxes and users sign in all at once.",
        )
        .await?;
    story
        .entry(
            Entry::of(Note).happened("08:40").about(),
            "Pages load slower and slower. Users say so on social media.",
        )
        .await?;
    story
        .entry(
            Entry::of(Communication).happened("09:15"),
            "E-mail from the customer to management: her users report a slow website. A test of the site confirms it. \
             No alert had fired.",
        )
        .await?;
    story
        .entry(
            Entry::of(Milestone).happened("09:55"),
            "Team assembled on a bridge, 40 minutes after detection: there was no rota for the day, so everyone was \
             called one by one.",
        )
        .await?;
    story.moment("10:05", &cast.meena.actor);
    story
        .entry(
            Entry::of(Communication).escalation(),
            "The customer calls management repeatedly and is assured that the team is working on it. No update was \
             sent and no time was promised.",
        )
        .await
}

async fn database(story: &mut Story<'_>, cast: &Cast) -> Result<()> {
    story.moment("10:20", &cast.oliver.actor);
    story
        .status(
            IncidentStatus::Identified,
            "The database has reached its limits: queries are throttled, time out and fail. Something in the \
             application causes the load.",
        )
        .await?;
    story
        .entry(
            Entry::of(Note),
            "Development looks for what makes queries slow. Approval to scale up is asked for.",
        )
        .await?;
    story.moment("10:50", &cast.oliver.actor);
    story
        .entry(
            Entry::of(Decision).approval("10:20", "10:50"),
            "Scale the database up, to any level that restores service. Approved by management.",
        )
        .await?;
    story
        .entry(
            Entry::of(Action)
                .result(Worked)
                .links(&[("Database load", "https://dashboards.trips.example/database")]),
            "Database scaled up: throughput units doubled, because nobody could say how much was needed.",
        )
        .await?;
    story.status(IncidentStatus::Mitigated, "").await?;
    story.moment("11:15", &cast.meena.actor);
    story.normal().await?;
    story.status(IncidentStatus::Monitoring, "Database load falls and the website answers as usual.").await?;
    story
        .entry(
            Entry::of(Communication),
            "Management passes the news on to the customer, who wants a full explanation. It is promised.",
        )
        .await?;
    story.moment("13:30", &cast.dave.actor);
    story
        .entry(
            Entry::of(Note),
            "Cause of the database load found: recent code fetches large data sets without pagination. Unnoticeable in \
             normal traffic; under the spike the database reaches its limits. A high-priority work item is open.",
        )
        .await
}

async fn again(story: &mut Story<'_>, cast: &Cast, services: &Services) -> Result<()> {
    story.moment("14:00", &cast.meena.actor);
    story
        .status(
            IncidentStatus::Investigating,
            "Users see 503 \"service unavailable\" now and then: for some minutes, gone, and back.",
        )
        .await?;
    story.services(&[services.website, services.database, services.app_servers]).await?;
    story.impact(ImpactLevel::PartialOutage, &[services.website, services.app_servers]).await?;
    story.moment("14:15", &cast.meena.actor);
    story
        .entry(
            Entry::of(Communication).escalation(),
            "The customer escalates again and is assured again that the team is working on it. No update was sent.",
        )
        .await?;
    story.moment("14:20", &cast.oliver.actor);
    story
        .entry(
            Entry::of(Action).result(NoEffect),
            "Database scaled up a second time, units doubled again. The 503s go on.",
        )
        .await?;
    story
        .entry(
            Entry::of(Note),
            "Development points out that a 503 comes from the servers, not from the code that was changed.",
        )
        .await?;
    story.moment("15:00", &cast.oliver.actor);
    story
        .entry(
            Entry::of(Action).result(Worked),
            "App servers scaled out: worker nodes doubled. After a while no more 503s.",
        )
        .await?;
    story.status(IncidentStatus::Mitigated, "").await?;
    story.moment("15:25", &cast.meena.actor);
    story
        .status(
            IncidentStatus::Resolved,
            "The website answers as usual. Second cause: the app servers' scaling was not set for this much traffic.",
        )
        .await?;
    story
        .entry(
            Entry::of(Communication),
            "Management tells the customer and apologises. An explanation is promised for next week.",
        )
        .await
}
