//! The enhanced analysis, our composite: what differed, which defences held, why it occurred and why it escaped, and the map.

use leptos::prelude::*;

use super::{
    gates::{answer, method_bar, opener},
    inspector::cause_button,
    map,
    model::{BarrierView, DifferenceView, Sheet},
    state::{Desk, On, Over, Spot},
    text,
    view::View,
    write,
};
use crate::{
    model::{AnswerKey, BarrierState, CausePath},
    ui::{icon::Icon, lean},
};

/// The whole view.
pub fn enhanced(desk: Desk) -> AnyView {
    view! {
        <div class="drawn">
            {method_bar(desk, View::Enhanced, "")}
            <div class="mid-body">
                <p class="notice">{text::ENHANCED}</p>
                {differences(desk)}
                {barriers(desk)}
                {paths(desk)}
            </div>
            {map::drawn(desk)}
        </div>
    }
    .into_any()
}

fn head(words: &'static [&'static str]) -> AnyView {
    let cell = |word: &&'static str| view! { <th scope="col">{*word}</th> };
    view! { <thead><tr>{words.iter().map(cell).collect_view()}<th scope="col"><span class="vh">"Actions"</span></th></tr></thead> }
        .into_any()
}

/// The buttons at the end of a row: change and remove.
fn acts(desk: Desk, over: Over, name: &str, remove: impl Fn() + 'static) -> AnyView {
    if !desk.may_draft() {
        return view! { <td class="r"></td> }.into_any();
    }
    let open = lean::press(move || desk.over.set(Some(over.clone())));
    let remove = lean::press(remove);
    view! {
        <td class="r">
            <button type="button" class="icon-btn" aria-haspopup="dialog" aria-label=format!("Change {name}") title="Change" on:click=open>
                <Icon name="i-edit" />
            </button>
            <button type="button" class="icon-btn" aria-label=format!("Remove {name}") title="Remove" on:click=remove>
                <Icon name="i-x" />
            </button>
        </td>
    }
    .into_any()
}

fn table(
    label: &'static str,
    columns: &'static [&'static str],
    rows: Vec<AnyView>,
    none: &'static str,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{none}</p> }.into_any();
    }
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=format!("{label}, table")>
            <table class="plain er">{head(columns)}<tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

fn differences(desk: Desk) -> AnyView {
    let row = move |d: &DifferenceView| {
        let (id, version) = (d.id.clone(), d.version);
        let remove =
            move || desk.act(write::remove_difference(id.clone(), version), Vec::new(), "Row removed");
        view! {
            <tr>
                <th scope="row">{d.aspect.clone()}</th><td>{d.before.clone()}</td><td>{d.after.clone()}</td>
                <td><div class="prose small" inner_html=d.relevance_html.clone()></div></td>
                {acts(desk, Over::Difference(Some(d.id.clone())), &d.aspect, remove)}
            </tr>
        }
        .into_any()
    };
    let list = move |s: &Sheet| {
        let rows = s.differences.iter().map(row).collect();
        table(
            "Change analysis",
            &["Aspect", "Last good day", "This time", "Does it matter"],
            rows,
            "No row yet.",
        )
    };
    view! {
        <section aria-labelledby="h-differences">
            <div class="h2">
                <h2 id="h-differences">"Change analysis"</h2><span class="muted">{text::DIFFERENCES}</span>
                {opener(desk, Over::Difference(None), "Add difference")}
            </div>
            {desk.draw(On::Differences, list)}
        </section>
    }
    .into_any()
}

const fn tone(state: BarrierState) -> &'static str {
    match state {
        BarrierState::Worked => "ok",
        BarrierState::Absent => "none",
        BarrierState::Failed => "2",
        BarrierState::Bypassed => "3",
    }
}

fn barriers(desk: Desk) -> AnyView {
    let row = move |b: &BarrierView| {
        let (id, version) = (b.id.clone(), b.version);
        let remove = move || desk.act(write::remove_barrier(id.clone(), version), Vec::new(), "Row removed");
        view! {
            <tr>
                <th scope="row">{b.defence.clone()}</th><td>{b.expected_effect.clone()}</td>
                <td><span class="chip" data-sev=tone(b.state)>{b.state.label()}</span></td>
                <td><div class="prose small" inner_html=b.evidence_html.clone()></div></td>
                {acts(desk, Over::Barrier(Some(b.id.clone())), &b.defence, remove)}
            </tr>
        }
        .into_any()
    };
    let list = move |s: &Sheet| {
        let rows = s.barriers.iter().map(row).collect();
        table("Barrier analysis", &["Defence", "Expected effect", "State", "Evidence"], rows, "No row yet.")
    };
    // What is required and not there is said where it is missing.
    let worked = lean::part(move || {
        let missing =
            desk.read(On::Barriers, |s| !s.barriers.iter().any(|b| b.state == BarrierState::Worked));
        missing.then(|| view! { <p class="miss warn">"No row of a defence that worked yet. "<span class="rule">"ER-01"</span></p> })
    });
    view! {
        <section aria-labelledby="h-barriers">
            <div class="h2">
                <h2 id="h-barriers">"Barrier analysis"</h2><span class="muted">{text::BARRIERS_HINT}</span>
                {opener(desk, Over::Barrier(None), "Add defence")}
            </div>
            {desk.draw(On::Barriers, list)}
            {worked}
        </section>
    }
    .into_any()
}

fn paths(desk: Desk) -> AnyView {
    let list = move |path: CausePath, none: AnswerKey, ask: &'static str| {
        let causes = lean::part(move || {
            let items: Vec<AnyView> = desk.graph.with(|g| {
                let on = g.causes.iter().filter(|c| c.path == Some(path));
                on.map(|c| view! { <li>{cause_button(desk, g, &c.id)}</li> }.into_any()).collect()
            });
            if items.is_empty() {
                return view! { <p class="muted">"No cause yet."</p> }.into_any();
            }
            view! { <ul class="link-list">{items}</ul> }.into_any()
        });
        let spot = Spot { path: Some(path), is_unlinked: true, ..Spot::default() };
        view! {
            <div>
                <div class="lab"><h3>{path.label()}</h3>{opener(desk, Over::AddCause(spot), "Add")}</div>
                {causes}
                {answer(desk, none, ask)}
            </div>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="h-paths">
            <div class="h2"><h2 id="h-paths">"Occurrence and escape"</h2><span class="muted">{text::PATHS_HINT}</span></div>
            <div class="two">
                {list(CausePath::Occurrence, AnswerKey::NoOccurrenceCause, text::NONE_FOUND)}
                {list(CausePath::Escape, AnswerKey::NoEscapeCause, text::NONE_FOUND)}
            </div>
        </section>
    }
    .into_any()
}
