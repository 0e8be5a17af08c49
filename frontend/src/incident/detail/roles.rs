//! Who holds which role: holder or nobody, take it, assign, hand over, release.

use leptos::prelude::*;

use super::{
    state::{Over, Screen, instant_of, zone_hint},
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
        remote::{self, Remote, Source},
        time,
    },
};

/// The four roles, each with its holder and what can be done about it.
#[component]
pub fn RoleList(screen: Screen) -> impl IntoView {
    let line = move |role: ResponderRole| {
        let holder = Memo::new(move |_| {
            screen
                .detail
                .with(|d| d.responders.iter().find(|r| r.role == role).map(|r| (r.user.clone(), r.since)))
        });
        let open = screen.part(|d| d.status.is_open());
        let word = move || match holder.get() {
            Some((user, since)) => {
                view! { <span title=format!("since {}", time::full(since))>{user.name}</span> }.into_any()
            }
            None if open.get() => view! { <strong class="nobody">"Nobody"</strong> }.into_any(),
            None => view! { <span class="muted">"Nobody"</span> }.into_any(),
        };
        view! { <div><dt>{role.label()}</dt><dd>{word}</dd><dd class="acts">{move || actions(screen, role, holder.get())}</dd></div> }
    };
    view! { <dl class="roles">{ResponderRole::ALL.iter().copied().map(line).collect_view()}</dl> }
}

fn actions(screen: Screen, role: ResponderRole, holder: Option<(Named, DateTime)>) -> Option<AnyView> {
    if !session().can(Permission::IncidentAssignRole) {
        return None;
    }
    let me = session().viewer_id();
    let mine = holder.as_ref().is_some_and(|(user, _)| user.id == me);
    let name = role.label().to_lowercase();
    let take = holder.is_none().then(|| {
        let name = name.clone();
        view! {
            <button type="button" class="btn small" aria-label=format!("Take the role {name}")
                on:click=move |_| screen.act(write::assign(assignment(screen, role, session().viewer.with_untracked(|v| v.as_ref().map(|v| v.id.clone()).unwrap_or_default()), None)), "Role taken")>
                "Take it"
            </button>
        }
    });
    let word = match (&holder, mine) {
        (None, _) => "Assign",
        (Some(_), true) => "Hand over",
        (Some(_), false) => "Change",
    };
    Some(view! {
        {take}
        <button type="button" class="btn quiet small" aria-haspopup="dialog" aria-label=format!("{word}: {name}")
            on:click=move |_| screen.over.set(Some(Over::Role(role)))>
            {word}
        </button>
    }
    .into_any())
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
    let holder = screen.detail.with_untracked(|d| d.responders.iter().find(|r| r.role == role).cloned());
    let close = move |()| screen.over.set(None);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if user.with_untracked(String::is_empty) {
            submit.refuse("userId", "Choose who takes it.");
            return;
        }
        let Ok(at) = instant_of(at) else { return submit.refuse("at", text::BAD_TIME) };
        let work = write::assign(assignment(screen, role, user.get_untracked(), at));
        screen.save(submit, work, "Role assigned");
    };
    let release = holder.clone().map(|_| {
        view! {
            <button type="button" class="btn" on:click=move |_| {
                screen.over.set(None);
                screen.act(write::release(screen.id(), role), "Role released");
            }>"Release without a successor"</button>
        }
    });
    let now = holder.map(|h| view! { <p class="muted">{format!("{} holds it since {}.", h.user.name, time::moment(h.since))}</p> });
    view! {
        <Dialog title=role.label() on_close=close>
            <form on:submit=send novalidate>
                {now}
                <SelectField label="Who takes it" value=user options=people_select(people) error=submit.of("userId") />
                <TextField label="Since" kind="datetime-local" value=at hint=format!("Empty means now. {}", zone_hint()) error=submit.of("at") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Assign" />{release}</div>
            </form>
        </Dialog>
    }
}
