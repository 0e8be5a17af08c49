//! Published analyses: the page, the list, the preview's article and the Markdown.

use crate::support::{NOW, analyses, at, portal, shop};
use portal::{SharedPage, SharedQuestion, rca_article};
use scraper::{ElementRef, Html, Selector};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

fn text(page: &Html, selector: &str) -> String {
    let text: String = all(page, selector).iter().flat_map(ElementRef::text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_has_the_parts_that_customers_ask_for() {
    let page = Html::parse_document(&portal(shop()).rca_page("RCA-7", None, at(NOW)).unwrap());
    let headings: Vec<String> = all(&page, "article h2").iter().map(ElementRef::inner_html).collect();
    assert_eq!(
        headings,
        [
            "What is different from the version before",
            "What happened",
            "Timeline",
            "Why it happened",
            "What we did",
            "What we will do"
        ]
    );
    assert_eq!(text(&page, "h1"), "Web shop unavailable during the sale");
    assert!(
        text(&page, ".head").contains("RCA-7 · version 2") && text(&page, ".head").contains("Final analysis")
    );
    assert!(text(&page, "[aria-labelledby='changes']").contains("was written anew"));
    assert_eq!(all(&page, "a[href='/status/incidents/INC-42']").len(), 1);
    assert!(text(&page, "[aria-labelledby='timeline']").contains("To customers"));
    assert!(
        text(&page, "[aria-labelledby='will']")
            .contains("Due 5 December Size the pool by load In progress · Mends a cause")
    );
    assert_eq!(all(&page, "a[href='/status/rca/RCA-7/1']").len(), 1, "the version before has a link");
    assert_eq!(all(&page, "a[href='/status/rca/RCA-7.md']").len(), 1);
}

#[test]
fn causes_are_drawn_and_stand_in_a_nested_list() {
    let page = Html::parse_document(&portal(shop()).rca_page("RCA-7", None, at(NOW)).unwrap());
    let svg = all(&page, ".dia svg[role='img'][aria-label]");
    assert!(svg[0].value().attr("aria-label").unwrap().starts_with("Fishbone with 3 causes"));
    assert!(!all(&page, ".dia svg path.d-root").is_empty() && !all(&page, ".dia svg text").is_empty());
    assert_eq!(text(&page, ".causes > ul > li > b"), "The pool was too small");
    assert_eq!(text(&page, ".causes > ul > li > ul > li"), "No question about limits");
    assert_eq!(all(&page, ".causes > ul > li").len(), 2);
    let map = Html::parse_document(&portal(shop()).rca_page("RCA-7", Some("1"), at(NOW)).unwrap());
    assert!(
        all(&map, ".dia svg")[0].value().attr("aria-label").unwrap().starts_with("Cause map with 3 causes")
    );
    assert!(!all(&map, ".dia svg path.d-box").is_empty());
}

#[test]
fn a_preliminary_version_says_so_and_leads_to_the_newest() {
    let portal = portal(shop());
    let page = Html::parse_document(&portal.rca_page("RCA-7", Some("1"), at(NOW)).unwrap());
    assert!(text(&page, ".head").contains("This is preliminary."));
    assert_eq!(all(&page, ".head a[href='/status/rca/RCA-7/2']").len(), 1);
    assert!(all(&page, "#changes").is_empty());
    for (key, number) in
        [("RCA-7", Some("3")), ("RCA-7", Some("01")), ("RCA-7", Some("+1")), ("RCA-8", None), ("rca_1", None)]
    {
        assert!(portal.rca_page(key, number, at(NOW)).is_none(), "{key} {number:?}");
    }
    let list = Html::parse_document(&portal.rca_list_page(at(NOW)));
    assert_eq!(all(&list, "ol.hist li").len(), 1);
    assert!(text(&list, "ol.hist").contains("RCA-7 · Final analysis · 1 action"));
}

#[test]
fn a_preview_marks_what_was_replaced_and_nothing_else_does() {
    let mut one = analyses().remove(0);
    one.title = "By \u{e000}an engineer\u{e001}".to_owned();
    one.causes.causes[0].text = "\u{e000}An engineer\u{e001} <b>saw</b> it".to_owned();
    let page = Html::parse_fragment(&rca_article(&one, at(NOW)));
    assert_eq!(page.errors.len(), 0, "{:?}", page.errors);
    let marked: Vec<String> = all(&page, "mark").iter().map(ElementRef::inner_html).collect();
    assert_eq!(marked, ["an engineer", "An engineer"]);
    assert!(all(&page, "svg mark").is_empty() && text(&page, "svg").contains("By an engineer"));
    assert!(text(&page, ".causes").contains("An engineer <b>saw</b> it"));
    assert!(!rca_article(&one, at(NOW)).contains(['\u{e000}', '\u{e001}']));
}

#[test]
fn the_markdown_says_the_same() {
    let text = portal(shop()).rca_markdown("RCA-7", None).unwrap();
    for line in [
        "# Web shop unavailable during the sale",
        "## Why it happened",
        "- The pool was too small (root cause)",
        "  - No question about limits",
        "- Size the pool by load (In progress, due 5 December 2026)",
        "### Timeline",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} is not in {text}");
    }
    assert!(portal(shop()).rca_markdown("RCA-7", Some("1")).unwrap().contains("This is preliminary"));
}

#[test]
fn an_action_whose_day_has_passed_is_told_as_overdue_until_it_is_done() {
    let due = at("2026-11-20T10:00");
    // Words, whether it is done, its day, and whether it is overdue now.
    let table = [
        ("In progress", false, Some(due), true),
        ("Opened again, as it did not work well enough", false, Some(due), true),
        ("Done; its effect is being checked", true, Some(due), false),
        ("Not done, by decision", false, Some(due), false),
        ("In progress", false, None, false),
        ("In progress", false, Some(at(NOW)), false),
        ("In progress", false, Some(at("2026-12-05T10:00")), false),
    ];
    for (words, is_done, due_at, is_overdue) in table {
        let mut shop = shop();
        let item = &mut shop.analyses[0].items[0];
        (item.words, item.is_done, item.due_at) = (words.to_owned(), is_done, due_at);
        let one = shop.analyses[0].clone();
        let portal = portal(shop);
        let shared = portal.shared_rca_page(&one, &SharedPage::default(), at(NOW));
        let pages = [portal.rca_page("RCA-7", None, at(NOW)).unwrap(), shared, rca_article(&one, at(NOW))];
        for html in pages {
            let row = text(&Html::parse_document(&html), "[aria-labelledby='will'] .hist .w");
            assert_eq!(row.ends_with(" Overdue"), is_overdue, "{words} {due_at:?}: {row}");
        }
        for markdown in [portal.rca_markdown("RCA-7", None).unwrap(), portal.shared_rca_markdown(&one)] {
            let told = markdown.contains("due 20 November 2026, overdue)");
            assert_eq!(told, is_overdue, "{words} {due_at:?}: {markdown}");
        }
    }
}

#[test]
fn a_customer_acknowledges_and_asks_by_plain_forms() {
    let mut shared = SharedPage {
        customer: "Acme <i>".to_owned(),
        form_token: "tok".to_owned(),
        question_key: "key".to_owned(),
        versions: analyses(),
        ..SharedPage::default()
    };
    let one = analyses().remove(0);
    let page = Html::parse_document(&portal(shop()).shared_rca_page(&one, &shared, at(NOW)));
    assert_eq!(page.errors.len(), 0, "{:?}", page.errors);
    for action in ["acknowledge", "question"] {
        let form = format!(
            "form[method='post'][action='/status/account/rca/pbl_2/{action}'] input[name='form_token'][value='tok']"
        );
        assert_eq!(all(&page, &form).len(), 1, "{action}");
    }
    assert_eq!(all(&page, "a[href='/status/account/rca/pbl_2.md']").len(), 1);
    assert_eq!(all(&page, "a[href='/status/account/rca/pbl_1']").len(), 1);
    assert!(text(&page, "#talk").contains("Acme <i>"));
    shared.acknowledged_at = Some(at("2026-11-21T09:00"));
    let (question, answer) = ("<p>Why?</p>".to_owned(), "<p>So.</p>".to_owned());
    let asked = at("2026-11-21T09:10");
    shared.questions = vec![
        SharedQuestion { asked_at: asked, body_html: question.clone(), answer: Some((asked, answer)) },
        SharedQuestion { asked_at: asked, body_html: question, answer: None },
    ];
    let page = Html::parse_document(&portal(shop()).shared_rca_page(&one, &shared, at(NOW)));
    assert!(all(&page, "form[action$='acknowledge']").is_empty());
    assert!(text(&page, ".talk").contains("Acknowledged 09:00 UTC"));
    assert!(
        text(&page, ".talk").contains("We answered09:10 UTC So.")
            && text(&page, ".talk").contains("Not answered yet")
    );
}
