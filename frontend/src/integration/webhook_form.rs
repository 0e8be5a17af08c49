//! Making and editing a webhook. A new one's secret is shown once. It must not know the list.

use leptos::prelude::*;

use super::{
    api::{self, CreateWebhookInput, UpdateWebhookInput, Webhook},
    text,
};
use crate::{
    model::WebhookTopic,
    ui::{
        dialog::Dialog,
        field::{CheckGroup, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean::{self, press},
        secret::Secret,
        toast,
    },
};

/// A new one, or the fields of `held`.
#[component]
pub fn WebhookForm(
    #[prop(optional)] held: Option<Webhook>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let is_new = held.is_none();
    let (name, url, chosen) = held.as_ref().map(fields).unwrap_or_default();
    let (name, url, topics) = (RwSignal::new(name), RwSignal::new(url), RwSignal::new(chosen));
    let secret = RwSignal::new(None::<String>);
    let submit = Submit::new();
    let key = form::idempotency_key();
    let send = move || {
        let (name, url) = (trimmed(name), trimmed(url));
        if name.is_empty() {
            return submit.refuse("name", "Name the program that is told.");
        }
        if url.is_empty() {
            return submit.refuse("url", "Enter the address that is called.");
        }
        let chosen = topics.get_untracked();
        let topics: Vec<_> = chosen.iter().filter_map(|word| WebhookTopic::parse(word)).collect();
        if topics.is_empty() {
            return submit.refuse("topics", "Choose at least one.");
        }
        match &held {
            None => {
                let input = CreateWebhookInput { name, url, topics, idempotency_key: Some(key.clone()) };
                submit.run(api::create_webhook(input), move |made| {
                    on_saved.run(());
                    match made {
                        Some(made) => secret.set(Some(made)),
                        None => on_close.run(()),
                    }
                });
            }
            Some(held) => {
                let input = UpdateWebhookInput {
                    id: held.id.clone(),
                    version: form::version_for(submit, held.version),
                    name: Some(name),
                    url: Some(url),
                    topics: Some(topics),
                    is_active: None,
                };
                submit.run(api::update_webhook(input), move |()| {
                    toast::say("The webhook is saved.");
                    on_saved.run(());
                    on_close.run(());
                });
            }
        }
    };
    let options = WebhookTopic::ALL.iter().map(|t| {
        let private = if *t == WebhookTopic::Incident { ", never private ones" } else { "" };
        (t.wire().to_owned(), format!("{}{private}", t.label()))
    });
    let options = Signal::stored(options.collect::<Vec<_>>());
    let label = if is_new { text::ADD_WEBHOOK } else { "Save webhook" };
    let shown = lean::only(
        move || secret.with(Option::is_some),
        move || {
            view! { <Secret label="Secret" value=secret.get_untracked().unwrap_or_default() note=text::WEBHOOK_SECRET on_done=on_close /> }
        },
    );
    view! {
        <Dialog title=if is_new { text::ADD_WEBHOOK } else { "Edit the webhook" } on_close>
            {shown}
            <form on:submit=lean::submit(send) novalidate class:hidden=move || secret.with(Option::is_some)>
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true
                    hint="The program that is told, such as chat bot." />
                <TextField label="Address" kind="url" value=url required=true error=submit.of("url")
                    hint="Where it is called by POST, such as https://hooks.example.com/coalmine." />
                <CheckGroup legend="Told of" chosen=topics options error=submit.of("topics") />
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=press(move || on_close.run(()))>"Cancel"</button>
                    <SubmitButton submit label />
                </div>
            </form>
        </Dialog>
    }
}

fn fields(held: &Webhook) -> (String, String, Vec<String>) {
    let topics = held.topics.iter().map(|topic| topic.wire().to_owned()).collect();
    (held.name.clone(), held.url.clone(), topics)
}

/// What was typed, without the space around it.
pub fn trimmed(field: RwSignal<String>) -> String {
    field.with_untracked(|text| text.trim().to_owned())
}
