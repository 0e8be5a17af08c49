//! What is being done about the second outage: one item overdue, one due within days, one waiting for its check, an idea without a
//! clock, so that there is something to do on the first morning.

use app::{App, Result};
use chrono::Duration;
use domain::id::{CauseId, ProblemId};
use domain::rca::Lens::{Process, Technical};
use domain::repair::RepairItemStatus::{Done, InProgress};
use domain::repair::RepairPurpose::{Detect, Investigate, Mitigate, Prevent};
use domain::repair::RepairStrength::{Intermediate, Strong};
use domain::repair::RepairTarget;
use domain::time::Instant;

use super::cast::Cast;
use super::workshop::{Job, Workshop};
use crate::system::SteppingClock;

/// The candidates that something is done about already.
pub struct Candidates {
    /// Scaling out begins late.
    pub threshold: CauseId,
    /// A new node needs minutes.
    pub start: CauseId,
    /// The load balancer sends requests too early.
    pub balancer: CauseId,
    /// Nobody tries it under load.
    pub trial: CauseId,
}

/// Tells the work from the Tuesday after the outage up to `now`.
pub async fn tell(
    app: &App,
    clock: &SteppingClock,
    (monday, now): (Instant, Instant),
    cast: &Cast,
    problem: ProblemId,
    candidates: &Candidates,
) -> Result<()> {
    let tuesday = monday + Duration::days(1) + Duration::hours(9);
    let mut workshop = Workshop::new(app, clock, (tuesday, &cast.oliver.actor), problem);
    let title = "Keep the log of the load balancer for 30 days";
    let log = Job::preventive(RepairTarget::System, Technical, title, &[candidates.balancer])
        .about("Without it nobody can tell whether requests went to nodes that were not ready.")
        .holds(Intermediate, Detect)
        .by(cast.oliver.id, cast.operations, "A request of 29 days ago can be found.")
        .proven("Days that the log reaches back", "1", "30", now + Duration::days(28))
        .wanted(now - Duration::days(3));
    let log = workshop.commit(log).await?;
    let title = "Lower the threshold for scaling out to 70 % in every service";
    let threshold = Job::preventive(RepairTarget::System, Technical, title, &[candidates.threshold])
        .holds(Intermediate, Mitigate)
        .by(cast.oliver.id, cast.operations, "The rule of every service says 70 %.")
        .wanted(now + Duration::days(2));
    let threshold = workshop.commit(threshold).await?;
    workshop.step(threshold, InProgress, Some("Website is done; two services are left.")).await?;
    workshop.moment(tuesday + Duration::hours(2), &cast.dave.actor);
    let title = "Warm a new node up before it takes requests";
    let warm = Job::preventive(RepairTarget::Design, Technical, title, &[candidates.start])
        .holds(Strong, Prevent)
        .by(cast.dave.id, cast.development, "A node answers its first request within 200 ms.")
        .proven("503s while scaling out, in 10 000 requests", "41", "at most 1", now + Duration::days(60));
    workshop.commit(warm).await?;
    let title = "Try scaling under the load of a sale a week before each sale";
    workshop
        .propose(
            Job::preventive(RepairTarget::Process, Process, title, &[candidates.trial])
                .holds(Intermediate, Detect),
        )
        .await?;
    workshop.moment(tuesday + Duration::hours(3), &cast.taylor.actor);
    let title = "Measure within a week how long a node takes to answer, by release";
    let start = Job::preventive(RepairTarget::System, Technical, title, &[candidates.start])
        .holds(Intermediate, Investigate)
        .by(cast.taylor.id, cast.development, "A graph of start times of the last ten releases.")
        .wanted(now + Duration::days(1));
    let start = workshop.commit(start).await?;
    let title = "Write the threshold and its reason into both runbooks";
    let runbooks = Job::preventive(RepairTarget::Process, Process, title, &[candidates.threshold])
        .holds(Intermediate, Mitigate)
        .by(cast.taylor.id, cast.development, "Both runbooks name the threshold and why it is there.")
        .proven("Runbooks that name the threshold, of 2", "0", "2", now - Duration::hours(2));
    let runbooks = workshop.commit(runbooks).await?;
    workshop.moment(now - Duration::days(5), &cast.taylor.actor);
    workshop.step(runbooks, Done, Some("Reviewed by operations.")).await?;
    workshop.step(start, InProgress, None).await?;
    workshop.moment(now - Duration::days(4), &cast.oliver.actor);
    workshop.step(log, InProgress, Some("The storage for it was ordered and has not come yet.")).await
}
