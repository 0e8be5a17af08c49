//! The problems behind an incident: those it is linked to, and what is known to help on the same services. Also linking it to a
//! problem, and opening one from it.

use leptos::prelude::*;

use super::{
    api::{Detail, Seen},
    side::{list, section, some},
    state::{Over, Screen},
};
use crate::{
    model::Permission,
    net::session::session,
    problem::{Prefill, api::find, marks::Gates, write},
    repair::beside::lines,
    shell::Overlays,
    ui::{
        badge::ProblemMark,
        dialog::Dialog,
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean,
        pick::{Choice, Pick, Picker},
        time::When,
    },
};

/// What is known of a problem that is opened from this incident.
fn prefill(screen: Screen) -> Prefill {
    screen.now(|d| Prefill {
        title: d.title.clone(),
        incidents: vec![Choice { id: d.id.clone(), reference: d.reference.clone(), title: d.title.clone() }],
        services: d.services.iter().map(|s| s.id.clone()).collect(),
    })
}

/// Opens the dialog of a new problem with what this incident says.
pub fn open_from(screen: Screen, overlays: Overlays) -> Callback<()> {
    Callback::new(move |()| overlays.problem.set(Some(prefill(screen))))
}

/// The problems it is linked to, with the ways to link and to open one.
pub fn linked(screen: Screen, overlays: Overlays, d: &Detail) -> AnyView {
    let may_link = session().can(Permission::ProblemLink);
    let body = if d.problems.is_empty() {
        view! { <p class="muted">"Not linked to a problem yet."</p> }.into_any()
    } else {
        list("probs", d.problems.iter().map(|seen| problem(screen, seen, may_link)).collect())
    };
    let link = may_link.then(|| {
        let open = lean::press(move || screen.over.set(Some(Over::Problem)));
        view! { <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>"Link to a problem"</button> }
    });
    let add = session().can(Permission::ProblemOpen).then(|| {
        let run = open_from(screen, overlays);
        let open = lean::press(move || run.run(()));
        view! { <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>"Open a problem"</button> }
    });
    let acts = view! { <p class="prob-acts">{link}{add}</p> };
    section("h-problems", "Problems", None, view! { {body}{acts} }.into_any())
}

/// What is known to be wrong, or to help, on the same services.
pub fn known(screen: Screen, d: &Detail) -> AnyView {
    some(d.known_errors.is_empty(), || {
        let items = d.known_errors.iter().map(|seen| problem(screen, seen, false)).collect();
        section("h-known", "Known on these services", None, list("probs", items))
    })
}

fn problem(screen: Screen, seen: &Seen, may_unlink: bool) -> AnyView {
    let path = format!("/problems/{}", seen.reference);
    let workaround = seen.workaround.as_ref().map(|w| {
        view! {
            <details class="helps">
                <summary><Icon name="i-wrench" />{format!("Workaround: {}", w.effect.label().to_ascii_lowercase())}</summary>
                <div class="prose" inner_html=w.steps_html.clone()></div>
                <p class="muted">"Last tested "<When at=w.last_tested_at /></p>
            </details>
        }
    });
    let id = seen.id.clone();
    let unlink = may_unlink.then(|| {
        let label = format!("Unlink {}", seen.reference);
        let run = lean::press(move || screen.act(write::unlink(id.clone(), screen.id()), "Unlinked from the problem"));
        view! {
            <button type="button" class="icon-btn" aria-label=label title="Unlink" on:click=run><Icon name="i-x" /></button>
        }
    });
    view! {
        <li>
            <p><a class="link" href=path><span class="mono">{seen.reference.clone()}</span>" "{seen.title.clone()}</a></p>
            <p class="facts-line"><ProblemMark status=seen.status /><Gates passed=seen.steps /></p>
            {workaround}
            {repairs(seen)}
            {unlink}
        </li>
    }
    .into_any()
}

/// What is done about its causes: the first few, and the way to all.
fn repairs(seen: &Seen) -> Option<AnyView> {
    let path = format!("/problems/{}/repairs", seen.reference);
    let all = match seen.open_repairs {
        0 => "All repair items".to_owned(),
        1 => "All repair items, 1 open".to_owned(),
        n => format!("All repair items, {n} open"),
    };
    (!seen.repairs.is_empty())
        .then(|| view! { {lines(&seen.repairs)}<p><a class="link small" href=path>{all}</a></p> }.into_any())
}

/// Links this incident to a problem that is there already.
#[component]
pub fn LinkProblemDialog(screen: Screen) -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let pick = Pick::new(find, move || screen.now(|d| d.problems.iter().map(|p| p.id.clone()).collect()));
    let submit = Submit::new();
    let send = move || {
        let Some(Choice { id, .. }) = pick.chosen() else {
            return submit.refuse("problemId", "Find a problem and choose it.");
        };
        screen.save(submit, write::link(id, screen.id()), "Linked to the problem");
    };
    let add = session().can(Permission::ProblemOpen).then(|| {
        let open = lean::press(move || {
            screen.over.set(None);
            overlays.problem.set(Some(prefill(screen)));
        });
        view! { <button type="button" class="btn" on:click=open>"Open a new one"</button> }
    });
    view! {
        <Dialog title="Link to a problem" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <Picker pick label="Problem" hint="PRB-7, or words of its title" autofocus=true error=submit.of("problemId") />
                <FormError submit />
                <div class="form-end">{add}<SubmitButton submit label="Link" /></div>
            </form>
        </Dialog>
    }
}
