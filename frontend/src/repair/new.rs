//! The dialog that proposes an item: a title and a problem are enough, for it is an idea. What the rules say is shown when it is saved, with
//! the step to commit to it.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::KeyboardEvent;

use super::{
    api::{self, Ground},
    fields::{self, Fields, typed},
    form_asked::Prefill,
    live,
    record::{ProblemLine, Row},
    text,
    write::{self, ChangeRepairItemStatusInput, CreateRepairItemInput, NewPlanInput},
};
use crate::{
    model::{Finding, RepairChangeKind, RepairItemStatus},
    problem::{api::find, finding},
    shell::Overlays,
    ui::{
        dialog::Dialog,
        dom,
        form::{FormError, Submit, SubmitButton, idempotency_key},
        lean, nav,
        pick::{Pick, Picker},
        toast,
    },
};

/// Asks what an item of the chosen problem can stand on, whenever another one is chosen.
fn ground_of(problem: Signal<Option<String>>) -> Memo<Option<Ground>> {
    let held = RwSignal::new(None::<(String, Ground)>);
    Effect::new(move |_| {
        let Some(id) = problem.get() else { return };
        spawn_local(async move {
            // Without it the form works; only causes and the preview are missing.
            if let Ok(ground) = api::ground(id.clone()).await {
                let _ = held.try_set(Some((id, ground)));
            }
        });
    });
    Memo::new(move |_| {
        let wanted = problem.get()?;
        held.with(|held| held.as_ref().filter(|(id, _)| *id == wanted).map(|(_, ground)| ground.clone()))
    })
}

#[component]
pub fn NewRepair(prefill: Prefill) -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let close = Callback::new(move |()| overlays.repair.set(None));
    let made = RwSignal::new(None::<(Row, Vec<Finding>)>);
    let prefill = StoredValue::new(prefill);
    let body = lean::part(move || match made.get() {
        Some((row, findings)) => saved(row, findings, made, close),
        None => writing(prefill.get_value(), made),
    });
    view! { <Dialog title="New repair item" class="wide" on_close=close>{body}</Dialog> }
}

type Made = RwSignal<Option<(Row, Vec<Finding>)>>;

fn writing(prefill: Prefill, made: Made) -> AnyView {
    let fields = Fields::new();
    fields.causes.set(prefill.causes);
    let pick = Pick::new(find, Vec::new);
    let known = prefill.problem.clone();
    let problem = Signal::derive(move || {
        known.as_ref().map(|p| p.id.clone()).or_else(|| {
            pick.target.track();
            pick.found.track();
            pick.chosen().map(|choice| choice.id)
        })
    });
    let ground = ground_of(problem);
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let send = move || {
        let Some(problem_id) = problem.get_untracked() else {
            return submit.refuse("problemId", text::NO_PROBLEM);
        };
        let Some(title) = typed(fields.title) else { return submit.refuse("title", text::NO_TITLE) };
        let input = untrack(|| input(fields, problem_id, title, key.get_value()));
        submit.run(write::create(input), move |(row, findings)| {
            live::made_here(RepairChangeKind::Proposed, &row);
            toast::announce(format!("{} proposed", row.reference));
            made.set(Some((row, findings)));
        });
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="declare" novalidate on:keydown=keydown on:submit=lean::submit(send)>
            {which(prefill.problem, pick, submit)}
            {fields::what(fields, submit)}
            {fields::causes(fields, submit, ground)}
            {fields::kind(fields, submit, ground, true)}
            {fields::who(fields, submit)}
            {fields::plan(fields, submit)}
            <FormError submit />
            <div class="form-end"><SubmitButton submit label="Propose" keys="Ctrl Enter" /></div>
        </form>
    }
    .into_any()
}

/// The problem it belongs to, or the field to find it.
fn which(known: Option<ProblemLine>, pick: Pick, submit: Submit) -> AnyView {
    match known {
        Some(p) => view! { <p class="muted"><span class="mono">{p.reference}</span>" "{p.title}</p> }.into_any(),
        None => view! { <Picker pick label="Problem" hint="PRB-7, or words of its title" error=submit.of("problemId") /> }
            .into_any(),
    }
}

fn input(fields: Fields, problem_id: String, title: String, key: String) -> CreateRepairItemInput {
    let plan = NewPlanInput {
        metric: typed(fields.metric),
        baseline: typed(fields.baseline),
        target: typed(fields.goal),
        check_at: fields.check_at(),
    };
    CreateRepairItemInput {
        problem_id,
        cause_ids: Some(fields.causes.get()),
        title,
        description: typed(fields.description),
        kind: fields.kind(),
        lens: fields.lens(),
        horizon: Some(fields.horizon()),
        target: fields.target(),
        strength: fields.strength(),
        purpose: fields.purpose(),
        owner_id: typed(fields.owner),
        team_id: typed(fields.team),
        done_condition: typed(fields.done),
        plan: Some(plan),
        due_at: None,
        due_reason: None,
        due_approver_id: None,
        idempotency_key: Some(key),
    }
}

/// What the rules say about it, and the ways on.
fn saved(row: Row, findings: Vec<Finding>, made: Made, close: Callback<()>) -> AnyView {
    set_timeout(|| _ = dom::focus(".after-saving a.btn"), Duration::from_millis(30));
    let items: Vec<AnyView> = findings.iter().map(finding).collect();
    let said = if items.is_empty() {
        view! { <p class="muted">{text::NO_FINDINGS}</p> }.into_any()
    } else {
        view! { <ul class="find" aria-label="What the rules say">{items}</ul> }.into_any()
    };
    let submit = Submit::new();
    let path = format!("/repairs/{}", row.reference);
    let target = path.clone();
    let open = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        close.run(());
        nav::go(&target);
    };
    let commit = (row.can_work && row.next.contains(&RepairItemStatus::Committed)).then(|| {
        let (id, version) = (row.id.clone(), row.version);
        let press = lean::press(move || {
            let input = ChangeRepairItemStatusInput {
                id: id.clone(),
                version,
                status: RepairItemStatus::Committed,
                note: None,
                approver_id: None,
            };
            submit.run(write::change_status(input), move |(row, findings)| {
                live::made_here(RepairChangeKind::StatusChanged, &row);
                toast::say(format!("{} is committed to, its clock runs", row.reference));
                made.set(Some((row, findings)));
            });
        });
        view! { <button type="button" class="btn" on:click=press>"Commit to it"</button> }
    });
    view! {
        <div class="after-saving">
            <p><span class="key">{row.reference.clone()}</span>" "<strong>{row.title.clone()}</strong>" · "{row.status.label()}</p>
            {said}
            <FormError submit />
            <div class="form-end">
                {commit}
                <button type="button" class="btn" on:click=lean::press(move || made.set(None))>"Propose another"</button>
                <a class="btn primary" href=path on:click=open>"Open "{row.reference.clone()}</a>
            </div>
        </div>
    }
    .into_any()
}
