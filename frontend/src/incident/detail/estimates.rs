//! Impact in stakeholders' words: estimates with source and time, never overwritten.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    api::Detail,
    side,
    state::{On, Over, Screen, instant_of, zone_hint},
    text,
    told_api::{self, AddImpactEstimateInput},
    write::idempotency_key,
};
use crate::{
    incident::estimate::{Estimate, amount, newest},
    model::{EstimateKind, Permission, TextZone},
    net::session::session,
    ui::{
        dialog::Dialog,
        field::{SelectField, TextField, options},
        form::{FormError, Submit, SubmitButton},
        lean,
        listing::plain_table,
        time,
        wording::WordedField,
    },
};

/// The newest of each kind, beside the timeline.
pub fn side(d: &Detail) -> AnyView {
    let item = |one: &Estimate| {
        let value = format!("about {}", amount(one));
        let from = format!("{}, {}", one.source, time::moment(one.at));
        view! { <li title=from><span>{one.kind.label()}</span><span class="ways">{value}</span></li> }
            .into_any()
    };
    side::some(d.estimates.is_empty(), || {
        let items = newest(&d.estimates).into_iter().map(item).collect();
        side::section("h-side-estimates", "Felt by, estimated", None, side::list("svc", items))
    })
}

#[component]
pub fn Estimates(screen: Screen) -> impl IntoView {
    let add = move || {
        let open = lean::press(move || screen.over.set(Some(Over::Estimate)));
        view! { <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Add an estimate"</button> }
    };
    let rows = |d: &Detail| {
        if d.estimates.is_empty() {
            return view! { <p class="muted">{text::NO_ESTIMATES}</p> }.into_any();
        }
        let mut all = d.estimates.clone();
        all.sort_by_key(|one| core::cmp::Reverse(one.at));
        let row = |one: Estimate| {
            view! {
                <tr>
                    <th scope="row">{one.kind.label()}</th>
                    <td>"about "{amount(&one)}</td>
                    <td>{one.source}</td>
                    <td><time datetime=one.at.iso() title=time::full(one.at)>{time::moment(one.at)}</time></td>
                    <td>{one.by}</td>
                    <td>{one.note}</td>
                </tr>
            }
            .into_any()
        };
        let heads = ["What", "How much", "Source", "As of", "Added by", "Note"];
        plain_table("Estimates", &heads, false, all.into_iter().map(row).collect())
    };
    view! {
        <section aria-labelledby="h-estimates">
            <div class="h2">
                <h2 id="h-estimates">"In stakeholders' words"</h2>
                {lean::only(|| session().can(Permission::ImpactEstimate), add)}
            </div>
            {screen.draw(On::Estimates, rows)}
        </section>
    }
}

/// A number as typed, with or without separators of thousands.
fn number(typed: &str) -> Option<f64> {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    let value = JsValue::from_str(&plain).unchecked_into_f64();
    (!plain.is_empty() && value.is_finite() && value >= 0.0).then_some(value)
}

#[component]
pub fn EstimateDialog(screen: Screen) -> impl IntoView {
    let kind = RwSignal::new(EstimateKind::Users.wire().to_owned());
    let [value, currency, source, note, at] = core::array::from_fn(|_| RwSignal::new(String::new()));
    let submit = Submit::new();
    let key = idempotency_key();
    let filled = |field: RwSignal<String>| {
        Some(field.with_untracked(|text| text.trim().to_owned())).filter(|text| !text.is_empty())
    };
    let send = move || {
        let kind = EstimateKind::parse(&kind.get_untracked()).unwrap_or(EstimateKind::Users);
        let Some(value) = number(&value.get_untracked()) else {
            return submit.refuse("value", "Enter a number, such as 12,000.");
        };
        let currency = filled(currency).filter(|_| kind == EstimateKind::Money);
        if kind == EstimateKind::Money && currency.is_none() {
            return submit.refuse("currency", "Name the currency, such as EUR.");
        }
        let Some(source) = filled(source) else {
            return submit.refuse("source", "Say where the number comes from.");
        };
        let Ok(estimated_at) = instant_of(at) else { return submit.refuse("estimatedAt", text::BAD_TIME) };
        let input = AddImpactEstimateInput {
            incident_id: screen.id(),
            kind,
            value,
            currency,
            source,
            note: filled(note),
            estimated_at,
            idempotency_key: Some(key.clone()),
        };
        screen.save(submit, told_api::add_estimate(input), "Estimate added");
    };
    let money = move || {
        view! { <TextField label="Currency" value=currency required=true hint="Three letters, such as EUR." error=submit.of("currency") /> }
    };
    view! {
        <Dialog title="Add an estimate" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <div class="form-row">
                    <SelectField label="What" value=kind options=options!(EstimateKind::ALL) error=submit.of("kind") />
                    <TextField label="About how many or how much" value required=true error=submit.of("value") />
                    {lean::only(move || kind.with(|k| k == EstimateKind::Money.wire()), money)}
                </div>
                <TextField label="Source" value=source required=true error=submit.of("source")
                    hint="Where the number comes from, such as a dashboard or the support desk." />
                <TextField label="As of" kind="datetime-local" value=at error=submit.of("estimatedAt")
                    hint=format!("Empty means now. {}", zone_hint()) />
                <WordedField label="Note" value=note zone=TextZone::Impact rows=2 error=submit.of("note") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Add estimate" /></div>
            </form>
        </Dialog>
    }
}
