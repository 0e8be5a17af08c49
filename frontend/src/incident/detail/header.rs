//! Severity, key, title, what it touches, the actions with their keys, stepper and clocks.

use core::time::Duration;

use leptos::prelude::*;

use super::{
    api::Detail,
    problems,
    state::{On, Over, Screen},
    stepper::Stepper,
    strip::Strip,
    tabs::Tab,
    text,
};
use crate::{
    model::{DetectionSource, Permission},
    net::session::session,
    shell::Overlays,
    ui::{
        badge::SeverityMark,
        dom,
        icon::Icon,
        lean, nav,
        shortcuts::{self, Shortcut},
        time,
    },
};

#[component]
pub fn Header(screen: Screen) -> impl IntoView {
    let private = |d: &Detail| {
        d.is_private
            .then(|| view! { <span class="chip" data-sev="none"><Icon name="i-lock" />"Private"</span> })
    };
    // The portal is no screen of this program.
    let public = |d: &Detail| {
        d.is_public.then(|| {
            let path = format!("/status/incidents/{}", d.reference);
            view! {
                <a class="chip" data-sev="ok" href=path rel="external noopener" target="_blank">
                    <Icon name="i-ext" />"Public"<span class="vh">", as customers read it, opens elsewhere"</span>
                </a>
            }
        })
    };
    let summary = |d: &Detail| {
        (!d.summary_html.is_empty())
            .then(|| view! { <div class="prose summary" inner_html=d.summary_html.clone()></div> })
    };
    let acts = lean::part(move || {
        [
            (Over::Status, "Status", "u", Permission::IncidentChangeStatus),
            (Over::Severity, "Severity", "s", Permission::IncidentChangeSeverity),
            (Over::Problem, "Problem", "l", Permission::ProblemLink),
            (Over::Link, "Relate", "r", Permission::IncidentLink),
            (Over::Edit, "Edit", "e", Permission::IncidentUpdate),
        ]
        .into_iter()
        .filter(|(.., needs)| session().can(*needs))
        .map(|(over, word, keys, _)| act(screen, over, word, keys))
        .collect_view()
    });
    view! {
        <header class="ihead">
            <div class="t">
                {screen.draw(On::Head, |d| view! { <SeverityMark severity=d.severity badge=true /> })}
                <span class="key">{screen.reference()}</span>
                <h1>{screen.words(On::Head, |d| d.title.clone())}</h1>
                {screen.draw(On::Head, private)}
                {screen.draw(On::Head, public)}
                <div class="acts">{acts}</div>
            </div>
            <p class="meta">{screen.words(On::Meta, meta)}</p>
            {screen.draw(On::Summary, summary)}
            <Stepper screen />
            <Strip screen />
        </header>
    }
}

fn act(screen: Screen, over: Over, word: &'static str, keys: &'static str) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn quiet"
            aria-haspopup="dialog"
            aria-keyshortcuts=shortcuts::aria(keys)
            on:click=lean::press(move || screen.over.set(Some(over.clone())))
        >
            {word}<kbd aria-hidden="true">{shortcuts::printed(keys)}</kbd>
        </button>
    }
}

fn noticed(source: DetectionSource) -> &'static str {
    match source {
        DetectionSource::Monitoring => "noticed by monitoring",
        DetectionSource::Customer => "noticed by a customer",
        DetectionSource::Internal => "noticed inside",
        DetectionSource::ThirdParty => "noticed by a third party",
    }
}

/// What it touches, when it was declared, who noticed, who is on it, whose clock the times are.
fn meta(d: &Detail) -> String {
    let services = d.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut parts = vec![if services.is_empty() { "No service named".to_owned() } else { services }];
    parts.push(format!("declared {}", time::moment(d.declared_at)));
    parts.extend(d.detection_source.map(|source| noticed(source).to_owned()));
    parts.push(match d.responders.len() {
        0 => "nobody with a role yet".to_owned(),
        1 => "1 role held".to_owned(),
        n => format!("{n} roles held"),
    });
    parts.push(format!("times in {}", time::zone()));
    parts.extend(d.imported_from.as_ref().map(|i| format!("imported from {}", i.file)));
    parts.join(" · ")
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
        keys.push(key("r", "Relate to another incident", open(Over::Link)));
    }
    if may(Permission::ProblemLink) {
        keys.push(key("l", "Link to a problem", open(Over::Problem)));
    }
    if may(Permission::ProblemOpen) {
        let run = problems::open_from(screen, expect_context::<Overlays>());
        keys.push(key("p", "Open a problem from this incident", run));
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
    nav::go(&tab.path(&screen.reference()));
    // After the shell has moved the focus to the heading of the new address.
    set_timeout(move || _ = dom::focus(field), Duration::from_millis(120));
}
