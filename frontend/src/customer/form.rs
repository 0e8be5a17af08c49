//! Adding and editing a customer: its name and the services it uses.

use leptos::prelude::*;

use super::{
    api::{self, CreateCustomerInput, Customer, UpdateCustomerInput},
    text,
};
use crate::{
    catalog::choice,
    ui::{
        dialog::Dialog,
        field::TextField,
        form::{self, FormError, Submit, SubmitButton},
        lean::{self, press},
        toast,
    },
};

/// A new one, or the fields of `held`.
#[component]
pub fn CustomerForm(
    held: Option<Customer>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let name = RwSignal::new(held.as_ref().map(|c| c.name.clone()).unwrap_or_default());
    let known = held.as_ref().map(|c| c.services.clone()).unwrap_or_default();
    let services = RwSignal::new(known.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let (title, label) = match &held {
        Some(held) => (format!("Edit {}", held.name), "Save customer"),
        None => (text::ADD.to_owned(), text::ADD),
    };
    let send = move || {
        let name = name.with_untracked(|n| n.trim().to_owned());
        if name.is_empty() {
            return submit.refuse("name", "Name the organisation.");
        }
        let said = format!("{name} is saved.");
        let service_ids = services.get_untracked();
        let work = match &held {
            Some(held) => api::update(UpdateCustomerInput {
                id: held.id.clone(),
                version: form::version_for(submit, held.version),
                name: Some(name),
                service_ids: Some(service_ids),
            }),
            None => {
                api::create(CreateCustomerInput { name, service_ids, idempotency_key: Some(key.clone()) })
            }
        };
        submit.run(work, move |()| {
            toast::say(said);
            on_saved.run(());
            on_close.run(());
        });
    };
    view! {
        <Dialog title on_close>
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true />
                {choice::services("Uses these services", services, known, submit.of("serviceIds"))}
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=press(move || on_close.run(()))>"Cancel"</button>
                    <SubmitButton submit label />
                </div>
            </form>
        </Dialog>
    }
}
