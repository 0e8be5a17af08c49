//! The overview: statement, goals, the three lenses, all candidates, and which method fits.

use leptos::prelude::*;

use super::{
    candidates,
    model::{GraphView, Sheet},
    start::purpose,
    state::{Desk, On, Over},
    statement, text,
    view::{View, address},
};
use crate::{
    model::{AnswerKey, Lens, RcaMethod},
    ui::lean,
};

/// The whole overview.
pub fn gates(desk: Desk) -> AnyView {
    view! {
        <div class="mid-body">
            {statement::statement(desk)}
            {goals(desk)}
            {lenses(desk)}
            {candidates::section(desk)}
            {methods(desk)}
        </div>
    }
    .into_any()
}

/// The button of a section's head that opens a dialog, for those who may write.
pub fn opener(desk: Desk, over: Over, word: &'static str) -> lean::Part {
    lean::only(
        move || desk.may_draft(),
        move || {
            let over = over.clone();
            let open = lean::press(move || desk.over.set(Some(over.clone())));
            view! { <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>{word}</button> }
        },
    )
}

fn goals(desk: Desk) -> AnyView {
    let list = |s: &Sheet| {
        if s.goals.is_empty() {
            return view! { <p class="muted">"None named yet."</p> }.into_any();
        }
        let item = |g: &super::model::GoalView| {
            view! { <li><span class="chip">{g.kind.label()}</span>" "{g.text.clone()}</li> }
        };
        view! { <ul class="goals">{s.goals.iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="h-goals">
            <div class="h2">
                <h2 id="h-goals">"Goals that were not met"</h2>
                <span class="muted">{text::GOALS_HINT}</span>
                {opener(desk, Over::Goals, "Edit goals")}
            </div>
            {desk.draw(On::Goals, list)}
        </section>
    }
    .into_any()
}

const fn question(lens: Lens) -> &'static str {
    match lens {
        Lens::Technical => "What is the technical cause?",
        Lens::Process => "Which gaps in a process led to it?",
        Lens::Organizational => "Which management system should have prevented it?",
    }
}

const fn none_of(lens: Lens) -> AnswerKey {
    match lens {
        Lens::Technical => AnswerKey::NoTechnicalCause,
        Lens::Process => AnswerKey::NoProcessCause,
        Lens::Organizational => AnswerKey::NoOrganizationalCause,
    }
}

/// How many causes each lens has.
fn counts(graph: &GraphView) -> [usize; 3] {
    let mut counts = [0; 3];
    for lens in graph.causes.iter().filter_map(|cause| graph.lens_of(cause)) {
        counts[lens as usize] += 1;
    }
    counts
}

fn lenses(desk: Desk) -> AnyView {
    let counted = Memo::new(move |_| desk.graph.with(|g| counts(g)));
    let lens = move |lens: &Lens| {
        let lens = *lens;
        let count = lean::words(move || match counted.get()[lens as usize] {
            0 => "no cause".to_owned(),
            1 => "1 cause".to_owned(),
            n => format!("{n} causes"),
        });
        view! {
            <li>
                <p><b>{lens.label()}</b>" "<span class="muted">{count}</span></p>
                <p class="muted">{question(lens)}</p>
                {answer(desk, none_of(lens), text::NONE_FOUND)}
            </li>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="h-lenses">
            <div class="h2"><h2 id="h-lenses">"Three lenses"</h2><span class="muted">{text::NONE_FOUND_HINT}</span></div>
            <ul class="lenses">{Lens::ALL.iter().map(lens).collect_view()}</ul>
            {more_answers(desk)}
        </section>
    }
    .into_any()
}

/// A reasoned answer, or the button to give it.
pub fn answer(desk: Desk, key: AnswerKey, ask: &'static str) -> AnyView {
    let show = move |s: &Sheet| {
        let may = desk.may_draft();
        let open = lean::press(move || desk.over.set(Some(Over::Answer(key))));
        let edit = |word: &'static str| {
            may.then(|| view! { <button type="button" class="btn quiet small" aria-haspopup="dialog" on:click=open>{word}</button> })
        };
        match s.answers.iter().find(|a| a.key == key) {
            Some(a) => view! {
                <div class="answer">
                    <p class="muted small">{key.label()}" · "{a.by.clone()}</p>
                    <div class="prose" inner_html=a.reason_html.clone()></div>
                    {edit("Change")}
                </div>
            }
            .into_any(),
            None => edit(ask).into_any(),
        }
    };
    desk.draw(On::Answers, show).into_any()
}

/// The answers that belong to no lens, while they are given.
fn more_answers(desk: Desk) -> AnyView {
    let others = [
        AnswerKey::ShortChain,
        AnswerKey::TechnicalEnd,
        AnswerKey::NoOccurrenceCause,
        AnswerKey::NoEscapeCause,
    ];
    let given = move |key: AnswerKey| desk.read(On::Answers, |s| s.answers.iter().any(|a| a.key == key));
    let one = move |key: AnswerKey| lean::only(move || given(key), move || answer(desk, key, "")).into_any();
    others.map(one).into_iter().collect_view().into_any()
}

/// Which method fits, with the reason; the choice is the reader's.
fn methods(desk: Desk) -> AnyView {
    let one = move |s: &Sheet, method: RcaMethod, reason: &str| {
        let href = address(&View::of(method).path(&s.problem.reference), None);
        let reason = if reason.is_empty() { purpose(method).to_owned() } else { reason.to_owned() };
        let chosen = s.method == method;
        let choose = (!chosen && desk.may_draft()).then(|| {
            let set = lean::press(move || set_method(desk, method));
            view! { <button type="button" class="btn small" on:click=set>"Use this method"</button> }
        });
        let now = chosen.then(|| view! { <span class="chip" data-sev="prob">"in use"</span> });
        view! { <li><p><a class="link" href=href>{method.label()}</a>" "{now}{choose}</p><p class="muted">{reason}</p></li> }
            .into_any()
    };
    let list = move |s: &Sheet| {
        let mut items: Vec<AnyView> = s.suggested.iter().map(|(m, reason)| one(s, *m, reason)).collect();
        let rest = RcaMethod::ALL.iter().filter(|m| !s.suggested.iter().any(|(n, _)| n == *m));
        items.extend(rest.map(|m| one(s, *m, "")));
        items
    };
    // Which one is in use belongs to the head.
    let shown = lean::part(move || {
        desk.read(On::Head, |_| ());
        desk.read(On::Suggested, list)
    });
    view! {
        <section aria-labelledby="h-methods">
            <div class="h2">
                <h2 id="h-methods">"Which method fits"</h2>
                <span class="muted">"A suggestion, the best first. Changing loses nothing."</span>
            </div>
            <ul class="methods">{shown}</ul>
        </section>
    }
    .into_any()
}

/// Makes a method the one whose rules count.
pub fn set_method(desk: Desk, method: RcaMethod) {
    let mut input = desk.now(super::write::no_rca_update);
    input.method = Some(method);
    desk.act(super::write::update_rca(input), Vec::new(), "Method changed; nothing is lost");
}

/// The line above a method's view: its hint, and making it the method of the analysis.
pub fn method_bar(desk: Desk, view: View, hint: &'static str) -> AnyView {
    let Some(method) = view.method() else { return ().into_any() };
    let choose = desk.draw(On::Head, move |s| {
        (s.method != method && desk.may_draft()).then(|| {
            let set = lean::press(move || set_method(desk, method));
            view! { <button type="button" class="btn small" on:click=set>"Use this method"</button> }
        })
    });
    view! {
        <div class="bar">
            <h2 id="h-view">{view.word()}</h2>
            <span class="muted">{hint}</span>
            <span class="end">{choose}</span>
        </div>
    }
    .into_any()
}
