//! The impact tab: windows and instants as tables, with their dialogs a button away.

use leptos::prelude::*;

use super::{
    api::Window,
    state::{Over, Screen, instant_of},
    write::{self, UpdateImpactWindowInput},
};
use crate::{
    model::{InstantName, Permission},
    net::session::session,
    ui::time,
};

#[component]
pub fn ImpactTab(screen: Screen) -> impl IntoView {
    let may = || session().can(Permission::IncidentUpdate);
    view! {
        <div class="tab-body">
            <section aria-labelledby="h-windows">
                <div class="h2">
                    <h2 id="h-windows">"Impact windows"</h2>
                    <Show when=may>
                        <button type="button" class="btn small end" aria-haspopup="dialog"
                            on:click=move |_| screen.over.set(Some(Over::Window(None)))>"Add a window"</button>
                    </Show>
                </div>
                <WindowTable screen actions=true />
            </section>
            <section aria-labelledby="h-instants">
                <h2 class="h2" id="h-instants">"Instants"</h2>
                <InstantTable screen actions=true />
            </section>
        </div>
    }
}

#[component]
pub fn WindowTable(screen: Screen, actions: bool) -> impl IntoView {
    let windows = screen.part(|d| d.windows.clone());
    let acts = move || actions && session().can(Permission::IncidentUpdate);
    let rows = move || windows.get().into_iter().map(|w| window_row(screen, w, acts())).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Impact windows, table">
            <table class="plain">
                <thead><tr>
                    <th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="r">"Length"</th>
                    <th scope="col">"Level"</th><th scope="col">"Services"</th>
                    {move || acts().then(|| view! { <th scope="col"><span class="vh">"Actions"</span></th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn window_row(screen: Screen, w: Window, acts: bool) -> impl IntoView {
    let services = w.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let from = time::moment(w.started_at);
    let started = w.started_at;
    let length = move || {
        let end = w.ended_at.map_or_else(|| time::now().get(), |e| e.0);
        time::words(end - started.0)
    };
    let (change_id, end_id) = (w.id.clone(), w.id);
    let end = w.ended_at.is_none().then(|| {
        let label = format!("End the window from {from} now");
        view! {
            <button type="button" class="btn small" aria-label=label on:click=move |_| {
                let input = UpdateImpactWindowInput {
                    id: end_id.clone(),
                    incident_version: screen.version(),
                    started_at: None,
                    ended_at: Some(crate::model::DateTime(time::now_ms() / 60_000 * 60_000).max(started)),
                    level: None,
                    service_ids: None,
                };
                screen.act(write::update_window(input), "Window ended");
            }>"End now"</button>
        }
    });
    let buttons = acts.then(|| {
        view! {
            <td class="acts">
                {end}
                <button type="button" class="btn quiet small" aria-label=format!("Change the window from {from}")
                    on:click=move |_| screen.over.set(Some(Over::Window(Some(change_id.clone()))))>"Change"</button>
            </td>
        }
    });
    view! {
        <tr>
            <td><time datetime=w.started_at.iso() title=time::full(w.started_at)>{time::moment(w.started_at)}</time></td>
            <td>{w.ended_at.map_or_else(|| "open".to_owned(), time::moment)}</td>
            <td class="r">{length}</td>
            <td>{w.level.label()}</td>
            <td>{services}</td>
            {buttons}
        </tr>
    }
}

#[component]
pub fn InstantTable(screen: Screen, actions: bool) -> impl IntoView {
    let instants = screen.part(|d| d.instants.clone());
    // The start of impact follows the windows, when there are any.
    let has_windows = screen.part(|d| !d.windows.is_empty());
    let acts = move || actions && session().can(Permission::IncidentUpdate);
    let row = move |name: InstantName| {
        let known = Memo::new(move |_| instants.with(|all| all.iter().find(|i| i.name == name).cloned()));
        let settable = move || acts() && !(name == InstantName::ImpactStart && has_windows.get());
        let at = move || known.get().map_or_else(|| "–".to_owned(), |i| time::moment(i.at));
        let how = move || {
            known.get().map(|i| format!("{}, {}", i.source.label(), i.precision.label())).unwrap_or_default()
        };
        let shown = move || actions || known.with(Option::is_some);
        view! {
            <Show when=shown>
                <tr>
                    <th scope="row">{name.label()}</th>
                    <td title=move || known.get().map(|i| time::full(i.at))>{at}</td>
                    <td class="muted">{how}</td>
                    {move || acts().then(|| view! {
                        <td class="acts">
                            {settable().then(|| view! {
                                <button type="button" class="btn quiet small" aria-label=format!("Set {}", name.label().to_lowercase())
                                    on:click=move |_| screen.over.set(Some(Over::Instant(name)))>"Set"</button>
                            })}
                        </td>
                    })}
                </tr>
            </Show>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Instants, table">
            <table class="plain">
                <thead><tr>
                    <th scope="col">"Instant"</th><th scope="col">"When"</th><th scope="col">"Known from"</th>
                    {move || acts().then(|| view! { <th scope="col"><span class="vh">"Actions"</span></th> })}
                </tr></thead>
                <tbody>{InstantName::ALL.iter().copied().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A required time field read, or refused with its own message.
pub fn required_instant(
    field: RwSignal<String>,
    submit: crate::ui::form::Submit,
    name: &str,
) -> Option<crate::model::DateTime> {
    let read = instant_of(field).ok().flatten();
    if read.is_none() {
        submit.refuse(name, super::text::BAD_TIME);
    }
    read
}
