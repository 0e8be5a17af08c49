//! Dialogs that change the graph: linking a cause to a further effect, moving it, editing a group.

use leptos::prelude::*;

use super::{
    dialogs::form,
    model::GraphView,
    state::{Desk, On, Over},
    text,
    write::{self, LinkCauseInput, MoveCauseInput, UpdateCauseGroupInput},
};
use crate::{
    model::{GroupOperator, TextZone},
    ui::{
        field::{CheckField, SelectField, options},
        form::Submit,
        icon::Icon,
        lean,
        wording::WordedField,
    },
};

/// The value that stands for the problem itself.
const PROBLEM: &str = "problem";
/// The value that stands for a category, before its key.
const RIB: &str = "rib:";

/// What a cause may explain: everything but itself, what hangs on it, and what it explains already.
fn effects(graph: &GraphView, cause: &str) -> Vec<(String, String)> {
    let beneath = graph.beneath(Some(cause));
    let taken = |effect: Option<&str>| graph.groups_with(cause).any(|g| g.effect.as_deref() == effect);
    let problem = (!taken(None)).then(|| (PROBLEM.to_owned(), format!("The problem: {}", graph.head)));
    let others = graph
        .causes
        .iter()
        .filter(|c| c.id != cause && !beneath.contains(&c.id) && !taken(Some(&c.id)))
        .map(|c| (c.id.clone(), c.text.clone()));
    problem.into_iter().chain(others).collect()
}

fn said(desk: Desk, cause: &str) -> String {
    desk.cause_now(cause).map(|c| c.text.clone()).unwrap_or_default()
}

/// Another effect that the cause explains.
pub fn link(desk: Desk, cause: String) -> AnyView {
    let choices = desk.graph.with_untracked(|g| effects(g, &cause));
    let effect = RwSignal::new(choices.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let submit = Submit::new();
    let words = said(desk, &cause);
    let send = move || {
        let effect = effect.get_untracked();
        if effect.is_empty() {
            return submit.refuse("effectId", "There is nothing left that it could explain.");
        }
        let input = LinkCauseInput {
            rca_id: desk.id(),
            cause_id: cause.clone(),
            effect_id: (effect != PROBLEM).then_some(effect),
            group_id: None,
            position: None,
        };
        desk.save(submit, write::link(input), vec![cause.clone()], "Linked");
    };
    let fields = view! {
        <p>{words}</p>
        <SelectField label="Explains also" value=effect options=Signal::derive(move || choices.clone()) error=submit.of("effectId") />
    };
    form(desk, "Link to an effect", submit, "Link", send, vec![fields.into_any()])
}

/// To another rib, or beneath another effect: one step.
pub fn shift(desk: Desk, cause: String) -> AnyView {
    let choices = desk.graph.with_untracked(|g| {
        let on = g.cause(&cause).and_then(|c| c.bone.clone());
        let ribs = g
            .bones
            .iter()
            .filter(|b| Some(&b.key) != on.as_ref())
            .map(|b| (format!("{RIB}{}", b.key), format!("Rib: {}", b.name)));
        ribs.chain(effects(g, &cause).into_iter().map(|(id, word)| (id, format!("Beneath: {word}"))))
            .collect::<Vec<_>>()
    });
    let from = desk.graph.with_untracked(|g| {
        g.groups_with(&cause)
            .map(|group| {
                let effect = group.effect.as_deref().and_then(|id| g.cause(id)).map(|c| c.text.clone());
                (group.id.clone(), effect.unwrap_or_else(|| "the problem".into()))
            })
            .collect::<Vec<_>>()
    });
    let to = RwSignal::new(choices.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let away = RwSignal::new(from.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let submit = Submit::new();
    let words = said(desk, &cause);
    let send = move || {
        let to = to.get_untracked();
        let rib = to.strip_prefix(RIB).map(str::to_owned);
        let to_problem = to == PROBLEM;
        let input = MoveCauseInput {
            cause_id: cause.clone(),
            // On a rib it keeps what it explains.
            from_group_id: Some(away.get_untracked()).filter(|id| !id.is_empty() && rib.is_none()),
            to_group_id: None,
            to_effect_id: (rib.is_none() && !to_problem).then_some(to),
            to_problem,
            position: None,
            bone: rib,
        };
        desk.save(submit, write::move_cause(input), vec![cause.clone()], "Moved");
    };
    let leaves = (from.len() > 1).then(|| {
        view! {
            <SelectField label="Away from" value=away options=Signal::derive(move || from.clone())
                hint="It explains several effects; it leaves this one." />
        }
    });
    let fields = view! {
        <p>{words}</p>
        <SelectField label="To" value=to options=Signal::derive(move || choices.clone()) hint=text::MOVE_HINT error=submit.of("toEffectId") />
        {leaves}
    };
    form(desk, "Move a cause", submit, "Move", send, vec![fields.into_any()])
}

/// Question, operator, and the causes of a group.
pub fn group(desk: Desk, id: String) -> AnyView {
    let old = desk.now(|s| s.groups.iter().find(|g| g.id == id).cloned());
    let Some(old) = old else {
        return form(
            desk,
            "Group of causes",
            Submit::new(),
            "Close",
            move || desk.over.set(None),
            Vec::new(),
        );
    };
    let question = RwSignal::new(old.question.clone().unwrap_or_default());
    let operator = RwSignal::new(old.operator.wire().to_owned());
    let either = RwSignal::new(old.either_suffices);
    let submit = Submit::new();
    let held = id.clone();
    let send = move || {
        let asked = question.get_untracked().trim().to_owned();
        let input = UpdateCauseGroupInput {
            id: held.clone(),
            operator: GroupOperator::parse(&operator.get_untracked()),
            question: (Some(&asked) != old.question.as_ref()
                && !(asked.is_empty() && old.question.is_none()))
            .then_some(asked),
            either_suffices: Some(either.get_untracked()),
        };
        desk.save(submit, write::update_group(input), Vec::new(), "Group saved");
    };
    let is_or = Memo::new(move |_| operator.with(|o| o == GroupOperator::Or.wire()));
    let fields = view! {
        {members(desk, id.clone())}
        <SelectField label="How they explain it" value=operator options=options!(GroupOperator::ALL) error=submit.of("operator")
            hint="AND: all of them were needed. OR: each would have sufficed." />
        {lean::only(move || is_or.get(), move || view! { <CheckField label="Either suffices" value=either hint=text::EITHER_HINT /> })}
        <WordedField label="Question" value=question zone=TextZone::Why error=submit.of("question") hint="Begins with “why”." />
        {proof(desk, id)}
    };
    form(desk, "Group of causes", submit, "Save", send, vec![fields.into_any()])
}

/// The causes of the group, each of which can leave it.
fn members(desk: Desk, id: String) -> lean::Part {
    lean::part(move || {
        desk.read(On::Groups, |s| {
            let group = s.groups.iter().find(|g| g.id == id)?;
            let effect = group.effect.as_deref().and_then(|e| desk.cause_now(e)).map(|c| c.text.clone());
            let effect = effect.unwrap_or_else(|| s.head());
            let item = |cause: &str| {
                let (group, held) = (id.clone(), cause.to_owned());
                let words = said(desk, cause);
                let label = format!("Take out: {words}");
                let cut = lean::press(move || {
                    desk.act(write::unlink(group.clone(), held.clone()), vec![held.clone()], "Taken out of the group");
                });
                view! {
                    <li><span>{words}</span>
                        <button type="button" class="icon-btn" aria-label=label title="Take out" on:click=cut><Icon name="i-x" /></button>
                    </li>
                }
                .into_any()
            };
            let items: Vec<AnyView> = group.causes().map(item).collect();
            Some(view! { <p class="muted">{format!("They explain “{effect}”.")}</p><ul class="link-list">{items}</ul> })
        })
    })
}

/// What shows that the group holds.
fn proof(desk: Desk, id: String) -> AnyView {
    let open = lean::press(move || desk.over.set(Some(Over::GroupEvidence(id.clone()))));
    view! {
        <p><button type="button" class="btn small" aria-haspopup="dialog" on:click=open>"Add evidence for this group"</button></p>
    }
    .into_any()
}
