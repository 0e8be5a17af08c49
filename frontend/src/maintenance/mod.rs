//! Announced work: what is scheduled, what goes on, and one of them with what customers were told. All of it is for the public.

mod api;
mod forms;
pub mod page;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::{api::Row, forms::MaintenanceForm};
use crate::{
    model::{MaintenanceStatus, Page, Permission},
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        lean, listing, nav, pager,
        remote::{self, Source},
        states::Empty,
        time,
    },
};

const TITLE: &str = "Maintenance";
const COLUMNS: [&str; 5] = ["Title", "Begins", "Ends", "Services", "Status"];
const AHEAD: [MaintenanceStatus; 3] =
    [MaintenanceStatus::Scheduled, MaintenanceStatus::InProgress, MaintenanceStatus::Verifying];
const OVER: [MaintenanceStatus; 2] = [MaintenanceStatus::Completed, MaintenanceStatus::Cancelled];

/// The route `/maintenance`.
#[component]
pub fn Maintenances() -> impl IntoView {
    shell::page(TITLE, &[]);
    let query = use_query_map();
    let over = Memo::new(move |_| query.with(|q| q.get("show").as_deref() == Some("over")));
    let source = remote::remote(move || api::list(wanted(over.get()), None));
    let making = RwSignal::new(false);
    let add = untrack(|| session().can(Permission::MaintenanceManage))
        .then(|| ("Schedule maintenance", Callback::new(move |()| making.set(true))));
    let tab = move |to: &'static str, word: &'static str, of: bool| {
        let here = lean::maybe(move || (over.get() == of).then_some("page"));
        view! { <a href=to data-noscroll="" aria-current=here>{word}</a> }.into_any()
    };
    let form = move || {
        let saved = Callback::new(|reference: String| nav::go(&format!("/maintenance/{reference}")));
        view! { <MaintenanceForm old=None on_close=move |()| making.set(false) on_saved=saved /> }
    };
    view! {
        {listing::head(TITLE, add)}
        <nav class="tabs" aria-label="Which maintenance">
            {tab("/maintenance", "Ahead and going on", false)}{tab("/maintenance?show=over", "Over", true)}
        </nav>
        {remote::show(source, 6, move |page| table(page, source, over.get_untracked()))}
        {lean::only(move || making.get(), form)}
    }
}

const fn wanted(over: bool) -> &'static [MaintenanceStatus] {
    if over { &OVER } else { &AHEAD }
}

fn table(page: Page<Row>, source: Source<Page<Row>>, over: bool) -> AnyView {
    if page.rows.is_empty() {
        let (title, text) = if over {
            ("Nothing is over yet", "Completed and cancelled maintenance gathers here.")
        } else {
            (
                "Nothing is scheduled",
                "Announce work that customers may notice. They read it on the portal at once.",
            )
        };
        return view! { <Empty title text /> }.into_any();
    }
    let rows = page.rows.into_iter().map(row).collect();
    view! {
        {listing::table("Maintenance", &COLUMNS, rows)}
        {pager::more(page.next, source, move |after| api::list(wanted(over), after))}
    }
    .into_any()
}

fn row(row: Row) -> AnyView {
    let services = row.services.into_iter().map(|s| s.name).collect::<Vec<_>>().join(", ");
    let title = view! {
        <a class="link" href=format!("/maintenance/{}", row.reference)><span class="mono">{row.reference.clone()}</span>" "{row.title}</a>
    };
    let cells = vec![
        ("c-title", title.into_any()),
        ("", view! { <time::When at=row.starts_at /> }.into_any()),
        ("c-until", view! { <time::When at=row.ends_at /> }.into_any()),
        listing::words("wrap", services),
        ("", chip(row.status)),
        ("r", ().into_any()),
    ];
    listing::row(OVER.contains(&row.status), cells)
}

/// Where it stands, as a word on a tint.
fn chip(status: MaintenanceStatus) -> AnyView {
    let tone = match status {
        MaintenanceStatus::Scheduled | MaintenanceStatus::Cancelled => "none",
        MaintenanceStatus::InProgress | MaintenanceStatus::Verifying => "prob",
        MaintenanceStatus::Completed => "ok",
    };
    view! { <Chip tone>{status.label()}</Chip> }.into_any()
}
