//! The fields that a new item and the editing of one share. They must not know where they are sent.

use leptos::prelude::*;

use super::{api::Ground, record::CauseLine, text};
use crate::{
    identity::api::{people_options, teams},
    incident::detail::people_select,
    model::{
        DateTime, Lens, Named, RepairHorizon, RepairKind, RepairPurpose, RepairStrength, RepairTarget,
        TextZone,
    },
    ui::{
        field::{CheckGroup, SelectField, TextArea, TextField},
        form::Submit,
        lean,
        remote::{self, Remote, Source},
        time,
        wording::WordedField,
    },
};

type Options = Signal<Vec<(String, String)>>;

/// The fields; copy them freely.
#[derive(Clone, Copy)]
pub struct Fields {
    pub title: RwSignal<String>,
    pub description: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub horizon: RwSignal<String>,
    pub lens: RwSignal<String>,
    pub target: RwSignal<String>,
    pub strength: RwSignal<String>,
    pub purpose: RwSignal<String>,
    pub owner: RwSignal<String>,
    pub team: RwSignal<String>,
    pub done: RwSignal<String>,
    pub causes: RwSignal<Vec<String>>,
    pub metric: RwSignal<String>,
    pub baseline: RwSignal<String>,
    pub goal: RwSignal<String>,
    pub check_on: RwSignal<String>,
}

impl Fields {
    /// Empty fields of a corrective item.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            title: empty(),
            description: empty(),
            kind: RwSignal::new(RepairKind::Corrective.wire().to_owned()),
            horizon: RwSignal::new(
                domain::repair::RepairKind::Corrective.default_horizon().as_str().to_owned(),
            ),
            lens: RwSignal::new(Lens::Technical.wire().to_owned()),
            target: empty(),
            strength: empty(),
            purpose: empty(),
            owner: empty(),
            team: empty(),
            done: empty(),
            causes: RwSignal::new(Vec::new()),
            metric: empty(),
            baseline: empty(),
            goal: empty(),
            check_on: empty(),
        }
    }

    pub fn kind(self) -> RepairKind {
        RepairKind::parse(&self.kind.get()).unwrap_or(RepairKind::Corrective)
    }

    pub fn horizon(self) -> RepairHorizon {
        RepairHorizon::parse(&self.horizon.get()).unwrap_or(RepairHorizon::Short)
    }

    pub fn lens(self) -> Lens {
        Lens::parse(&self.lens.get()).unwrap_or(Lens::Technical)
    }

    pub fn target(self) -> Option<RepairTarget> {
        RepairTarget::parse(&self.target.get()).filter(|_| self.kind() == RepairKind::Preventive)
    }

    pub fn strength(self) -> Option<RepairStrength> {
        RepairStrength::parse(&self.strength.get())
    }

    pub fn purpose(self) -> Option<RepairPurpose> {
        RepairPurpose::parse(&self.purpose.get())
    }

    /// The day of the check, if one was chosen.
    pub fn check_at(self) -> Option<DateTime> {
        time::from_input(&self.check_on.get_untracked())
    }
}

/// A text that was typed, without the blanks around it; nothing when it is empty.
pub fn typed(field: RwSignal<String>) -> Option<String> {
    Some(field.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
}

/// The word for nothing, where nothing was said so far: what was said can be changed and not taken back.
fn unsaid(field: RwSignal<String>, word: &'static str) -> Option<&'static str> {
    field.with_untracked(String::is_empty).then_some(word)
}

fn options(empty: Option<&str>, values: Vec<(&'static str, &'static str)>) -> Options {
    let first = empty.map(|word| (String::new(), word.to_owned()));
    let rest = values.into_iter().map(|(value, word)| (value.to_owned(), word.to_owned()));
    let all: Vec<(String, String)> = first.into_iter().chain(rest).collect();
    Signal::derive(move || all.clone())
}

macro_rules! words {
    ($of:ident) => {
        $of::ALL.iter().map(|v| (v.wire(), v.label())).collect::<Vec<_>>()
    };
}

fn team_select(all: Source<Vec<Named>>) -> Options {
    Signal::derive(move || {
        let first = match all.state.get() {
            Remote::Loading => "Loading …",
            Remote::Ready(_) => "Choose a team",
            Remote::Failed(_) => "Teams could not be loaded",
        };
        let mut options = vec![(String::new(), first.to_owned())];
        if let Remote::Ready(all) = all.state.get() {
            options.extend(all.into_iter().map(|t| (t.id, t.name)));
        }
        options
    })
}

/// What is done: title and description.
pub fn what(fields: Fields, submit: Submit) -> AnyView {
    view! {
        <WordedField label="Title" value=fields.title zone=TextZone::Action required=true autofocus=true error=submit.of("title")
            hint="Begin with a verb, and say what will be different (ACT-05)." />
        <WordedField label="Description" value=fields.description zone=TextZone::Action rows=3 hint="Markdown. What belongs to it, and what does not."
            error=submit.of("description") />
    }
    .into_any()
}

/// The kind with what follows from it: horizon and clock, target, lens, strength, purpose.
pub fn kind(fields: Fields, submit: Submit, ground: Memo<Option<Ground>>, is_idea: bool) -> AnyView {
    // The kind proposes the horizon; who wants another one chooses it afterwards.
    Effect::new(move |before: Option<String>| {
        let now = fields.kind.get();
        if before.is_some_and(|before| before != now)
            && let Some(kind) = domain::repair::RepairKind::parse(&now)
        {
            fields.horizon.set(kind.default_horizon().as_str().to_owned());
        }
        now
    });
    let days = move |horizon: RepairHorizon| {
        ground
            .with(|g| g.as_ref().map(|g| format!(", {} days", g.days[horizon as usize])).unwrap_or_default())
    };
    let horizons = Signal::derive(move || {
        RepairHorizon::ALL
            .iter()
            .map(|h| (h.wire().to_owned(), format!("{}{}", h.label(), days(*h))))
            .collect::<Vec<_>>()
    });
    let preventive = Memo::new(move |_| fields.kind() == RepairKind::Preventive);
    let target = move || {
        view! {
            <SelectField label="What it changes" value=fields.target options=options(Some("Choose"), words!(RepairTarget))
                hint="A preventive item changes a system, a process or a design (ACT-02)." error=submit.of("target") />
        }
    };
    let strength = lean::words(move || match fields.strength() {
        Some(strength) => text::strength_hint(strength).to_owned(),
        None => "How well it holds without anybody remembering it (ACT-07).".to_owned(),
    });
    let purposes = RepairPurpose::ALL.iter().map(|p| (p.wire(), text::purpose_hint(*p))).collect();
    let clock = lean::words(move || clock_preview(fields, ground, is_idea));
    view! {
        <div class="form-row">
            <SelectField label="Kind" value=fields.kind options=options(None, words!(RepairKind)) error=submit.of("kind") />
            <SelectField label="Horizon" value=fields.horizon options=horizons error=submit.of("horizon") />
            <SelectField label="Lens" value=fields.lens options=options(None, words!(Lens)) error=submit.of("lens") />
        </div>
        <p class="clock-preview" role="status">{clock}</p>
        {lean::only(move || preventive.get(), target)}
        <div class="form-row">
            <SelectField label="Strength" value=fields.strength options=options(unsaid(fields.strength, "Not rated"), words!(RepairStrength)) error=submit.of("strength") />
            <SelectField label="Purpose" value=fields.purpose options=options(unsaid(fields.purpose, "Not said"), purposes) error=submit.of("purpose") />
        </div>
        <p class="hint" role="status">{strength}</p>
    }
    .into_any()
}

/// When the policy wants it done, or would if somebody committed to it.
fn clock_preview(fields: Fields, ground: Memo<Option<Ground>>, is_idea: bool) -> String {
    let horizon = fields.horizon();
    ground.with(|ground| {
        let Some(ground) = ground else { return String::new() };
        let days = ground.days[horizon as usize];
        let confirmed = fields.causes.with(|chosen| {
            ground.causes.iter().filter(|c| chosen.contains(&c.id)).filter_map(|c| c.confirmed_at).max()
        });
        let version = ground.policy_version;
        let begin = if is_idea { "An idea has no clock. Once committed: " } else { "By policy: " };
        match confirmed {
            Some(at) => {
                let due = DateTime(at.0 + days * super::clock::DAY);
                format!(
                    "{begin}due {}, {days} calendar days after the root cause was confirmed on {} (policy version {version}).",
                    time::short_day(due),
                    time::short_day(at)
                )
            }
            None => format!(
                "{begin}{days} calendar days from the confirmation of its root cause, or from the commitment (policy version {version})."
            ),
        }
    })
}

/// The causes it acts on, as check boxes; those that a problem manager confirmed come first.
pub fn causes(fields: Fields, submit: Submit, ground: Memo<Option<Ground>>) -> AnyView {
    let sorted = move || {
        let mut causes = ground.with(|g| g.as_ref().map(|g| g.causes.clone()).unwrap_or_default());
        causes.sort_by_key(|c| !c.is_root);
        causes
    };
    let word = |c: CauseLine| {
        let mark = if c.is_root { "root cause" } else { c.verdict.label() };
        let lens = c.lens.map(|l| format!(", {}", l.label().to_ascii_lowercase())).unwrap_or_default();
        (c.id, format!("{} ({}{lens})", c.text, mark.to_ascii_lowercase()))
    };
    let choices = Signal::derive(move || sorted().into_iter().map(word).collect::<Vec<_>>());
    let none = Memo::new(move |_| ground.with(|g| g.as_ref().is_some_and(|g| g.causes.is_empty())));
    view! {
        <div class="cause-choices">
            <CheckGroup legend="Acts on these causes" chosen=fields.causes options=choices error=submit.of("causeIds") />
            {lean::only(move || none.get(), || view! { <p class="hint">{text::NO_ANALYSIS}</p> })}
        </div>
    }
    .into_any()
}

/// Who answers for it, and when it is done.
pub fn who(fields: Fields, submit: Submit) -> AnyView {
    let people = remote::remote(people_options);
    let all = remote::remote(teams);
    view! {
        <div class="form-row">
            <SelectField label="Owner" value=fields.owner options=people_select(people) error=submit.of("ownerId") />
            <SelectField label="Team" value=fields.team options=team_select(all) error=submit.of("teamId") />
        </div>
        <TextArea label="Done when" value=fields.done rows=2 hint="So that anybody can tell that it is finished (ACT-04)." error=submit.of("doneCondition") />
    }
    .into_any()
}

/// How one will tell that it works.
pub fn plan(fields: Fields, submit: Submit) -> AnyView {
    view! {
        <fieldset class="form-field">
            <legend>"Effective when"</legend>
            <div class="form-row">
                <TextField label="Metric" value=fields.metric error=submit.of("metric") />
                <TextField label="Baseline" value=fields.baseline error=submit.of("baseline") />
                <TextField label="Target" value=fields.goal error=submit.of("plan.target") />
                <TextField label="Check on" kind="date" value=fields.check_on error=submit.of("checkAt") />
            </div>
        </fieldset>
    }
    .into_any()
}
