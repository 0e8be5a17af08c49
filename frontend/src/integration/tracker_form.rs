//! Making and editing a connection to a tracker. A new one's secret is shown once, with what to do at the tracker.

use leptos::prelude::*;

use super::{
    api::{self, CreateTrackerInput, Tracker, UpdateTrackerInput},
    text,
    webhook_form::trimmed,
};
use crate::{
    model::TrackerProvider,
    ui::{
        dialog::Dialog,
        field::{CheckField, SelectField, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean::{self, press},
        listing::wanted,
        secret::{copied, focus_first},
        toast,
    },
};

/// Where issues of a provider are read, unless somebody runs their own.
const fn home(provider: TrackerProvider) -> &'static str {
    match provider {
        TrackerProvider::Github => "https://github.com",
        TrackerProvider::Gitlab => "https://gitlab.com",
        TrackerProvider::Jira => "",
    }
}

/// What the token must be allowed to.
const fn token_hint(provider: TrackerProvider) -> &'static str {
    match provider {
        TrackerProvider::Github => {
            "A fine-grained token that may read and write issues. With it issues follow repair items too."
        }
        TrackerProvider::Gitlab => {
            "A project or group token with the scope api. With it issues follow repair items too."
        }
        TrackerProvider::Jira => {
            "E-mail and API token of an account that may transition issues, as me@example.com:token. With it issues follow repair items too."
        }
    }
}

/// What to do at the tracker, step by step.
const fn steps(provider: TrackerProvider) -> [&'static str; 4] {
    match provider {
        TrackerProvider::Github => [
            "Open the settings of the repository or organization, then Webhooks, then Add webhook.",
            "Paste the address as Payload URL and choose application/json as Content type.",
            "Paste the secret as Secret.",
            "Choose Let me select individual events, leave only Issues, and press Add webhook.",
        ],
        TrackerProvider::Gitlab => [
            "Open the settings of the project or group, then Webhooks, then Add new webhook.",
            "Paste the address as URL.",
            "Paste the secret as Secret token.",
            "Choose Issues events as the only trigger, and press Add webhook.",
        ],
        TrackerProvider::Jira => [
            "Open System in the settings of Jira, then WebHooks, then Create a WebHook.",
            "Paste the address as URL.",
            "Paste the secret as Secret.",
            "Choose the events of issues created, updated and deleted, and press Create.",
        ],
    }
}

fn provider_of(word: RwSignal<String>) -> TrackerProvider {
    TrackerProvider::parse(&word.get()).unwrap_or(TrackerProvider::Github)
}

fn buttons(submit: Submit, on_close: Callback<()>, label: &'static str) -> AnyView {
    view! {
        <FormError submit />
        <div class="form-end">
            <button type="button" class="btn quiet" on:click=press(move || on_close.run(()))>"Cancel"</button>
            <SubmitButton submit label />
        </div>
    }
    .into_any()
}

#[component]
pub fn NewTracker(
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let word = RwSignal::new(TrackerProvider::Github.wire().to_owned());
    let provider = Memo::new(move |_| provider_of(word));
    let name = RwSignal::new(String::new());
    let base = RwSignal::new(home(TrackerProvider::Github).to_owned());
    let (api_url, token) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Another tool lives elsewhere; an address that somebody typed stays.
    Effect::new(move |_| {
        let at = home(provider.get());
        let typed = base.get_untracked();
        if TrackerProvider::ALL.iter().any(|p| home(*p) == typed) {
            base.set(at.to_owned());
        }
    });
    let made = RwSignal::new(None::<(String, Option<String>)>);
    let submit = Submit::new();
    let key = form::idempotency_key();
    let send = move || {
        let name = trimmed(name);
        if name.is_empty() {
            return submit.refuse("name", "Name the connection, such as its organization.");
        }
        let base_url = wanted(&base.get_untracked());
        if base_url.is_none() {
            return submit.refuse("baseUrl", "Enter the address where its issues are read.");
        }
        let input = CreateTrackerInput {
            name,
            provider: provider.get_untracked(),
            base_url,
            api_url: wanted(&api_url.get_untracked()),
            token: wanted(&token.get_untracked()),
            idempotency_key: Some(key.clone()),
        };
        submit.run(api::create_tracker(input), move |answer| {
            on_saved.run(());
            made.set(Some(answer));
        });
    };
    let options = TrackerProvider::ALL.iter().map(|p| (p.wire().to_owned(), p.label().to_owned()));
    let options = Signal::stored(options.collect::<Vec<_>>());
    let hint = lean::part(move || {
        view! { <TextField label="API token" kind="password" value=token hint=token_hint(provider.get()) error=submit.of("token") /> }
    });
    let shown = lean::only(
        move || made.with(Option::is_some),
        move || {
            made.get_untracked().map(|(url, secret)| connect(url, secret, provider.get_untracked(), on_close))
        },
    );
    view! {
        <Dialog title=text::ADD_TRACKER on_close class="mid">
            {shown}
            <form on:submit=lean::submit(send) novalidate class:hidden=move || made.with(Option::is_some)>
                <p class="muted small">{text::DIRECTIONS}</p>
                <SelectField label="Tracker" value=word options error=submit.of("provider") />
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true
                    hint="How people call it here, such as Platform team." />
                <TextField label="Address" kind="url" value=base required=true error=submit.of("baseUrl")
                    hint="Where people read its issues. Issues of other hosts are none of its." />
                <TextField label="Address of the API" kind="url" value=api_url error=submit.of("apiUrl")
                    hint="Only where it is not the usual one of that address." />
                {hint}
                {buttons(submit, on_close, text::ADD_TRACKER)}
            </form>
        </Dialog>
    }
}

/// Address and secret, and where they go.
fn connect(
    url: String,
    secret: Option<String>,
    provider: TrackerProvider,
    on_close: Callback<()>,
) -> AnyView {
    focus_first();
    let steps = steps(provider).map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <div class="secret">
            {copied("Hook address", url)}
            {secret.map(|secret| copied("Secret", secret))}
            <p class="notice">{text::TRACKER_SECRET}</p>
            <h3>{format!("At {}", provider.label())}</h3>
            <ol class="steps">{steps}</ol>
            <div class="form-end">
                <button type="button" class="btn primary" on:click=press(move || on_close.run(()))>"Done"</button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
pub fn EditTracker(
    held: Tracker,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let provider = held.provider;
    let name = RwSignal::new(held.name.clone());
    let (api_url, token) = (RwSignal::new(held.api_url.clone()), RwSignal::new(String::new()));
    let is_enabled = RwSignal::new(held.is_enabled);
    let title = format!("Edit {}", held.name);
    let hook_url = held.hook_url.clone();
    let hint = if held.has_token { "Left empty, the token that it has stays." } else { token_hint(provider) };
    let submit = Submit::new();
    let send = move || {
        let name = trimmed(name);
        if name.is_empty() {
            return submit.refuse("name", "Name the connection, such as its organization.");
        }
        let input = UpdateTrackerInput {
            id: held.id.clone(),
            version: form::version_for(submit, held.version),
            name: Some(name),
            api_url: wanted(&api_url.get_untracked()),
            token: wanted(&token.get_untracked()),
            is_enabled: Some(is_enabled.get_untracked()),
        };
        submit.run(api::update_tracker(input), move |()| {
            toast::say("The connection is saved.");
            on_saved.run(());
            on_close.run(());
        });
    };
    view! {
        <Dialog title on_close class="mid">
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true />
                <TextField label="Address of the API" kind="url" value=api_url required=true error=submit.of("apiUrl") />
                <TextField label="API token" kind="password" value=token hint error=submit.of("token") />
                <CheckField label="On" value=is_enabled hint="While it is off, its calls are refused and none are made." />
                {copied("Hook address", hook_url)}
                {buttons(submit, on_close, "Save tracker")}
            </form>
        </Dialog>
    }
}
