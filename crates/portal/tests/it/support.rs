//! Made-up pages of any size. Nothing here is about anybody.

use chrono::{Days, Duration, NaiveDate};
use domain::availability::{Counting, Record, Window, WindowKind};
use domain::incident::ImpactLevel;
use domain::portal::{
    ComponentStatus, Day, Group, Impact, IncidentWord, MaintenanceWord, Projection, PublicAnalysis,
    PublicIncident, PublicItem, PublicLine, PublicMaintenance, PublicOrganisation, PublicPart, PublicRca,
    PublicService, PublicUpdate, RcaOwed, ServiceRef, StatusChange, Uptime,
};
use domain::publication::story::{StoryBone, StoryCause, StoryGroup, StoryRow};
use domain::publication::{LineKind, StoryCauses, StoryIncident};
use domain::time::Instant;
use portal::{Portal, Site, SubscribeForm, SubscriptionWords};

/// The instant at which all of it is looked at.
pub const NOW: &str = "2026-11-21T09:52";

/// An instant, by minutes.
pub fn at(text: &str) -> Instant {
    format!("{text}:00Z").parse().expect("an instant")
}

/// The portal of a page.
pub fn portal(projection: Projection) -> Portal {
    Portal::new(projection, Site::new("https://status.example.com"))
}

/// A service by name.
pub fn service_ref(name: &str) -> ServiceRef {
    ServiceRef { id: format!("svc_{}", name.to_lowercase().replace(' ', "")), name: name.to_owned() }
}

/// A window of impact.
pub fn impact(start: &str, end: Option<&str>, level: ImpactLevel) -> Window {
    Window { start: at(start), end: end.map(at), kind: WindowKind::Impact(level) }
}

/// Planned work.
pub fn planned(start: &str, end: &str, level: ImpactLevel) -> Window {
    Window { start: at(start), end: Some(at(end)), kind: WindowKind::Planned(Some(level)) }
}

/// A service with ninety days, measured since a day.
pub fn service(
    name: &str,
    status: ComponentStatus,
    since: Option<&str>,
    windows: &[Window],
) -> PublicService {
    let now = at(NOW);
    let counting = Counting::default();
    let record = Record { windows, since: since.map(at), now, counting };
    let today = now.date_naive();
    let dates: Vec<NaiveDate> = (0..90).rev().map(|back| today - Days::new(back)).collect();
    let midnight = |date: NaiveDate| at(&format!("{date}T00:00"));
    let mut bounds: Vec<Instant> = dates.iter().map(|date| midnight(*date)).collect();
    bounds.push(midnight(today) + Duration::days(1));
    let figures = record.days(&bounds);
    let days = dates.iter().zip(figures).map(|(date, figure)| Day {
        date: *date,
        worst: figure.worst,
        downtime_seconds: figure.downtime_seconds,
        affected_seconds: figure.affected_seconds,
    });
    let ServiceRef { id, name } = service_ref(name);
    PublicService {
        id,
        name,
        status,
        since: at("2026-11-20T10:00"),
        uptime: Uptime {
            days: 90,
            since: record.since,
            counting,
            availability: record.over(bounds[0], bounds[90]),
        },
        days: days.collect(),
    }
}

/// A page without anything on it.
pub fn empty() -> Projection {
    Projection {
        organisation: PublicOrganisation {
            name: "Example Shop".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            logo_url: None,
            accent: None,
            support_url: None,
        },
        as_of: at(NOW),
        groups: Vec::new(),
        incidents: Vec::new(),
        maintenances: Vec::new(),
        analyses: Vec::new(),
    }
}

/// An update that says a text.
pub fn update<S>(id: &str, status: S, published: &str, text: &str) -> PublicUpdate<S> {
    PublicUpdate {
        id: id.to_owned(),
        status,
        body_html: format!("<p>{text}</p>"),
        body_text: text.to_owned(),
        published_at: at(published),
        next_update_at: None,
        eta: None,
        corrects: None,
        changes: Vec::new(),
    }
}

/// A service that changed.
pub fn change(name: &str, from: ComponentStatus, to: ComponentStatus) -> StatusChange {
    StatusChange { service: service_ref(name), from, to }
}

/// A shop on a Saturday: one open incident, work ahead, and a story of ninety days.
pub fn shop() -> Projection {
    use ComponentStatus::{DegradedPerformance as Slow, Operational as Ok};
    let mut page = empty();
    let (slow, partial, major) =
        (ImpactLevel::DegradedPerformance, ImpactLevel::PartialOutage, ImpactLevel::MajorOutage);
    let sale = [
        impact("2026-11-08T08:00", Some("2026-11-08T09:40"), major),
        impact("2026-11-08T12:25", Some("2026-11-08T15:25"), major),
    ];
    let today = impact("2026-11-21T08:30", None, slow);
    let burst = impact("2026-11-21T08:30", Some("2026-11-21T09:20"), partial);
    let start = Some("2025-01-01T00:00");
    let with = |more: &[Window]| [&sale[..], more].concat();
    let group = |name: &str, services: Vec<PublicService>| Group {
        id: format!("grp_{}", name.to_lowercase()),
        name: name.to_owned(),
        services,
    };
    let oct = impact("2026-10-04T17:10", Some("2026-10-04T18:00"), partial);
    page.groups = vec![
        group(
            "Shop",
            vec![
                service(
                    "Web shop",
                    Slow,
                    start,
                    &with(&[oct, today, burst, impact("2026-09-16T07:00", Some("2026-09-16T07:20"), slow)]),
                ),
                service(
                    "Search",
                    Ok,
                    start,
                    &[
                        impact("2026-10-23T10:00", Some("2026-10-23T10:40"), slow),
                        impact("2026-11-08T13:00", Some("2026-11-08T13:10"), slow),
                    ],
                ),
                service(
                    "Product images",
                    Ok,
                    start,
                    &[planned("2026-09-25T02:00", "2026-09-25T02:35", partial)],
                ),
            ],
        ),
        group(
            "Checkout",
            vec![
                service("Checkout", Slow, start, &with(&[oct, today, burst])),
                service(
                    "Payments",
                    Ok,
                    start,
                    &[impact("2026-09-05T20:10", Some("2026-09-05T20:32"), partial)],
                ),
                service(
                    "Order mail",
                    Ok,
                    start,
                    &[impact("2026-11-01T06:00", Some("2026-11-01T08:10"), slow)],
                ),
            ],
        ),
        group(
            "Partners",
            vec![
                service(
                    "Partner interface",
                    Ok,
                    start,
                    &[impact("2026-10-18T14:00", Some("2026-10-18T14:12"), partial)],
                ),
                service(
                    "Product feed",
                    Ok,
                    Some("2026-10-12T00:00"),
                    &[impact("2026-11-06T04:00", Some("2026-11-06T05:00"), slow)],
                ),
            ],
        ),
    ];
    page.incidents = vec![open_incident(), past_incident()];
    page.maintenances = works();
    page.analyses = analyses();
    page
}

/// Two versions of one analysis, the newest first: a fishbone, and before it a map.
pub fn analyses() -> Vec<PublicAnalysis> {
    let part = |heading: &str, text: &str| PublicPart {
        heading: heading.to_owned(),
        html: format!("<p>{text}</p>"),
        text: text.to_owned(),
    };
    let line = |minute: &str, kind, text: &str| PublicLine {
        at: at(&format!("2026-11-08T08:{minute}")),
        kind,
        html: format!("<p>{text}</p>"),
        text: text.to_owned(),
    };
    let cause = |key: &str, text: &str, is_root, bone: Option<&str>| StoryCause {
        key: key.to_owned(),
        text: text.to_owned(),
        is_root,
        bone: bone.map(str::to_owned),
    };
    let row = |key: &str, depth| StoryRow { key: key.to_owned(), depth, is_again: false };
    let last = PublicAnalysis {
        id: "pbl_2".to_owned(),
        reference: "RCA-7".to_owned(),
        number: 2,
        is_final: true,
        title: "Web shop unavailable during the sale".to_owned(),
        published_at: at("2026-11-19T10:00"),
        parts: vec![
            part("What happened", "The shop was down."),
            part("Why it happened", "The pool was too small."),
            part("What we did", "We made it larger."),
            part("What we will do", "We size it by load."),
        ],
        incidents: vec![StoryIncident {
            id: "inc_1".to_owned(),
            reference: "INC-42".to_owned(),
            impact: Impact::Critical,
            started_at: at("2026-11-08T08:00"),
            restored_at: Some(at("2026-11-08T15:25")),
            services: vec!["Web shop".to_owned()],
        }],
        lines: vec![
            line("00", LineKind::Milestone, "The sale begins."),
            line("45", LineKind::Update, "We see errors."),
        ],
        causes: StoryCauses {
            is_fishbone: true,
            bones: vec![StoryBone { key: "capacity".to_owned(), name: "Capacity".to_owned() }],
            causes: vec![
                cause("c1", "The pool was too small", true, Some("capacity")),
                cause("c2", "No question about limits", false, None),
                cause("c3", "Nobody was told", false, None),
            ],
            groups: vec![StoryGroup {
                effect: Some("c1".to_owned()),
                is_and: true,
                causes: vec!["c2".to_owned()],
            }],
            rows: vec![row("c1", 1), row("c2", 2), row("c3", 1)],
        },
        items: vec![PublicItem {
            title: "Size the pool by load".to_owned(),
            is_corrective: true,
            due_at: Some(at("2026-12-05T10:00")),
            is_done: false,
            words: "In progress".to_owned(),
        }],
        changes: vec!["“Why it happened” was written anew.".to_owned()],
    };
    let mut first = last.clone();
    (first.id, first.number, first.is_final) = ("pbl_1".to_owned(), 1, false);
    first.causes.is_fishbone = false;
    first.changes.clear();
    vec![last, first]
}

fn open_incident() -> PublicIncident {
    use ComponentStatus::{DegradedPerformance as Slow, Operational as Ok, PartialOutage as Half};
    let mut first = update(
        "upd_1",
        IncidentWord::Investigating,
        "2026-11-21T08:45",
        "Since 08:30 some visitors see an error page (503) in the web shop and at checkout. Our monitoring alerted us at 08:35 and \
         our on-call team is working on it.",
    );
    first.next_update_at = Some(at("2026-11-21T09:45"));
    first.changes = vec![change("Web shop", Ok, Half), change("Checkout", Ok, Half)];
    let mut second = update(
        "upd_2",
        IncidentWord::Monitoring,
        "2026-11-21T09:45",
        "Errors have stopped since 09:20. We added a server and now scale earlier, at 70 % load instead of 90 %. Some pages are \
         still slow while caches fill. We will publish what happened and what we change by 5 December.",
    );
    second.next_update_at = Some(at("2026-11-21T10:45"));
    second.changes = vec![change("Web shop", Half, Slow), change("Checkout", Half, Slow)];
    PublicIncident {
        id: "inc_2".to_owned(),
        reference: "INC-43".to_owned(),
        title: "Slow pages and errors in the web shop".to_owned(),
        status: IncidentWord::Monitoring,
        impact: Impact::Major,
        started_at: at("2026-11-21T08:30"),
        restored_at: None,
        services: vec![service_ref("Web shop"), service_ref("Checkout")],
        updates: vec![first, second],
        rca: None,
        rca_owed: Some(RcaOwed { is_final: false, due_at: at("2026-12-05T08:30") }),
    }
}

fn past_incident() -> PublicIncident {
    use ComponentStatus::{MajorOutage as Down, Operational as Ok};
    let mut first =
        update("upd_3", IncidentWord::Investigating, "2026-11-08T08:20", "The web shop does not answer.");
    first.next_update_at = Some(at("2026-11-08T08:50"));
    first.changes = vec![change("Web shop", Ok, Down), change("Checkout", Ok, Down)];
    let mut second =
        update("upd_4", IncidentWord::Identified, "2026-11-08T09:02", "A bad setting is being taken back.");
    second.eta = Some(at("2026-11-08T10:00"));
    let mut third = update("upd_5", IncidentWord::Resolved, "2026-11-08T15:25", "All is well again.");
    third.changes = vec![change("Web shop", Down, Ok), change("Checkout", Down, Ok)];
    let mut right = update(
        "upd_6",
        IncidentWord::Identified,
        "2026-11-08T16:10",
        "There were too few servers; no setting was bad.",
    );
    right.corrects = Some("upd_4".to_owned());
    PublicIncident {
        id: "inc_1".to_owned(),
        reference: "INC-42".to_owned(),
        title: "Web shop unavailable during the sale".to_owned(),
        status: IncidentWord::Resolved,
        impact: Impact::Critical,
        started_at: at("2026-11-08T08:00"),
        restored_at: Some(at("2026-11-08T15:25")),
        services: vec![service_ref("Web shop"), service_ref("Checkout")],
        updates: vec![first, second, third, right],
        rca: Some(PublicRca {
            reference: "RCA-7".to_owned(),
            stage: "FINAL".to_owned(),
            published_at: at("2026-11-19T16:00"),
            url: "/status/rca/RCA-7".to_owned(),
            summary_html: "<p>Servers were added only at 90 % load, which is too late for a sale.</p>"
                .to_owned(),
            summary_text: "Servers were added only at 90 % load, which is too late for a sale.".to_owned(),
        }),
        rca_owed: None,
    }
}

fn works() -> Vec<PublicMaintenance> {
    let work =
        |id: &str, title: &str, status, starts: &str, ends: &str, done: Option<&str>| PublicMaintenance {
            id: format!("mnt_{id}"),
            reference: format!("MNT-{id}"),
            title: title.to_owned(),
            status,
            starts_at: at(starts),
            ends_at: at(ends),
            completed_at: done.map(at),
            services: vec![service_ref("Product images")],
            updates: vec![update(
                &format!("upd_m{id}"),
                MaintenanceWord::Scheduled,
                "2026-09-20T10:00",
                "Images move to other disks.",
            )],
        };
    let mut ahead = work(
        "2",
        "Database of orders moves",
        MaintenanceWord::Scheduled,
        "2026-11-26T22:00",
        "2026-11-27T00:30",
        None,
    );
    ahead.services = vec![service_ref("Checkout"), service_ref("Payments")];
    let end = Some("2026-09-25T02:35");
    vec![
        ahead,
        work(
            "1",
            "Product images: new disks",
            MaintenanceWord::Completed,
            "2026-09-25T02:00",
            "2026-09-25T03:00",
            end,
        ),
    ]
}

/// A page of many services, each with days of every kind, for weighing.
pub fn large(services: usize) -> Projection {
    let mut page = shop();
    let levels = ImpactLevel::ALL;
    let made = (0..services).map(|n| {
        let windows: Vec<Window> = (0..4)
            .map(|k| {
                let day = 1 + (n * 7 + k * 11) % 28;
                let start = at(&format!("2026-10-{day:02}T{:02}:{:02}", (n * 5 + k * 3) % 22, (n * 13) % 60));
                let length = Duration::minutes(i64::try_from(5 + (n * 37 + k * 53) % 400).expect("small"));
                Window { start, end: Some(start + length), kind: WindowKind::Impact(levels[(n + k) % 3]) }
            })
            .collect();
        service(
            &format!("Service number {n}"),
            ComponentStatus::Operational,
            Some("2025-01-01T00:00"),
            &windows,
        )
    });
    page.groups = vec![Group { id: "grp_all".to_owned(), name: "All".to_owned(), services: made.collect() }];
    page
}

/// A form of subscribing in which every text is this one.
pub fn subscribe_form(text: &str) -> SubscribeForm {
    SubscribeForm {
        has_mail: true,
        channel: text.to_owned(),
        address: text.to_owned(),
        services: Vec::new(),
        fault: Some(text.to_owned()),
    }
}

/// A subscription about a service of this name.
pub fn subscription(name: &str) -> SubscriptionWords {
    SubscriptionWords { is_webhook: true, services: vec![name.to_owned()] }
}
