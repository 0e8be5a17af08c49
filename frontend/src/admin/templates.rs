//! The templates of updates by severity and audience: what a composer begins with.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

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
        lean, remote, toast,
    },
};

#[component]
pub fn Templates() -> impl IntoView {
    shell::page(text::TEMPLATES, &[]);
    let source = remote::remote(api::templates);
    let may = untrack(|| session().can(Permission::StatusUpdateApprove));
    view! {
        <header class="lhead"><h1>{text::TEMPLATES}</h1></header>
        <p class="who muted">{text::TEMPLATES_NOTE}</p>
        {(!may).then(|| view! { <p class="who muted">{text::TEMPLATES_READ_ONLY}</p> })}
        <div class="settings">
            {remote::show(source, 12, move |all| {
                Severity::ALL.iter().map(|of| severity(*of, &all, may)).collect_view()
            })}
        </div>
    }
}

fn severity(of: Severity, all: &[Template], may: bool) -> AnyView {
    let parts = all.iter().filter(|one| one.severity == of).map(|one| {
        if may {
            return form(one.clone());
        }
        view! { <h3>{one.audience.label()}</h3><p class="pre">{one.body.clone()}</p> }.into_any()
    });
    let head = view! { <SeverityMark severity=of /> }.into_any();
    section(format!("template-{}", of.wire()), head, None, parts.collect_view().into_any())
}

fn form(one: Template) -> AnyView {
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
    // Only this one: what is typed into the others stays.
    let newest_of = move || {
        spawn_local(async move {
            match api::templates().await {
                Ok(all) => {
                    let Some(now) =
                        all.into_iter().find(|t| t.severity == severity && t.audience == audience)
                    else {
                        return;
                    };
                    let _ = body.try_set(now.body);
                    let _ = version.try_set_value(now.version);
                    let _ = submit.error.try_set(None);
                }
                Err(error) => toast::fail(&error),
            }
        });
    };
    let name = format!("{}, {}", audience.label(), severity.label());
    view! {
        <form on:submit=send novalidate aria-label=name>
            <TextArea label=audience.label() value=body rows=4 required=true error=submit.of("body") />
            <FormError submit />
            <div class="form-end">{newest(submit, newest_of)}{send_button(submit, "Save")}</div>
        </form>
    }
    .into_any()
}
