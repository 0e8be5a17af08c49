//! Updates that were not sent yet: what is written, who has to approve, and the next step with each.

use leptos::prelude::*;

use super::{
    api::Detail,
    composer::Writing,
    state::{On, Screen},
    told_api::{self, Draft, Step},
};
use crate::{
    model::{Audience, Permission, UpdateDraftStatus},
    net::{Done, session::session},
    ui::{
        badge::Chip,
        confirm::{self, Question},
        lean, time,
    },
};

/// The drafts; `writing` are the composers of external and internal updates.
pub fn section(screen: Screen, writing: [Writing; 2]) -> AnyView {
    let asking: confirm::Asking = RwSignal::new(None);
    let list = move |d: &Detail| {
        if d.drafts.is_empty() {
            return ().into_any();
        }
        let items = d.drafts.iter().map(|draft| item(screen, draft, writing, asking)).collect_view();
        view! {
            <section aria-labelledby="h-drafts">
                <h2 class="h2" id="h-drafts">"Drafts"</h2>
                <ul class="sent">{items}</ul>
            </section>
        }
        .into_any()
    };
    view! { {screen.draw(On::Drafts, list)}{confirm::dialog(asking)} }.into_any()
}

fn item(screen: Screen, draft: &Draft, writing: [Writing; 2], asking: confirm::Asking) -> AnyView {
    let may = |permission| untrack(move || session().can(permission));
    let mine = draft.by.0 == Some(untrack(|| session().viewer_id()));
    let tone = match draft.status {
        UpdateDraftStatus::Draft => "none",
        UpdateDraftStatus::AwaitingApproval => "3",
        UpdateDraftStatus::Approved => "ok",
    };
    let label = match &draft.approved_by {
        Some(who) => format!("Approved by {who}"),
        None => draft.status.label().to_owned(),
    };
    let next = draft.next_update_at.map(|at| format!("next promised for {}", time::moment(at)));
    let eta = draft.eta.map(|at| format!("fix expected {}", time::moment(at)));
    let facts = [next, eta].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let name = format!("{} draft of {}", draft.audience.label(), draft.by.1);
    let act = |word: &'static str, step: Step, said: &'static str| {
        let (id, version) = (draft.id.clone(), draft.version);
        let press = lean::press(move || screen.act(step(id.clone(), version), said));
        button(word, &name, press)
    };
    let mut acts = Vec::new();
    if may(Permission::StatusUpdatePublish) {
        if !draft.needs_approval || draft.status == UpdateDraftStatus::Approved {
            let word = if draft.audience == Audience::External { "Send to customers" } else { "Send inside" };
            acts.push(act(word, told_api::publish_draft, "Update sent"));
        } else if draft.status == UpdateDraftStatus::Draft {
            acts.push(act("Ask for approval", told_api::ask_approval, "Approval asked for"));
        }
    }
    if draft.status == UpdateDraftStatus::AwaitingApproval && !mine && may(Permission::StatusUpdateApprove) {
        acts.push(act("Approve", told_api::approve, "Draft approved"));
    }
    if may(Permission::StatusUpdatePublish) {
        let to = writing[usize::from(draft.audience == Audience::Internal)];
        let edited = draft.clone();
        let edit = lean::press(move || {
            if !to.is_touched(screen) {
                return to.take(&edited);
            }
            let edited = edited.clone();
            asking.set(Some(Question {
                title: "Replace what you are writing?".to_owned(),
                text: "The field holds a text of yours that was not saved. The draft would take its place.",
                yes: "Replace it",
                no: "Keep mine",
                work: Callback::new(|()| -> Done { Box::pin(async { Ok(()) }) }),
                done: Callback::new(move |()| to.take(&edited)),
            }));
        });
        acts.push(button("Edit", &name, edit));
        let (id, version) = (draft.id.clone(), draft.version);
        let ask = lean::press(move || {
            let id = id.clone();
            asking.set(Some(Question {
                title: "Discard the draft?".to_owned(),
                text: "Its text is gone then. Nothing of it was sent.",
                yes: "Discard",
                no: "Keep it",
                work: Callback::new(move |()| told_api::discard(id.clone(), version)),
                done: Callback::new(move |()| screen.reload()),
            }));
        });
        acts.push(button("Discard", &name, ask));
    }
    view! {
        <li>
            <p class="line">
                <strong>{draft.audience.label()}" update"</strong>
                <span class="who">{format!("{}, {}", draft.by.1, time::moment(draft.updated_at))}</span>
                <Chip tone>{label}</Chip>
            </p>
            <div class="prose" inner_html=draft.body_html.clone()></div>
            <p class="muted small">{facts}</p>
            <p class="quick">{acts}</p>
        </li>
    }
    .into_any()
}

fn button(word: &'static str, of: &str, press: lean::Press) -> AnyView {
    view! { <button type="button" class="btn small" aria-label=format!("{word}: {of}") on:click=press>{word}</button> }
        .into_any()
}
