//! Problems and earlier incidents that look like what is being written: asked for when the typing rests, with why, never in the way.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Alike, Known, Line},
    marks::WorkaroundMark,
    text,
};
use crate::ui::{
    badge::{ProblemMark, SeverityMark},
    lean, time, toast,
};

const QUIET: Duration = Duration::from_millis(300);
/// Fewer letters say too little.
const LEAST: usize = 4;

/// What is being written; provided by the form around.
#[derive(Clone, Copy)]
pub struct AlikeAsked {
    pub title: RwSignal<String>,
    pub text: RwSignal<String>,
    pub services: RwSignal<Vec<String>>,
}

/// What can be done with what was found: a word, and what happens.
#[derive(Clone, Copy, Default)]
pub struct Acts {
    pub problem: Option<(&'static str, Callback<Known>)>,
    pub incident: Option<(&'static str, Callback<Line>)>,
}

/// What is alike, to read only: for a form that provides [`AlikeAsked`].
#[component]
pub fn AlikeHere() -> impl IntoView {
    while_typing(expect_context::<AlikeAsked>(), Acts::default())
}

/// What is alike, following what is typed.
pub fn while_typing(asked: AlikeAsked, acts: Acts) -> AnyView {
    let found = RwSignal::new(Alike::default());
    let question = Memo::new(move |_| (asked.title.get(), asked.text.get(), asked.services.get()));
    Effect::new(move |_| {
        let now = question.get();
        if now.0.trim().len() < LEAST {
            found.set(Alike::default());
            return;
        }
        let ask = move || {
            // Only the latest letters ask.
            if question.try_get_untracked().as_ref() != Some(&now) {
                return;
            }
            spawn_local(async move {
                let (title, text, services) = now.clone();
                // Without an answer the form works as well; the next letter tries again.
                let Ok(answer) = api::suggestions(title, text, services).await else { return };
                if question.try_get_untracked().as_ref() == Some(&now)
                    && found.with_untracked(|f| *f != answer)
                {
                    if answer.len() != 0 {
                        toast::announce(format!("{} look alike", answer.len()));
                    }
                    found.set(answer);
                }
            });
        };
        set_timeout(ask, QUIET);
    });
    let body = move || {
        let list = lean::part(move || found.with(|f| lines(f, acts, true)));
        view! { <section class="alike" aria-label=text::LOOKS_ALIKE><h3>{text::LOOKS_ALIKE}</h3>{list}</section> }
    };
    lean::only(move || found.with(|f| f.len() != 0), body).into_any()
}

/// The lines; `elsewhere` keeps the form open when one of them is read.
pub fn lines(alike: &Alike, acts: Acts, elsewhere: bool) -> AnyView {
    let problem = |(known, why): &(Known, String)| {
        let act = acts.problem.map(|(word, run)| {
            let known = known.clone();
            act(word, known.reference.clone(), Box::new(move || run.run(known.clone())))
        });
        let path = format!("/problems/{}", known.reference);
        let workaround = known.workaround.map(|effect| view! { <WorkaroundMark effect /> });
        line(
            title(path, &known.reference, &known.title, elsewhere),
            view! { <ProblemMark status=known.status />{workaround} }.into_any(),
            why,
            act,
        )
    };
    let incident = |(seen, why): &(Line, String)| {
        let act = acts.incident.map(|(word, run)| {
            let seen = seen.clone();
            act(word, seen.reference.clone(), Box::new(move || run.run(seen.clone())))
        });
        let path = format!("/incidents/{}", seen.reference);
        let day = time::short_day(seen.started_at);
        line(
            title(path, &seen.reference, &seen.title, elsewhere),
            view! { <SeverityMark severity=seen.severity /><span class="muted">{day}</span> }.into_any(),
            why,
            act,
        )
    };
    let mut items: Vec<AnyView> = alike.problems.iter().map(problem).collect();
    items.extend(alike.incidents.iter().map(incident));
    view! { <ul class="alikes">{items}</ul> }.into_any()
}

fn line(title: AnyView, facts: AnyView, why: &str, act: Option<AnyView>) -> AnyView {
    let why = (!why.is_empty()).then(|| view! { <p class="muted small">"Shares "{why.to_owned()}</p> });
    view! { <li><p>{title}</p><p class="facts-line">{facts}</p>{why}{act}</li> }.into_any()
}

fn title(path: String, reference: &str, title: &str, elsewhere: bool) -> AnyView {
    let words = view! { <span class="mono">{reference.to_owned()}</span>" "{title.to_owned()} };
    if elsewhere {
        view! {
            <a class="link" href=path target="_blank" rel="noopener">{words}<span class="vh">" (opens elsewhere)"</span></a>
        }
        .into_any()
    } else {
        view! { <a class="link" href=path>{words}</a> }.into_any()
    }
}

fn act(word: &'static str, reference: String, run: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class="btn small" aria-label=format!("{word}: {reference}") on:click=lean::press(run)>
            {word}
        </button>
    }
    .into_any()
}
