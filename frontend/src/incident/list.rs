//! The incident list: tabs, filters in the address, groups of rows, preview, keys. The groups load themselves.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    filter_bar::FilterBar,
    filters::{Filters, View},
    live,
    preview::PreviewPane,
    section::{Section, Shared},
    text,
};
use crate::{
    model::{IncidentChangeKind, Permission},
    net::session::session,
    shell::{self, Overlays},
    ui::{
        dom,
        group::{self, note, step},
        shortcuts::{self, Shortcut},
        toast,
    },
};

/// The id of the incident in the preview.
type Previewed = RwSignal<Option<String>>;

#[component]
pub fn IncidentList() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let shared = Shared {
        previewed: RwSignal::new(None),
        fresh: RwSignal::new(Vec::new()),
        refresh: RwSignal::new(0),
    };
    live::listen(move |event| {
        if event.change != IncidentChangeKind::Declared {
            return;
        }
        let Some(row) = &event.row else { return };
        let on_screen = dom::query(&format!("[data-incident='{}']", row.id)).is_some();
        if !on_screen && filters.with_untracked(|f| f.lets_through(row)) {
            note(shared.fresh, &row.id);
            toast::announce(format!("{} new incidents", shared.fresh.with_untracked(Vec::len)));
        }
    });
    Effect::new(move |_| {
        filters.track();
        shared.fresh.set(Vec::new());
    });
    let sections = move || {
        let filters = filters.get();
        let filtered = filters.is_active();
        filters
            .sections(&untrack(|| session().viewer_id()))
            .into_iter()
            .map(|spec| view! { <Section spec shared filtered /> })
            .collect_view()
    };
    register_keys(shared.previewed);
    view! {
        <Head />
        <nav class="tabs" aria-label="Views">
            {View::EVERY.map(|tab| view! { <Tab tab filters /> }).collect_view()}
        </nav>
        <div class="lbar">
            <FilterBar filters />
            {group::fresh_pill(shared.fresh, shared.refresh)}
        </div>
        <div class="lcols">
            <table class="ltab" role="table">
                <caption class="vh">"Incidents, newest first"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="c-sev">"Severity"</th>
                        <th role="columnheader" scope="col" class="c-key">"Key"</th>
                        <th role="columnheader" scope="col" class="c-title">"Title"</th>
                        <th role="columnheader" scope="col" class="c-status">"Status"</th>
                        <th role="columnheader" scope="col" class="c-duration r">"Duration"</th>
                        <th role="columnheader" scope="col" class="c-lead">"Lead"</th>
                        <th role="columnheader" scope="col" class="c-services">"Services"</th>
                        <th role="columnheader" scope="col" class="c-next">"Next update"</th>
                    </tr>
                </thead>
                {sections}
            </table>
            <PreviewPane previewed=shared.previewed />
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    view! {
        <header class="lhead">
            <h1>{text::TITLE}</h1>
            <div class="end">
                <Show when=|| session().can(Permission::IncidentDeclare)>
                    <button
                        type="button"
                        class="btn primary"
                        aria-keyshortcuts=shortcuts::aria("c")
                        on:click=move |_| overlays.declare.set(true)
                    >
                        {text::DECLARE}<kbd aria-hidden="true">"C"</kbd>
                    </button>
                </Show>
            </div>
        </header>
    }
}

#[component]
fn Tab(tab: View, filters: Memo<Filters>) -> impl IntoView {
    let href = move || filters.with(|f| Filters { view: tab, ..f.clone() }.href());
    view! {
        <a href=href aria-current=move || filters.with(|f| f.view == tab).then_some("page")>{tab.label()}</a>
    }
}

fn register_keys(previewed: Previewed) {
    let key = |keys, label, run: Callback<()>| Shortcut {
        keys,
        label,
        group: "Incident list",
        in_palette: false,
        run,
    };
    shortcuts::register(vec![
        key("j", "Next row", Callback::new(|()| step(1))),
        key("k", "Previous row", Callback::new(|()| step(-1))),
        key("enter", "Open the row", Callback::new(|()| step(0))),
        key("space", "Preview the row", Callback::new(move |()| toggle(previewed))),
        key(
            "/",
            "Filter",
            Callback::new(|()| {
                dom::focus("#incident-filter");
            }),
        ),
    ]);
}

/// Space: opens the preview for the focused row; again, or elsewhere, closes it.
fn toggle(previewed: Previewed) {
    let id = group::focused("data-incident");
    previewed.update(|now| *now = if *now == id { None } else { id });
}
