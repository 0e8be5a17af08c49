//! Dialogs of what lies beside the graph: the categories of the fishbone, the goals, rows of barriers and differences.

use leptos::prelude::*;

use super::{
    dialogs::form,
    state::Desk,
    text,
    write::{self, BoneInput, RcaGoalInput, SaveBarrierInput, SaveDifferenceInput},
};
use crate::{
    model::{BarrierState, GoalKind, Lens, TextZone},
    ui::{
        dom,
        field::{SelectField, TextField, options},
        form::{Submit, idempotency_key, version_for},
        icon::Icon,
        lean,
        wording::WordedField,
    },
};

/// A line of an editor: its key, a text, and a word of a vocabulary.
#[derive(Clone)]
struct Line {
    key: String,
    text: RwSignal<String>,
    word: RwSignal<String>,
}

impl Line {
    fn new(key: String, text: String, word: &str) -> Self {
        Self { key, text: RwSignal::new(text), word: RwSignal::new(word.to_owned()) }
    }
}

type Options = Signal<Vec<(String, String)>>;

/// Lines with a text and a word each; they can be added and removed.
fn lines(
    lines: RwSignal<Vec<Line>>,
    name: &'static str,
    word: &'static str,
    options: Options,
    most: usize,
    fresh: fn() -> Line,
) -> AnyView {
    let keys = move || lines.with(|l| l.iter().map(|l| l.key.clone()).collect());
    let line = move |key: String| {
        let Some(line) = lines.with_untracked(|l| l.iter().find(|l| l.key == key).cloned()) else {
            return ().into_any();
        };
        let remove = lean::press(move || lines.update(|l| l.retain(|l| l.key != key)));
        let label = lean::words(move || format!("Remove {}", line.text.get()));
        view! {
            <div class="line-edit">
                <TextField label=name value=line.text required=true />
                <SelectField label=word value=line.word options />
                <button type="button" class="icon-btn" aria-label=label title="Remove" on:click=remove><Icon name="i-x" /></button>
            </div>
        }
        .into_any()
    };
    let add = move || {
        let add = lean::press(move || {
            lines.update(|l| l.push(fresh()));
            set_timeout(
                || _ = dom::focus(".line-edit:last-of-type input"),
                core::time::Duration::from_millis(30),
            );
        });
        view! { <button type="button" class="btn small" on:click=add>"Add"</button> }
    };
    view! {
        <div class="lines-edit">{lean::keyed(keys, line)}</div>
        <p>{lean::only(move || lines.with(Vec::len) < most, add)}</p>
    }
    .into_any()
}

/// Trimmed text and word of each line that says something.
fn said(lines: RwSignal<Vec<Line>>) -> Vec<(String, String, String)> {
    let lines = lines.get_untracked().into_iter();
    let said = lines.map(|l| (l.key, l.text.get_untracked().trim().to_owned(), l.word.get_untracked()));
    said.filter(|(_, text, _)| !text.is_empty()).collect()
}

/// Categories: rename, add, remove, lens.
pub fn bones(desk: Desk) -> AnyView {
    let old = desk
        .now(|s| s.bones.iter().map(|b| Line::new(b.key.clone(), b.name.clone(), b.lens.wire())).collect());
    let all = RwSignal::new(old);
    let submit = Submit::new();
    let opened = desk.now(|s| s.version);
    let send = move || {
        let bone = |(key, name, lens): (String, String, String)| {
            Some(BoneInput { key, name, lens: Lens::parse(&lens)? })
        };
        let mut input = desk.now(write::no_rca_update);
        input.version = version_for(submit, opened);
        input.bones = Some(said(all).into_iter().filter_map(bone).collect());
        // A cause whose category goes away may come to lie elsewhere.
        let causes = desk
            .graph
            .with_untracked(|g| g.causes.iter().filter(|c| c.bone.is_some()).map(|c| c.id.clone()).collect());
        desk.save(submit, write::update_rca(input), causes, "Ribs saved");
    };
    let fresh =
        || Line::new(format!("own-{}", &idempotency_key()[4..12]), String::new(), Lens::Process.wire());
    let fields = view! { <p class="muted">{text::BONES_HINT}</p>{lines(all, "Rib", "Lens", options!(Lens::ALL), 20, fresh)} };
    form(desk, "Ribs of the fishbone", submit, "Save", send, vec![fields.into_any()])
}

/// Goals that were not met.
pub fn goals(desk: Desk) -> AnyView {
    let line = || dom::unique().to_string();
    let old = desk.now(|s| {
        s.goals.iter().map(|g| Line::new(line(), g.text.clone(), g.kind.wire())).collect::<Vec<_>>()
    });
    let all = RwSignal::new(old);
    let submit = Submit::new();
    let opened = desk.now(|s| s.version);
    let fresh = || Line::new(dom::unique().to_string(), String::new(), GoalKind::Customer.wire());
    if all.with_untracked(Vec::is_empty) {
        all.update(|all| all.push(fresh()));
    }
    let send = move || {
        let goal = |(_, text, kind): (String, String, String)| {
            Some(RcaGoalInput { kind: GoalKind::parse(&kind)?, text })
        };
        let mut input = desk.now(write::no_rca_update);
        input.version = version_for(submit, opened);
        input.goals = Some(said(all).into_iter().filter_map(goal).collect());
        desk.save(submit, write::update_rca(input), Vec::new(), "Goals saved");
    };
    let fields = view! { <p class="muted">{text::GOALS_HINT}</p>{lines(all, "Goal", "Kind", options!(GoalKind::ALL), 10, fresh)} };
    form(desk, "Goals that were not met", submit, "Save", send, vec![fields.into_any()])
}

fn filled(submit: Submit, fields: &[(RwSignal<String>, &str)]) -> bool {
    for (field, name) in fields {
        if field.with_untracked(|f| f.trim().is_empty()) {
            submit.refuse(name, "Fill this in.");
            return false;
        }
    }
    true
}

fn trimmed(field: RwSignal<String>) -> String {
    field.get_untracked().trim().to_owned()
}

/// A row of the barrier analysis; without id a new one.
pub fn barrier(desk: Desk, id: Option<String>) -> AnyView {
    let old = desk.now(|s| s.barriers.iter().find(|b| Some(&b.id) == id.as_ref()).cloned());
    let of = |read: fn(&super::model::BarrierView) -> &String| {
        RwSignal::new(old.as_ref().map(|b| read(b).clone()).unwrap_or_default())
    };
    let (defence, effect, evidence) = (of(|b| &b.defence), of(|b| &b.expected_effect), of(|b| &b.evidence));
    let state = RwSignal::new(old.as_ref().map_or(BarrierState::Absent, |b| b.state).wire().to_owned());
    let version = old.as_ref().map(|b| b.version);
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let title = if id.is_some() { "Change a defence" } else { "Add a defence" };
    let send = move || {
        if !filled(submit, &[(defence, "defence"), (effect, "expectedEffect")]) {
            return;
        }
        let input = SaveBarrierInput {
            rca_id: desk.id(),
            id: id.clone(),
            version: version.map(|v| version_for(submit, v)),
            defence: trimmed(defence),
            expected_effect: trimmed(effect),
            state: BarrierState::parse(&state.get_untracked()).unwrap_or(BarrierState::Absent),
            evidence: Some(trimmed(evidence)),
            idempotency_key: id.is_none().then(|| key.get_value()),
        };
        desk.save(submit, write::save_barrier(input), Vec::new(), "Row saved");
    };
    let fields = view! {
        <TextField label="Defence" value=defence required=true hint="Such as the alert on latency" error=submit.of("defence") />
        <TextField label="Expected effect" value=effect required=true hint="What it should have kept from happening" error=submit.of("expectedEffect") />
        <SelectField label="State" value=state options=options!(BarrierState::ALL) hint=text::BARRIERS_HINT error=submit.of("state") />
        <WordedField label="Evidence" value=evidence zone=TextZone::Analysis rows=2 hint="Markdown. What shows it." error=submit.of("evidence") />
    };
    form(desk, title, submit, "Save", send, vec![fields.into_any()])
}

/// A row of the change analysis; without id a new one.
pub fn difference(desk: Desk, id: Option<String>) -> AnyView {
    let old = desk.now(|s| s.differences.iter().find(|d| Some(&d.id) == id.as_ref()).cloned());
    let of = |read: fn(&super::model::DifferenceView) -> &String| {
        RwSignal::new(old.as_ref().map(|d| read(d).clone()).unwrap_or_default())
    };
    let (aspect, before) = (of(|d| &d.aspect), of(|d| &d.before));
    let (after, relevance) = (of(|d| &d.after), of(|d| &d.relevance));
    let version = old.as_ref().map(|d| d.version);
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let title = if id.is_some() { "Change a difference" } else { "Add a difference" };
    let send = move || {
        if !filled(submit, &[(aspect, "aspect"), (before, "before"), (after, "after")]) {
            return;
        }
        let input = SaveDifferenceInput {
            rca_id: desk.id(),
            id: id.clone(),
            version: version.map(|v| version_for(submit, v)),
            aspect: trimmed(aspect),
            before: trimmed(before),
            after: trimmed(after),
            relevance: Some(trimmed(relevance)),
            idempotency_key: id.is_none().then(|| key.get_value()),
        };
        desk.save(submit, write::save_difference(input), Vec::new(), "Row saved");
    };
    let fields = view! {
        <TextField label="Aspect" value=aspect required=true hint="What is compared, such as the load or the last deployment" error=submit.of("aspect") />
        <TextField label="Last good day" value=before required=true error=submit.of("before") />
        <TextField label="This time" value=after required=true error=submit.of("after") />
        <WordedField label="Does it matter" value=relevance zone=TextZone::Analysis rows=2 hint="Markdown" error=submit.of("relevance") />
    };
    form(desk, title, submit, "Save", send, vec![fields.into_any()])
}
