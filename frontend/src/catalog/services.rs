//! The list of services, with what each still lacks, and the dialog to add or edit one.

use leptos::prelude::*;

use super::{
    api::{self, Service},
    service_form::ServiceForm,
    text,
};
use crate::{
    model::{Page, Permission},
    net::session::session,
    shell,
    ui::{
        icon::Icon,
        remote::{self, Source},
        shortcuts::{self, Shortcut},
        states::Empty,
    },
};

/// What the dialog edits: nothing yet, a new one, or this one.
type Editing = RwSignal<Option<Option<Service>>>;

#[component]
pub fn Services() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let filter = RwSignal::new(String::new());
    let source = remote::remote(move || {
        let text = filter.get();
        api::services((!text.trim().is_empty()).then(|| text.trim().to_owned()), None)
    });
    let editing: Editing = RwSignal::new(None);
    let can_manage = move || session().can(Permission::ServiceManage);
    if untrack(can_manage) {
        let run = Callback::new(move |()| editing.set(Some(None)));
        shortcuts::register(vec![Shortcut {
            keys: "n",
            label: text::ADD,
            group: "Services",
            in_palette: true,
            run,
        }]);
    }
    view! {
        <header class="lhead">
            <h1>{text::TITLE}</h1>
            <div class="end">
                <Show when=can_manage>
                    <button type="button" class="btn primary" aria-keyshortcuts="N" on:click=move |_| editing.set(Some(None))>
                        {text::ADD}<kbd aria-hidden="true">"N"</kbd>
                    </button>
                </Show>
            </div>
        </header>
        <div class="lbar">
            <label class="field filter-text">
                <Icon name="i-search" />
                <span class="vh">"Filter services by name"</span>
                <input type="search" placeholder="Filter" autocomplete="off"
                    on:change=move |event| filter.set(event_target_value(&event)) />
            </label>
        </div>
        {remote::show(source, 8, move |page| table(page, source, editing, filter))}
        <Show when=move || editing.with(Option::is_some)>
            <ServiceForm
                service=editing.get_untracked().flatten()
                on_close=move |()| editing.set(None)
                on_saved=move |()| {
                    editing.set(None);
                    source.reload();
                }
            />
        </Show>
    }
}

fn table(
    page: Page<Service>,
    source: Source<Page<Service>>,
    editing: Editing,
    filter: RwSignal<String>,
) -> impl IntoView {
    if page.rows.is_empty() {
        let filtered = filter.with_untracked(|f| !f.trim().is_empty());
        let (title, words) =
            if filtered { (text::NO_MATCH, text::NO_MATCH_TEXT) } else { (text::NONE, text::NONE_TEXT) };
        return view! { <Empty title=title text=words /> }.into_any();
    }
    let rows = page.rows.into_iter().map(|service| row(service, editing)).collect_view();
    let next = page.next;
    view! {
        <div class="table-scroll">
        <table class="list-table" role="table">
            <caption class="vh">"Services by name"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Name"</th>
                    <th role="columnheader" scope="col">"Tier"</th>
                    <th role="columnheader" scope="col">"Owner team"</th>
                    <th role="columnheader" scope="col">"Links"</th>
                    <th role="columnheader" scope="col">"State of the entry"</th>
                    <th role="columnheader" scope="col"><span class="vh">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        </div>
        <More next source filter />
    }
    .into_any()
}

fn row(service: Service, editing: Editing) -> impl IntoView {
    let link = |word: &'static str, url: &Option<String>| {
        url.clone().filter(|u| !u.is_empty()).map(|url| {
            view! { <a class="link" href=url target="_blank" rel="noopener noreferrer">{word}<Icon name="i-ext" /></a> }
        })
    };
    let links = (
        link("Logs", &service.logs_url),
        link("Dashboard", &service.dashboard_url),
        link("Runbook", &service.runbook_url),
    );
    let missing = if service.findings.is_empty() {
        view! { <span class="ok-word"><Icon name="i-check" />{text::COMPLETE}</span> }.into_any()
    } else {
        service
            .findings
            .iter()
            .map(|f| view! { <p class="finding-line"><span class="mono">{f.rule.clone()}</span>" "{f.message.clone()}</p> })
            .collect_view()
            .into_any()
    };
    let name = service.name.clone();
    let edited = service.clone();
    view! {
        <tr role="row">
            <td role="cell" class="c-title">
                <strong>{service.name.clone()}</strong>
                {service.description.clone().map(|d| view! { <span class="sub">{d}</span> })}
            </td>
            <td role="cell">{service.tier.label()}</td>
            <td role="cell">{service.owner_team.map_or_else(|| "–".to_owned(), |t| t.name)}</td>
            <td role="cell" class="links">{links}</td>
            <td role="cell" class="wrap">{missing}</td>
            <td role="cell" class="r">
                <Show when=|| session().can(Permission::ServiceManage)>
                    {
                        let (edited, label) = (edited.clone(), format!("Edit {name}"));
                        view! {
                            <button type="button" class="icon-btn" aria-label=label.clone() title=label
                                on:click=move |_| editing.set(Some(Some(edited.clone())))>
                                <Icon name="i-edit" />
                            </button>
                        }
                    }
                </Show>
            </td>
        </tr>
    }
}

#[component]
fn More(next: Option<String>, source: Source<Page<Service>>, filter: RwSignal<String>) -> impl IntoView {
    let load = move |after: Option<String>| {
        api::services(filter.with_untracked(|f| (!f.is_empty()).then(|| f.clone())), after)
    };
    crate::ui::pager::more(next, source, load)
}
