//! Who holds which role: holder or nobody, take it, assign, hand over, release.

use leptos::prelude::*;

use super::{
    api::{Detail, Responder},
    state::{On, Over, Screen, instant_of, zone_hint},
    text,
    write::{self, AssignResponderInput},
};
use crate::{
    identity::api::people_options,
    model::{DateTime, Named, Permission, ResponderRole},
    net::session::session,
    ui::{
        dialog::Dialog,
        field::{SelectField, TextField},
        form::{FormError, Submit, SubmitButton},
        lean,
        remote::{self, Remote, Source},
        time,
    },
};

/// The four roles, each with its holder and what can be done about it.
#[component]
pub fn RoleList(screen: Screen) -> impl IntoView {
    let lines = move |d: &Detail| ResponderRole::ALL.iter().map(|role| line(screen, d, *role)).collect_view();
    view! { <dl class="roles">{screen.draw(On::Roles, lines)}</dl> }
}

fn line(screen: Screen, d: &Detail, role: ResponderRole) -> AnyView {
    let holder = d.responders.iter().find(|r| r.role == role);
    let (class, name) = match holder {
        Some(r) => ("holder", r.user.name.clone()),
        None if d.status.is_open() => ("nobody", "Nobody".to_owned()),
        None => ("muted", "Nobody".to_owned()),
    };
    let since = holder.map(|r| format!("since {}", time::full(r.since)));
    let acts = session().can(Permission::IncidentAssignRole).then(|| actions(screen, role, holder));
    view! {
        <div><dt>{role.label()}</dt><dd><span class=class title=since>{name}</span></dd><dd class="acts">{acts}</dd></div>
    }
    .into_any()
}

fn actions(screen: Screen, role: ResponderRole, holder: Option<&Responder>) -> AnyView {
    let me = session().viewer_id();
    let name = role.label().to_ascii_lowercase();
    let word = match holder {
        None => "Assign",
        Some(r) if r.user.id == me => "Hand over",
        Some(_) => "Change",
    };
    let take = holder.is_none().then(|| {
        let take = lean::press(move || screen.act(write::assign(assignment(screen, role, me.clone(), None)), "Role taken"));
        view! {
            <button type="button" class="btn small" aria-label=format!("Take it: {name}") on:click=take>"Take it"</button>
        }
    });
    let open = lean::press(move || screen.over.set(Some(Over::Role(role))));
    view! {
        {take}
        <button type="button" class="btn quiet small" aria-haspopup="dialog" aria-label=format!("{word}: {name}") on:click=open>
            {word}
        </button>
    }
    .into_any()
}

fn assignment(
    screen: Screen,
    role: ResponderRole,
    user_id: String,
    at: Option<DateTime>,
) -> AssignResponderInput {
    AssignResponderInput {
        incident_id: screen.id(),
        role,
        user_id,
        at,
        idempotency_key: Some(write::idempotency_key()),
    }
}

/// People as options of a select, with an empty first one.
pub fn people_select(people: Source<Vec<Named>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let first = match people.state.get() {
            Remote::Loading => "Loading …",
            Remote::Ready(_) => "Choose a person",
            Remote::Failed(_) => "People could not be loaded",
        };
        let mut options = vec![(String::new(), first.to_owned())];
        if let Remote::Ready(people) = people.state.get() {
            options.extend(people.into_iter().map(|p| (p.id, p.name)));
        }
        options
    })
}

#[component]
pub fn RoleDialog(screen: Screen, role: ResponderRole) -> impl IntoView {
    let people = remote::remote(people_options);
    let user = RwSignal::new(String::new());
    let at = RwSignal::new(String::new());
    let submit = Submit::new();
    let holder = screen.now(|d| d.responders.iter().find(|r| r.role == role).cloned());
    let close = move |()| screen.over.set(None);
    let send = move || {
        if user.with_untracked(String::is_empty) {
            submit.refuse("userId", "Choose who takes it.");
            return;
        }
        let Ok(at) = instant_of(at) else { return submit.refuse("at", text::BAD_TIME) };
        let work = write::assign(assignment(screen, role, user.get_untracked(), at));
        screen.save(submit, work, "Role assigned");
    };
    let free = lean::press(move || {
        screen.over.set(None);
        screen.act(write::release(screen.id(), role), "Role released");
    });
    let release = holder.is_some().then(|| {
        view! {
            <button type="button" class="btn" on:click=free>"Release without a successor"</button>
        }
    });
    let now = holder.map(|h| view! { <p class="muted">{format!("{} holds it since {}.", h.user.name, time::moment(h.since))}</p> });
    view! {
        <Dialog title=role.label() on_close=close>
            <form on:submit=lean::submit(send) novalidate>
                {now}
                <SelectField label="Who takes it" value=user options=people_select(people) error=submit.of("userId") />
                <TextField label="Since" kind="datetime-local" value=at hint=format!("Empty means now. {}", zone_hint()) error=submit.of("at") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Assign" />{release}</div>
            </form>
        </Dialog>
    }
}
