//! The problem behind the first outage: the talk's five whys, a second chain, and what let it last and escape detection.
//!
//! What is done about it is told in `first_repairs.rs`.

use app::problem::OpenProblem;
use app::{App, Result};
use chrono::Duration;
use domain::id::{CauseId, IncidentId};
use domain::problem::{ProblemStatus, WorkaroundEffect};
use domain::rca::BarrierState::{Absent, Failed, Worked};
use domain::rca::CausePath::{Escape, Occurrence};
use domain::rca::CauseVerdict::{Refuted, Validated};
use domain::rca::EvidenceKind::{CodeChange, ConfigChange, Document, Interview, Log, Metric, Ticket};
use domain::rca::Lens::{Organizational, Process, Technical};
use domain::rca::StopReason::{DesiredState, MoreEffortThanWorth, NewProblem};
use domain::rca::{AnswerKey, GoalKind, RcaMethod};
use domain::time::Instant;

use super::cast::{Cast, Services};
use super::first_repairs::{self, Mended, Underway};
use super::inquiry::{Inquiry, Statement, action, condition};
use crate::system::SteppingClock;

const DATABASE_BOARD: &str = "https://dashboards.trips.example/database";
const SERVERS_BOARD: &str = "https://dashboards.trips.example/app-servers";

const STATEMENT: Statement = Statement {
    what: "Search and booking became slow and their performance kept falling; later users saw 503 \"service unavailable\".",
    place: "Website, for all users of the customer who held the sale.",
    time: "On the Friday of the sale, 08:00 to 11:15 and again 14:00 to 15:25: a period of high demand.",
    extent: "4 h 40 min with impact; every user of the sale in the morning, some requests in the afternoon.",
    scope: "The website, its app servers and its database. Booking confirmations were sent as usual.",
};

const GOALS: [(GoalKind, &str); 2] = [
    (GoalKind::Customer, "Users search and book during a sale: not met for 4 h 40 min"),
    (
        GoalKind::Reputation,
        "Customers hear of a disturbance from us first: they heard of it from social media",
    ),
];

/// The causes that others refer to.
struct Causes {
    /// The chain of the talk, from the first answer to the fifth.
    chain: Vec<CauseId>,
    /// The chain of the afternoon.
    servers: Vec<CauseId>,
}

/// Tells the analysis, from the Monday after the outage.
pub async fn tell(
    app: &App,
    clock: &SteppingClock,
    (friday, next_sale): (Instant, Instant),
    cast: &Cast,
    services: &Services,
    incident: IncidentId,
) -> Result<Underway> {
    let monday = friday + Duration::days(3);
    let at = |day: i64, hour: i64, minute: i64| {
        monday + Duration::days(day) + Duration::hours(hour) + Duration::minutes(minute)
    };
    let problem = OpenProblem {
        title: "Search and booking fail for all users during a flash sale".to_owned(),
        description: Some(
            "Scaling up restored service twice. It did not answer why a sale, which customers announce weeks ahead, brings \
             the website down."
                .to_owned(),
        ),
        incident_ids: vec![incident],
        service_ids: vec![services.website, services.database, services.app_servers],
        owner_id: Some(cast.taylor.id),
        sponsor_id: Some(cast.victor.id),
        tags: vec!["flash-sale".to_owned()],
        idempotency_key: None,
    };
    let began = (at(0, 10, 0), &cast.taylor.actor);
    let mut inquiry = Inquiry::open(app, clock, began, incident, problem, RcaMethod::FiveWhys).await?;
    inquiry.define(&STATEMENT, &GOALS).await?;
    let haste = first_repairs::haste(app, clock, monday, cast, inquiry.problem()).await?;
    inquiry.moment(at(0, 14, 0), &cast.taylor.actor);
    let chain = database_chain(&inquiry).await?;
    let servers = servers_chain(&inquiry, chain[0].1).await?;
    let causes = Causes { chain: chain.into_iter().map(|(cause, _)| cause).collect(), servers };
    let lasting = lasting(&inquiry).await?;
    inquiry.moment(at(1, 11, 0), &cast.taylor.actor);
    evidence(&inquiry, &causes).await?;
    barriers(&inquiry).await?;
    inquiry.moment(at(2, 9, 30), &cast.oliver.actor);
    inquiry.therefore().await?;
    inquiry.moment(at(3, 10, 0), &cast.taylor.actor);
    let mended = mended(&causes, &lasting)?;
    for root in [mended.queries, mended.speed, mended.fixed, mended.dates] {
        inquiry.confirm(root).await?;
    }
    inquiry
        .workaround(
            "Before a sale that a customer has announced:\n\n1. Scale the database up one level the evening before.\n\
             2. Double the worker nodes of the app servers an hour before it begins.\n\
             3. Watch both dashboards for the first hour.",
            WorkaroundEffect::Reduces,
            "Only for sales that we know of, and only up to about twice the traffic of this one.",
            at(3, 8, 0),
        )
        .await?;
    inquiry.status(ProblemStatus::KnownError).await?;
    let check = next_sale + Duration::days(3);
    Box::pin(first_repairs::commit(&mut inquiry, monday, cast, &mended, &haste, check)).await
}

/// What something is done about.
fn mended(causes: &Causes, lasting: &Lasting) -> Result<Mended> {
    let ([_, queries, focus, _, speed], [_, fixed, _, dates]) = (&causes.chain[..], &causes.servers[..])
    else {
        return Err(app::Error::internal("the chains have five and four answers"));
    };
    Ok(Mended {
        queries: *queries,
        speed: *speed,
        fixed: *fixed,
        dates: *dates,
        focus: *focus,
        alerts: lasting.alerts,
        logs: lasting.logs,
        rota: lasting.rota,
        promise: lasting.promise,
        updates: lasting.updates,
    })
}

/// The five whys of the talk; beside each answer the condition that belongs to its question.
async fn database_chain(inquiry: &Inquiry<'_>) -> Result<Vec<(CauseId, CauseId)>> {
    let question = "Why did performance degrade during the period of high demand?";
    let limits =
        condition("Database queries used so many resources that the database reached its limits", Technical);
    let limits = inquiry.cause(None, question, limits.on("capacity")).await?;
    let surge = action("The sale's mail reached all users at 08:00 and they signed in at once", Technical);
    let surge = inquiry.cause(None, question, surge.on("load")).await?;
    inquiry.stop(surge, Some(DesiredState), None).await?;

    let question = "Why were the database queries using so many resources?";
    let queries = "The queries fetched large data sets without pagination and without a fitting index";
    let queries = inquiry.cause(Some(limits), question, condition(queries, Technical).on("code")).await?;
    inquiry.stop(queries, None, Some(Occurrence)).await?;
    let release =
        action("The change that fetches whole tables was released shortly before the sale", Process);
    let release = inquiry.cause(Some(limits), question, release.on("change")).await?;
    inquiry.stop(release, Some(DesiredState), None).await?;

    let question = "Why were the queries not optimized?";
    let focus = "Query performance was not a focus of development; the cost hardly showed in normal traffic";
    let focus = inquiry.cause(Some(queries), question, condition(focus, Process).on("process")).await?;
    let no_test = condition("No test puts the load of a sale on the search", Process).on("process");
    let no_test = inquiry.cause(Some(queries), question, no_test).await?;

    let question = "Why was query performance not a focus of development?";
    let time =
        "No time and no tools were set aside for development to find database bottlenecks before a release";
    let time = inquiry.cause(Some(focus), question, condition(time, Process).on("staffing")).await?;
    inquiry.also_explains(time, no_test, "Why does no test put the load of a sale on the search?").await?;

    let question = "Why were no time and no tools set aside to find bottlenecks?";
    let speed = "The organization was focused on speed of delivery; nothing built performance into the development lifecycle";
    let speed = condition(speed, Organizational).on("organization");
    let speed = inquiry.cause(Some(time), question, speed).await?;
    inquiry.stop(speed, Some(MoreEffortThanWorth), None).await?;
    Ok(vec![(limits, surge), (queries, release), (focus, no_test), (time, time), (speed, speed)])
}

/// What gave way in the afternoon, when scaling up the database had no effect.
async fn servers_chain(inquiry: &Inquiry<'_>, surge: CauseId) -> Result<Vec<CauseId>> {
    let question = "Why did users see 503 from 14:00 on?";
    let exhausted = condition("The worker nodes of the app servers were exhausted", Technical).on("capacity");
    let exhausted = inquiry.cause(None, question, exhausted).await?;
    let network = condition("A fault in the network of the hosting provider", Technical).on("dependencies");
    let network = inquiry.cause(None, question, network).await?;
    inquiry.either(exhausted).await?;
    inquiry
        .evidence(
            network,
            Log,
            "Log of the provider's network, 13:30 to 15:30",
            None,
            "No lost packet and no failed route in the time of the 503s.",
        )
        .await?;
    inquiry.verdict(network, Refuted, "The network answered without loss while the website did not.").await?;

    let question = "Why were the worker nodes exhausted?";
    let fixed = "The number of worker nodes was fixed, and no rule scaled them with the load";
    let fixed = inquiry.cause(Some(exhausted), question, condition(fixed, Technical).on("change")).await?;
    inquiry.stop(fixed, None, Some(Occurrence)).await?;
    inquiry.also_explains(surge, exhausted, question).await?;

    let question = "Why was the number of worker nodes fixed?";
    let plans =
        condition("Plans of operation know the load of a weekday, not that of a sale", Process).on("process");
    let plans = inquiry.cause(Some(fixed), question, plans).await?;

    let question = "Why do plans of operation not know the load of a sale?";
    let dates = "Dates of customers' sales reach no team that runs the website before the sale begins";
    let dates =
        inquiry.cause(Some(plans), question, condition(dates, Organizational).on("organization")).await?;
    inquiry.stop(dates, Some(MoreEffortThanWorth), None).await?;
    inquiry
        .answer(
            AnswerKey::ShortChain,
            "The second chain ends after four whys at a gap that can be closed: nobody passes the dates on.",
        )
        .await?;
    Ok(vec![exhausted, fixed, plans, dates])
}

/// What made it last and go unnoticed, as far as something is done about it.
struct Lasting {
    alerts: CauseId,
    logs: CauseId,
    rota: CauseId,
    promise: CauseId,
    updates: CauseId,
}

/// What made it last and go unnoticed: on the fishbone, beside the chains.
async fn lasting(inquiry: &Inquiry<'_>) -> Result<Lasting> {
    let alerts = inquiry
        .candidate(
            condition("No alert watched answer times and errors of the website", Process).on("observability"),
        )
        .await?;
    inquiry
        .evidence(
            alerts,
            ConfigChange,
            "Alert rules as of that day",
            None,
            "Rules for disk space and certificates alone.",
        )
        .await?;
    inquiry.entry(alerts, "E-mail from the customer").await?;
    inquiry
        .verdict(alerts, Validated, "75 minutes from the start to the customer's mail, without an alert.")
        .await?;
    inquiry.stop(alerts, Some(NewProblem), Some(Escape)).await?;
    let logs = inquiry
        .candidate(
            condition("Logs of one request are spread over several sources", Technical).on("observability"),
        )
        .await?;
    inquiry
        .evidence(
            logs,
            Document,
            "List of log sources",
            None,
            "Website, app servers and database each keep their own.",
        )
        .await?;
    inquiry.verdict(logs, Validated, "It took until 13:30 to find the queries behind the load.").await?;
    inquiry.stop(logs, Some(NewProblem), None).await?;
    let rota = inquiry
        .candidate(
            condition("No rota covered the Friday before a long weekend", Organizational).on("staffing"),
        )
        .await?;
    inquiry.entry(rota, "Team assembled on a bridge").await?;
    inquiry.verdict(rota, Validated, "40 minutes from detection to a team on the bridge.").await?;
    inquiry.stop(rota, Some(NewProblem), None).await?;
    let approval = inquiry
        .candidate(condition("Scaling up waits for an approval from management", Process).on("process"))
        .await?;
    inquiry.entry(approval, "Scale the database up").await?;
    inquiry.verdict(approval, Validated, "Half an hour passed between asking and approval.").await?;
    inquiry.stop(approval, Some(NewProblem), None).await?;
    let promise = inquiry
        .candidate(
            condition("Uptime was promised without naming what each nine costs", Organizational)
                .on("organization"),
        )
        .await?;
    inquiry
        .evidence(
            promise,
            Document,
            "Contract with the customer of the sale",
            None,
            "It asks for no downtime at all and names no figure.",
        )
        .await?;
    inquiry.verdict(promise, Validated, "Nobody could say which outage is within what was agreed.").await?;
    inquiry.stop(promise, Some(NewProblem), None).await?;
    let updates = inquiry
        .candidate(condition("No role owned what customers were told, and when", Process).on("process"))
        .await?;
    inquiry.entry(updates, "E-mail from the customer").await?;
    inquiry.verdict(updates, Validated, "No update went out, and no assurance named a time.").await?;
    inquiry.stop(updates, Some(NewProblem), None).await?;
    Ok(Lasting { alerts, logs, rota, promise, updates })
}

async fn evidence(inquiry: &Inquiry<'_>, causes: &Causes) -> Result<()> {
    let [limits, queries, focus, time, speed] = causes.chain[..] else {
        return Err(app::Error::internal("the chain has five answers"));
    };
    inquiry
        .evidence(
            limits,
            Metric,
            "Throughput units of the database",
            Some(DATABASE_BOARD),
            "At 100 % from 08:42 to 10:50, back after scaling up.",
        )
        .await?;
    inquiry.entry(limits, "Database scaled up: throughput").await?;
    inquiry.verdict(limits, Validated, "Load at the limit while pages were slow, and gone with it.").await?;
    inquiry
        .evidence(
            queries,
            CodeChange,
            "Change to the search",
            None,
            "The page reads every departure and filters in memory.",
        )
        .await?;
    inquiry.entry(queries, "Cause of the database load found").await?;
    inquiry
        .verdict(queries, Validated, "Run against a copy of the data, each search reads whole tables.")
        .await?;
    inquiry
        .evidence(
            focus,
            Document,
            "Checklist of code review",
            None,
            "Nine questions, none about queries or their plans.",
        )
        .await?;
    inquiry.verdict(focus, Validated, "Nothing in review or test would have shown the cost.").await?;
    inquiry
        .evidence(
            time,
            Document,
            "Plans of the last two quarters",
            None,
            "No hour for performance, no tool for it in the budget.",
        )
        .await?;
    inquiry
        .evidence(
            time,
            Interview,
            "Two conversations with development",
            None,
            "What would have helped: production-like data and time to use it.",
        )
        .await?;
    inquiry.verdict(time, Validated, "Plans and conversations say the same.").await?;
    inquiry
        .evidence(speed, Document, "Goals of the year", None, "All fourteen are dates of delivery.")
        .await?;
    inquiry
        .verdict(speed, Validated, "No goal, review or meeting of the lifecycle names performance.")
        .await?;
    beside(inquiry, causes).await
}

/// Evidence of the conditions beside the chain, and of the second chain.
async fn beside(inquiry: &Inquiry<'_>, causes: &Causes) -> Result<()> {
    let [exhausted, fixed, plans, dates] = causes.servers[..] else {
        return Err(app::Error::internal("the second chain has four answers"));
    };
    inquiry
        .evidence(
            exhausted,
            Metric,
            "Busy workers of the app servers",
            Some(SERVERS_BOARD),
            "All of them, 14:00 to 15:00.",
        )
        .await?;
    inquiry.entry(exhausted, "App servers scaled out").await?;
    inquiry.verdict(exhausted, Validated, "503s ended some minutes after the nodes were doubled.").await?;
    inquiry
        .evidence(
            fixed,
            ConfigChange,
            "Configuration of the app servers on that day",
            None,
            "A fixed number of nodes, no scaling rule.",
        )
        .await?;
    inquiry.verdict(fixed, Validated, "The configuration had been the same for months.").await?;
    inquiry
        .evidence(
            plans,
            Document,
            "Runbook of the app servers",
            Some("https://runbooks.trips.example/app-servers"),
            "Sized for a weekday; sales are not mentioned.",
        )
        .await?;
    inquiry.verdict(plans, Validated, "The runbook is what sizing follows.").await?;
    inquiry
        .evidence(
            dates,
            Document,
            "Calendar of customers' campaigns",
            None,
            "Kept by sales; neither operations nor development has access.",
        )
        .await?;
    inquiry.verdict(dates, Validated, "The sale stood in that calendar for three weeks.").await?;
    for (cause, kind, title, shows, reason) in [
        (
            0,
            Metric,
            "Sign-ins per minute",
            "Nine times a usual Friday at 08:05.",
            "The surge is there, and wanted.",
        ),
        (
            1,
            Ticket,
            "Release notes of the week",
            "The search change is among Thursday's.",
            "It was live for the sale.",
        ),
        (2, Document, "List of load tests", "Sign-in alone is covered.", "The search has none."),
    ] {
        let cause = inquiry.beside(causes.chain[cause]).await?;
        inquiry.evidence(cause, kind, title, None, shows).await?;
        inquiry.verdict(cause, Validated, reason).await?;
    }
    Ok(())
}

async fn barriers(inquiry: &Inquiry<'_>) -> Result<()> {
    for (defence, expected, state, evidence) in [
        (
            "Alerts on answer times and errors",
            "Tell the team within minutes",
            Absent,
            "Alert rules as of that day.",
        ),
        ("Rota of people on call", "A team on the bridge within minutes", Absent, "40 minutes to assemble."),
        (
            "Review of code",
            "Find queries that do not scale",
            Failed,
            "The checklist asks nothing about queries.",
        ),
        ("Load test before a release", "Show the cost of a search under load", Absent, "List of load tests."),
        (
            "Scaling by hand",
            "Restore service without knowing the cause",
            Worked,
            "10:50 and 15:00 in the timeline.",
        ),
        (
            "One bridge for all",
            "Ideas meet: the 503s were told apart from slow queries",
            Worked,
            "14:20 in the timeline.",
        ),
    ] {
        inquiry.barrier(defence, expected, state, evidence).await?;
    }
    for (aspect, before, after, relevance) in [
        ("Sign-ins", "Spread over the day", "All at 08:00", "Part of the cause; wanted."),
        ("Search", "Reads a page of results", "Reads whole tables", "Part of the cause."),
        (
            "Staff",
            "A usual weekday",
            "The Friday before a long weekend",
            "Made it last longer, did not cause it.",
        ),
    ] {
        inquiry.difference(aspect, before, after, relevance).await?;
    }
    Ok(())
}
