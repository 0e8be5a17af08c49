//! Pages of incidents: filters, order, keyset, statements.

use domain::incident::{Incident, IncidentStatus, ResponderRole, Severity};
use domain::text::{Markdown, Tag};
use store::Store;
use store::incident::list::{self, Filter, Order};

use super::{World, incident, insert, member_of, outsider, world};
use crate::harness::{at, on_both};

on_both!(
    pages_join_without_gap_or_repeat,
    each_filter_finds_what_it_says,
    words_are_found_and_nothing_else,
    a_page_is_one_statement
);

async fn page(store: &Store, filter: &Filter) -> Vec<String> {
    let found = list::page(store, &outsider(), filter, Order::StartedAtDesc, None, 100).await.unwrap();
    found.into_iter().map(|summary| summary.title.into_string()).collect()
}

async fn pages_join_without_gap_or_repeat(store: Store) {
    let world = world(&store).await;
    let mut ids = Vec::new();
    for n in 0..7 {
        // Pairs start at the same instant, so that the id has to tell them apart.
        ids.push(insert(&store, incident(&world, "Again", n / 2 * 100)).await.id);
    }
    for order in [Order::StartedAtDesc, Order::StartedAtAsc] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let found = list::page(&store, &outsider(), &Filter::default(), order, after, 3).await.unwrap();
            let Some(last) = found.last() else { break };
            after = Some((last.started_at, last.id));
            seen.extend(found.iter().map(|summary| (summary.started_at, summary.id)));
        }
        let mut wanted = seen.clone();
        wanted.sort_unstable();
        if order == Order::StartedAtDesc {
            wanted.reverse();
        }
        assert_eq!(seen, wanted);
        assert_eq!(seen.len(), ids.len());
    }
}

/// "Alpha" is open, late, SEV1, led by Oliver; "Beta" is resolved, SEV3, of the database alone, led
/// by Meena.
async fn two(store: &Store, world: &World) -> (Incident, Incident) {
    let mut alpha = incident(world, "Alpha", 0);
    alpha.promises.internal_due_at = Some(at(4_000));
    let alpha = insert(store, alpha).await;
    let mut beta = incident(world, "Beta", 1_000);
    beta.severity = Severity::Sev3;
    beta.windows.clear();
    beta.services = vec![world.database];
    beta.tags = vec![Tag::parse("quiet").unwrap()];
    beta.responders[0].user = world.meena;
    beta.change_status(IncidentStatus::Resolved, None, None, at(3_000)).unwrap();
    (alpha, insert(store, beta).await)
}

async fn each_filter_finds_what_it_says(store: Store) {
    let world = world(&store).await;
    let (alpha, beta) = two(&store, &world).await;
    brought_in(&store, &beta, "markdown", 1).await;
    brought_in(&store, &alpha, "cstate", 0).await;
    let lead = ResponderRole::IncidentLead;
    let table: Vec<(Filter, &[&str])> = vec![
        (Filter::default(), &["Beta", "Alpha"]),
        (Filter { status: vec![IncidentStatus::Declared], ..Filter::default() }, &["Alpha"]),
        (
            Filter { status: vec![IncidentStatus::Declared, IncidentStatus::Resolved], ..Filter::default() },
            &["Beta", "Alpha"],
        ),
        (
            Filter {
                status: vec![IncidentStatus::Declared, IncidentStatus::Monitoring],
                ..Filter::default()
            },
            &["Alpha"],
        ),
        (Filter { severity: vec![Severity::Sev3], ..Filter::default() }, &["Beta"]),
        (Filter { severity: vec![Severity::Sev3, Severity::Sev4], ..Filter::default() }, &["Beta"]),
        (Filter { is_open: Some(true), ..Filter::default() }, &["Alpha"]),
        (Filter { is_open: Some(false), ..Filter::default() }, &["Beta"]),
        (Filter { services: vec![world.shop], ..Filter::default() }, &["Alpha"]),
        (Filter { services: vec![world.shop, world.database], ..Filter::default() }, &["Beta", "Alpha"]),
        (Filter { leads: vec![world.meena], ..Filter::default() }, &["Beta"]),
        (Filter { responder: Some((world.oliver, None)), ..Filter::default() }, &["Alpha"]),
        (Filter { responder: Some((world.oliver, Some(lead))), ..Filter::default() }, &["Alpha"]),
        (Filter { responder: Some((world.oliver, Some(ResponderRole::Scribe))), ..Filter::default() }, &[]),
        (Filter { started_from: Some(at(1)), ..Filter::default() }, &["Beta"]),
        (Filter { started_to: Some(at(1)), ..Filter::default() }, &["Alpha"]),
        (Filter { started_from: Some(at(0)), started_to: Some(at(0)), ..Filter::default() }, &[]),
        (Filter { tag: Tag::parse("QUIET").ok(), ..Filter::default() }, &["Beta"]),
        (Filter { late: Some((true, at(4_001))), ..Filter::default() }, &["Alpha"]),
        (Filter { late: Some((true, at(4_000))), ..Filter::default() }, &[]),
        (Filter { late: Some((false, at(4_001))), ..Filter::default() }, &["Beta"]),
        (Filter { text: Some(alpha_reference(&alpha)), ..Filter::default() }, &["Alpha"]),
        (Filter { has_import_findings: Some(true), ..Filter::default() }, &["Beta"]),
        (Filter { has_import_findings: Some(false), ..Filter::default() }, &["Alpha"]),
        (Filter { imported_format: Some("cstate".to_owned()), ..Filter::default() }, &["Alpha"]),
        (Filter { imported_format: Some("statuspage".to_owned()), ..Filter::default() }, &[]),
    ];
    for (filter, wanted) in table {
        assert_eq!(page(&store, &filter).await, wanted, "{filter:?}");
        assert_eq!(
            list::count(&store, &outsider(), &filter).await.unwrap(),
            wanted.len() as u64,
            "{filter:?}"
        );
    }
}

async fn brought_in(store: &Store, incident: &Incident, format: &str, findings: usize) {
    use store::incident::import;
    let findings = vec![domain::finding::Finding::hint("IMP-02", "No end."); findings];
    let tx = store.begin().await.unwrap();
    import::mark(&tx, incident.id, format, "old.md", "hash", at(1)).await.unwrap();
    import::replace_findings(&tx, incident.id, "old.md", &findings).await.unwrap();
    tx.commit().await.unwrap();
}

fn alpha_reference(alpha: &Incident) -> String {
    alpha.reference().to_lowercase()
}

async fn words_are_found_and_nothing_else(store: Store) {
    let world = world(&store).await;
    let mut first = incident(&world, "Checkout-service returns 503s", 0);
    first.summary = Markdown::parse("The *Überlast* of checkout.internal, 100% sure").unwrap();
    let first = insert(&store, first).await;
    insert(&store, incident(&world, "Mail is late", 100)).await;
    let title = "Checkout-service returns 503s";
    let found: &[&str] = &[
        "checkout",
        "CHECK",
        "503",
        "returns checkout",
        "service",
        "internal",
        "überlast",
        "\"checkout\"",
        "100%",
    ];
    for text in found {
        let filter = Filter { text: Some((*text).to_owned()), ..Filter::default() };
        assert_eq!(page(&store, &filter).await, [title], "{text}");
    }
    let missed: &[&str] = &[
        "heckout",
        "checkout mail",
        "%",
        "_",
        "'",
        "\"",
        "*",
        "checkout NEAR",
        "title:checkout",
        "' OR 1=1 --",
        "checkout | mail",
        "!nothing",
        "\\",
        "()",
        "AND",
        "a & b",
    ];
    for text in missed {
        let filter = Filter { text: Some((*text).to_owned()), ..Filter::default() };
        assert_eq!(page(&store, &filter).await, [""; 0], "{text}");
    }
    // The index follows the title.
    let mut after = first.clone();
    after.title = domain::text::Title::parse("Basket is empty").unwrap();
    after.version = 2;
    let tx = store.begin().await.unwrap();
    store::incident::repo::save(&tx, &first, &after).await.unwrap();
    tx.commit().await.unwrap();
    for (text, count) in [("basket", 1), ("returns", 0), ("internal", 1)] {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        assert_eq!(page(&store, &filter).await.len(), count, "{text}");
    }
}

async fn a_page_is_one_statement(store: Store) {
    let world = world(&store).await;
    for n in 0..5 {
        insert(&store, incident(&world, "Again", n)).await;
    }
    for scope in [outsider(), member_of(&[])] {
        let before = store.statements();
        let filter = Filter {
            severity: vec![Severity::Sev1],
            status: vec![IncidentStatus::Declared],
            ..Filter::default()
        };
        let found = list::page(&store, &scope, &filter, Order::StartedAtDesc, None, 51).await.unwrap();
        assert_eq!((found.len(), store.statements() - before), (5, 1));
    }
}
