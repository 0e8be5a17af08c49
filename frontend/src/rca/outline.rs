//! The outline beside a drawing: the same content as a tree, complete for whoever does not see the drawing.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    inspector::operator,
    marks::{quiet, tone},
    model::{CauseView, GraphView},
    state::{Desk, On, Over, Spot},
    text,
    tree::{Item, Row, Tree},
};
use crate::ui::lean;

/// The outline of these rows.
pub fn outline(desk: Desk, title: &'static str, rows: Memo<Vec<Row>>) -> AnyView {
    let tree = Tree::new(rows);
    let view = tree.view(
        title,
        desk.selected,
        Arc::new(move |row, event| key(desk, row, event)),
        Arc::new(move |row, meta| draw(desk, row, meta)),
    );
    view! {
        <section class="outline" aria-labelledby="h-outline">
            <div class="h2"><h2 id="h-outline">"Outline"</h2><span class="muted">{tally(desk)}" · "{text::KEYS_TREE}</span></div>
            {view}
        </section>
    }
    .into_any()
}

/// How many of each mark there are.
fn tally(desk: Desk) -> lean::Words {
    use super::model::Mark;
    lean::words(move || {
        let counts = desk
            .graph
            .with(|g| Mark::ALL.map(|mark| (mark, g.causes.iter().filter(|c| c.mark() == mark).count())));
        let said: Vec<String> = counts
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(mark, n)| format!("{n} {}", mark.word().to_lowercase()))
            .collect();
        if said.is_empty() { "no cause yet".into() } else { said.join(" · ") }
    })
}

fn key(desk: Desk, row: &Row, event: &KeyboardEvent) -> bool {
    let may = untrack(|| desk.may_draft());
    match (event.key().as_str(), row.cause()) {
        ("Enter" | " ", Some(id)) => desk.inspect(id.to_owned()),
        ("m", Some(id)) if may => desk.over.set(Some(Over::Move(id.to_owned()))),
        ("l", Some(id)) if may => desk.over.set(Some(Over::Link(id.to_owned()))),
        ("Delete", Some(id)) if may => desk.remove(id.to_owned()),
        ("Enter", None) if may => match &row.item {
            Item::Bone(bone) => desk.over.set(Some(Over::AddCause(on(bone)))),
            Item::Problem => desk.over.set(Some(Over::AddCause(Spot::default()))),
            Item::Group(group) => desk.over.set(Some(Over::Group(group.clone()))),
            _ => return false,
        },
        _ => return false,
    }
    true
}

fn on(bone: &str) -> Spot {
    Spot { bone: Some(bone.to_owned()), is_unlinked: true, ..Spot::default() }
}

fn draw(desk: Desk, row: &Row, meta: Memo<Option<Row>>) -> AnyView {
    let level = format!("out level-{}", row.level.min(12));
    let body = match &row.item {
        Item::Cause { id, .. } => cause(desk, id),
        Item::Bone(key) => bone(desk, key.clone(), meta),
        Item::Group(id) => group(desk, id.clone()),
        Item::Problem => {
            let head = lean::words(move || desk.graph.with(|g| g.head.clone()));
            view! { <b class="out-body">{head}</b> }.into_any()
        }
        Item::Loose => view! { <b>"Linked to nothing yet"</b> }.into_any(),
    };
    view! { <div class=level>{body}</div> }.into_any()
}

fn cause(desk: Desk, id: &str) -> AnyView {
    let cause = desk.cause(id.to_owned());
    let words = lean::part(move || {
        let c = cause.get()?;
        let more = facts(&desk.graph.get_untracked(), &c);
        let said = c.text.clone();
        let body = view! {
            <span class="out-body"><span class=tone(&c)>{said}</span>" "<span class="muted small">{more}</span></span>
        };
        Some(view! { {quiet(c.mark())}{body} })
    });
    words.into_any()
}

/// Verdict, lens, evidence and stop reason in words.
fn facts(graph: &GraphView, c: &CauseView) -> String {
    let mut facts = vec![c.mark().word().to_owned()];
    facts.extend(graph.lens_of(c).map(|l| l.label().to_lowercase()));
    facts.push(match c.evidence_count {
        0 => "no evidence".into(),
        n => format!("{n} evidence"),
    });
    facts.extend(c.stop_reason.map(|s| format!("stops: {}", s.label().to_lowercase())));
    if c.is_hypothetical {
        facts.push("hypothetical".into());
    }
    facts.join(" · ")
}

fn bone(desk: Desk, key: String, meta: Memo<Option<Row>>) -> AnyView {
    let held = key.clone();
    let name = lean::words(move || {
        desk.read(On::Bones, |s| {
            let bone = s.bones.iter().find(|b| b.key == held);
            bone.map(|b| format!("{} ({})", b.name, b.lens.label().to_lowercase())).unwrap_or_default()
        })
    });
    let count = lean::words(move || meta.with(|m| m.as_ref().map(|m| m.label.clone()).unwrap_or_default()));
    let add = lean::only(
        move || desk.may_draft(),
        move || {
            let spot = on(&key);
            let open = lean::press(move || desk.over.set(Some(Over::AddCause(spot.clone()))));
            view! { <button type="button" class="btn quiet small" aria-haspopup="dialog" on:click=open>"Add here"</button> }
        },
    );
    view! { <b>{name}</b><span class="n muted">{count}</span>{add} }.into_any()
}

fn group(desk: Desk, id: String) -> AnyView {
    let words = lean::part(move || {
        desk.read(On::Groups, |s| {
            let group = s.groups.iter().find(|g| g.id == id)?;
            let question = group.question.clone().unwrap_or_else(|| {
                if group.operator == crate::model::GroupOperator::And { "All of these".into() } else { "One of these".into() }
            });
            let either = group.either_suffices.then_some("either suffices");
            Some(view! { {operator(desk, group)}<span>{question}</span><span class="muted small">{either}</span> })
        })
    });
    words.into_any()
}
