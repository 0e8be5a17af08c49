//! What happened to a problem, newest first.

use leptos::prelude::*;

use super::{
    api::{self, Happening},
    state::{On, Screen},
};
use crate::{
    model::Page,
    problem::text,
    ui::{pager, remote, time::When},
};

#[component]
pub fn HistoryTab(screen: Screen) -> impl IntoView {
    let id = StoredValue::new(screen.id());
    let load = move |after: Option<String>| api::history(id.get_value(), after);
    let source = remote::remote(move || {
        // Whatever changes the problem adds to its history.
        screen.read(On::Head, |_| ());
        load(None)
    });
    let ready = move |page: Page<Happening>| {
        if page.rows.is_empty() {
            return view! { <p class="muted">{text::NO_HISTORY}</p> }.into_any();
        }
        let item = |h: Happening| {
            view! { <li><When at=h.at /><span>{h.words}</span><span class="muted">{h.by}</span></li> }
                .into_any()
        };
        let items: Vec<AnyView> = page.rows.into_iter().map(item).collect();
        view! { <ol class="happened">{items}</ol>{pager::more(page.next, source, load)} }.into_any()
    };
    view! {
        <div class="tab-body">
            <section aria-labelledby="h-history">
                <h2 class="h2" id="h-history">"History"</h2>
                {remote::show(source, 6, ready)}
            </section>
        </div>
    }
}
