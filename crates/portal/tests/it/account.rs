//! A customer's own pages as a browser without script reads them.

use crate::support::{NOW, at, portal, shop};
use portal::{Account, SharedAnalysis, SignInForm};
use scraper::{ElementRef, Html, Selector};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

fn text(page: &Html, selector: &str) -> String {
    let text: String = all(page, selector).iter().flat_map(ElementRef::text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn carrie() -> Account {
    let shared = SharedAnalysis {
        path: "/status/rca/RCA-7".to_owned(),
        title: "Slow checkout".to_owned(),
        is_final: false,
        published_at: at("2026-11-20T10:00"),
        is_acknowledged: false,
    };
    Account {
        name: "Carrie".to_owned(),
        customer: "Northwind".to_owned(),
        services: vec!["svc_checkout".to_owned(), "svc_hidden".to_owned()],
        analyses: vec![shared],
        form_token: "token".to_owned(),
    }
}

#[test]
fn pages_are_sound_and_their_forms_need_no_script() {
    let portal = portal(shop());
    let form = SignInForm { form_token: "token".to_owned(), ..SignInForm::default() };
    let pages = [
        ("sign in", portal.sign_in_page(form)),
        ("account", portal.account_page(&carrie(), at(NOW))),
        ("refused", portal.refused_page()),
    ];
    for (name, html) in pages {
        let page = Html::parse_document(&html);
        assert_eq!(page.errors.len(), 0, "{name}: {:?}", page.errors);
        for one in ["title", "h1", "main", "header", "footer", "nav[aria-label]"] {
            assert_eq!(all(&page, one).len(), 1, "{name}: {one}");
        }
        assert!(all(&page, "[style], style, [onclick], main script").is_empty(), "{name}");
        assert!(
            all(&page, "main[data-revision]").is_empty(),
            "{name}: what was typed is not thrown away by news"
        );
        for form in all(&page, "form[method='post']") {
            assert!(form.value().attr("action").unwrap().starts_with("/status/sign-"), "{name}");
            let token = Selector::parse("input[type='hidden'][name='form_token'][value='token']").unwrap();
            assert_eq!(form.select(&token).count(), 1, "{name}");
        }
        for input in all(&page, "input:not([type='hidden'])") {
            let id = input.value().attr("id").unwrap();
            assert_eq!(all(&page, &format!("label[for='{id}']")).len(), 1, "{name}: {id} has a label");
        }
    }
}

#[test]
fn the_account_names_only_services_that_are_public() {
    let page = Html::parse_document(&portal(shop()).account_page(&carrie(), at(NOW)));
    assert_eq!((text(&page, "h1"), text(&page, ".ref")), ("Northwind".to_owned(), "Carrie".to_owned()));
    assert_eq!(text(&page, ".cmp .nm"), "Checkout");
    assert_eq!(text(&page, ".hist a[href='/status/rca/RCA-7']"), "Slow checkout");
    assert!(text(&page, ".hist p").contains("not acknowledged yet"));
    let nothing = Account { services: Vec::new(), analyses: Vec::new(), ..carrie() };
    let page = Html::parse_document(&portal(shop()).account_page(&nothing, at(NOW)));
    assert!(text(&page, "main").contains("None of your services is on this page"));
    assert!(text(&page, "main").contains("No analysis was shared with you yet"));
}

#[test]
fn what_was_typed_comes_back_as_text() {
    let evil = "\"><script>alert(1)</script>";
    let form =
        SignInForm { email: evil.to_owned(), form_token: "token".to_owned(), fault: Some(evil.to_owned()) };
    let page = Html::parse_document(&portal(shop()).sign_in_page(form));
    assert!(all(&page, "main script").is_empty());
    assert_eq!(all(&page, "input[name='email']")[0].value().attr("value"), Some(evil));
    assert_eq!(text(&page, "[role='alert']"), evil);
    assert_eq!(all(&page, "input[type='password']")[0].value().attr("value"), None);
    let shared = SharedAnalysis {
        path: "javascript:alert(1)".to_owned(),
        title: evil.to_owned(),
        is_final: false,
        published_at: at(NOW),
        is_acknowledged: true,
    };
    let account =
        Account { name: evil.to_owned(), customer: evil.to_owned(), analyses: vec![shared], ..carrie() };
    let page = Html::parse_document(&portal(shop()).account_page(&account, at(NOW)));
    assert!(all(&page, "main script, a[href^='javascript']").is_empty());
    assert_eq!(text(&page, "h1"), evil);
}
