//! Pages as a browser without script reads them.

use crate::support::{NOW, at, portal, shop, subscribe_form, subscription, update};
use domain::portal::{ComponentStatus, Group, IncidentWord, MaintenanceWord};
use portal::{Portal, SubscribeForm};
use scraper::{ElementRef, Html, Selector};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

/// The text as it is read: white space is one space.
fn text(page: &Html, selector: &str) -> String {
    let text: String = all(page, selector).iter().flat_map(ElementRef::text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages(portal: &Portal) -> Vec<(&'static str, Html)> {
    let now = at(NOW);
    [
        ("status", portal.status_page(now)),
        ("history", portal.history_page("", now)),
        ("search", portal.history_page("disks", now)),
        ("incident", portal.incident_page("INC-42", now).unwrap()),
        ("open incident", portal.incident_page("inc_2", now).unwrap()),
        ("maintenance", portal.maintenance_page("MNT-2", now).unwrap()),
        ("subscribe", portal.subscribe_page(SubscribeForm { has_mail: true, ..SubscribeForm::default() })),
        ("subscribe again", portal.subscribe_page(subscribe_form("kim"))),
        ("asked", portal.asked_page()),
        ("confirm", portal.confirm_page("t0k3n", &subscription("Checkout"))),
        ("confirmed", portal.confirmed_page(&subscription("Checkout"), Some("whsec_x"))),
        ("unsubscribe", portal.unsubscribe_page("t0k3n", &subscription("Checkout"))),
        ("unsubscribed", portal.unsubscribed_page()),
        ("dead link", portal.dead_link_page()),
        ("analysis", portal.rca_page("RCA-7", None, now).unwrap()),
        ("earlier analysis", portal.rca_page("RCA-7", Some("1"), now).unwrap()),
        ("analyses", portal.rca_list_page(now)),
        ("missing", portal.not_found_page()),
        ("unknown", portal::unknown_page("Example Shop")),
    ]
    .into_iter()
    .map(|(name, html)| (name, Html::parse_document(&html)))
    .collect()
}

#[test]
fn every_page_is_sound_html_without_style_or_script_of_its_own() {
    for (name, page) in pages(&portal(shop())) {
        assert_eq!(page.errors.len(), 0, "{name}: {:?}", page.errors);
        assert_eq!(page.root_element().value().attr("lang"), Some("en"), "{name}");
        for one in ["title", "h1", "main", "header", "footer", "nav[aria-label]", "a.skip[href='#main']"] {
            assert_eq!(all(&page, one).len(), 1, "{name}: {one}");
        }
        for none in ["[style]", "style", "meta[http-equiv]", "iframe", "[onclick]"] {
            assert!(all(&page, none).is_empty(), "{name}: {none}");
        }
        let writes = matches!(name, "subscribe" | "subscribe again" | "confirm" | "unsubscribe");
        assert_eq!(!all(&page, "form[method='post']").is_empty(), writes, "{name}");
        let scripts = all(&page, "script");
        assert!(scripts.len() == 1 && scripts[0].value().attr("src").is_some(), "{name}");
        assert_eq!(scripts[0].inner_html(), "");
        for kind in ["application/atom+xml", "application/rss+xml"] {
            assert_eq!(
                all(&page, &format!("head link[rel='alternate'][type='{kind}'][title][href]")).len(),
                1
            );
        }
        let mut ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|one| one.value().attr("id")).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: ids are unique");
        for one in all(&page, "[aria-labelledby]") {
            let id = one.value().attr("aria-labelledby").unwrap();
            assert!(ids.contains(&id), "{name}: {id}");
        }
        for one in all(&page, "main time") {
            assert!(one.value().attr("datetime").is_some(), "{name}");
        }
        for one in all(&page, "script[src], link[href], img[src], use[href]") {
            let to = one.value().attr("src").or(one.value().attr("href")).unwrap();
            assert!(to.starts_with('#') || to.starts_with('/') && !to.starts_with("//"), "{name}: {to}");
        }
    }
}

#[test]
fn every_page_carries_the_colour_of_its_organisation() {
    let link = "link[rel='stylesheet'][href='/status/assets/brand-1a5fb4.css']";
    let mut shop = shop();
    for (name, page) in pages(&portal(shop.clone())) {
        assert_eq!(all(&page, "link[rel='stylesheet']").len(), 1, "{name}: no colour, no file");
    }
    shop.organisation.accent = Some("#1A5fb4".to_owned());
    for (name, page) in pages(&portal(shop.clone())) {
        // What is shown while nothing is known does not know the organisation either.
        assert_eq!(all(&page, link).len(), usize::from(name != "unknown"), "{name}");
    }
    shop.organisation.accent = Some("red".to_owned());
    for (name, page) in pages(&portal(shop)) {
        assert_eq!(all(&page, "link[rel='stylesheet']").len(), 1, "{name}: no colour, no file");
        assert!(all(&page, "meta[name='theme-color']").is_empty(), "{name}");
    }
}

#[test]
fn every_page_leads_to_help_where_there_is_some() {
    let links = |page: &Html| -> Vec<(String, String, Option<String>)> {
        let links = all(page, "footer a").into_iter().filter(|one| one.inner_html() == "Contact support");
        links
            .map(|one| {
                let of = |name| one.value().attr(name).map(str::to_owned);
                (one.inner_html(), of("href").unwrap(), of("rel"))
            })
            .collect()
    };
    let mut shop = shop();
    for address in ["https://help.example/?a=1&b=2", "http://help.example", "HTTPS://help.example/"] {
        shop.organisation.support_url = Some(address.to_owned());
        for (name, page) in pages(&portal(shop.clone())) {
            let told = ("Contact support".to_owned(), address.to_owned(), Some("noopener".to_owned()));
            // What is shown while nothing is known does not know the organisation either.
            let expected = if name == "unknown" { Vec::new() } else { vec![told] };
            assert_eq!(links(&page), expected, "{name}");
        }
    }
    for none in [None, Some("javascript:alert(1)"), Some("//help.example"), Some("/help"), Some("")] {
        shop.organisation.support_url = none.map(str::to_owned);
        for (name, page) in pages(&portal(shop.clone())) {
            assert_eq!(links(&page), [], "{name}: {none:?}");
        }
    }
}

#[test]
fn the_first_page_tells_how_things_stand() {
    let page = Html::parse_document(&portal(shop()).status_page(at(NOW)));
    assert_eq!(text(&page, "h1"), "Web shop and Checkout: degraded performance");
    assert_eq!(text(&page, "title"), "Web shop and Checkout: degraded performance · Example Shop status");
    assert_eq!(text(&page, ".asof"), "As of 09:52 UTC, Saturday 21 November 2026. Reload");
    assert_eq!(text(&page, ".next"), "Next update by 10:45 UTC or earlier if something changes");
    assert_eq!(all(&page, ".next time")[0].value().attr("datetime"), Some("2026-11-21T10:45:00Z"));
    let words: Vec<String> =
        all(&page, ".story .w b").iter().map(|one| one.text().collect::<String>()).collect();
    assert_eq!(words, ["Monitoring", "Investigating"], "newest first");
    assert!(text(&page, ".story .ups").contains("Promised for 09:45 UTC, kept"));
    assert!(text(&page, ".story .ups").contains("Web shop and Checkout: operational → partial outage"));
    assert_eq!(all(&page, ".cmp").len(), 8);
    let bars = all(&page, ".cmp svg.bars[role='img']");
    assert_eq!(
        bars[0].value().attr("aria-label"),
        Some(
            "Operational 86 of 90 days; 1 day with major outage; 2 days with partial outage; 1 day with degraded performance"
        )
    );
    assert_eq!(all(&page, ".cmp details li")[1].inner_html(), "8 Nov: major outage, 4 h 40 min");
    let figures: Vec<String> = all(&page, ".u").iter().map(|one| one.text().collect()).collect();
    assert_eq!(figures[0].replace('\u{a0}', " "), "99.70 % = 1 − 6 h 20 min ÷ 2 146 h");
    assert_eq!(figures[2].replace('\u{a0}', " "), "99.97 % = 1 − 35 min ÷ 2 146 h100 % without maintenance");
    assert!(text(&page, ".bl").contains("Measured since 12 October"));
    assert!(text(&page, ".formula").contains("Partial and major outages count in full"));
    assert!(text(&page, "[aria-labelledby='works']").contains("26 Nov, 22:00 UTC to 27 Nov, 00:30 UTC"));
    assert_eq!(
        all(&page, "form[role='search'][action='/status/history'][method='get'] input[name='q']").len(),
        1
    );
    for path in ["/history.atom", "/history.rss"] {
        assert_eq!(all(&page, &format!("footer a[href='{path}']")).len(), 1);
    }
}

#[test]
fn a_promise_that_has_passed_is_told_as_one() {
    let page = Html::parse_document(&portal(shop()).status_page(at("2026-11-21T10:50")));
    assert_eq!(text(&page, ".next.late"), "The next update was due at 10:45 UTC It has not come yet");
    let mut calm = shop();
    calm.incidents[0].status = IncidentWord::Resolved;
    let page = Html::parse_document(&portal(calm).status_page(at(NOW)));
    assert!(all(&page, ".next").is_empty() && all(&page, ".story").is_empty());
}

#[test]
fn an_incident_tells_everything_that_was_said() {
    let shop = shop();
    let portal = portal(shop.clone());
    let page = Html::parse_document(&portal.incident_page("INC-42", at(NOW)).unwrap());
    assert_eq!(text(&page, "h1"), "Web shop unavailable during the sale");
    assert!(
        text(&page, ".meta").contains("8 Nov, 08:00 UTC to 15:25 UTC, 7 h 25 min · Web shop and Checkout")
    );
    let told = text(&page, ".ups");
    for update in &shop.incidents[1].updates {
        assert!(told.contains(&update.body_text), "{}", update.body_text);
    }
    assert!(told.contains("Promised for 8 Nov, 08:50 UTC, came 12 min later"));
    assert!(text(&page, "#upd_6").contains("Corrects the update of 8 Nov, 09:02 UTC"));
    assert!(text(&page, "#upd_4").contains("Corrected by the update of 8 Nov, 16:10 UTC"));
    assert_eq!(all(&page, ".rca a[href='/status/rca/RCA-7']").len(), 1);
    assert!(text(&page, ".rca").contains("too late for a sale"));
    for key in ["INC-1", "", "inc", "MNT-2"] {
        assert_eq!(portal.incident_page(key, at(NOW)), None, "{key}");
    }
    assert_eq!(portal.maintenance_page("INC-42", at(NOW)), None);
    let page = Html::parse_document(&portal.maintenance_page("MNT-1", at(NOW)).unwrap());
    assert!(text(&page, ".meta").contains("25 Sep, 02:00 UTC to 03:00 UTC, done in 35 min"));
}

#[test]
fn history_goes_by_month_and_is_searched_by_all_words() {
    let portal = portal(shop());
    let titles = |query: &str| -> Vec<String> {
        let page = Html::parse_document(&portal.history_page(query, at(NOW)));
        all(&page, ".hist .ti").iter().map(|one| one.text().collect()).collect()
    };
    let page = Html::parse_document(&portal.history_page("", at(NOW)));
    let months: Vec<String> = all(&page, "h2").iter().map(|one| one.text().collect()).collect();
    assert_eq!(months, ["November 2026", "September 2026"]);
    assert_eq!(titles("").len(), 3, "what lies ahead is no history");
    assert_eq!(titles("  WEB sale "), ["Web shop unavailable during the sale"]);
    assert_eq!(titles("inc-43"), ["Slow pages and errors in the web shop"]);
    assert_eq!(titles("checkout 503"), ["Slow pages and errors in the web shop"], "services and texts count");
    assert!(titles("sale disks").is_empty());
    let page = Html::parse_document(&portal.history_page("\"><i>x", at(NOW)));
    assert!(text(&page, ".found").starts_with("Nothing was found."));
    assert_eq!(all(&page, "#q")[0].value().attr("value"), Some("\"><i>x"));
}

#[test]
fn cancelled_work_keeps_its_page_and_its_place_in_history_and_lies_ahead_no_more() {
    let mut shop = shop();
    let cancelled = update("upd_m3", MaintenanceWord::Cancelled, "2026-11-20T10:00", "The disks hold.");
    shop.maintenances[0].updates.push(cancelled);
    shop.maintenances[0].status = MaintenanceWord::Cancelled;
    let portal = portal(shop);
    let page = Html::parse_document(&portal.maintenance_page("MNT-2", at(NOW)).unwrap());
    assert_eq!(text(&page, ".ref"), "MNT-2 · Cancelled");
    assert!(text(&page, ".meta").contains("26 Nov, 22:00 UTC to 27 Nov, 00:30 UTC, 2 h 30 min"));
    assert!(text(&page, "#upd_m3").starts_with("Cancelled 20 Nov, 10:00 UTC The disks hold."));
    let page = Html::parse_document(&portal.history_page("mnt-2", at(NOW)));
    assert!(text(&page, ".hist").contains("20 November"), "where it was said, not where it was to begin");
    assert!(text(&page, ".hist").contains("Announced for 2 h 30 min · Cancelled"));
    let page = Html::parse_document(&portal.status_page(at(NOW)));
    assert!(all(&page, "[aria-labelledby='works']").is_empty());
    assert_eq!(all(&page, ".hist a[href='/status/maintenance/MNT-2']").len(), 1);
}

#[test]
fn the_form_of_subscribing_works_without_script_and_keeps_what_was_typed() {
    let portal = portal(shop());
    let html = |form| Html::parse_document(&portal.subscribe_page(form));
    let fresh = html(SubscribeForm { has_mail: true, ..SubscribeForm::default() });
    let form = all(&fresh, "form.sub")[0].value();
    assert_eq!((form.attr("method"), form.attr("action")), (Some("post"), Some("/status/subscribe")));
    assert_eq!(all(&fresh, "[name=channel][checked]")[0].value().attr("value"), Some("MAIL"));
    assert!(all(&fresh, "[name=service][checked]").is_empty() && all(&fresh, "[role=alert]").is_empty());
    let service = all(&fresh, "[name=service]")[0].value().attr("value").unwrap().to_owned();
    let typed = html(SubscribeForm {
        has_mail: true,
        channel: "WEBHOOK".to_owned(),
        address: "kim".to_owned(),
        services: vec![service.clone()],
        fault: Some("No.".to_owned()),
    });
    assert_eq!(all(&typed, "[name=channel][checked]")[0].value().attr("value"), Some("WEBHOOK"));
    assert_eq!(all(&typed, "[name=service][checked]")[0].value().attr("value"), Some(service.as_str()));
    assert_eq!(
        (all(&typed, "#address")[0].value().attr("value"), text(&typed, "[role=alert]").as_str()),
        (Some("kim"), "No.")
    );
    let without = html(SubscribeForm::default());
    assert_eq!(all(&without, "[name=channel]").len(), 1, "where no mail can be sent");
    assert!(text(&without, "main").contains("Mail cannot be sent from here"));
    for (name, page) in pages(&portal) {
        assert!(!all(&page, "a[href='/status/subscribe']").is_empty(), "{name} leads to it");
    }
}

#[test]
fn nothing_published_is_no_good_news_and_nothing_known_even_less() {
    let page = Html::parse_document(&portal(crate::support::empty()).status_page(at(NOW)));
    assert_eq!(text(&page, "h1"), "No services published yet");
    assert_eq!(all(&page, ".banner[data-s='none']").len(), 1);
    assert!(text(&page, "main").contains("No incident has been published yet."));
    let unknown = portal::unknown_page("Example Shop");
    assert!(!unknown.to_lowercase().contains("operational"));
    let page = Html::parse_document(&unknown);
    assert_eq!(all(&page, ".banner[data-s='none'] h1").len(), 1);
    let mut bare = crate::support::empty();
    let new = crate::support::service("New", ComponentStatus::Operational, None, &[]);
    bare.groups.push(Group { id: "g".to_owned(), name: String::new(), services: vec![new] });
    let page = Html::parse_document(&portal(bare).status_page(at(NOW)));
    assert_eq!(text(&page, ".bl"), "Not measured nothing measured yetFeed of this service no figure yet");
    assert_eq!(all(&page, "path.bn").len(), 1);
    assert!(all(&page, "path.b0").is_empty(), "a day without measurement is not green");
}

#[test]
fn a_revision_changes_with_news_and_not_with_time() {
    let revision = |page: &str| {
        let page = Html::parse_document(page);
        all(&page, "main")[0].value().attr("data-revision").map(str::to_owned).unwrap()
    };
    let mut page = shop();
    let first = revision(&portal(page.clone()).status_page(at(NOW)));
    page.as_of = at("2026-11-21T10:00");
    page.groups[0].services[0].uptime.days = 30;
    assert_eq!(revision(&portal(page.clone()).history_page("", at("2026-11-21T10:00"))), first);
    page.incidents[0].updates.pop();
    assert_ne!(revision(&portal(page).status_page(at(NOW))), first);
    let tag = portal::etag(b"x");
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag != portal::etag(b"y"));
}

#[test]
fn thirty_services_of_ninety_days_weigh_little() {
    let portal = portal(crate::support::large(30));
    let page = portal.status_page(at(NOW));
    let packed = |bytes: &[u8], quality: i32| {
        let mut out = Vec::new();
        let params = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut out, &params).unwrap();
        out.len()
    };
    let (html, fast) = (packed(page.as_bytes(), 11), packed(page.as_bytes(), 5));
    let files = packed(portal::assets::STYLE.content.as_bytes(), 11)
        + packed(portal::assets::SCRIPT.content.as_bytes(), 11);
    println!("{} bytes, brotli {html} (quality 5: {fast}), style and script {files}", page.len());
    assert!(html + files <= 14 * 1024, "the page weighs {html} and its files {files}");
    assert!(fast + files <= 30 * 1024);
}
