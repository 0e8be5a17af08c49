//! The row of filters above list and board. It writes the address; they read it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    filters::{Filters, Many, Tab},
    text,
};
use crate::{
    catalog, identity,
    model::{Lens, Named, ProblemOrder, RepairKind},
    net::ApiError,
    problem,
    ui::{
        filter::{self, ManyFilter, fixed},
        lean, nav, toast,
    },
};

/// So many problems are offered.
const MOST: i64 = 50;

type Options = RwSignal<Vec<Named>>;

fn fill(into: Options, answer: Result<Vec<Named>, ApiError>) {
    match answer {
        Ok(list) => drop(into.try_set(list)),
        Err(error) => toast::fail(&error),
    }
}

/// Teams, problems and services, once, when someone reaches for the filters.
fn load(asked: StoredValue<bool>, teams: Options, problems: Options, services: Options) {
    if asked.get_value() {
        return;
    }
    asked.set_value(true);
    spawn_local(async move { fill(teams, identity::api::teams().await) });
    spawn_local(async move { fill(services, catalog::api::service_options().await) });
    spawn_local(async move {
        let filter = problem::api::no_filter();
        let page = problem::api::list(filter, ProblemOrder::UpdatedAtDesc, MOST, None).await;
        let named =
            |row: problem::api::Row| Named { name: format!("{} {}", row.reference, row.title), id: row.id };
        fill(problems, page.map(|page| page.rows.into_iter().map(named).collect()));
    });
}

#[component]
pub fn FilterBar(filters: Memo<Filters>) -> impl IntoView {
    let lenses = fixed(Lens::ALL.iter().map(|l| (l.wire(), l.label())).collect());
    let kinds = fixed(RepairKind::ALL.iter().map(|k| (k.wire(), k.label())).collect());
    let (teams, problems, services) =
        (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
    let asked = StoredValue::new(false);
    let load = move || load(asked, teams, problems, services);
    // The address may already name some: their words are needed to say so.
    if untrack(|| filters.with(|f| [&f.team, &f.problem, &f.service].iter().any(|ids| !ids.is_empty()))) {
        load();
    }
    let search = move |text: String| {
        nav::replace(&filters.with_untracked(|f| Filters { text: text.clone(), ..f.clone() }.href()));
    };
    let clear = move || view! { <a class="link clear" href=move || filters.with(|f| f.cleared().href())>{text::CLEAR}</a> };
    view! {
        {filter::text("repair-filter", "Filter repair items by text", move || filters.with(|f| f.text.clone()), search)}
        <div class="filters" role="group" aria-label="Filters" on:pointerenter=move |_| load() on:focusin=move |_| load()>
            {several(filters, Many::Kind, "Kind", kinds)}
            {several(filters, Many::Lens, "Lens", lenses)}
            {several(filters, Many::Problem, "Problem", problems)}
            {several(filters, Many::Service, "Service", services)}
            {lean::only(move || filters.with(|f| f.tab != Tab::Team), move || several(filters, Many::Team, "Team", teams))}
            {lean::only(move || filters.with(Filters::is_active), clear)}
        </div>
    }
}

/// One of the filters with several values.
fn several(filters: Memo<Filters>, many: Many, word: &'static str, options: Options) -> AnyView {
    let chosen = Signal::derive(move || filters.with(|f| f.of(many)));
    let toggle = Callback::new(move |(value, on): (String, bool)| {
        nav::replace(&filters.get_untracked().toggled(many, &value, on).href());
    });
    view! { <ManyFilter word options chosen toggle /> }.into_any()
}
