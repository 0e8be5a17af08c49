//! The policy of repair items: what is in force, changing it with a reason, and what it was before.

use leptos::prelude::*;

use super::{
    policy_api::{self as api, Policy, UpdateRepairPolicyInput},
    settings::section,
    text,
};
use crate::{
    model::Permission,
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        field::{TextArea, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean, listing,
        remote::{self, Source},
        time, toast,
    },
};

/// Five years, the most that a number of days may be.
const MOST: i64 = 1_826;

/// What each number of days is for, the word of its column, its name in the API, and what it means.
const FIELDS: [(&str, &str, &str, &str); 5] = [
    ("Corrective items, days", "Short", "shortDays", "Horizon short: mends what happened. Rule ACT-03."),
    (
        "Preventive items, days",
        "Medium",
        "mediumDays",
        "Horizon medium: keeps it from happening again. Rule ACT-03.",
    ),
    (
        "Long preventive items, days",
        "Long",
        "longDays",
        "Horizon long: changes a design or the way of working. Rule ACT-03.",
    ),
    (
        "Check of corrective items, days after done",
        "Check short",
        "correctiveCheckDays",
        "When their effect is measured. Rule ACT-10.",
    ),
    (
        "Check of preventive items, days after done",
        "Check others",
        "preventiveCheckDays",
        "When their effect is measured. Rule ACT-10.",
    ),
];

type All = Source<Vec<Policy>>;

#[component]
pub fn Policies() -> impl IntoView {
    shell::page(text::POLICY, &[]);
    let source = remote::remote(api::policies);
    view! {
        <header class="lhead"><h1>{text::POLICY}</h1></header>
        <p class="who muted">{text::POLICY_NOTE}</p>
        {remote::show(source, 10, move |all| draw(all, source))}
    }
}

fn draw(all: Vec<Policy>, source: All) -> AnyView {
    let Some(now) = all.first().cloned() else { return ().into_any() };
    let head = format!("Version {}", now.version);
    let may = untrack(|| session().can(Permission::RepairPolicyManage));
    let body = if may { form(now, source) } else { words(&now) };
    let note = if may { text::POLICY_CHANGE } else { text::POLICY_READ_ONLY };
    view! {
        {section("policy-now".into(), head.into_any(), Some(note), body)}
        {section("policy-before".into(), "Versions".into_any(), Some(text::POLICY_VERSIONS), history(all))}
    }
    .into_any()
}

fn words(now: &Policy) -> AnyView {
    let facts = FIELDS.iter().zip(now.days).map(|((word, ..), days)| {
        view! { <div><dt>{*word}</dt><dd>{days}</dd></div> }
    });
    view! { <dl class="facts-list wide">{facts.collect_view()}</dl> }.into_any()
}

fn form(now: Policy, source: All) -> AnyView {
    let days = now.days.map(|n| RwSignal::new(n.to_string()));
    let reason = RwSignal::new(String::new());
    let submit = Submit::new();
    let fields = FIELDS
        .iter()
        .zip(days)
        .map(|((label, _, field, hint), value)| {
            view! { <TextField label=*label value required=true hint=*hint error=submit.of(field) /> }
        })
        .collect_view();
    let version = now.version;
    let send = lean::submit(move || {
        let mut read = [0_i64; 5];
        for (at, value) in days.iter().enumerate() {
            match value.get_untracked().trim().parse() {
                Ok(n) if (1..=MOST).contains(&n) => read[at] = n,
                _ => return submit.refuse(FIELDS[at].2, &format!("Enter 1 to {MOST} days.")),
            }
        }
        let note = reason.with_untracked(|text| text.trim().to_owned());
        if note.is_empty() {
            return submit.refuse("note", "Say why, for whoever asks later.");
        }
        let [short, medium, long, corrective, preventive] = read.map(Some);
        let input = UpdateRepairPolicyInput {
            version: form::version_for(submit, version),
            short_days: short,
            medium_days: medium,
            long_days: long,
            corrective_check_days: corrective,
            preventive_check_days: preventive,
            note: Some(note),
        };
        submit.run(api::update(input), move |()| {
            toast::say("The new version is in force.");
            source.reload();
        });
    });
    view! {
        <form class="policy" on:submit=send novalidate>
            {fields}
            <TextArea label="Reason for the change" value=reason rows=3 required=true error=submit.of("note") />
            <FormError submit />
            <p><SubmitButton submit label="Make a new version" /></p>
        </form>
    }
    .into_any()
}

fn history(all: Vec<Policy>) -> AnyView {
    let newest = all.first().map_or(0, |one| one.version);
    let heads = core::iter::once("Version").chain(FIELDS.iter().map(|f| f.1)).chain(["Reason", "Made"]);
    let heads = heads.map(|word| view! { <th role="columnheader" scope="col">{word}</th> }).collect_view();
    let row = |one: Policy| {
        let chip = (one.version == newest).then(|| view! { " "<Chip tone="ok">"In force"</Chip> });
        let mut cells = vec![("", view! { {one.version}{chip} }.into_any())];
        cells.extend(FIELDS.iter().zip(one.days).map(|((_, word, ..), days)| {
            // A narrow page has no columns: there each number has its word.
            ("", view! { <span class="narrow-only muted">{*word}" "</span>{days}" d" }.into_any())
        }));
        cells.push(listing::words("wrap", one.note));
        cells.push(("wrap", format!("{} by {}", time::moment(one.at), one.by).into_any()));
        listing::row(false, cells)
    };
    let rows = all.into_iter().map(row).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Versions of the policy">
            <table class="list-table" role="table">
                <caption class="vh">"Versions, newest first"</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
