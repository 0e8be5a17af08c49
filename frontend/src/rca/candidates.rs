//! All causes in one table, what needs attention first. Rows stay in place while their cause is there.

use leptos::prelude::*;

use super::{
    marks::{marked, tone},
    state::{Desk, On, Over, Spot},
    text,
};
use crate::ui::lean;

/// The section of the overview.
pub fn section(desk: Desk) -> AnyView {
    let count = lean::words(move || desk.graph.with(|g| g.causes.len()).to_string());
    let open = Over::AddCause(Spot { is_unlinked: true, ..Spot::default() });
    view! {
        <section aria-labelledby="h-candidates">
            <div class="h2">
                <h2 id="h-candidates">"Candidates"</h2><span class="muted">{count}" · what needs attention first"</span>
                {super::gates::opener(desk, open, "Add candidate")}
            </div>
            {table(desk)}
        </section>
    }
    .into_any()
}

/// The table, or what belongs there.
pub fn table(desk: Desk) -> AnyView {
    let is_empty = Memo::new(move |_| desk.graph.with(|g| g.causes.is_empty()));
    let none = || view! { <div class="state"><h3>{text::NO_CAUSES}</h3><p>{text::NO_CAUSES_TEXT}</p></div> };
    let head = |word: &'static str| view! { <th role="columnheader" scope="col">{word}</th> };
    let filled = move || {
        view! {
            <div class="table-scroll">
                <table class="list-table candidates" role="table">
                    <caption class="vh">"Causes"</caption>
                    <thead role="rowgroup">
                        <tr role="row">{["Cause", "Verdict", "Lens", "Rib", "Evidence"].map(head).collect_view()}</tr>
                    </thead>
                    <tbody role="rowgroup">{lean::keyed(move || order(desk), move |id| row(desk, id))}</tbody>
                </table>
            </div>
        }
    };
    view! { {lean::only(move || is_empty.get(), none)}{lean::only(move || !is_empty.get(), filled)} }
        .into_any()
}

/// Ids in the order of attention, then of their making.
fn order(desk: Desk) -> Vec<String> {
    desk.graph.with(|g| {
        let mut all: Vec<(u8, bool, usize)> =
            g.causes.iter().enumerate().map(|(at, c)| (c.mark().order(), c.evidence_count > 0, at)).collect();
        all.sort_unstable();
        all.into_iter().map(|(.., at)| g.causes[at].id.clone()).collect()
    })
}

fn row(desk: Desk, id: String) -> AnyView {
    let cause = desk.cause(id.clone());
    let held = id.clone();
    let chosen = lean::words(move || (desk.selected.with(|s| s.as_deref() == Some(&*held))).to_string());
    let cell = lean::part(move || {
        let Some(c) = cause.get() else { return ().into_any() };
        // The names of categories are not the cause's own.
        desk.read(On::Bones, |_| ());
        let (lens, rib) = desk.graph.with_untracked(|g| {
            let rib = c.bone.as_deref().and_then(|b| g.bone(b)).map(|b| b.name.clone());
            (g.lens_of(&c).map_or("–", |l| l.label()), rib.unwrap_or_else(|| "–".into()))
        });
        let id = id.clone();
        let open = lean::press(move || desk.inspect(id.clone()));
        let evidence = if c.evidence_count == 0 { "none".to_owned() } else { c.evidence_count.to_string() };
        view! {
            <td role="cell" class="c-title">
                <button type="button" class="go" on:click=open><span class=tone(&c)>{c.text.clone()}</span></button>
            </td>
            <td role="cell">{marked(c.mark())}</td>
            <td role="cell">{lens}</td>
            <td role="cell">{rib}</td>
            <td role="cell" class="c-evidence">{evidence}</td>
        }
        .into_any()
    });
    view! { <tr role="row" aria-selected=chosen>{cell}</tr> }.into_any()
}
