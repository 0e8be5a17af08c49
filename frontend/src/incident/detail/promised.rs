//! The analyses that were promised to an audience, and promising one.

use leptos::prelude::*;

use super::{
    api::Detail,
    state::{On, Over, Screen, instant_of, zone_hint},
    text,
    told_api::{self, PromiseRcaInput},
    write::idempotency_key,
};
use crate::{
    model::{Audience, Permission, RcaStage},
    net::session::session,
    promise::{api::Promise, marks},
    ui::{
        dialog::Dialog,
        field::{SelectField, TextField, options},
        form::{FormError, Submit, SubmitButton},
        lean, time,
    },
};

#[component]
pub fn Promised(screen: Screen) -> impl IntoView {
    let add = move || {
        let open = lean::press(move || screen.over.set(Some(Over::RcaPromise)));
        view! { <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Promise an analysis"</button> }
    };
    let item = |one: &Promise| {
        let facts = format!("{}, due {}", one.audience.label().to_lowercase(), time::moment(one.due_at));
        view! { <li><p class="line"><strong>{marks::what(one)}</strong><span class="who">{facts}</span>{marks::outcome(one)}</p></li> }
            .into_any()
    };
    let list = move |d: &Detail| {
        if d.rca_promises.is_empty() {
            return view! { <p class="muted">{text::NO_RCA_PROMISE}</p> }.into_any();
        }
        let items = d.rca_promises.iter().map(item).collect_view();
        view! { <ul class="sent">{items}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="h-promised">
            <div class="h2">
                <h2 id="h-promised">"Promised analyses"</h2>
                {lean::only(|| session().can(Permission::RcaPromise), add)}
            </div>
            {screen.draw(On::RcaPromises, list)}
        </section>
    }
}

#[component]
pub fn PromiseDialog(screen: Screen) -> impl IntoView {
    let stage = RwSignal::new(RcaStage::Preliminary.wire().to_owned());
    let audience = RwSignal::new(Audience::External.wire().to_owned());
    let due = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = idempotency_key();
    let send = move || {
        let Ok(due_at) = instant_of(due) else { return submit.refuse("dueAt", text::BAD_TIME) };
        let input = PromiseRcaInput {
            incident_id: screen.id(),
            stage: RcaStage::parse(&stage.get_untracked()).unwrap_or(RcaStage::Preliminary),
            audience: Audience::parse(&audience.get_untracked()).unwrap_or(Audience::External),
            due_at,
            idempotency_key: Some(key.clone()),
        };
        screen.save(submit, told_api::promise_rca(input), "Analysis promised");
    };
    view! {
        <Dialog title="Promise an analysis" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <p class="muted">{text::RCA_PROMISE}</p>
                <div class="form-row">
                    <SelectField label="Stage" value=stage options=options!(RcaStage::ALL) error=submit.of("stage") />
                    <SelectField label="To" value=audience options=options!(Audience::ALL) error=submit.of("audience") />
                </div>
                <TextField label="By" kind="datetime-local" value=due error=submit.of("dueAt")
                    hint=format!("Empty takes the days of the settings. {}", zone_hint()) />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Promise it" /></div>
            </form>
        </Dialog>
    }
}
