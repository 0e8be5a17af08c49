//! The templates of updates by severity and audience: what a composer begins with.

use leptos::prelude::*;

use super::{
    settings::{newest, section},
    template_api::{self as api, SaveUpdateTemplateInput, Template},
    text,
};
use crate::{
    model::{Permission, Severity},
    net::session::session,
    shell,
    ui::{
        badge::SeverityMark,
        edited::send_button,
        field::TextArea,
        form::{FormError, Submit},
        lean,
        remote::{self, Source},
        toast,
    },
};

#[component]
pub fn Templates() -> impl IntoView {
    shell::page(text::TEMPLATES, &[]);
    let source = remote::remote(api::templates);
    let may = untrack(|| session().can(Permission::SettingsManage));
    view! {
        <header class="lhead"><h1>{text::TEMPLATES}</h1></header>
        <p class="who muted">{text::TEMPLATES_NOTE}</p>
        {(!may).then(|| view! { <p class="who muted">{text::READ_ONLY}</p> })}
        <div class="settings">
            {remote::show(source, 12, move |all| {
                Severity::ALL.iter().map(|of| severity(*of, &all, source, may)).collect_view()
            })}
        </div>
    }
}

fn severity(of: Severity, all: &[Template], source: Source<Vec<Template>>, may: bool) -> AnyView {
    let parts = all.iter().filter(|one| one.severity == of).map(|one| {
        if may {
            return form(one.clone(), source);
        }
        view! { <h3>{one.audience.label()}</h3><p class="pre">{one.body.clone()}</p> }.into_any()
    });
    let head = view! { <SeverityMark severity=of /> }.into_any();
    section(format!("template-{}", of.wire()), head, None, parts.collect_view().into_any())
}

fn form(one: Template, source: Source<Vec<Template>>) -> AnyView {
    let body = RwSignal::new(one.body);
    let version = StoredValue::new(one.version);
    let submit = Submit::new();
    let (severity, audience) = (one.severity, one.audience);
    let send = lean::submit(move || {
        let input = SaveUpdateTemplateInput {
            severity,
            audience,
            body: body.get_untracked().trim().to_owned(),
            version: version.get_value(),
        };
        submit.run(api::save(input), move |now| {
            version.set_value(now);
            toast::say("Template saved");
        });
    });
    let name = format!("{}, {}", audience.label(), severity.label());
    view! {
        <form on:submit=send novalidate aria-label=name>
            <TextArea label=audience.label() value=body rows=4 required=true error=submit.of("body") />
            <FormError submit />
            <div class="form-end">{newest(submit, move || source.reload())}{send_button(submit, "Save")}</div>
        </form>
    }
    .into_any()
}
