//! The edit dialog: title, summary with preview, services, tags, who noticed, privacy.

use leptos::prelude::*;

use super::{
    preview::Preview,
    state::{Screen, version_for},
    text,
    write::{self, UpdateIncidentInput},
};
use crate::{
    catalog::api::service_options,
    model::DetectionSource,
    ui::{
        dialog::Dialog,
        field::{CheckField, CheckGroup, SelectField, TextArea, TextField},
        form::{FormError, Submit, SubmitButton},
        lean,
        remote::{self, Remote},
    },
};

#[component]
pub fn EditDialog(screen: Screen) -> impl IntoView {
    let old = screen.now(Clone::clone);
    let title = RwSignal::new(old.title);
    let public_title = RwSignal::new(old.public_title.unwrap_or_default());
    let summary = RwSignal::new(old.summary);
    let tags = RwSignal::new(old.tags.join(", "));
    let services = RwSignal::new(old.services.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
    let noticed = RwSignal::new(old.detection_source.map(|s| s.wire().to_owned()).unwrap_or_default());
    let private = RwSignal::new(old.is_private);
    let submit = Submit::new();
    let opened = screen.version();
    let all = remote::remote(service_options);
    let known: Vec<(String, String)> = old.services.into_iter().map(|s| (s.id, s.name)).collect();
    // Until all services are here, those of the incident can at least be taken off.
    let choices = Signal::derive(move || match all.state.get() {
        Remote::Ready(all) => all.into_iter().map(|s| (s.id, s.name)).collect(),
        _ => known.clone(),
    });
    let sources = Signal::derive(move || {
        let unknown = (String::new(), "Not known".to_owned());
        let named = DetectionSource::ALL.iter().map(|s| (s.wire().to_owned(), s.label().to_owned()));
        core::iter::once(unknown).chain(named).collect::<Vec<_>>()
    });
    let send = move || {
        let words = tags.get_untracked();
        let tags = words.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let input = UpdateIncidentInput {
            id: screen.id(),
            version: version_for(submit, opened),
            title: Some(title.get_untracked().trim().to_owned()),
            summary: Some(summary.get_untracked()),
            service_ids: Some(services.get_untracked()),
            detection_source: DetectionSource::parse(&noticed.get_untracked()),
            tags: Some(tags),
            is_private: Some(private.get_untracked()),
            public_title: Some(public_title.with_untracked(|t| t.trim().to_owned())),
        };
        screen.save(submit, write::update_incident(input), "Incident saved");
    };
    view! {
        <Dialog title="Edit the incident" class="wide" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="Title" value=title required=true error=submit.of("title") />
                <TextField label="Public title" value=public_title hint=text::PUBLIC_TITLE error=submit.of("publicTitle") />
                <TextArea label="Summary" value=summary rows=5 hint="Markdown. What is known, for whoever joins now." error=submit.of("summary") />
                <Preview body=summary />
                <CheckGroup legend="Services" chosen=services options=choices error=submit.of("serviceIds") />
                <div class="form-row">
                    <SelectField label="Noticed by" value=noticed options=sources error=submit.of("detectionSource") />
                    <TextField label="Tags" value=tags hint="Separated by commas" error=submit.of("tags") />
                </div>
                <CheckField label="Private" value=private hint=text::PRIVATE_HINT />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Save" /></div>
            </form>
        </Dialog>
    }
}
