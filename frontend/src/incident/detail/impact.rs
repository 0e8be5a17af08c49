//! The impact tab: windows and instants as tables, with their dialogs a button away.

use leptos::prelude::*;

use super::{
    api::{Detail, Window},
    estimates,
    state::{On, Over, Screen, instant_of},
    write::{self, UpdateImpactWindowInput},
};
use crate::{
    model::{DateTime, InstantName, Permission},
    net::session::session,
    ui::{lean, listing::plain_table, time},
};

#[component]
pub fn ImpactTab(screen: Screen) -> impl IntoView {
    let add = move || {
        let open = lean::press(move || screen.over.set(Some(Over::Window(None))));
        view! { <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Add a window"</button> }
    };
    view! {
        <div class="tab-body">
            <section aria-labelledby="h-windows">
                <div class="h2">
                    <h2 id="h-windows">"Impact windows"</h2>
                    {lean::only(|| session().can(Permission::IncidentUpdate), add)}
                </div>
                <WindowTable screen actions=true />
            </section>
            <section aria-labelledby="h-instants">
                <h2 class="h2" id="h-instants">"Instants"</h2>
                <InstantTable screen actions=true />
            </section>
            <estimates::Estimates screen />
        </div>
    }
}

fn button(class: &'static str, word: &'static str, label: String, press: lean::Press) -> AnyView {
    view! { <button type="button" class=class aria-label=label on:click=press>{word}</button> }.into_any()
}

#[component]
pub fn WindowTable(screen: Screen, actions: bool) -> impl IntoView {
    screen.draw(On::Windows, move |d| {
        let acts = actions && session().can(Permission::IncidentUpdate);
        let rows = d.windows.iter().map(|w| window_row(screen, w, acts)).collect();
        plain_table("Impact windows", &["From", "To", "Length", "Level", "Services"], acts, rows)
    })
}

fn window_row(screen: Screen, w: &Window, acts: bool) -> AnyView {
    let services = w.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let from = time::moment(w.started_at);
    let (started, ended) = (w.started_at, w.ended_at);
    let length = lean::words(move || {
        let end = ended.map_or_else(|| time::now().get(), |e| e.0);
        time::words(end - started.0)
    });
    let buttons = acts.then(|| {
        let (change_id, end_id) = (w.id.clone(), w.id.clone());
        let end = ended.is_none().then(|| {
            let end = lean::press(move || end_now(screen, end_id.clone(), started));
            button("btn small", "End now", format!("End the window from {from} now"), end)
        });
        let open = lean::press(move || screen.over.set(Some(Over::Window(Some(change_id.clone())))));
        let change = button("btn quiet small", "Change", format!("Change the window from {from}"), open);
        view! { <td class="acts">{end}{change}</td> }
    });
    view! {
        <tr>
            <td><time datetime=started.iso() title=time::full(started)>{time::moment(started)}</time></td>
            <td>{ended.map_or_else(|| "open".to_owned(), time::moment)}</td>
            <td>{length}</td>
            <td>{w.level.label()}</td>
            <td>{services}</td>
            {buttons}
        </tr>
    }
    .into_any()
}

/// Ends a window at the minute that has just passed.
fn end_now(screen: Screen, id: String, started: DateTime) {
    let input = UpdateImpactWindowInput {
        id,
        incident_version: screen.version(),
        started_at: None,
        ended_at: Some(DateTime(time::now_ms() / 60_000 * 60_000).max(started)),
        level: None,
        service_ids: None,
    };
    screen.act(write::update_window(input), "Window ended");
}

#[component]
pub fn InstantTable(screen: Screen, actions: bool) -> impl IntoView {
    screen.draw(On::Windows, move |d| {
        let acts = actions && session().can(Permission::IncidentUpdate);
        let rows =
            InstantName::ALL.iter().filter_map(|name| instant_row(screen, d, *name, actions, acts)).collect();
        plain_table("Instants", &["Instant", "When", "Known from"], acts, rows)
    })
}

/// One instant; what is not known has a row only where it can be set.
fn instant_row(screen: Screen, d: &Detail, name: InstantName, all: bool, acts: bool) -> Option<AnyView> {
    let known = d.instants.iter().find(|i| i.name == name);
    if known.is_none() && !all {
        return None;
    }
    let at = known.map_or_else(|| "–".to_owned(), |i| time::moment(i.at));
    let how = known.map(|i| format!("{}, {}", i.source.label(), i.precision.label())).unwrap_or_default();
    // The start of impact follows the windows, when there are any.
    let settable = name != InstantName::ImpactStart || d.windows.is_empty();
    let set = acts.then(|| {
        let set = settable.then(|| {
            let open = lean::press(move || screen.over.set(Some(Over::Instant(name))));
            button("btn quiet small", "Set", format!("Set: {}", name.label()), open)
        });
        view! { <td class="acts">{set}</td> }
    });
    let row = view! {
        <tr>
            <th scope="row">{name.label()}</th>
            <td title=known.map(|i| time::full(i.at))>{at}</td>
            <td class="muted">{how}</td>
            {set}
        </tr>
    };
    Some(row.into_any())
}

/// A required time field read, or refused with its own message.
pub fn required_instant(
    field: RwSignal<String>,
    submit: crate::ui::form::Submit,
    name: &str,
) -> Option<DateTime> {
    let read = instant_of(field).ok().flatten();
    if read.is_none() {
        submit.refuse(name, super::text::BAD_TIME);
    }
    read
}
