//! Texts that want to be more than text, in every field and every document.

use crate::support::{NOW, at, portal, shop, subscribe_form, subscription};
use domain::portal::{Group, Projection};
use portal::{Endpoint, Portal};
use quick_xml::Reader;
use quick_xml::events::Event;
use scraper::{Html, Selector};

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "</title></textarea></svg><script>alert(1)</script>",
    "]]><script>alert(1)</script><![CDATA[",
    "--><!-- <?xml version='1.0'?> <!ENTITY x 'y'>",
    "{{ 7*7 }} ${7*7} {% raw %}",
    "a\u{0}b\u{1}c\u{8}d\u{b}e\u{1f}f\u{7f}g\u{9f}h\u{fffe}i\u{ffff}",
    "left\u{202e}thgir\u{202c} \u{2066}x\u{2069} \u{2028}\u{2029}\u{feff}",
    "&lt;b&gt; &amp; &#x3c;script&#x3e; &nbsp; &bogus;",
    "javascript:alert(1)",
    "//evil.example/x.png",
];

/// A page in which every text is hostile. Bodies come from our own sanitizer, so their HTML is text that was escaped.
fn poisoned(text: &str) -> Projection {
    let mut page = shop();
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let evil = || text.to_owned();
    page.organisation.name = evil();
    page.organisation.time_zone = evil();
    page.organisation.logo_url = Some(evil());
    page.organisation.accent = Some(evil());
    page.organisation.support_url = Some(evil());
    for group in &mut page.groups {
        (group.id, group.name) = (evil(), evil());
        for service in &mut group.services {
            service.name = evil();
        }
    }
    for incident in &mut page.incidents {
        incident.title = evil();
        for service in &mut incident.services {
            service.name = evil();
        }
        for update in &mut incident.updates {
            update.body_text = evil();
            update.body_html = format!("<p>{escaped}</p>");
            for change in &mut update.changes {
                change.service.name = evil();
            }
        }
        if let Some(rca) = &mut incident.rca {
            (rca.reference, rca.stage, rca.url) = (evil(), evil(), evil());
            rca.summary_text = evil();
            rca.summary_html = format!("<p>{escaped}</p>");
        }
    }
    for one in &mut page.analyses {
        one.title = evil();
        for part in &mut one.parts {
            (part.text, part.html) = (evil(), format!("<p>{escaped}</p>"));
        }
        for line in &mut one.lines {
            (line.text, line.html) = (evil(), format!("<p>{escaped}</p>"));
        }
        one.causes.bones.iter_mut().for_each(|bone| bone.name = evil());
        one.causes.causes.iter_mut().for_each(|cause| cause.text = evil());
        one.items.iter_mut().for_each(|item| (item.title, item.words) = (evil(), evil()));
        one.incidents.iter_mut().for_each(|incident| incident.services = vec![evil()]);
        one.changes = vec![evil()];
    }
    for work in &mut page.maintenances {
        work.title = evil();
        for update in &mut work.updates {
            update.body_html = format!("<p>{escaped}</p>");
            update.body_text = evil();
        }
    }
    let extra = crate::support::service(text, domain::portal::ComponentStatus::MajorOutage, None, &[]);
    page.groups.push(Group { id: evil(), name: evil(), services: vec![extra] });
    page
}

fn pages(portal: &Portal, query: &str) -> Vec<String> {
    let now = at(NOW);
    vec![
        portal.status_page(now),
        portal.history_page(query, now),
        portal.incident_page("INC-42", now).unwrap(),
        portal.incident_page("INC-43", now).unwrap(),
        portal.rca_page("RCA-7", None, now).unwrap(),
        portal.rca_list_page(now),
        portal.maintenance_page("MNT-1", now).unwrap(),
        portal.subscribe_page(subscribe_form(query)),
        portal.confirm_page(query, &subscription(query)),
        portal.confirmed_page(&subscription(query), Some(query)),
        portal.unsubscribe_page(query, &subscription(query)),
        portal.not_found_page(),
        portal::unknown_page(query),
    ]
}

fn is_unwanted(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// How many elements of each kind a page may have does not depend on its texts; but a text in a drawing has as many lines as it needs.
fn shape(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let mut shape: Vec<String> = page
        .tree
        .values()
        .filter_map(|node| node.as_element())
        .map(|element| {
            let mut names: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
            names.sort_unstable();
            format!("{} {}", element.name(), names.join(" "))
        })
        .filter(|one| !one.starts_with("img ") && !one.starts_with("meta content name"))
        .collect();
    shape.dedup_by(|one, before| one == before && one.starts_with("text "));
    shape
}

#[test]
fn pages_keep_their_shape_whatever_the_texts_say() {
    let usual: Vec<_> =
        pages(&portal(poisoned("Plain words")), "Plain").iter().map(|page| shape(page)).collect();
    for text in HOSTILE {
        let made = pages(&portal(poisoned(text)), text);
        for (page, usual) in made.iter().zip(&usual) {
            // A query that finds nothing has no rows: only its elements are compared.
            let found = shape(page);
            if !page.contains("was found.") && !page.contains("were found.") {
                assert_eq!(&found, usual, "{text}");
            }
            assert!(!found.iter().any(|one| one.contains(" on") || one.starts_with("iframe")), "{text}");
            let parsed = Html::parse_document(page);
            let selector = Selector::parse("a[href], img[src], link[href], script[src]").unwrap();
            for one in parsed.select(&selector) {
                let to = one.value().attr("href").or(one.value().attr("src")).unwrap();
                assert!(to.starts_with('#') || to.starts_with('/') && !to.starts_with("//"), "{text}: {to}");
            }
            assert!(!page.contains(is_unwanted), "{text}");
        }
    }
}

#[test]
fn the_texts_themselves_arrive_whole() {
    for text in HOSTILE.iter().filter(|text| !text.contains(is_unwanted)) {
        let page = Html::parse_document(&portal(poisoned(text)).incident_page("INC-42", at(NOW)).unwrap());
        let selector = Selector::parse("h1").unwrap();
        let title: String = page.select(&selector).next().unwrap().text().collect();
        assert_eq!(&title, text);
        let told: String = page.root_element().text().collect();
        assert!(told.matches(text).count() >= 4, "{text}");
    }
}

#[test]
fn feeds_and_drawings_stay_well_formed() {
    for text in HOSTILE {
        let portal = portal(poisoned(text));
        let id = &portal.projection().groups[3].services[0].id.clone();
        let documents = [
            portal.atom(None),
            portal.rss(None),
            portal.atom(Some(id)),
            portal.badge(None),
            portal.badge(Some(id)),
            Some(portal::unknown_badge(text)),
        ];
        for xml in documents.into_iter().flatten() {
            let mut reader = Reader::from_str(&xml);
            let mut depth = 0_i32;
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(tag) => {
                        assert!(!tag.name().as_ref().eq_ignore_ascii_case("script"));
                        tag.attributes().for_each(|one| drop(one.unwrap()));
                        depth += 1;
                    }
                    Event::End(_) => depth -= 1,
                    Event::Eof => break,
                    Event::CData(_) | Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {
                        panic!("{text}: {xml}")
                    }
                    _ => {}
                }
            }
            assert_eq!(depth, 0, "{text}");
            assert!(
                !xml.contains("]]>") && !xml.contains("<script") && !xml.contains("<img"),
                "{text}: {xml}"
            );
            assert!(!xml.contains(is_unwanted), "{text}");
        }
    }
}

#[test]
fn json_stays_json() {
    for text in HOSTILE {
        let portal = portal(poisoned(text));
        for endpoint in Endpoint::ALL {
            let bytes = portal.statuspage(endpoint);
            let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let clean = text.replace(is_unwanted, "\u{fffd}");
            assert_eq!(value["page"]["name"], clean.as_str(), "{text}");
            assert!(!std::str::from_utf8(&bytes).unwrap().contains(is_unwanted), "{text}");
        }
    }
}
