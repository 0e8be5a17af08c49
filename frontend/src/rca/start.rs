//! Beginning an analysis: the methods in a sentence each. It must not know what they look like.

use leptos::prelude::*;

use super::{
    api::Opened,
    text,
    write::{self, StartRcaInput},
};
use crate::{
    model::{Permission, RcaMethod},
    net::session::session,
    ui::{
        form::{FormError, Submit, SubmitButton},
        lean,
    },
};

/// What a method is good for.
pub const fn purpose(method: RcaMethod) -> &'static str {
    match method {
        RcaMethod::FiveWhys => {
            "For simple problems: one why after the other, each resting on the answer before it."
        }
        RcaMethod::Fishbone => "For many factors: collect and sort candidates by category.",
        RcaMethod::CauseMap => {
            "For causes that work together: which of them, with which evidence, made it happen."
        }
        RcaMethod::Enhanced => {
            "For the serious ones: the map with what differed, which defences held, and why it escaped."
        }
    }
}

/// The page of a problem without an analysis.
pub fn start(opened: &Opened, started: Callback<()>) -> AnyView {
    let problem = opened.problem.clone();
    let back = format!("/problems/{}", problem.reference);
    let chosen = RwSignal::new(RcaMethod::FiveWhys);
    let submit = Submit::new();
    let id = problem.id.clone();
    let send = move || {
        let input = StartRcaInput { problem_id: id.clone(), method: chosen.get_untracked() };
        submit.run(write::start(input), move |()| started.run(()));
    };
    let choice = move |method: RcaMethod| {
        view! {
            <label class="check method">
                <input type="radio" name="method" prop:checked=move || chosen.get() == method
                    on:change=move |_| chosen.set(method) />
                <span><b>{method.label()}</b><span class="hint">{purpose(method)}</span></span>
            </label>
        }
        .into_any()
    };
    let form = move || {
        view! {
            <form on:submit=lean::submit(send.clone()) novalidate>
                <fieldset class="form-field checks">
                    <legend>"Begin with"</legend>
                    {RcaMethod::ALL.iter().map(|m| choice(*m)).collect_view()}
                </fieldset>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Start the analysis" /></div>
            </form>
        }
    };
    let may = session().can(Permission::RcaDraft);
    let body = if may { form().into_any() } else { view! { <p>{text::NOT_STARTED_READ}</p> }.into_any() };
    view! {
        <div class="rca">
            <header class="rhead">
                <h1>{problem.title}</h1>
                <p class="meta"><a class="mono link" href=back>{problem.reference}</a></p>
            </header>
            <div class="rca-start">
                <h2>{text::NOT_STARTED}</h2>
                <p class="muted">{text::NOT_STARTED_TEXT}</p>
                {body}
            </div>
        </div>
    }
    .into_any()
}
