//! The form that records whether a done item works.

use leptos::prelude::*;

use super::{
    desk::Desk,
    fields::typed,
    forms::frame,
    record::Row,
    text,
    write::{self, RecordEffectivenessInput},
};
use crate::{
    model::Effectiveness,
    ui::{
        field::{SelectField, TextArea, TextField},
        form::{Submit, version_for},
        lean,
    },
};

/// Metric, baseline, target, what was measured and the result.
pub fn check(desk: Desk, row: Row) -> AnyView {
    let of = |part: &Option<String>| RwSignal::new(part.clone().unwrap_or_default());
    let (metric, baseline, target) = (of(&row.plan.metric), of(&row.plan.baseline), of(&row.plan.target));
    let (measured, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let result = RwSignal::new(Effectiveness::Effective.wire().to_owned());
    let submit = Submit::new();
    let results: Vec<(String, String)> =
        Effectiveness::ALL.iter().map(|e| (e.wire().to_owned(), e.label().to_owned())).collect();
    let row = StoredValue::new(row);
    let send = move || {
        let Some(named) = typed(metric) else { return submit.refuse("metric", text::NO_METRIC) };
        let result = Effectiveness::parse(&result.get_untracked()).unwrap_or(Effectiveness::Inconclusive);
        if result != Effectiveness::Inconclusive && typed(measured).is_none() {
            return submit.refuse("observed", text::NO_MEASURED);
        }
        let row = row.get_value();
        let input = RecordEffectivenessInput {
            id: row.id.clone(),
            version: version_for(submit, row.version),
            result,
            metric: named,
            baseline: typed(baseline),
            target: typed(target),
            observed: typed(measured),
            measured_at: None,
            note: typed(note),
        };
        let said = format!("Check of {} recorded", row.reference);
        desk.save(submit, row.id, write::record(input), said);
    };
    let hint = lean::words(move || {
        let ineffective = result.with(|r| r == Effectiveness::Ineffective.wire());
        if ineffective { text::INEFFECTIVE_HINT } else { text::CHECK_HINT }.to_owned()
    });
    let fields = view! {
        <div class="form-row check-row">
            <TextField label="Metric" value=metric required=true error=submit.of("metric") />
            <TextField label="Baseline" value=baseline error=submit.of("baseline") />
            <TextField label="Target" value=target error=submit.of("target") />
            <TextField label="Measured" value=measured error=submit.of("observed") />
            <SelectField label="Result" value=result options=Signal::derive(move || results.clone()) error=submit.of("result") />
        </div>
        <TextArea label="Evidence" value=note rows=2 hint="Markdown. Where it can be seen, such as a link." error=submit.of("note") />
        <p class="hint" role="status">{hint}</p>
    };
    frame(desk, submit, "Record check", send, fields.into_any())
}
