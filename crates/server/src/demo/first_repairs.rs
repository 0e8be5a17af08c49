//! What is done about the first outage: the hasty remedies of its Monday that are declined with a reason, an action for each root
//! cause, and the talk's five pairs of complaint and outcome. The second outage shows whether they work.

use app::{App, Result};
use chrono::Duration;
use domain::id::{CauseId, ProblemId, RepairItemId};
use domain::problem::ProblemStatus;
use domain::rca::Lens::{Organizational, Process, Technical};
use domain::repair::Effectiveness::{Effective, Partial};
use domain::repair::RepairItemStatus::{Done, InProgress, NotDoing};
use domain::repair::RepairPurpose::{Detect, Mitigate, Prevent, Process as WorkTogether};
use domain::repair::RepairStrength::{Intermediate, Strong, Weak};
use domain::repair::RepairTarget;
use domain::time::Instant;

use super::cast::Cast;
use super::inquiry::Inquiry;
use super::workshop::{Job, Workshop};
use crate::system::SteppingClock;

/// The causes that something is done about.
pub struct Mended {
    /// Root cause: the search reads whole tables.
    pub queries: CauseId,
    /// Root cause: the goals are dates of delivery alone.
    pub speed: CauseId,
    /// Root cause: the number of worker nodes was fixed.
    pub fixed: CauseId,
    /// Root cause: nobody passes on the dates of sales.
    pub dates: CauseId,
    /// Review asks nothing about queries.
    pub focus: CauseId,
    /// No alert.
    pub alerts: CauseId,
    /// Logs in several places.
    pub logs: CauseId,
    /// No rota.
    pub rota: CauseId,
    /// Uptime promised without its cost.
    pub promise: CauseId,
    /// Nobody owned what customers were told.
    pub updates: CauseId,
}

/// What was committed to, until it is measured.
pub struct Underway {
    problem: ProblemId,
    pages: RepairItemId,
    scaling: RepairItemId,
    goals: RepairItemId,
    calendar: RepairItemId,
    review: RepairItemId,
    rota: RepairItemId,
    alerts: RepairItemId,
    health: RepairItemId,
    nines: RepairItemId,
    updates: RepairItemId,
}

/// Monday: what was asked for in haste, kept as ideas.
pub struct Haste {
    approvals: RepairItemId,
    double: RepairItemId,
}

/// The Monday after the outage: two ideas, before anybody looked for causes.
pub async fn haste(
    app: &App,
    clock: &SteppingClock,
    monday: Instant,
    cast: &Cast,
    problem: ProblemId,
) -> Result<Haste> {
    let at = (monday + Duration::hours(11), &cast.taylor.actor);
    let workshop = Workshop::new(app, clock, at, problem);
    let approvals = workshop
        .propose(
            Job::preventive(RepairTarget::Process, Process, "Require more approvals for code check-ins", &[])
                .holds(Weak, Prevent)
                .about("Asked for on the Monday after the outage: a change from Thursday had set it off."),
        )
        .await?;
    let double = workshop
        .propose(
            Job::preventive(
                RepairTarget::System,
                Technical,
                "Provision double the estimated resources at all times",
                &[],
            )
            .holds(Intermediate, Mitigate)
            .about("Asked for on the Monday after the outage: scaling up had helped twice."),
        )
        .await?;
    Ok(Haste { approvals, double })
}

/// Thursday: root causes are confirmed, clocks start, ideas made in haste are declined, and the work is done within four weeks.
pub async fn commit(
    inquiry: &mut Inquiry<'_>,
    monday: Instant,
    cast: &Cast,
    mended: &Mended,
    haste: &Haste,
    check: Instant,
) -> Result<Underway> {
    let at = |day: i64, hour: i64| monday + Duration::days(day) + Duration::hours(hour);
    let mut workshop = inquiry.workshop((at(3, 11), &cast.taylor.actor));
    decline(&workshop, haste).await?;
    let [pages, scaling, goals, calendar] = corrective(&workshop, cast, mended, check).await?;
    let [rota, alerts, health, nines, updates] = pairs(&workshop, cast, mended, check).await?;
    let review = workshop
        .commit(
            Job::preventive(
                RepairTarget::Process,
                Process,
                "Add a check of query plans to review",
                &[mended.focus],
            )
            .holds(Strong, Prevent)
            .by(cast.dave.id, cast.development, "A merge that scans a large table is stopped by the build.")
            .proven("Merges that scan a large table, a month", "6", "at most 1", check),
        )
        .await?;
    inquiry.moment(at(3, 12), &cast.taylor.actor);
    inquiry.status(ProblemStatus::FixInProgress).await?;
    let work = [
        (pages, 4, 8, &cast.dave),
        (scaling, 4, 9, &cast.oliver),
        (calendar, 5, 8, &cast.meena),
        (goals, 6, 11, &cast.taylor),
        (alerts, 7, 14, &cast.oliver),
        (rota, 7, 15, &cast.meena),
        (updates, 7, 15, &cast.meena),
        (review, 9, 17, &cast.dave),
        (health, 10, 21, &cast.oliver),
        (nines, 12, 22, &cast.meena),
    ];
    for (item, begun, done, member) in work {
        workshop.moment(at(begun, 9), &member.actor);
        workshop.step(item, InProgress, None).await?;
        workshop.moment(at(done, 16), &member.actor);
        workshop.step(item, Done, None).await?;
    }
    inquiry.moment(at(23, 10), &cast.taylor.actor);
    inquiry.status(ProblemStatus::Measuring).await?;
    let problem = inquiry.problem();
    Ok(Underway { problem, pages, scaling, goals, calendar, review, rota, alerts, health, nines, updates })
}

/// The decision not to act is a record with its reason (`ACT-11`).
async fn decline(workshop: &Workshop<'_>, haste: &Haste) -> Result<()> {
    workshop
        .step(
            haste.approvals,
            NotDoing,
            Some(
                "Thursday's change had been reviewed and approved. A further approval reads the same page, which does not show \
                 what a query costs under load, and slows down every change. A check of query plans does show it.",
            ),
        )
        .await?;
    workshop
        .step(
            haste.double,
            NotDoing,
            Some(
                "It costs twice as much on every day for four sales a year, and a sale brings nine times the usual sign-ins, \
                 not twice. Scaling with the load and knowing the dates of sales acts on the cause.",
            ),
        )
        .await
}

/// An action for each root cause, due in ten days.
async fn corrective(
    workshop: &Workshop<'_>,
    cast: &Cast,
    mended: &Mended,
    check: Instant,
) -> Result<[RepairItemId; 4]> {
    let pages = Job::corrective(Technical, "Paginate the search query", &[mended.queries])
        .holds(Strong, Prevent)
        .by(cast.dave.id, cast.development, "No search request reads more than 200 rows.")
        .proven("Slowest 5 % of searches at nine times the usual load, ms", "10 400", "at most 800", check);
    let pages = workshop.commit(pages).await?;
    workshop.issue(pages, "https://github.com/trips-example/website/issues/482").await?;
    let scaling = Job::corrective(
        Technical,
        "Add a rule that scales the app servers out with the load",
        &[mended.fixed],
    )
    .holds(Strong, Mitigate)
    .by(cast.oliver.id, cast.operations, "A load test adds a node by itself when CPU passes 90 %.")
    .proven("Minutes with 503 during a sale", "85", "at most 5", check);
    let scaling = workshop.commit(scaling).await?;
    let goals = Job::corrective(
        Organizational,
        "Set a goal for answer times beside each date of delivery",
        &[mended.speed],
    )
    .holds(Strong, Prevent)
    .by(cast.taylor.id, cast.development, "The plan of the quarter lists both for each team.")
    .proven("Teams with a goal for answer times, of 2", "0", "2", check);
    let goals = workshop.commit(goals).await?;
    let calendar = Job::corrective(
        Organizational,
        "Give operations the calendar of customers' campaigns",
        &[mended.dates],
    )
    .holds(Intermediate, Prevent)
    .by(cast.meena.id, cast.operations, "Operations reads the calendar and has confirmed the next sale.")
    .proven("Sales that operations knows a week ahead, of those announced", "none", "all", check);
    Ok([pages, scaling, goals, workshop.commit(calendar).await?])
}

/// The talk's five pairs of complaint and outcome, in its order.
async fn pairs(
    workshop: &Workshop<'_>,
    cast: &Cast,
    mended: &Mended,
    check: Instant,
) -> Result<[RepairItemId; 5]> {
    let rota = Job::preventive(
        RepairTarget::Process,
        Organizational,
        "Set up a rota of people on call, with a manager on it",
        &[mended.rota],
    )
    .about("Complaint: the tech team was slow to respond.")
    .holds(Intermediate, Mitigate)
    .by(cast.meena.id, cast.operations, "The rota has no gap for the next 30 days.")
    .proven("Minutes from detection to a team at work", "40", "at most 10", check);
    let rota = workshop.commit(rota).await?;
    let alerts = Job::preventive(
        RepairTarget::System,
        Technical,
        "Alert on errors and answer times of the website",
        &[mended.alerts],
    )
    .about("Complaint: a customer, who had it from social media, told the staff.")
    .holds(Intermediate, Detect)
    .by(cast.oliver.id, cast.operations, "An alert fires within five minutes in the monthly drill.")
    .proven("Minutes from the first effect to its detection", "75", "at most 5", check);
    let alerts = workshop.commit(alerts).await?;
    let health = Job::preventive(
        RepairTarget::System,
        Process,
        "Show the health of every service and the way to its logs on one page",
        &[mended.logs],
    )
    .about("Complaint: the tech team digs through logs from several sources.")
    .holds(Intermediate, Mitigate)
    .by(cast.oliver.id, cast.operations, "All services link logs, dashboard and runbook.")
    .proven("Minutes from detection to the graph that shows the cause", "65", "at most 45", check);
    let health = workshop.commit(health).await?;
    let nines = Job::preventive(
        RepairTarget::Process,
        Organizational,
        "Agree on uptime with customers by what each nine costs and saves",
        &[mended.promise],
    )
    .about("Complaint: expectations on uptime were unrealistic.")
    .holds(Intermediate, Prevent)
    .by(cast.meena.id, cast.development, "The table of nines with costs is signed by sales and product.")
    .proven("Large customers with an agreed uptime, of 3", "0", "3", check);
    let nines = workshop.commit(nines).await?;
    let updates = Job::preventive(
        RepairTarget::Process,
        Process,
        "Assign a manager on call who sends updates with the next time or an ETA",
        &[mended.updates],
    )
    .about("Complaint: updates were infrequent and not meaningful.")
    .holds(Strong, WorkTogether)
    .by(cast.meena.id, cast.operations, "Each day of the rota names the manager who writes to customers.")
    .proven("Minutes from detection to the first update", "none came", "at most 15", check);
    Ok([rota, alerts, health, nines, workshop.commit(updates).await?])
}

/// The Monday after the second outage: what it showed.
pub async fn measure(
    app: &App,
    clock: &SteppingClock,
    monday: Instant,
    cast: &Cast,
    underway: &Underway,
) -> Result<()> {
    let mut workshop =
        Workshop::new(app, clock, (monday + Duration::hours(14), &cast.taylor.actor), underway.problem);
    for (item, observed, note) in [
        (underway.pages, "610", "The search answered during the whole sale."),
        (underway.goals, "2", "Both stand in the plan of the quarter."),
        (underway.calendar, "all", "Two of two; this one was known for three weeks."),
        (underway.review, "1", "It was stopped by the build and changed."),
        (underway.rota, "0", "Manager and operations were on call when it began."),
        (underway.alerts, "5", "08:30 to 08:35, by an alert."),
        (underway.health, "45", "08:35 to 09:20, on the dashboard."),
        (underway.nines, "3", "The last one was signed on Thursday."),
        (underway.updates, "10", "08:35 to 08:45, to the customer and inside at once."),
    ] {
        workshop.measure(item, Effective, observed, note).await?;
    }
    workshop.moment(monday + Duration::hours(15), &cast.taylor.actor);
    workshop
        .measure(
            underway.scaling,
            Partial,
            "50",
            "The servers scaled by themselves; while they did, users saw errors. Why is the next problem.",
        )
        .await
}
