//! Where a cause stands in the graph: what it explains, and what explains it.

use leptos::prelude::*;

use crate::{
    model::GroupOperator,
    rca::{
        marks::{quiet, tone},
        model::{GraphView, GroupView},
        state::{Desk, On, Over, Spot},
        write::{self, UpdateCauseGroupInput},
    },
    ui::{icon::Icon, lean},
};

/// Both sections.
pub fn links(desk: Desk, id: String) -> AnyView {
    let (up, down) = (id.clone(), id.clone());
    let effects = lean::part(move || {
        desk.read(On::Groups, |_| ());
        desk.graph.with(|g| explains(desk, g, &up))
    });
    let causes = lean::part(move || {
        desk.read(On::Groups, |_| ());
        desk.graph.with(|g| explained_by(desk, g, &down))
    });
    let link = opener(desk, Over::Link(id.clone()), "Link");
    let ask = opener(desk, Over::AddCause(Spot { effect: Some(id), ..Spot::default() }), "Ask why");
    view! {
        <section aria-labelledby="insp-effects">
            <div class="lab"><h3 id="insp-effects">"Explains"</h3>{link}</div>
            {effects}
        </section>
        <section aria-labelledby="insp-causes">
            <div class="lab"><h3 id="insp-causes">"Because"</h3>{ask}</div>
            {causes}
        </section>
    }
    .into_any()
}

fn opener(desk: Desk, over: Over, word: &'static str) -> lean::Part {
    crate::rca::gates::opener(desk, over, word)
}

/// A cause as a button that selects it.
pub fn cause_button(desk: Desk, graph: &GraphView, id: &str) -> AnyView {
    let Some(cause) = graph.cause(id) else { return ().into_any() };
    let held = id.to_owned();
    let open = lean::press(move || desk.inspect(held.clone()));
    view! {
        <button type="button" class="go" on:click=open>{quiet(cause.mark())}<span class=tone(cause)>{cause.text.clone()}</span></button>
    }
    .into_any()
}

fn explains(desk: Desk, graph: &GraphView, id: &str) -> AnyView {
    let item = |group: &GroupView| {
        let effect = match &group.effect {
            Some(effect) => cause_button(desk, graph, effect),
            None => view! { <span>{graph.head.clone()}</span> }.into_any(),
        };
        let remove = desk.may_draft().then(|| {
            let (group, cause) = (group.id.clone(), id.to_owned());
            let cut = lean::press(move || {
                desk.act(write::unlink(group.clone(), cause.clone()), vec![cause.clone()], "Link removed");
            });
            view! {
                <button type="button" class="icon-btn" aria-label="Remove this link" title="Remove this link" on:click=cut><Icon name="i-x" /></button>
            }
        });
        view! { <li>{effect}{remove}</li> }.into_any()
    };
    let items: Vec<AnyView> = graph.groups_with(id).map(item).collect();
    if items.is_empty() {
        let on_rib = graph.cause(id).is_some_and(|c| c.bone.is_some());
        let word = if on_rib { "The problem, by its rib." } else { "Nothing yet: a candidate." };
        return view! { <p class="hint">{word}</p> }.into_any();
    }
    view! { <ul class="link-list">{items}</ul> }.into_any()
}

fn explained_by(desk: Desk, graph: &GraphView, id: &str) -> AnyView {
    let groups: Vec<AnyView> = graph.groups_of(Some(id)).map(|g| group(desk, graph, g)).collect();
    if groups.is_empty() {
        return view! { <p class="hint">"Nothing yet. Ask why, or say why the analysis stops here."</p> }
            .into_any();
    }
    groups.into_any()
}

/// One group: question, operator, its causes.
pub fn group(desk: Desk, graph: &GraphView, group: &GroupView) -> AnyView {
    let items: Vec<AnyView> =
        group.causes().map(|id| view! { <li>{cause_button(desk, graph, id)}</li> }.into_any()).collect();
    let question = group.question.clone().map(|q| view! { <p class="muted">{q}</p> });
    let edit = desk.may_draft().then(|| {
        let over = Over::Group(group.id.clone());
        let open = lean::press(move || desk.over.set(Some(over.clone())));
        view! {
            <button type="button" class="icon-btn" aria-haspopup="dialog" aria-label="Edit this group" title="Edit this group" on:click=open>
                <Icon name="i-edit" />
            </button>
        }
    });
    let operator = (items.len() > 1).then(|| operator(desk, group));
    let shown =
        group.evidence.iter().map(|(_, kind, title)| crate::rca::marks::evidence_chip(*kind, title, None));
    let evidence: Vec<AnyView> = shown.collect();
    let either = group.either_suffices.then_some("Either suffices.");
    view! {
        <div class="group-box">
            <div class="lab">{question}{operator}{edit}</div>
            <ul class="link-list">{items}</ul>
            <p class="hint">{either}</p>
            <div class="evs">{evidence}</div>
        </div>
    }
    .into_any()
}

/// AND or OR, changed by one press.
pub fn operator(desk: Desk, group: &GroupView) -> AnyView {
    let id = group.id.clone();
    let (now, other, word) = match group.operator {
        GroupOperator::And => {
            (GroupOperator::And, GroupOperator::Or, "AND: all of them were needed. Change to OR")
        }
        GroupOperator::Or => {
            (GroupOperator::Or, GroupOperator::And, "OR: each would have sufficed. Change to AND")
        }
    };
    if !desk.may_draft() {
        return view! { <span class="op">{now.label()}</span> }.into_any();
    }
    let flip = lean::press(move || {
        let input = UpdateCauseGroupInput {
            id: id.clone(),
            operator: Some(other),
            question: None,
            either_suffices: None,
        };
        desk.act(write::update_group(input), Vec::new(), "");
    });
    view! { <button type="button" class="op" aria-label=word title=word on:click=flip>{now.label()}</button> }
        .into_any()
}
