//! The organisation's settings: a form for administrators, plain words for everybody else.

use leptos::prelude::*;

use super::{
    api::{self, Settings as Held, SeveritySetting},
    settings_form::SettingsForm,
    text,
};
use crate::{
    model::Permission,
    net::session::session,
    shell,
    ui::{badge::SeverityMark, remote},
};

#[component]
pub fn Settings() -> impl IntoView {
    shell::page(text::SETTINGS, &[]);
    let source = remote::remote(api::settings);
    let may = session().can(Permission::SettingsManage);
    let note = (!may).then(|| view! { <p class="who muted">{text::READ_ONLY}</p> });
    view! {
        <header class="lhead"><h1>{text::SETTINGS}</h1></header>
        {note}
        {remote::show(source, 12, move |held| {
            if may { view! { <SettingsForm held source /> }.into_any() } else { words(held) }
        })}
    }
}

/// One subject: what it is about at the side, what there is to it beside that.
pub(super) fn section(id: String, head: AnyView, note: Option<&'static str>, body: AnyView) -> AnyView {
    let named = id.clone();
    let note = note.map(|note| view! { <p class="muted small">{note}</p> });
    view! {
        <section class="setting" aria-labelledby=named>
            <div class="setting-head"><h2 id=id>{head}</h2>{note}</div>
            <div class="setting-body">{body}</div>
        </section>
    }
    .into_any()
}

fn fact(word: String, value: String) -> AnyView {
    view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any()
}

fn words(held: Held) -> AnyView {
    let organisation = view! {
        <dl class="facts-list">{fact("Name".into(), held.name)}{fact("Time zone".into(), held.zone)}</dl>
    };
    let severities = held.severities.into_iter().map(severity).collect_view();
    let grace = fact("Late after (COM-02)".into(), format!("{} min", held.late_grace));
    view! {
        {section("set-organisation".into(), text::ORGANISATION.into_any(), Some(text::ORGANISATION_NOTE), organisation.into_any())}
        {severities}
        {section("set-promises".into(), text::PROMISES.into_any(), Some(text::PROMISES_NOTE),
            view! { <dl class="facts-list">{grace}</dl> }.into_any())}
    }
    .into_any()
}

fn severity(one: SeveritySetting) -> AnyView {
    let of = one.severity;
    let facts = text::THRESHOLDS.iter().zip(one.minutes).map(|((word, rule, _), minutes)| {
        let value = minutes.map_or_else(|| "off".to_owned(), |n| format!("{n} min"));
        fact(format!("{word} ({rule})"), value)
    });
    let body = view! { <p>{one.criteria}</p><dl class="facts-list wide">{facts.collect_view()}</dl> };
    let called = (one.label != of.label()).then(|| format!(" {}", one.label));
    let head = view! { <SeverityMark severity=of />{called} };
    section(format!("set-{}", of.wire()), head.into_any(), None, body.into_any())
}
