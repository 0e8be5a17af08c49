//! Which dialog lies over the page; moving the problem, and linking an incident.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    edit::{EditDialog, WorkaroundDialog},
    state::{Over, Refused, Screen},
};
use crate::{
    incident::find::find,
    model::ProblemStatus,
    problem::{
        dialogs::{MoveDialog, ReopenDialog, RiskDialog, Target},
        write::{self, ChangeProblemStatusInput},
    },
    ui::{
        dialog::Dialog,
        form::{FormError, Submit, SubmitButton},
        lean,
        pick::{Choice, Pick, Picker},
    },
};

pub fn overlay(screen: Screen) -> lean::Part {
    lean::part(move || {
        let close = Callback::new(move |()| screen.over.set(None));
        let row = screen.now(|d| d.row.clone());
        let target = Target::of(&row);
        screen.over.get().map(|over| match over {
            Over::Move => {
                view! { <MoveDialog row choose=move |to| go(screen, to) on_close=close /> }.into_any()
            }
            Over::Risk => {
                view! { <RiskDialog target done=move |()| screen.saved("Risk accepted") on_close=close /> }
                    .into_any()
            }
            Over::Reopen => {
                view! { <ReopenDialog target done=move |()| screen.saved("Opened again") on_close=close /> }
                    .into_any()
            }
            Over::Edit => view! { <EditDialog screen /> }.into_any(),
            Over::Workaround => view! { <WorkaroundDialog screen /> }.into_any(),
            Over::Link => view! { <LinkDialog screen /> }.into_any(),
        })
    })
}

/// Takes a step at once, and asks; with a form first where there is more to say.
fn go(screen: Screen, to: ProblemStatus) {
    let (is_open, version) = screen.now(|d| (d.row.status.is_open(), d.row.version));
    if to == ProblemStatus::AcceptedRisk {
        return screen.over.set(Some(Over::Risk));
    }
    if !is_open {
        return screen.over.set(Some(Over::Reopen));
    }
    screen.refused.set(None);
    screen.moving.set(Some(to));
    let input = ChangeProblemStatusInput { id: screen.id(), version, status: to, reason: None };
    spawn_local(async move {
        let answer = write::change_status(input).await;
        if screen.moving.try_set(None).is_some() {
            return;
        }
        match answer {
            Ok(_) => screen.saved("Problem moved"),
            Err(error) => screen.refused.set(Some(Refused { to, error: screen.explain(error) })),
        }
    });
}

/// Links an incident that this problem explains.
#[component]
fn LinkDialog(screen: Screen) -> impl IntoView {
    let linked = move || screen.now(|d| d.incidents.iter().map(|i| i.line.id.clone()).collect());
    let pick = Pick::new(find, linked);
    let submit = Submit::new();
    let send = move || {
        let Some(Choice { id, .. }) = pick.chosen() else {
            return submit.refuse("incidentId", "Find an incident and choose it.");
        };
        screen.save(submit, write::link(screen.id(), id), "Incident linked");
    };
    view! {
        <Dialog title="Link an incident" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <Picker pick label="Incident" hint="INC-42, or words of its title" autofocus=true error=submit.of("incidentId") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Link" /></div>
            </form>
        </Dialog>
    }
}
