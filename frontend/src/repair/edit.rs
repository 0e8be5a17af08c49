//! The dialog that edits an item. Others may edit it at the same time: what is typed is never lost, and their change is shown beside it.

use core::time::Duration;

use leptos::prelude::*;

use super::{
    api,
    detail::api::{Detail, detail},
    fields::{self, Fields, typed},
    live,
    record::Row,
    text,
    write::{self, EffectivenessPlanInput, Saved, UpdateRepairItemInput, no_update},
};
use crate::{
    model::{DateTime, RepairChangeKind, RepairItemStatus},
    net::ApiError,
    shell::Overlays,
    ui::{
        dialog::Dialog,
        dom,
        edited::{Edited, MERGE_OPEN},
        form::{FormError, Submit, SubmitButton, version_for},
        lean, remote, time, toast,
    },
};

#[component]
pub fn EditRepair(row: Row) -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let close = Callback::new(move |()| overlays.repair.set(None));
    let reference = row.reference.clone();
    let source = remote::remote(move || detail(reference.clone()));
    let title = format!("Edit {}", row.reference);
    let body = remote::show(source, 8, move |detail| form(detail, close));
    view! { <Dialog title class="wide" on_close=close>{body}</Dialog> }
}

fn day(at: Option<DateTime>) -> String {
    at.map(|at| time::to_input(at).chars().take(10).collect()).unwrap_or_default()
}

/// The written parts of an item, in the order of [`LABELS`].
fn written(d: &Detail) -> [String; 6] {
    let plan = &d.row.plan;
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        d.row.title.clone(),
        d.description.clone(),
        d.row.done_condition.clone(),
        or_empty(&plan.metric),
        or_empty(&plan.baseline),
        or_empty(&plan.target),
    ]
}

const LABELS: [&str; 6] = ["Title", "Description", "Done when", "Metric", "Baseline", "Target"];

/// The chosen parts of an item.
fn chosen(d: &Detail) -> [String; 9] {
    let row = &d.row;
    let wire = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    let id = |named: &Option<crate::model::Named>| named.as_ref().map(|n| n.id.clone()).unwrap_or_default();
    [
        row.kind.wire().to_owned(),
        row.horizon.wire().to_owned(),
        row.lens.wire().to_owned(),
        wire(row.target.map(crate::model::RepairTarget::wire)),
        wire(row.strength.map(crate::model::RepairStrength::wire)),
        wire(row.purpose.map(crate::model::RepairPurpose::wire)),
        id(&row.owner),
        id(&row.team),
        day(row.plan.check_at),
    ]
}

const CHOICES: [&str; 9] =
    ["Kind", "Horizon", "Lens", "What it changes", "Strength", "Purpose", "Owner", "Team", "Check on"];

fn causes_of(d: &Detail) -> Vec<String> {
    d.causes.iter().map(|c| c.id.clone()).collect()
}

/// The fields over what was read.
#[derive(Clone, Copy)]
struct Editing {
    fields: Fields,
    texts: [Edited; 6],
    words: [Edited; 9],
    causes: StoredValue<Vec<String>>,
}

impl Editing {
    fn new(d: &Detail) -> Self {
        let (texts, words) = (written(d).map(Edited::new), chosen(d).map(Edited::new));
        let [title, description, done, metric, baseline, goal] = texts.map(|e| e.typed);
        let [kind, horizon, lens, target, strength, purpose, owner, team, check_on] = words.map(|e| e.typed);
        let causes = causes_of(d);
        let fields = Fields {
            title,
            description,
            kind,
            horizon,
            lens,
            target,
            strength,
            purpose,
            owner,
            team,
            done,
            causes: RwSignal::new(causes.clone()),
            metric,
            baseline,
            goal,
            check_on,
        };
        Self { fields, texts, words, causes: StoredValue::new(causes) }
    }

    /// Takes notice of what others saved; answers the choices in which they differ from the writer.
    fn follow(self, d: &Detail) -> Vec<&'static str> {
        for (part, now) in self.texts.into_iter().zip(written(d)) {
            part.follow(now);
        }
        let mut kept = Vec::new();
        for ((part, now), label) in self.words.into_iter().zip(chosen(d)).zip(CHOICES) {
            part.follow(now);
            if untrack(|| part.is_contested()) {
                kept.push(label);
            }
        }
        kept
    }

    fn is_contested(self) -> bool {
        untrack(|| self.texts.into_iter().any(Edited::is_contested))
    }

    fn input(self, id: String, version: i64) -> UpdateRepairItemInput {
        let (fields, [title, description, done, ..]) = (self.fields, self.texts);
        let [kind, horizon, lens, target, strength, purpose, owner, team, check_on] = self.words;
        let touched = |part: Edited| untrack(|| part.is_touched());
        let planned = self.texts[3..].iter().any(|part| touched(*part)) || touched(check_on);
        let causes = fields.causes.get_untracked();
        let (owner_id, team_id) = (typed(fields.owner), typed(fields.team));
        UpdateRepairItemInput {
            title: title.change(),
            description: description.change(),
            done_condition: done.change(),
            kind: touched(kind).then(|| untrack(|| fields.kind())),
            horizon: touched(horizon).then(|| untrack(|| fields.horizon())),
            lens: touched(lens).then(|| untrack(|| fields.lens())),
            remove_target: touched(target) && untrack(|| fields.target()).is_none(),
            target: touched(target).then(|| untrack(|| fields.target())).flatten(),
            strength: touched(strength).then(|| untrack(|| fields.strength())).flatten(),
            purpose: touched(purpose).then(|| untrack(|| fields.purpose())).flatten(),
            remove_owner: touched(owner) && owner_id.is_none(),
            owner_id: owner_id.filter(|_| touched(owner)),
            remove_team: touched(team) && team_id.is_none(),
            team_id: team_id.filter(|_| touched(team)),
            cause_ids: (self.causes.get_value() != causes).then_some(causes),
            plan: planned.then(|| EffectivenessPlanInput {
                metric: typed(fields.metric),
                baseline: typed(fields.baseline),
                target: typed(fields.goal),
                check_at: fields.check_at(),
            }),
            ..no_update(id, version)
        }
    }

    /// What others wrote where the writer wrote too: theirs or mine.
    fn notes(self) -> AnyView {
        let note = |(part, label): (Edited, &'static str)| {
            let shown = move || view! { <div class="merge"><p class="small"><strong>{label}</strong></p>{part.note()}</div> };
            lean::only(move || part.is_contested(), shown).into_any()
        };
        self.texts.into_iter().zip(LABELS).map(note).collect_view().into_any()
    }
}

fn form(detail: Detail, close: Callback<()>) -> AnyView {
    let editing = Editing::new(&detail);
    let fields = editing.fields;
    let problem = detail.row.problem.id.clone();
    let ground = remote::remote(move || api::ground(problem.clone()));
    let known = detail.causes.clone();
    let ground = Memo::new(move |_| match ground.state.get() {
        remote::Remote::Ready(ground) => Some(with_known(ground, &known)),
        _ => None,
    });
    let submit = Submit::new();
    let is_idea = detail.row.status == RepairItemStatus::Proposed;
    let (id, reference, opened) = (detail.row.id, detail.row.reference, detail.row.version);
    let (id, reference) = (StoredValue::new(id), StoredValue::new(reference));
    let send = move || {
        if editing.is_contested() {
            return submit.refuse("title", MERGE_OPEN);
        }
        if typed(fields.title).is_none() {
            return submit.refuse("title", text::NO_TITLE);
        }
        let input = editing.input(id.get_value(), version_for(submit, opened));
        let name = reference.get_value();
        let work: Saved = Box::pin(async move {
            match write::update(input).await {
                Err(error) => Err(merged(&editing, name, error).await),
                done => done,
            }
        });
        submit.run(work, move |(row, _)| {
            close.run(());
            live::made_here(RepairChangeKind::Updated, &row);
            toast::say(format!("{} saved", row.reference));
        });
    };
    // The dialog was there before its fields.
    set_timeout(|| _ = dom::focus("dialog[open] form input"), Duration::from_millis(30));
    view! {
        <form novalidate on:submit=lean::submit(send)>
            {fields::what(fields, submit)}
            {fields::causes(fields, submit, ground)}
            {fields::kind(fields, submit, ground, is_idea)}
            {fields::who(fields, submit)}
            {fields::plan(fields, submit)}
            {editing.notes()}
            <FormError submit />
            <div class="form-end"><SubmitButton submit label="Save" /></div>
        </form>
    }
    .into_any()
}

/// The causes of the analysis, and those the item acts on that are no longer among them.
fn with_known(mut ground: api::Ground, known: &[super::record::CauseLine]) -> api::Ground {
    for cause in known {
        if !ground.causes.iter().any(|c| c.id == cause.id) {
            ground.causes.push(cause.clone());
        }
    }
    ground
}

/// After a conflict: the newest state is read, and what differs is shown beside what was typed.
async fn merged(editing: &Editing, reference: String, mut error: ApiError) -> ApiError {
    if !error.is("CONFLICT") || error.current_version.is_none() {
        return error;
    }
    if let Ok(now) = detail(reference).await {
        let kept = editing.follow(&now);
        error.current_version = Some(now.row.version);
        text::CHANGED_MEANWHILE.clone_into(&mut error.message);
        if !kept.is_empty() {
            error.message = format!("{} Yours is kept for: {}.", error.message, kept.join(", "));
        }
    }
    error
}
