//! What customers asked about a version: each question with its answer, or the form that answers it.

use leptos::prelude::*;

use super::{
    api::{self, Question, Waiting},
    text, versions_path,
};
use crate::{
    model::TextZone,
    ui::{
        dom, draft,
        edited::send_button,
        form::{FormError, Submit},
        lean,
        remote::{self, Remote},
        time::When,
        toast,
        wording::WordedField,
    },
};

/// One question. `done` is told when it was answered here.
pub fn item(question: Question, may: bool, done: Callback<()>) -> AnyView {
    let rest = match question.answer {
        Some((html, at, by)) => view! {
            <div class="reply">
                <p class="line"><strong>"Answer"</strong><When at /><span class="who">{by}</span></p>
                <div class="prose" inner_html=html></div>
            </div>
        }
        .into_any(),
        None if may => form(question.id, question.customer.clone(), done),
        None => view! { <p class="muted">"Waits for an answer."</p> }.into_any(),
    };
    view! {
        <p class="line"><strong>{question.customer}</strong>" asked "<When at=question.asked_at /></p>
        <div class="prose" inner_html=question.body_html></div>
        {rest}
    }
    .into_any()
}

fn form(id: String, customer: String, done: Callback<()>) -> AnyView {
    let body = draft::kept(&id, "answer");
    let submit = Submit::new();
    let name = format!("Answer {customer}");
    let send = lean::submit(move || {
        let text = body.with_untracked(|b| b.trim().to_owned());
        if text.is_empty() {
            return submit.refuse("body", "Write the answer.");
        }
        submit.run(api::answer(id.clone(), text), move |()| {
            let _ = body.try_set(String::new());
            toast::say("Answer sent");
            done.run(());
        });
    });
    view! {
        <form class="reply" on:submit=send novalidate aria-label=name>
            <WordedField label="Answer" value=body zone=TextZone::Update rows=3 required=true hint=text::ANSWER_HINT error=submit.of("body") />
            <FormError submit />
            <div class="form-end">{send_button(submit, "Send the answer")}</div>
        </form>
    }
    .into_any()
}

/// The questions that wait for an answer; nothing while there is none.
#[component]
pub fn Asked() -> impl IntoView {
    let source = remote::remote(api::waiting);
    // Kept by id, so that an answer takes away its own question only.
    let all = Memo::new(move |_| match source.state.get() {
        Remote::Ready(all) => all,
        _ => Vec::new(),
    });
    let keys = move || all.with(|all| all.iter().map(|one| one.question.id.clone()).collect());
    let draw = move |id: String| {
        let one = all.with_untracked(|all| all.iter().find(|one| one.question.id == id).cloned());
        one.map_or_else(
            || ().into_any(),
            |one| {
                let done = Callback::new(move |()| {
                    source.patch(|all| all.retain(|one| one.question.id != id));
                    request_animation_frame(|| {
                        if !dom::focus("#now-asked") {
                            dom::focus_heading();
                        }
                    });
                });
                waiting(one, done)
            },
        )
    };
    let body = move || {
        view! {
            <section class="nsec" aria-labelledby="now-asked">
                <div class="h2">
                    <h2 id="now-asked" tabindex="-1">"Questions of customers"</h2>
                    <span class="muted">{lean::words(move || all.with(Vec::len).to_string())}</span>
                </div>
                <ul class="sent">{lean::keyed(keys, draw)}</ul>
            </section>
        }
    };
    lean::only(move || all.with(|all| !all.is_empty()), body)
}

fn waiting(one: Waiting, done: Callback<()>) -> AnyView {
    let Waiting { question, reference, number, title } = one;
    view! {
        <li>
            <p class="small">
                <a class="link" href=versions_path(&reference)>
                    <span class="mono">{reference.clone()}</span>{format!(", version {number}: {title}")}
                </a>
            </p>
            {item(question, true, done)}
        </li>
    }
    .into_any()
}
