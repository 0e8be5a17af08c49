//! Step 1: the problem statement in its five parts. Others may write in it at the same time; each part is saved by itself, and
//! what is typed is never lost.

use leptos::prelude::*;

use super::{
    focus,
    model::{IncidentView, Sheet, Statement},
    state::{Desk, On},
    text, write,
};
use crate::{
    incident::estimate::{Estimate, amount, newest},
    model::TextZone,
    ui::{
        edited::{Edited, send_button},
        form::{FormError, Submit},
        lean,
        listing::plain_table,
        time,
        wording::WordedField,
    },
};

/// Label, name in the API, and hint of each part.
const PARTS: [(&str, &str, &str); 5] = [
    ("What", "what", "What users saw go wrong"),
    ("Where", "where", "Services, places, parts"),
    ("When", "when", "From when to when, how often"),
    ("How much", "howMuch", "Users, requests, money"),
    ("Scope", "scope", "What belongs to it, and what does not"),
];

fn parts(s: &Statement) -> [String; 5] {
    [&s.what, &s.place, &s.time, &s.extent, &s.scope].map(Clone::clone)
}

/// The form, or the statement for those who read.
pub fn statement(desk: Desk) -> AnyView {
    let body = if untrack(|| desk.may_draft()) { form(desk) } else { reading(desk) };
    view! {
        <section id="statement" aria-labelledby="h-statement">
            <div class="h2"><h2 id="h-statement">"Problem statement"</h2><span class="muted">{text::STATEMENT_HINT}</span></div>
            {body}
            {desk.incidents.with_value(|all| felt(all))}
        </section>
    }
    .into_any()
}

/// What the linked incidents cost, in stakeholders' words, as it was estimated.
fn felt(incidents: &[IncidentView]) -> AnyView {
    let row = |(i, one): (&IncidentView, &Estimate)| {
        let path = format!("/incidents/{}/impact", i.reference);
        let value = format!("about {}", amount(one));
        let from = format!("{}, {}", one.source, time::moment(one.at));
        view! {
            <tr><th scope="row">{one.kind.label()}</th><td>{value}</td><td>{from}</td><td><a class="mono link" href=path>{i.reference.clone()}</a></td></tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = incidents
        .iter()
        .flat_map(|i| newest(&i.estimates).into_iter().map(move |one| (i, one)))
        .map(row)
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    plain_table("Impact, estimated", &["Felt by", "How much", "Source", "Incident"], false, rows)
}

fn reading(desk: Desk) -> AnyView {
    let show = |s: &Sheet| {
        let part = |((label, ..), value): ((&'static str, &str, &str), String)| {
            let value = if value.trim().is_empty() { "–".to_owned() } else { value };
            view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
        };
        let rows: Vec<AnyView> = PARTS.into_iter().zip(parts(&s.statement)).map(part).collect();
        view! { <dl class="facts-list">{rows}</dl> }
    };
    desk.draw(On::Statement, show).into_any()
}

fn form(desk: Desk) -> AnyView {
    let fields = desk.now(|s| parts(&s.statement)).map(Edited::new);
    let submit = Submit::new();
    Effect::new(move |_| {
        let now = desk.read(On::Statement, |s| parts(&s.statement));
        for (field, now) in fields.into_iter().zip(now) {
            field.follow(now);
        }
    });
    let send = move || {
        if untrack(|| fields.iter().any(|f| f.is_contested())) {
            return submit.refuse("statement", text::MERGE_OPEN);
        }
        let [what, place, time, extent, scope] = fields.map(Edited::change);
        let mut input = desk.now(write::no_rca_update);
        (input.what, input.where_, input.when, input.how_much, input.scope) =
            (what, place, time, extent, scope);
        let saved = move || {
            for field in fields {
                field.saved();
            }
            focus::restore();
        };
        desk.save_then(submit, write::update_rca(input), Vec::new(), "Statement saved", Box::new(saved));
    };
    let field = move |((label, name, hint), field): ((&'static str, &'static str, &'static str), Edited)| {
        view! {
            <div>
                <WordedField label value=field.typed zone=TextZone::Statement rows=2 hint error=submit.of(name) required=true />
                {field.note()}
            </div>
        }
        .into_any()
    };
    let touched = Memo::new(move |_| fields.iter().any(|f| f.is_touched()));
    let buttons = move || {
        let drop = lean::press(move || {
            for field in fields {
                field.reset();
            }
        });
        view! {
            <div class="form-end">
                <button type="button" class="btn quiet" on:click=drop>"Discard"</button>
                {send_button(submit, "Save the statement")}
            </div>
        }
    };
    let rows: Vec<AnyView> = PARTS.into_iter().zip(fields).map(field).collect();
    view! {
        <form class="statement" on:submit=lean::submit(send) novalidate>
            <div class="statement-parts">{rows}</div>
            <FormError submit />
            {lean::only(move || touched.get(), buttons)}
        </form>
    }
    .into_any()
}
