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
        badge::Chip,
        icon::Icon,
        listing, pager,
        remote::{self, Source},
        states::Empty,
    },
};

/// What the dialog edits: nothing yet, a new one, or this one.
type Editing = RwSignal<Option<Option<Service>>>;

#[component]
pub fn Services() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let filter = RwSignal::new(String::new());
    let source = remote::remote(move || api::services(listing::wanted(&filter.get()), None));
    let editing: Editing = RwSignal::new(None);
    let add = untrack(|| session().can(Permission::ServiceManage))
        .then(|| (text::ADD, Callback::new(move |()| editing.set(Some(None)))));
    view! {
        {listing::head(text::TITLE, add)}
        {listing::filter(text::FILTER, filter)}
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
        let filtered = filter.with_untracked(|f| listing::wanted(f).is_some());
        let (title, words) =
            if filtered { (text::NO_MATCH, text::NO_MATCH_TEXT) } else { (text::NONE, text::NONE_TEXT) };
        return view! { <Empty title=title text=words /> }.into_any();
    }
    let rows = page.rows.into_iter().map(|service| row(service, editing)).collect();
    let load = move |after| api::services(filter.with_untracked(|f| listing::wanted(f)), after);
    view! {
        {listing::table("Services by name", &text::COLUMNS, rows)}
        {pager::more(page.next, source, load)}
    }
    .into_any()
}

fn row(service: Service, editing: Editing) -> AnyView {
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
    let described = service.description.clone().map(|d| view! { <span class="sub">{d}</span> });
    let public = service.is_public.then(|| view! { <Chip tone="ok">"Public"</Chip> });
    let described = Some(view! { {public}{described} }.into_any());
    let mut cells = vec![
        listing::name(service.name.clone(), described),
        listing::words("", service.tier.label().to_owned()),
        listing::words("", service.owner_team.clone().map(|t| t.name).unwrap_or_default()),
        ("links", links.into_any()),
        ("wrap", missing),
    ];
    let edit = untrack(|| session().can(Permission::ServiceManage)).then(|| {
        let label = format!("Edit {}", service.name);
        listing::icon_button("i-edit", label, move || editing.set(Some(Some(service.clone()))))
    });
    cells.push(("r", edit.into_any()));
    listing::row(false, cells)
}
