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
    ui::{badge::SeverityMark, form::Submit, lean, remote},
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

/// What was typed would be lost, so after a conflict it is read anew only when somebody asks.
pub(super) fn newest(submit: Submit, read: impl Fn() + Copy + Send + 'static) -> lean::Part {
    lean::only(
        move || submit.error.with(|error| error.as_ref().is_some_and(|e| e.is("CONFLICT"))),
        move || view! { <button type="button" class="btn" on:click=lean::press(read)>"Show the newest"</button> },
    )
}

fn fact(word: String, value: String) -> AnyView {
    view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any()
}

fn words(held: Held) -> AnyView {
    let organisation = view! {
        <dl class="facts-list">{fact("Name".into(), held.name)}{fact("Time zone".into(), held.zone)}</dl>
    };
    let severities = held.severities.into_iter().map(severity).collect_view();
    let approval = if held.approves { "by a second person" } else { "not needed" };
    let [preliminary, last] = held.rca_days;
    let promises = [
        fact("Late after (COM-02)".into(), format!("{} min", held.late_grace)),
        fact("Approval of external updates".into(), approval.into()),
        fact(text::RCA_DAYS[0].into(), format!("{preliminary} d")),
        fact(text::RCA_DAYS[1].into(), format!("{last} d")),
    ];
    view! {
        {section("set-organisation".into(), text::ORGANISATION.into_any(), Some(text::ORGANISATION_NOTE), organisation.into_any())}
        {severities}
        {section("set-promises".into(), text::PROMISES.into_any(), Some(text::PROMISES_NOTE),
            view! { <dl class="facts-list wide">{promises.collect_view()}</dl> }.into_any())}
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
