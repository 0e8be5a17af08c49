//! The chain read upward: from a cause to the problem, each link with "therefore", confirmed by somebody other than its author.

use leptos::prelude::*;

use super::{
    marks::quiet,
    model::GraphView,
    rows,
    state::{Desk, On},
    text, write,
};
use crate::ui::lean;

/// One link of the chain.
struct Link {
    group: String,
    cause: String,
    /// What follows.
    effect: String,
    /// The effect's cause, to select.
    effect_id: Option<String>,
    confirmed_by: Option<String>,
    can_confirm: bool,
}

/// From the selected cause, else from the deepest answer.
pub fn upward(desk: Desk) -> AnyView {
    let from = Memo::new(move |_| {
        let selected = desk.selected.get();
        desk.graph.with(|g| selected.filter(|id| g.cause(id).is_some()).or_else(|| deepest(g)))
    });
    let body = lean::part(move || {
        desk.read(On::Groups, |_| ());
        let Some(from) = from.get() else { return view! { <p class="hint">{text::NO_WHY}</p> }.into_any() };
        desk.graph.with(|g| chain(desk, g, &from))
    });
    view! {
        <section class="upward" aria-labelledby="h-upward">
            <h2 id="h-upward" tabindex="-1">"Read upward"</h2>
            <p class="hint">{text::UPWARD}" W5-10"</p>
            {body}
        </section>
    }
    .into_any()
}

fn deepest(graph: &GraphView) -> Option<String> {
    let rows = rows::whys(graph);
    let last = rows.iter().filter(|row| row.cause().is_some()).max_by_key(|row| row.level)?;
    last.cause().map(str::to_owned)
}

fn links(graph: &GraphView, from: &str) -> Vec<Link> {
    let mut cause = from.to_owned();
    let mut links = Vec::new();
    for (group_id, effect) in rows::whys_above(graph, from).unwrap_or_default() {
        let Some(group) = graph.group(&group_id) else { break };
        let link = group.links.iter().find(|link| link.cause == cause);
        let words = match &effect {
            Some(id) => graph.cause(id).map(|c| c.text.clone()).unwrap_or_default(),
            None => graph.head.clone(),
        };
        links.push(Link {
            group: group_id,
            cause: cause.clone(),
            effect: words,
            effect_id: effect.clone(),
            confirmed_by: link.and_then(|l| l.therefore.as_ref()).map(|(name, _)| name.clone()),
            can_confirm: link.is_some_and(|l| l.can_confirm),
        });
        let Some(next) = effect else { break };
        cause = next;
    }
    links
}

fn chain(desk: Desk, graph: &GraphView, from: &str) -> AnyView {
    let Some(first) = graph.cause(from) else { return ().into_any() };
    let links = links(graph, from);
    if links.is_empty() {
        return view! { <p class="hint">"This cause is not linked to the problem yet."</p> }.into_any();
    }
    let confirmed = links.iter().filter(|l| l.confirmed_by.is_some()).count();
    let count = format!("{confirmed} of {} links confirmed", links.len());
    let items: Vec<AnyView> = links.into_iter().map(|link| item(desk, graph, link)).collect();
    view! {
        <p class="small">{count}</p>
        <ol class="chain">
            <li>{quiet(first.mark())}<p>{first.text.clone()}</p></li>
            {items}
        </ol>
    }
    .into_any()
}

fn item(desk: Desk, graph: &GraphView, link: Link) -> AnyView {
    let mark = link.effect_id.as_deref().and_then(|id| graph.cause(id)).map(|c| quiet(c.mark()));
    let state = match (&link.confirmed_by, link.can_confirm) {
        (Some(name), _) => view! { <p class="muted small">{format!("Confirmed by {name}")}</p> }.into_any(),
        (None, true) => {
            let (group, cause) = (link.group.clone(), link.cause.clone());
            let label = format!("Confirm this link: therefore {}", link.effect);
            let confirm = lean::press(move || {
                desk.act(
                    write::confirm_therefore(group.clone(), cause.clone()),
                    Vec::new(),
                    "Link confirmed",
                );
            });
            view! { <button type="button" class="btn small" aria-label=label on:click=confirm>"Confirm this link"</button> }
                .into_any()
        }
        (None, false) => view! { <p class="muted small">{text::UPWARD_WAITS}</p> }.into_any(),
    };
    let class = if link.confirmed_by.is_some() { "sure" } else { "" };
    view! { <li class=class>{mark}<p><b>"therefore"</b>" "{link.effect}</p>{state}</li> }.into_any()
}
