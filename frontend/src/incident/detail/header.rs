//! Severity, key, title, what it touches, the actions with their keys, stepper and clocks.

use core::time::Duration;

use leptos::prelude::*;

use super::{
    state::{Over, Screen},
    stepper::Stepper,
    strip::Strip,
    tabs::Tab,
    text,
};
use crate::{
    model::{DetectionSource, Permission},
    net::session::session,
    ui::{
        badge::SeverityMark,
        dom,
        icon::Icon,
        nav,
        shortcuts::{self, Shortcut},
        time,
    },
};

#[component]
pub fn Header(screen: Screen) -> impl IntoView {
    let reference = screen.detail.with_untracked(|d| d.reference.clone());
    let severity = screen.part(|d| d.severity);
    let title = screen.part(|d| d.title.clone());
    let private = screen.part(|d| d.is_private);
    let summary = screen.part(|d| d.summary_html.clone());
    view! {
        <header class="ihead">
            <div class="t">
                {move || view! { <SeverityMark severity=severity.get() badge=true /> }}
                <span class="key">{reference}</span>
                <h1>{title}</h1>
                {move || private.get().then(|| view! { <span class="chip" data-sev="none"><Icon name="i-lock" />"Private"</span> })}
                <div class="acts">
                    <Act screen over=Over::Status word="Status" keys="u" needs=Permission::IncidentChangeStatus />
                    <Act screen over=Over::Severity word="Severity" keys="s" needs=Permission::IncidentChangeSeverity />
                    <Act screen over=Over::Link word="Link" keys="l" needs=Permission::IncidentLink />
                    <Act screen over=Over::Edit word="Edit" keys="e" needs=Permission::IncidentUpdate />
                </div>
            </div>
            <Meta screen />
            {move || summary.with(|s| (!s.is_empty()).then(|| view! { <div class="prose summary" inner_html=s.clone()></div> }))}
            <Stepper screen />
            <Strip screen />
        </header>
    }
}

#[component]
fn Act(
    screen: Screen,
    over: Over,
    word: &'static str,
    keys: &'static str,
    needs: Permission,
) -> impl IntoView {
    move || {
        let over = over.clone();
        session().can(needs).then(|| {
            view! {
                <button
                    type="button"
                    class="btn quiet"
                    aria-haspopup="dialog"
                    aria-keyshortcuts=shortcuts::aria(keys)
                    on:click=move |_| screen.over.set(Some(over.clone()))
                >
                    {word}<kbd aria-hidden="true">{shortcuts::printed(keys)}</kbd>
                </button>
            }
        })
    }
}

#[component]
fn Meta(screen: Screen) -> impl IntoView {
    let meta = screen.part(|d| {
        let services = d.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
        let detected = d.detection_source.map(DetectionSource::label);
        (services, d.declared_at, detected, d.responders.len(), d.imported_from.clone())
    });
    move || {
        let (services, declared, detected, people, imported) = meta.get();
        let services = if services.is_empty() { "No service named".to_owned() } else { services };
        view! {
            <p class="meta">
                {services}" · declared "
                <time datetime=declared.iso() title=time::full(declared)>{time::moment(declared)}</time>
                {detected.map(|word| format!(" · noticed by {}", word.to_lowercase()))}
                {match people { 0 => " · nobody with a role yet".to_owned(), 1 => " · 1 person with a role".to_owned(), n => format!(" · {n} roles held") }}
                {format!(" · times in {}", time::zone())}
                {imported.map(|words| format!(" · {words}"))}
            </p>
        }
    }
}

/// The keys of this page, as far as the reader may use them.
pub fn register_keys(screen: Screen) {
    let key = |keys, label, run: Callback<()>| Shortcut {
        keys,
        label,
        group: "This incident",
        in_palette: true,
        run,
    };
    let open = |over: Over| Callback::new(move |()| screen.over.set(Some(over.clone())));
    let may = |permission| untrack(move || session().can(permission));
    let mut keys = Vec::new();
    if may(Permission::TimelineAdd) {
        keys.push(key(
            "t",
            "Write a timeline entry",
            Callback::new(move |()| show(screen, Tab::Timeline, "#entry-text")),
        ));
    }
    if may(Permission::IncidentChangeStatus) {
        keys.push(key("u", "Change status", open(Over::Status)));
    }
    if may(Permission::IncidentChangeSeverity) {
        keys.push(key("s", "Change severity", open(Over::Severity)));
    }
    if may(Permission::IncidentLink) {
        keys.push(key("l", "Link another incident", open(Over::Link)));
    }
    if may(Permission::IncidentUpdate) {
        keys.push(key("e", "Edit title, summary, services", open(Over::Edit)));
    }
    if may(Permission::StatusUpdatePublish) {
        keys.push(key("w", text::WRITE_UPDATE, Callback::new(move |()| write_update(screen))));
    }
    shortcuts::register(keys);
}

/// Goes to the composer for customers.
pub fn write_update(screen: Screen) {
    show(screen, Tab::Comms, "#compose-external textarea");
}

/// Opens a tab, unless it is open, and puts the focus into one of its fields.
pub fn show(screen: Screen, tab: Tab, field: &'static str) {
    if dom::focus(field) {
        return;
    }
    nav::go(&tab.path(&screen.detail.with_untracked(|d| d.reference.clone())));
    // After the shell has moved the focus to the heading of the new address.
    set_timeout(move || _ = dom::focus(field), Duration::from_millis(120));
}
