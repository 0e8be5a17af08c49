//! Repair items as CSV: bringing them in, first without a trace, and taking them out. [`export_button`] stands on lists too.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlInputElement};

use super::{
    text,
    transfer_api::{self as api, Outcome, Trouble},
};
use crate::{
    model::Permission,
    net::session::session,
    shell,
    ui::{
        dom,
        field::TextArea,
        file,
        form::{self, FormError, Submit},
        icon::Icon,
        lean::{self, press},
        listing, toast,
    },
};

pub use super::transfer_api::{ExportFilter, everything};

/// Exports what the filter of the moment lets through; for the head of a list.
pub fn export_button(label: &'static str, filter: Callback<(), ExportFilter>) -> AnyView {
    let pending = RwSignal::new(false);
    let run = press(move || {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        let filter = filter.run(());
        spawn_local(async move {
            match api::export(filter).await {
                Ok(made) => {
                    file::save_csv(&made.csv, "repair-items");
                    let rest = if made.is_complete {
                        ""
                    } else {
                        " These are not all: narrow the filter for the rest."
                    };
                    toast::say(format!("{} exported.{rest}", items(made.count)));
                }
                Err(error) => toast::fail(&error),
            }
            let _ = pending.try_set(false);
        });
    });
    let busy = lean::words(move || pending.get().to_string());
    view! { <button type="button" class="btn" aria-busy=busy on:click=run><Icon name="i-import" />{label}</button> }.into_any()
}

fn items(count: i64) -> String {
    if count == 1 { "1 item".into() } else { format!("{count} items") }
}

/// The route `/repairs/import`.
#[component]
pub fn Transfer() -> impl IntoView {
    shell::page(text::TRANSFER, &[(text::REPAIRS, "/repairs")]);
    let bring = untrack(|| session().can(Permission::RepairImport))
        .then(|| section("transfer-in", "Bring in", text::IMPORT_NOTE, bring_in()));
    let open = Callback::new(|()| ExportFilter { is_open: Some(true), ..everything() });
    let out = view! {
        <p class="acts">
            {export_button("Export open items", open)}
            {export_button("Export all items", Callback::new(|()| everything()))}
        </p>
        <p class="muted small">"To export a selection, filter the list of repair items and export it there."</p>
    };
    view! {
        <header class="lhead"><h1>{text::TRANSFER}</h1></header>
        {bring}
        {section("transfer-out", "Take out", text::EXPORT_NOTE, out.into_any())}
    }
}

fn section(id: &'static str, title: &'static str, note: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="setting" aria-labelledby=id>
            <div class="setting-head"><h2 id=id>{title}</h2><p class="muted small">{note}</p></div>
            <div class="setting-body transfer">{body}</div>
        </section>
    }
    .into_any()
}

/// What is about to be brought in, and what the last look at it said.
#[derive(Clone, Copy)]
struct Bring {
    csv: RwSignal<String>,
    /// The text that was looked at, and what came of it.
    seen: RwSignal<Option<(String, Outcome)>>,
    /// Makes a repeated bringing in of what was looked at the same one.
    key: StoredValue<String>,
    submit: Submit,
}

impl Bring {
    /// Looked at, unchanged since, and without a problem.
    fn is_ready(self) -> bool {
        self.seen.with(|seen| {
            let ready = |(text, outcome): &(String, Outcome)| {
                !outcome.is_saved && outcome.problems.is_empty() && self.csv.with(|csv| csv == text)
            };
            seen.as_ref().is_some_and(ready)
        })
    }

    fn run(self, dry_run: bool) {
        let csv = self.csv.get_untracked();
        if csv.trim().is_empty() {
            return self.submit.refuse("csv", "Choose a file, or paste lines.");
        }
        if dry_run {
            self.key.set_value(form::idempotency_key());
        }
        let key = (!dry_run).then(|| self.key.get_value());
        self.submit.run(api::import(csv.clone(), dry_run, key), move |outcome| {
            let (made, changed) = (outcome.created, outcome.updated);
            if outcome.is_saved {
                toast::say(format!("{} made, {changed} changed.", items(made)));
                self.csv.set(String::new());
            }
            self.seen.set(Some((csv, outcome)));
            request_animation_frame(|| {
                dom::focus("#transfer-result");
            });
        });
    }
}

fn bring_in() -> AnyView {
    let bring = Bring {
        csv: RwSignal::new(String::new()),
        seen: RwSignal::new(None),
        key: StoredValue::new(String::new()),
        submit: Submit::new(),
    };
    let pick = move |event: Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        spawn_local(async move {
            if let Some((name, text)) = file::chosen(input).await {
                bring.csv.set(text);
                toast::announce(format!("{name} is read. Check it now."));
            }
        });
    };
    let template = press(|| {
        spawn_local(async {
            match api::template().await {
                Ok(head) => file::save(&head, "text/csv;charset=utf-8", "repair-items-template.csv"),
                Err(error) => toast::fail(&error),
            }
        });
    });
    let result = lean::part(move || bring.seen.get().map(|(_, outcome)| result(outcome)));
    let pending = bring.submit.pending;
    view! {
        <p><button type="button" class="btn" on:click=template>"Download a template"</button></p>
        <form on:submit=lean::submit(move || bring.run(true)) novalidate>
            <label class="form-field">
                <span>"CSV file"</span>
                <input type="file" accept=".csv,text/csv" on:change=pick />
            </label>
            <TextArea label="Or paste lines" value=bring.csv rows=8 error=bring.submit.of("csv")
                hint="The first line names the columns." />
            <FormError submit=bring.submit />
            <div class="form-end">
                <button type="submit" class="btn primary" aria-busy=lean::words(move || pending.get().to_string())>"Check"</button>
                <button type="button" class="btn" disabled=move || !bring.is_ready() aria-describedby="transfer-hint"
                    on:click=press(move || bring.run(false))>"Bring in"</button>
            </div>
            <p class="hint" id="transfer-hint">"Checking changes nothing. Lines can be brought in when a check has found no problem."</p>
        </form>
        {result}
    }
    .into_any()
}

fn result(outcome: Outcome) -> AnyView {
    let Outcome { is_saved, created, updated, unchanged, problems } = outcome;
    let heading = match (is_saved, problems.len()) {
        (true, _) => "Brought in".to_owned(),
        (false, 0) => "No problem found".to_owned(),
        (false, 1) => "1 problem to mend first".to_owned(),
        (false, n) => format!("{n} problems to mend first"),
    };
    let counts = if is_saved {
        format!("{created} made, {updated} changed, {unchanged} as they were.")
    } else {
        format!("{created} would be made, {updated} changed, {unchanged} stay as they are.")
    };
    let way = is_saved.then(|| view! { <p><a class="link" href="/repairs">"See the repair items"</a></p> });
    let table = (!problems.is_empty()).then(|| {
        let heads = text::PROBLEM_COLUMNS
            .map(|word| view! { <th role="columnheader" scope="col">{word}</th> })
            .collect_view();
        let rows = problems.into_iter().map(trouble).collect_view();
        view! {
            <div class="table-scroll">
                <table class="list-table trouble" role="table">
                    <caption class="vh">"Problems by line"</caption>
                    <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <div class="transfer-result" role="status">
            <h3 id="transfer-result" tabindex="-1">{heading}</h3>
            <p>{counts}</p>
            {way}{table}
        </div>
    }
    .into_any()
}

fn trouble(one: Trouble) -> AnyView {
    let cells = vec![
        ("mono", view! { <span class="narrow-only">"Line "</span>{one.line} }.into_any()),
        listing::words("mono", one.column.unwrap_or_default()),
        ("wrap c-title", one.message.into_any()),
        listing::words("mono", one.rule.unwrap_or_default()),
    ];
    listing::row(false, cells)
}
