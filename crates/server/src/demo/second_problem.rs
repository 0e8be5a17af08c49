//! The problem behind the second outage, in the middle of its analysis: some candidates without a verdict, a statement with a
//! part missing, one wording to think about.

use app::problem::OpenProblem;
use app::{App, Result};
use chrono::Duration;
use domain::id::{IncidentId, ProblemId};
use domain::problem::WorkaroundEffect;
use domain::rca::CauseVerdict::{Unresolved, Validated};
use domain::rca::EvidenceKind::{ConfigChange, Metric};
use domain::rca::Lens::{Process, Technical};
use domain::rca::{GoalKind, RcaMethod};
use domain::time::Instant;

use super::cast::{Cast, Services};
use super::inquiry::{Inquiry, Statement, condition};
use super::second_repairs::{self, Candidates};
use crate::system::SteppingClock;

const STATEMENT: Statement = Statement {
    what: "Users see 503 \"service unavailable\" for some minutes, again and again.",
    place: "Website, while the app servers scale out.",
    time: "08:30 to 09:20 on the Friday of the sale.",
    extent: "",
    scope: "Booking confirmations and the database worked as usual.",
};

/// Tells the analysis so far, from the Monday after the outage; its problem.
pub async fn tell(
    app: &App,
    clock: &SteppingClock,
    (friday, now): (Instant, Instant),
    cast: &Cast,
    services: &Services,
    incident: IncidentId,
) -> Result<ProblemId> {
    let monday = friday + Duration::days(3);
    let problem = OpenProblem {
        title: "Users see errors each time the app servers scale out".to_owned(),
        description: Some(
            "Errors come and go with the number of nodes. Why scaling out hurts is not clear yet.".to_owned(),
        ),
        incident_ids: vec![incident],
        service_ids: vec![services.website, services.app_servers],
        owner_id: Some(cast.oliver.id),
        sponsor_id: Some(cast.victor.id),
        tags: vec!["flash-sale".to_owned(), "scaling".to_owned()],
        idempotency_key: None,
    };
    let began = (monday + Duration::hours(10), &cast.oliver.actor);
    let mut inquiry = Inquiry::open(app, clock, began, incident, problem, RcaMethod::Fishbone).await?;
    let goals = [(GoalKind::Customer, "Users book during a sale: errors for about an hour")];
    inquiry.define(&STATEMENT, &goals).await?;
    inquiry.moment(monday + Duration::hours(11), &cast.oliver.actor);
    let threshold =
        inquiry.candidate(condition("Scaling out begins at 90 % CPU", Technical).on("change")).await?;
    inquiry
        .evidence(
            threshold,
            ConfigChange,
            "Scaling rule on that day",
            None,
            "One node more when CPU passes 90 % for five minutes.",
        )
        .await?;
    let board = Some("https://dashboards.trips.example/app-servers");
    inquiry
        .evidence(
            threshold,
            Metric,
            "CPU and 503s on one axis",
            board,
            "Each burst of 503s begins when CPU reaches 90 %.",
        )
        .await?;
    inquiry.verdict(threshold, Validated, "At 70 % the errors stopped and did not come back.").await?;
    let start = condition("A new node needs minutes until it answers", Technical).on("capacity");
    let start = inquiry.candidate(start).await?;
    let balancer = inquiry
        .candidate(
            condition("The load balancer sends requests to nodes that are not ready", Technical)
                .on("dependencies"),
        )
        .await?;
    inquiry
        .verdict(balancer, Unresolved, "Its log of that day was not kept; to be watched at the next sale.")
        .await?;
    inquiry.moment(monday + Duration::hours(16), &cast.dave.actor);
    inquiry
        .candidate(condition("Clearly the threshold was not set for a sale", Technical).on("change"))
        .await?;
    let trial = inquiry
        .candidate(
            condition("No trial under the load of a sale decides on scaling thresholds", Process)
                .on("process"),
        )
        .await?;
    inquiry.moment(monday + Duration::hours(17), &cast.oliver.actor);
    inquiry
        .workaround(
            "Set the threshold to 70 % and add one node before a sale.",
            WorkaroundEffect::Removes,
            "Seen at the traffic of one sale; costs one node more all day.",
            friday + Duration::hours(9) + Duration::minutes(20),
        )
        .await?;
    let candidates = Candidates { threshold, start, balancer, trial };
    second_repairs::tell(app, clock, (monday, now), cast, inquiry.problem(), &candidates).await?;
    Ok(inquiry.problem())
}
