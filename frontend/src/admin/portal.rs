//! The portal: whether there is one, its looks, and how uptime is counted, with the formula in words.

use leptos::prelude::*;

use super::{
    portal_api::{self as api, Held, UpdatePortalSettingsInput},
    settings::{newest, section},
    text,
};
use crate::{
    model::{PartialImpactPolicy, Permission},
    net::session::session,
    shell,
    ui::{
        field::{CheckField, SelectField, TextField},
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean,
        remote::{self, Source},
        toast,
    },
};

#[component]
pub fn Portal() -> impl IntoView {
    shell::page(text::PORTAL, &[]);
    let source = remote::remote(api::held);
    let may = untrack(|| session().can(Permission::PortalManage));
    view! {
        <header class="lhead"><h1>{text::PORTAL}</h1></header>
        <p class="who muted">{text::PORTAL_NOTE}{(!may).then_some(" ")}{(!may).then_some(text::PORTAL_READ_ONLY)}</p>
        {remote::show(source, 8, move |held| {
            let url = held.url.clone();
            let body = if may { form(held, source) } else { words(held) };
            view! {
                <p class="who">
                    <a class="link" href=url.clone() rel="external noopener" target="_blank">{url.clone()}<Icon name="i-ext" /></a>
                </p>
                {body}
            }
        })}
    }
}

fn formula(policy: PartialImpactPolicy) -> &'static str {
    text::FORMULAS[policy as usize]
}

fn words(held: Held) -> AnyView {
    let facts = [
        ("Portal", if held.is_enabled { "On" } else { "Off" }.to_owned()),
        ("Accent", held.accent),
        ("Help", held.support),
        ("Partial impact (AVL-04)", held.partial.label().to_owned()),
        ("", formula(held.partial).to_owned()),
        ("Scheduled maintenance (AVL-05)", if held.excludes { "Left out" } else { "Counts" }.to_owned()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(word, value)| view! { <div><dt>{word}</dt><dd>{value}</dd></div> });
    section(
        "portal-now".into(),
        "Settings".into_any(),
        None,
        view! { <dl class="facts-list wide">{facts.collect_view()}</dl> }.into_any(),
    )
}

fn form(held: Held, source: Source<Held>) -> AnyView {
    let [logo, accent, support] = [held.logo, held.accent, held.support].map(RwSignal::new);
    let [enabled, excludes] = [held.is_enabled, held.excludes].map(RwSignal::new);
    let partial = RwSignal::new(held.partial.wire().to_owned());
    let policy =
        move |wire: &String| PartialImpactPolicy::parse(wire).unwrap_or(PartialImpactPolicy::CountAsDown);
    let submit = Submit::new();
    let version = held.version;
    let trimmed = |field: RwSignal<String>| Some(field.with_untracked(|text| text.trim().to_owned()));
    let send = lean::submit(move || {
        let input = UpdatePortalSettingsInput {
            version,
            is_enabled: Some(enabled.get_untracked()),
            logo_url: trimmed(logo),
            accent_color: trimmed(accent),
            support_url: trimmed(support),
            partial_impact: Some(partial.with_untracked(policy)),
            excludes_maintenance: Some(excludes.get_untracked()),
        };
        submit.run(api::update(input), move |()| {
            toast::say("Portal saved");
            source.reload();
        });
    });
    let policies: Vec<(String, String)> =
        PartialImpactPolicy::ALL.iter().map(|p| (p.wire().to_owned(), p.label().to_owned())).collect();
    let looks = view! {
        <CheckField label="There is a portal" value=enabled hint="Off, nothing is shown at its address." />
        <TextField label="Logo" kind="url" value=logo error=submit.of("logoUrl") hint="An https address." />
        <TextField label="Accent colour" value=accent error=submit.of("accentColor") hint="Such as #3a5bc7." />
        <TextField label="Help" kind="url" value=support error=submit.of("supportUrl") hint="Where customers ask." />
    };
    let counting = view! {
        <SelectField label="Partial impact" value=partial options=Signal::stored(policies) error=submit.of("partialImpact") />
        <p class="hint" role="status">{lean::words(move || partial.with(|wire| formula(policy(wire)).to_owned()))}</p>
        <CheckField label="Leave scheduled maintenance out" value=excludes
            hint="Time under maintenance then counts as neither up nor down (AVL-05). The other figure stands beside it." />
    };
    view! {
        <form class="settings" on:submit=send novalidate>
            {section("portal-looks".into(), "Looks".into_any(), None, looks.into_any())}
            {section("portal-counting".into(), "Uptime".into_any(), Some("Printed beside every figure. Rules AVL-04 and AVL-05."), counting.into_any())}
            <div class="settings-end">
                <FormError submit />
                <div class="form-end">{newest(submit, move || source.reload())}<SubmitButton submit label="Save portal" /></div>
            </div>
        </form>
    }
    .into_any()
}
