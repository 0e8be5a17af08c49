//! The second outage of the talk: an alert noticed first, customers heard within ten minutes, and
//! the promised hour was kept.

use app::Result;
use app::incident::command::DeclareIncident;
use domain::comms::Audience::{External, Internal};
use domain::comms::promise::RcaStage;
use domain::id::IncidentId;
use domain::incident::ActionResult::Worked;
use domain::incident::TimelineEntryKind::{Action, Alert, Milestone, Note};
use domain::incident::{DetectionSource, ImpactLevel, IncidentStatus, ResponderRole, Severity};

use super::cast::{Cast, Services};
use super::story::{Entry, Story};

/// Tells the outage, from the alert at 08:35 to the update at 09:45.
pub async fn tell(story: &mut Story<'_>, cast: &Cast, services: &Services) -> Result<IncidentId> {
    story.moment("08:35", &cast.oliver.actor);
    let id = story
        .declare(DeclareIncident {
            title: "Intermittent 503 errors during a customer's flash sale".to_owned(),
            summary: Some(
                "Another sale, another spike. Scaling waited for 90 % CPU, and each time it got there users saw \
                 errors until new nodes were up. An alert told us before the customer noticed."
                    .to_owned(),
            ),
            severity: Severity::Sev2,
            service_ids: vec![services.website, services.app_servers],
            impact_started_at: Some(story.at("08:30")),
            impact_level: Some(ImpactLevel::PartialOutage),
            detected_at: Some(story.at("08:35")),
            detection_source: Some(DetectionSource::Monitoring),
            lead_id: Some(cast.oliver.id),
            tags: vec!["flash-sale".to_owned()],
            is_private: false,
            first_entry: None,
            idempotency_key: None,
        })
        .await?;
    story
        .entry(
            Entry::of(Alert).links(&[("Error rate", "https://dashboards.trips.example/website")]),
            "Automatic alert to everyone on call: the website answers 503.",
        )
        .await?;
    story.entry(Entry::of(Milestone).happened("08:00"), "The sale begins.").await?;
    story
        .entry(Entry::of(Note).happened("08:30").about(), "First users see 503 \"service unavailable\".")
        .await?;
    story.status(IncidentStatus::Investigating, "").await?;
    story.role(ResponderRole::Operations, cast.oliver.id).await?;
    story.role(ResponderRole::CommunicationsLead, cast.meena.id).await?;
    first_word(story, cast).await?;
    fix(story, cast).await?;
    last_word(story, cast).await?;
    Ok(id)
}

async fn first_word(story: &mut Story<'_>, cast: &Cast) -> Result<()> {
    story.moment("08:45", &cast.meena.actor);
    story
        .update(
            Internal,
            "We see errors in the customer-facing part of the website. Operations is looking into it; the manager on \
             call owns communication. Next update in one hour.",
            Some(60),
        )
        .await?;
    story.public_title("Errors on our website").await?;
    story
        .update(
            External,
            "We have noticed errors on our website and are looking into them. You will hear from us again within the \
             hour.",
            Some(60),
        )
        .await
}

async fn fix(story: &mut Story<'_>, cast: &Cast) -> Result<()> {
    story.moment("09:20", &cast.oliver.actor);
    story
        .status(
            IncidentStatus::Identified,
            "The dashboard shows a pattern: scaling starts at 90 % CPU, and each time it gets there the errors come. \
             There are too few nodes when the load arrives.",
        )
        .await?;
    story
        .entry(
            Entry::of(Action).result(Worked),
            "Scaling threshold lowered from 90 % to 70 %. The errors stop.",
        )
        .await?;
    story.entry(Entry::of(Action).result(Worked), "One node added, to be on the safe side.").await?;
    story.status(IncidentStatus::Mitigated, "").await?;
    story.status(IncidentStatus::Monitoring, "").await
}

async fn last_word(story: &mut Story<'_>, cast: &Cast) -> Result<()> {
    story.moment("09:45", &cast.meena.actor);
    story.status(IncidentStatus::Resolved, "No errors since 09:20; the website answers as usual.").await?;
    story
        .update(
            Internal,
            "Resolved. Scaling waited too long: the threshold is 70 % now and one node was added. We meet on Monday \
             to look into why.",
            None,
        )
        .await?;
    story
        .update(
            External,
            "The errors on our website are over. We changed when our servers scale and added capacity. You will \
             receive our root cause analysis within two weeks.",
            None,
        )
        .await?;
    story.promise_rca(RcaStage::Preliminary, 14).await
}
