//! The list of webhooks, and making one. It must not know deliveries.

use leptos::prelude::*;

use super::{
    api::{self, Webhook},
    text,
    webhook_form::WebhookForm,
};
use crate::{
    model::{DateTime, Permission, WebhookState},
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        icon::Icon,
        lean::{self, press},
        listing, nav, remote,
        states::Empty,
        time::{self, When},
        toast,
    },
};

#[component]
pub fn Webhooks() -> impl IntoView {
    shell::page(text::WEBHOOKS, &[]);
    let source = remote::remote(api::webhooks);
    let adding = RwSignal::new(false);
    let add = untrack(|| session().can(Permission::IntegrationManage))
        .then(|| (text::ADD_WEBHOOK, Callback::new(move |()| adding.set(true))));
    let form = lean::only(
        move || adding.get(),
        move || {
            view! { <WebhookForm on_close=move |()| adding.set(false) on_saved=move |()| source.reload() /> }
        },
    );
    view! {
        {listing::head(text::WEBHOOKS, add)}
        {remote::show(source, 4, table)}
        {form}
    }
}

fn table(rows: Vec<Webhook>) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty title=text::NO_WEBHOOKS text=text::NO_WEBHOOKS_TEXT /> }.into_any();
    }
    let may = untrack(|| session().can(Permission::IntegrationManage));
    let rows = rows.into_iter().map(|one| row(one, may)).collect();
    listing::table("Webhooks", &text::WEBHOOK_COLUMNS, rows)
}

fn row(one: Webhook, may: bool) -> AnyView {
    let page = href(&one.id);
    let title = view! {
        <a class="link" href=page.clone()>{one.name.clone()}</a>
        <span class="sub wrap-any">{one.url.clone()}</span>
    };
    let is_over = one.state != WebhookState::Active;
    let test = (may && !is_over).then(|| {
        let (id, page, name) = (one.id.clone(), page.clone(), format!("Test {}", one.name));
        let test = press(move || {
            let page = page.clone();
            run(api::test_webhook(id.clone()), move || {
                toast::say(text::TEST_SENT);
                nav::go(&page);
            });
        });
        view! { <button type="button" class="btn small" aria-label=name on:click=test>"Test"</button> }
    });
    listing::row(
        is_over,
        vec![
            ("c-title", title.into_any()),
            listing::words("wrap", topics(&one)),
            ("wrap", state(&one)),
            ("", when_or(one.delivered_at, "nothing yet")),
            ("r", test.into_any()),
        ],
    )
}

/// The page of one.
pub fn href(id: &str) -> String {
    format!("/admin/webhooks/{id}")
}

/// What it is told of, in words.
pub fn topics(one: &Webhook) -> String {
    one.topics.iter().map(|topic| topic.label()).collect::<Vec<_>>().join(", ")
}

/// Its state as a chip, with since when it fails.
pub fn state(one: &Webhook) -> AnyView {
    let since = one.failing_since.map(|at| format!(" fails since {}", time::moment(at)));
    let (tone, icon) = match one.state {
        WebhookState::Active if since.is_none() => ("ok", "i-check"),
        WebhookState::Active => ("2", "i-alert"),
        WebhookState::Off => ("none", "i-x"),
        WebhookState::Disabled => ("1", "i-alert"),
    };
    let word = one.state.label();
    view! {
        <Chip tone><Icon name=icon />{word}</Chip>
        <span class="small muted">{since}</span>
    }
    .into_any()
}

/// An instant, or the words for never.
pub fn when_or(at: Option<DateTime>, never: &'static str) -> AnyView {
    match at {
        Some(at) => view! { <When at /> }.into_any(),
        None => view! { <span class="muted">{never}</span> }.into_any(),
    }
}

/// Runs a change that has no form; a refusal is told in a message.
pub fn run(work: crate::net::Done, done: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        match work.await {
            Ok(()) => done(),
            Err(error) => toast::fail(&error),
        }
    });
}
