//! What other tools read: status JSON through our own importer, feeds and badges through an XML parser.

use crate::support::{at, empty, portal, shop, update};
use domain::incident::{ImpactLevel, Severity};
use domain::portal::MaintenanceWord;
use formats::record::{ImportedIncident, MessageKind};
use formats::statuspage::{read_incident, read_page};
use portal::{Endpoint, Portal};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

fn json(portal: &Portal, endpoint: Endpoint) -> Value {
    serde_json::from_slice(&portal.statuspage(endpoint)).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn every_document_has_the_known_members() {
    let made = portal(shop());
    for endpoint in Endpoint::ALL {
        let document = json(&made, endpoint);
        assert_eq!(keys(&document["page"]), ["id", "name", "time_zone", "updated_at", "url"], "{endpoint:?}");
        assert!(endpoint.path().starts_with("/api/v2/"));
    }
    let summary = json(&made, Endpoint::Summary);
    assert_eq!(keys(&summary), ["components", "incidents", "page", "scheduled_maintenances", "status"]);
    assert_eq!(
        summary["status"],
        serde_json::json!({"indicator": "minor", "description": "Web shop and Checkout: degraded performance"})
    );
    assert_eq!(ids(&summary["incidents"]), ["inc_2"], "what is not over");
    assert_eq!(ids(&summary["scheduled_maintenances"]), ["mnt_2"]);
    let component = [
        "created_at",
        "description",
        "group",
        "group_id",
        "id",
        "name",
        "only_show_if_degraded",
        "page_id",
        "position",
        "showcase",
        "start_date",
        "status",
        "updated_at",
    ];
    assert_eq!(keys(&summary["components"][1]), component);
    let incidents = json(&made, Endpoint::Incidents);
    assert_eq!(
        keys(&incidents["incidents"][1]),
        [
            "components",
            "created_at",
            "id",
            "impact",
            "incident_updates",
            "monitoring_at",
            "name",
            "page_id",
            "resolved_at",
            "shortlink",
            "started_at",
            "status",
            "updated_at",
        ]
    );
    assert_eq!(
        keys(&incidents["incidents"][1]["incident_updates"][2]),
        [
            "affected_components",
            "body",
            "created_at",
            "custom_tweet",
            "deliver_notifications",
            "display_at",
            "id",
            "incident_id",
            "status",
            "tweet_id",
            "updated_at",
        ]
    );
    assert_eq!(ids(&json(&made, Endpoint::Unresolved)["incidents"]), ["inc_2"]);
    assert_eq!(ids(&json(&made, Endpoint::Maintenances)["scheduled_maintenances"]), ["mnt_2", "mnt_1"]);
    assert_eq!(ids(&json(&made, Endpoint::Upcoming)["scheduled_maintenances"]), ["mnt_2"]);
    assert!(ids(&json(&made, Endpoint::Active)["scheduled_maintenances"]).is_empty());
    let said = |page| json(&portal(page), Endpoint::Status)["status"]["description"].clone();
    let mut calm = shop();
    calm.groups.remove(0);
    calm.groups.remove(0);
    calm.incidents.clear();
    assert_eq!(said(calm), "All Systems Operational");
    assert_eq!(said(empty()), "No services published yet");
}

#[test]
fn groups_list_their_components() {
    let document = json(&portal(shop()), Endpoint::Components);
    let list = document["components"].as_array().unwrap();
    assert_eq!(list.len(), 11);
    assert_eq!((&list[0]["group"], &list[0]["name"]), (&Value::Bool(true), &Value::from("Shop")));
    assert_eq!(list[0]["components"], serde_json::json!(["svc_webshop", "svc_search", "svc_productimages"]));
    assert_eq!(
        (&list[0]["status"], &list[2]["status"]),
        (&"degraded_performance".into(), &"operational".into())
    );
    assert_eq!(list[1]["group_id"], list[0]["id"]);
    assert_eq!(list[1]["start_date"], "2025-01-01");
}

#[test]
fn a_promise_and_a_published_analysis_are_told() {
    let document = json(&portal(shop()), Endpoint::Incidents);
    let (open, past) = (&document["incidents"][0], &document["incidents"][1]);
    assert_eq!(open["nextUpdateAt"], "2026-11-21T10:45:00.000Z");
    assert_eq!(open["incident_updates"][1]["nextUpdateAt"], "2026-11-21T09:45:00.000Z");
    assert_eq!(open["monitoring_at"], "2026-11-21T09:45:00.000Z");
    assert_eq!((&past["status"], &past["nextUpdateAt"]), (&"postmortem".into(), &Value::Null));
    assert_eq!(past["shortlink"], "https://status.example.com/status/incidents/INC-42");
    let newest = &past["incident_updates"][0];
    assert_eq!((&newest["status"], &newest["id"]), (&"postmortem".into(), &"RCA-7".into()));
    let body = newest["body"].as_str().unwrap();
    assert!(
        body.contains("too late for a sale") && body.ends_with("https://status.example.com/status/rca/RCA-7")
    );
    assert_eq!(past["updated_at"], "2026-11-19T16:00:00.000Z", "the analysis counts as said");
}

fn imported(portal: &Portal, endpoint: Endpoint) -> Vec<ImportedIncident> {
    let mut found = Vec::new();
    let bytes = portal.statuspage(endpoint);
    read_page(&*bytes, |page, text| {
        assert_eq!(page.id, "status.example.com");
        found.push(read_incident(page, text));
        true
    })
    .unwrap();
    found
}

#[test]
fn our_own_importer_reads_it_back_without_a_finding() {
    let portal = portal(shop());
    let found = imported(&portal, Endpoint::Incidents);
    assert_eq!(found.len(), 2);
    let past = &found[1];
    assert_eq!(
        (past.title.as_str(), past.severity),
        ("Web shop unavailable during the sale", Severity::Sev1)
    );
    assert!(past.resolved && past.findings.is_empty(), "{:?}", past.findings);
    assert_eq!(past.services, ["Web shop", "Checkout"]);
    let told: Vec<&str> = past.messages.iter().map(|one| one.body.as_str()).collect();
    for text in ["The web shop does not answer.", "A bad setting is being taken back."] {
        assert!(told.contains(&text), "{told:?}");
    }
    assert_eq!(past.messages[0].kind, MessageKind::Initial);
    assert_eq!(past.extra.impacts.len(), 1);
    let impact = &past.extra.impacts[0];
    assert_eq!((impact.level, impact.services.len()), (ImpactLevel::MajorOutage, 2));
    assert_eq!(impact.window.from.at, at("2026-11-08T08:00"));
    assert_eq!(impact.window.to.unwrap().at, at("2026-11-08T15:25"));
    assert!(past.extra.sections.iter().any(|one| one.body.contains("too late for a sale")));
    let open = &found[0];
    assert!(!open.resolved && open.findings.is_empty(), "{:?}", open.findings);
    let works = imported(&portal, Endpoint::Maintenances);
    let rules: Vec<&str> =
        works.iter().flat_map(|one| &one.findings).map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["IMP-14", "IMP-14"], "planned work is known as such, and nothing else is odd");
    assert_eq!(works[1].extra.sections[0].body, "2026-09-25T02:00:00.000Z to 2026-09-25T03:00:00.000Z");
}

/// Names of elements with their text, in order. Fails when it is not well formed.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut stack, mut found): (Vec<usize>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                tag.attributes().for_each(|one| drop(one.unwrap()));
                stack.push(found.len());
                found.push((name, String::new()));
            }
            Event::Empty(tag) => {
                let mut all = String::new();
                for one in tag.attributes() {
                    let one = one.unwrap();
                    all.extend([one.key.as_ref(), "=", &one.value, " "]);
                }
                found.push((tag.name().as_ref().to_owned(), all));
            }
            Event::Text(text) => {
                if let Some(at) = stack.last() {
                    found[*at].1.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let resolved = match reference.resolve_char_ref().unwrap() {
                    Some(letter) => letter.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(name).unwrap().to_owned(),
                };
                found[*stack.last().unwrap()].1.push_str(&resolved);
            }
            Event::End(_) => drop(stack.pop().unwrap()),
            Event::Eof => {
                assert!(stack.is_empty());
                return found;
            }
            Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn texts<'a>(found: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    found.iter().filter(|(one, _)| one == name).map(|(_, text)| text.as_str()).collect()
}

#[test]
fn feeds_tell_every_update_and_count_as_new_with_each() {
    let page = shop();
    let atom = elements(&portal(page.clone()).atom(None).unwrap());
    assert_eq!(
        texts(&atom, "id"),
        [
            "tag:status.example.com,2026:feed/status",
            "tag:status.example.com,2026:incident/inc_2",
            "tag:status.example.com,2026:incident/inc_1",
            "tag:status.example.com,2026:maintenance/mnt_2",
            "tag:status.example.com,2026:maintenance/mnt_1",
        ]
    );
    assert_eq!(
        texts(&atom, "updated")[..3],
        ["2026-11-21T09:45:00Z", "2026-11-21T09:45:00Z", "2026-11-19T16:00:00Z"],
        "the analysis made the older one new"
    );
    assert_eq!(texts(&atom, "published")[1], "2026-11-08T08:20:00Z");
    assert!(
        texts(&atom, "link")[0].contains("rel=self")
            && texts(&atom, "link")[0].contains("https://status.example.com/history.atom")
    );
    let rss = elements(&portal(page.clone()).rss(None).unwrap());
    assert_eq!(texts(&rss, "guid").len(), 4);
    assert_eq!(texts(&rss, "pubDate")[0], "Sat, 21 Nov 2026 09:45:00 +0000");
    for (content, feed) in [("content", &atom), ("description", &rss)] {
        let told = texts(feed, content).concat();
        for incident in &page.incidents {
            for update in &incident.updates {
                assert!(told.contains(&update.body_html), "{content}: {}", update.body_html);
            }
        }
        assert!(told.contains("<a href=\"https://status.example.com/status/rca/RCA-7\">"));
        assert!(told.contains("Next update by 21 Nov 2026, 10:45 UTC."));
    }
    let mut later = page;
    later.incidents[1].updates.push(update(
        "upd_9",
        domain::portal::IncidentWord::Resolved,
        "2026-11-21T09:50",
        "One more word.",
    ));
    let atom = elements(&portal(later).atom(None).unwrap());
    assert_eq!(texts(&atom, "updated")[1], "2026-11-21T09:50:00Z");
    assert_eq!(
        texts(&atom, "id")[1],
        "tag:status.example.com,2026:incident/inc_1",
        "first again, under the same id"
    );
}

#[test]
fn a_correction_says_so_and_stands_where_its_update_stood() {
    let made = portal(shop());
    for xml in [made.atom(None), made.rss(None)] {
        let told: String = elements(&xml.unwrap()).into_iter().map(|(_, text)| text).collect();
        for part in [
            "<strong>Correction</strong>, 8 Nov 2026, 16:10 UTC</p>\n<p>There were too few servers",
            "<p>Corrects the update of 8 Nov 2026, 09:02 UTC.</p>",
            "<p>Fix expected by 8 Nov 2026, 10:00 UTC. Corrected by the update of 8 Nov 2026, 16:10 UTC.</p>",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert_eq!(told.matches("Correction").count(), 1);
    }
    let document = json(&made, Endpoint::Incidents);
    let updates = document["incidents"][1]["incident_updates"].as_array().unwrap();
    let corrects: Vec<_> = updates.iter().map(|one| (&one["id"], &one["corrects"])).collect();
    assert_eq!(corrects[1], (&"upd_6".into(), &"upd_4".into()), "newest first, behind the analysis");
    assert!(corrects.iter().filter(|(_, corrects)| corrects.is_null()).count() == 4);
}

#[test]
fn cancelled_work_stays_in_feeds_and_is_in_no_list_of_other_tools() {
    let mut page = shop();
    let work = &mut page.maintenances[0];
    work.status = MaintenanceWord::Cancelled;
    work.updates.push(update("upd_m3", MaintenanceWord::Cancelled, "2026-11-21T09:50", "The disks hold."));
    let made = portal(page);
    let atom = elements(&made.atom(None).unwrap());
    let id = "tag:status.example.com,2026:maintenance/mnt_2";
    assert_eq!(texts(&atom, "id")[1], id, "first, under the same id");
    assert_eq!(texts(&atom, "updated")[1], "2026-11-21T09:50:00Z");
    let rss = elements(&made.rss(None).unwrap());
    assert_eq!(texts(&rss, "guid")[0], id);
    for told in [texts(&atom, "content")[0], texts(&rss, "description")[1]] {
        assert!(told.starts_with("<p>Cancelled maintenance, 26 Nov 2026, 22:00 UTC to "), "{told}");
        assert!(told.contains("<strong>Cancelled</strong>, 21 Nov 2026, 09:50 UTC"), "{told}");
        assert!(told.contains("<strong>Scheduled</strong>") && told.contains("The disks hold."), "{told}");
    }
    for endpoint in Endpoint::ALL {
        let text = String::from_utf8(made.statuspage(endpoint)).unwrap();
        assert!(!text.contains("mnt_2") && !text.contains("cancelled"), "{endpoint:?}: {text}");
    }
    assert_eq!(ids(&json(&made, Endpoint::Maintenances)["scheduled_maintenances"]), ["mnt_1"]);
}

#[test]
fn a_service_has_feeds_and_a_badge_of_its_own() {
    let portal = portal(shop());
    let atom = elements(&portal.atom(Some("svc_payments")).unwrap());
    assert_eq!(texts(&atom, "title"), ["Example Shop status: Payments", "Database of orders moves"]);
    assert_eq!(
        elements(&portal.rss(Some("svc_search")).unwrap()).iter().filter(|(name, _)| name == "item").count(),
        0
    );
    assert_eq!(
        (portal.atom(Some("svc_other")), portal.rss(Some("")), portal.badge(Some("x"))),
        (None, None, None)
    );
    let badge = elements(&portal.badge(Some("svc_webshop")).unwrap());
    assert_eq!(texts(&badge, "title"), ["Web shop: degraded performance"]);
    assert_eq!(texts(&badge, "text"), ["Web shop", "degraded performance"]);
    assert!(portal.badge(None).unwrap().contains("Example Shop: degraded performance"));
    assert_eq!(texts(&elements(&portal::unknown_badge("Shop")), "text"), ["Shop", "unknown"]);
    for name in ["ok", "mnt", "3", "2", "1", "none"] {
        elements(&portal::icon(name).unwrap());
    }
    assert_eq!(portal::icon("../x"), None);
}
