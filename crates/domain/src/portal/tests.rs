//! Sentences, promises and drawings of a small page.

use chrono::{Duration, NaiveDate};

use super::bars::bars;
use super::*;
use crate::availability::{Counting, DayLevel, Record, Window, WindowKind};
use crate::incident::ImpactLevel;

fn at(text: &str) -> Instant {
    format!("2026-11-{text}:00Z").parse().unwrap()
}

fn day(n: i64, worst: DayLevel, minutes: u32) -> Day {
    let date = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + Duration::days(n);
    Day { date, worst, downtime_seconds: 0, affected_seconds: minutes * 60 }
}

fn service(name: &str, status: ComponentStatus) -> PublicService {
    PublicService {
        id: format!("svc_{name}"),
        name: name.to_owned(),
        status,
        since: at("01T00:00"),
        uptime: uptime(&[], Counting::default()),
        days: vec![day(0, DayLevel::NoData, 0), day(1, DayLevel::Operational, 0)],
    }
}

fn uptime(windows: &[Window], counting: Counting) -> Uptime {
    let since = Some(at("01T00:00"));
    let record = Record { windows, since, now: at("28T12:00"), counting };
    Uptime { days: 90, since, counting, availability: record.over(at("01T00:00"), at("30T00:00")) }
}

fn page(services: Vec<PublicService>) -> Projection {
    Projection {
        organisation: PublicOrganisation {
            name: "Example".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            logo_url: None,
            accent: None,
            support_url: None,
        },
        as_of: at("28T12:00"),
        groups: vec![Group { id: "grp_1".to_owned(), name: String::new(), services }],
        incidents: Vec::new(),
        maintenances: Vec::new(),
        analyses: Vec::new(),
    }
}

fn update(id: &str, status: IncidentWord, published: &str) -> PublicUpdate<IncidentWord> {
    PublicUpdate {
        id: id.to_owned(),
        status,
        body_html: "<p>Text</p>".to_owned(),
        body_text: "Text".to_owned(),
        published_at: at(published),
        next_update_at: None,
        eta: None,
        corrects: None,
        changes: Vec::new(),
    }
}

fn incident(status: IncidentWord, updates: Vec<PublicUpdate<IncidentWord>>) -> PublicIncident {
    PublicIncident {
        id: "inc_1".to_owned(),
        reference: "INC-1".to_owned(),
        title: "Slow".to_owned(),
        status,
        impact: Impact::Major,
        started_at: at("28T08:00"),
        restored_at: None,
        services: Vec::new(),
        updates,
        rca: None,
        rca_owed: None,
    }
}

fn said(statuses: &[(&str, ComponentStatus)]) -> (String, Option<String>) {
    let services = statuses.iter().map(|(name, status)| service(name, *status)).collect();
    let banner = page(services).banner();
    (banner.sentence, banner.detail)
}

#[test]
fn the_banner_names_the_worst_and_counts_the_rest() {
    use ComponentStatus::{
        DegradedPerformance as Slow, MajorOutage as Down, Operational as Ok, PartialOutage as Half,
        UnderMaintenance as Work,
    };
    let detail = |text: &str| Some(text.to_owned());
    for (statuses, sentence, told) in [
        (&[][..], "No services published yet", None),
        (&[("A", Ok), ("B", Ok)][..], "All systems operational", None),
        (
            &[("A", Ok), ("Checkout", Half)][..],
            "Checkout: partial outage",
            detail("1 of 2 services is affected."),
        ),
        (&[("A", Work)][..], "A: under maintenance", detail("1 of 1 services is affected.")),
        (
            &[("A", Slow), ("B", Slow), ("C", Ok)][..],
            "A and B: degraded performance",
            detail("2 of 3 services are affected."),
        ),
        (
            &[("A", Down), ("B", Down), ("C", Down)][..],
            "3 services: major outage",
            detail("3 of 3 services are affected."),
        ),
        (
            &[("A", Slow), ("B", Half), ("C", Work), ("D", Slow), ("E", Ok)][..],
            "B: partial outage",
            detail(
                "4 of 5 services are affected: 1 partial outage, 2 degraded performance, 1 under maintenance.",
            ),
        ),
    ] {
        assert_eq!(said(statuses), (sentence.to_owned(), told), "{statuses:?}");
    }
}

#[test]
fn an_open_incident_without_services_is_no_good_news() {
    let mut page = page(vec![service("A", ComponentStatus::Operational)]);
    page.incidents.push(incident(IncidentWord::Identified, Vec::new()));
    assert_eq!(page.banner().sentence, "Partial outage");
    page.incidents[0].services.push(ServiceRef { id: "svc_gone".to_owned(), name: "Gone".to_owned() });
    assert_eq!(page.banner().sentence, "Partial outage", "its service is not on the page");
    page.incidents[0].services.push(page.groups[0].services[0].reference());
    let banner = page.banner();
    assert_eq!(banner.sentence, "All systems operational", "its service says that it works");
    assert_eq!(banner.detail.as_deref(), Some("One incident is still open."));
    page.incidents[0].status = IncidentWord::Postmortem;
    assert_eq!(page.banner().detail, None);
}

#[test]
fn a_promise_is_the_one_of_the_newest_update_while_the_incident_is_open() {
    let mut first = update("1", IncidentWord::Investigating, "28T08:10");
    first.next_update_at = Some(at("28T08:40"));
    let mut second = update("2", IncidentWord::Identified, "28T08:52");
    second.eta = Some(at("28T10:00"));
    let mut one = incident(IncidentWord::Investigating, vec![first]);
    let promise = one.promise().unwrap();
    assert_eq!(promise, Promise::NextUpdate(at("28T08:40")));
    assert!(!promise.is_late(at("28T08:40")) && promise.is_late(at("28T08:41")));
    assert_eq!(one.kept(0), None);
    one.updates.push(second);
    one.status = IncidentWord::Identified;
    assert_eq!(one.promise(), Some(Promise::Fix(at("28T10:00"))));
    assert_eq!(one.kept(1), Some(Kept { promised_for: at("28T08:40"), late_minutes: 12 }));
    let mut correction = update("2b", IncidentWord::Identified, "28T08:55");
    correction.corrects = Some("2".to_owned());
    one.updates.push(correction);
    assert_eq!(one.promise(), Some(Promise::Fix(at("28T10:00"))), "a correction takes no promise back");
    assert_eq!(one.kept(2), None, "and keeps none");
    one.updates[1].next_update_at = Some(at("28T09:10"));
    one.updates.push(update("3", IncidentWord::Identified, "28T09:09"));
    assert_eq!(
        one.kept(3),
        Some(Kept { promised_for: at("28T09:10"), late_minutes: 0 }),
        "of the update before"
    );
    one.updates.truncate(2);
    one.updates[1].next_update_at = None;
    let mut last = update("3", IncidentWord::Resolved, "28T09:30");
    last.corrects = Some("2".to_owned());
    one.updates.push(last);
    one.status = IncidentWord::Resolved;
    assert_eq!((one.promise(), one.kept(2)), (None, None));
    assert_eq!(one.correction_of("2").map(|update| update.id.as_str()), Some("3"));
    assert_eq!(one.correction_of("3"), None);
    assert_eq!((one.created_at(), one.updated_at()), (at("28T08:10"), at("28T09:30")));
    one.rca = Some(PublicRca {
        reference: "RCA-1".to_owned(),
        stage: "FINAL".to_owned(),
        published_at: at("28T11:00"),
        url: "/status/rca/RCA-1".to_owned(),
        summary_html: String::new(),
        summary_text: String::new(),
    });
    assert_eq!(one.updated_at(), at("28T11:00"), "the analysis counts as said");
}

#[test]
fn days_are_told_in_words() {
    let mut one = service("A", ComponentStatus::Operational);
    one.days = vec![
        day(0, DayLevel::NoData, 0),
        day(1, DayLevel::Operational, 0),
        day(2, DayLevel::PartialOutage, 40),
        day(3, DayLevel::DegradedPerformance, 125),
        day(4, DayLevel::UnderMaintenance, 0),
    ];
    assert_eq!(
        one.days_in_words(),
        "Operational 1 of 5 days; 1 day with partial outage; 1 day with degraded performance; 1 day with maintenance; \
         1 day not measured"
    );
    let told: Vec<String> = one.affected_days().map(Day::words).collect();
    assert_eq!(
        told,
        [
            "5 Nov: maintenance, 0 min",
            "4 Nov: degraded performance, 2 h 5 min",
            "3 Nov: partial outage, 40 min"
        ]
    );
    let mut short = Vec::new();
    while !one.days.is_empty() {
        short.push(one.days_in_short());
        one.days.pop();
    }
    assert_eq!(short[..3], ["2 days with impact", "2 days with impact", "1 day with impact"]);
    assert_eq!(short[3..], ["no impact", "nothing measured yet"]);
}

#[test]
fn the_figure_comes_with_its_sum_its_rule_and_its_other_reading() {
    let window = |start: &str, end: &str, kind| Window { start: at(start), end: Some(at(end)), kind };
    let windows = [
        window("03T10:00", "03T14:50", WindowKind::Impact(ImpactLevel::MajorOutage)),
        window("04T10:00", "04T10:30", WindowKind::Planned(Some(ImpactLevel::MajorOutage))),
    ];
    let excluding = Counting { excludes_planned: true, ..Counting::default() };
    let figure = uptime(&windows, excluding);
    assert_eq!(figure.percent().unwrap(), "99.27");
    assert_eq!(figure.sum(), "1 − 4 h 50 min ÷ 660 h", "the half hour of work is out of the time");
    assert_eq!(figure.other_reading().unwrap(), "99.19 % with maintenance counted");
    assert!(figure.formula().ends_with("Announced maintenance is left out."));
    let counting = uptime(&windows, Counting::default());
    assert_eq!(counting.sum(), "1 − 5 h 20 min ÷ 660 h");
    assert_eq!(counting.other_reading().unwrap(), "99.27 % without maintenance");
    assert_eq!(uptime(&windows[..1], excluding).other_reading(), None, "both readings say the same");
    for (seconds, text) in
        [(0, "0 min"), (40, "40 s"), (60, "1 min"), (7_200, "2 h"), (7_725_600, "2\u{a0}146 h")]
    {
        assert_eq!(service::length(seconds), text);
    }
}

#[test]
fn good_days_are_one_dashed_line_and_the_others_stand_out_by_height() {
    let levels = [
        (DayLevel::NoData, 0),
        (DayLevel::Operational, 0),
        (DayLevel::Operational, 0),
        (DayLevel::PartialOutage, 40),
        (DayLevel::MajorOutage, 400),
        (DayLevel::Operational, 0),
        (DayLevel::PartialOutage, 1),
    ];
    let days: Vec<Day> = (0..).zip(levels).map(|(n, (level, minutes))| day(n, level, minutes)).collect();
    let drawn = bars(&days);
    assert_eq!(drawn.width, 67);
    assert_eq!(drawn.good, "M10 25.5h17M50 25.5h7");
    assert_eq!(
        drawn.others,
        [
            (DayLevel::NoData, "M0 21h7v9h-7z".to_owned()),
            (DayLevel::PartialOutage, "M30 12h7v18h-7zM60 18h7v12h-7z".to_owned()),
            (DayLevel::MajorOutage, "M40 0h7v30h-7z".to_owned()),
        ]
    );
    let heights: Vec<u32> = [0, 5, 30, 60, 120, 240, 1440]
        .map(|minutes| bars::height(&day(0, DayLevel::DegradedPerformance, minutes)))
        .to_vec();
    assert!(heights.is_sorted() && heights[0] > bars::LOW && heights[6] == bars::HEIGHT, "{heights:?}");
    assert_eq!((bars(&[]).width, bars(&[]).good.as_str()), (0, ""));
    assert_eq!(bars(&vec![days[1]; 90]).good, "M0 25.5h897", "ninety good days");
}

#[test]
fn a_badge_has_room_for_its_words() {
    let page = page(vec![service("Checkout", ComponentStatus::MajorOutage)]);
    let whole = page.badge(None).unwrap();
    assert_eq!((whole.name.as_str(), whole.words.as_str()), ("Example", "major outage"));
    assert!(
        whole.name_x < whole.split
            && whole.mark_x + 10 < whole.words_x
            && whole.words_x + whole.words_width < whole.width
    );
    assert!(whole.name_x + whole.name_width < whole.split);
    assert_eq!(page.badge(Some("svc_Checkout")).unwrap().name, "Checkout");
    assert_eq!(page.badge(Some("svc_other")), None);
    let long = badge::badge(&"long name ".repeat(40), None);
    assert!(long.width < 400 && long.name.ends_with('…') && long.words == "unknown");
}

#[test]
fn what_is_kept_is_read_back_and_words_that_are_not_known_are_refused() {
    let mut page = page(vec![service("A", ComponentStatus::UnderMaintenance)]);
    let mut told = update("1", IncidentWord::Identified, "28T08:10");
    told.changes.push(StatusChange {
        service: page.groups[0].services[0].reference(),
        from: ComponentStatus::Operational,
        to: ComponentStatus::UnderMaintenance,
    });
    page.incidents.push(incident(IncidentWord::Identified, vec![told]));
    page.maintenances.push(PublicMaintenance {
        id: "mnt_1".to_owned(),
        reference: "MNT-1".to_owned(),
        title: "Move".to_owned(),
        status: MaintenanceWord::InProgress,
        starts_at: at("28T11:00"),
        ends_at: at("28T13:00"),
        completed_at: None,
        services: Vec::new(),
        updates: Vec::new(),
    });
    let text = serde_json::to_string(&page).unwrap();
    assert_eq!(serde_json::from_str::<Projection>(&text).unwrap(), page);
    assert!(text.contains(r#""status":"in_progress""#) && text.contains(r#""worst":"no_data""#), "{text}");
    let wrong = text.replace("in_progress", "soon");
    assert!(serde_json::from_str::<Projection>(&wrong).is_err());
    assert_eq!(page.active_maintenances().count(), 1);
    assert!(page.upcoming_maintenances().is_empty());
}
