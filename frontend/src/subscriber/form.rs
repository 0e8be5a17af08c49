//! Adding an address that is told of updates; whoever reads there confirms first.

use leptos::prelude::*;

use super::{
    api::{self, AddSubscriberInput},
    text,
};
use crate::{
    catalog::choice,
    model::SubscriberChannel,
    ui::{
        dialog::Dialog,
        field::{SelectField, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean::{self, press},
        toast,
    },
};

#[component]
pub fn SubscriberForm(
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let channel = RwSignal::new(SubscriberChannel::Mail.wire().to_owned());
    let address = RwSignal::new(String::new());
    let services = RwSignal::new(Vec::new());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let channels = SubscriberChannel::ALL.iter().map(|c| (c.wire().to_owned(), c.label().to_owned()));
    let channels = Signal::stored(channels.collect::<Vec<_>>());
    let send = move || {
        let address = address.with_untracked(|a| a.trim().to_owned());
        if address.is_empty() {
            return submit.refuse("address", "Enter the address that is told.");
        }
        let input = AddSubscriberInput {
            channel: channel
                .with_untracked(|c| SubscriberChannel::parse(c))
                .unwrap_or(SubscriberChannel::Mail),
            address,
            service_ids: services.get_untracked(),
            idempotency_key: Some(key.clone()),
        };
        submit.run(api::add(input), move |()| {
            toast::say("Asked to confirm");
            on_saved.run(());
            on_close.run(());
        });
    };
    view! {
        <Dialog title=text::ADD on_close>
            <form on:submit=lean::submit(send) novalidate>
                <SelectField label="By" value=channel options=channels error=submit.of("channel") />
                <TextField label="Address" value=address required=true error=submit.of("address") autofocus=true
                    hint="A mail address, or the https address of a webhook." />
                {choice::services("Services", services, Vec::new(), submit.of("serviceIds"))}
                <p class="hint">{text::SERVICES_HINT}</p>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=press(move || on_close.run(()))>"Cancel"</button>
                    <SubmitButton submit label=text::ADD />
                </div>
            </form>
        </Dialog>
    }
}
