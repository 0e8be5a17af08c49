//! One webhook on one page: its facts, what can be done with it, and the log of its deliveries.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, Webhook},
    deliveries::{self, Log},
    text,
    webhook_form::WebhookForm,
    webhooks::{run, state, topics, when_or},
};
use crate::{
    model::{Permission, WebhookState},
    net::session::session,
    shell,
    ui::{
        confirm::{self, Asking, Question},
        dialog::Dialog,
        lean::{self, press},
        nav,
        remote::{self, Remote, Source},
        secret::Secret,
        time, toast,
    },
};

/// What may lie over the page.
#[derive(Clone, Copy)]
struct Over {
    asking: Asking,
    editing: RwSignal<Option<Webhook>>,
    /// A new secret, shown once.
    secret: RwSignal<Option<String>>,
}

/// The route `/admin/webhooks/:id`.
#[component]
pub fn WebhookPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    lean::part(move || one(id.get()))
}

fn one(id: String) -> AnyView {
    shell::page("Webhook", &[(text::WEBHOOKS, "/admin/webhooks")]);
    let asked = id.clone();
    let source = remote::remote(move || api::webhook(asked.clone()));
    let log = Log::new(id);
    let over =
        Over { asking: RwSignal::new(None), editing: RwSignal::new(None), secret: RwSignal::new(None) };
    let name = lean::words(move || {
        source.state.with(|state| ready(state).map_or("Webhook".into(), |held| held.name.clone()))
    });
    let may = untrack(|| session().can(Permission::IntegrationManage));
    let acts = lean::part(move || {
        may.then(|| source.state.with(|state| ready(state).map(|held| acts(held, source, log, over))))
    });
    let log_part =
        lean::only(move || source.state.with(|state| ready(state).is_some()), move || deliveries::part(log));
    view! {
        <header class="lhead"><h1>{name}</h1><div class="end acts">{acts}</div></header>
        {remote::show(source, 6, facts)}
        {log_part}
        {confirm::dialog(over.asking)}
        {forms(source, over)}
    }
    .into_any()
}

fn forms(source: Source<Webhook>, over: Over) -> AnyView {
    let edit = lean::only(
        move || over.editing.with(Option::is_some),
        move || {
            over.editing.get_untracked().map(|held| {
                view! {
                    <WebhookForm held on_close=move |()| over.editing.set(None) on_saved=move |()| source.reload() />
                }
            })
        },
    );
    let close = Callback::new(move |()| over.secret.set(None));
    let secret = lean::only(
        move || over.secret.with(Option::is_some),
        move || {
            let value = over.secret.get_untracked().unwrap_or_default();
            view! {
                <Dialog title="The new secret" on_close=close>
                    <Secret label="Secret" value note=format!("{} {}", text::WEBHOOK_SECRET, text::ROTATE) on_done=close />
                </Dialog>
            }
        },
    );
    view! { {edit}{secret} }.into_any()
}

fn ready(state: &Remote<Webhook>) -> Option<&Webhook> {
    match state {
        Remote::Ready(held) => Some(held),
        _ => None,
    }
}

fn facts(held: Webhook) -> AnyView {
    shell::page(&held.name, &[(text::WEBHOOKS, "/admin/webhooks")]);
    let rotating = held.rotates_until.filter(|at| at.0 > time::now_ms()).map(|at| {
        view! { <div><dt>"Old secret"</dt><dd>{format!("signs too until {}", time::moment(at))}</dd></div> }
    });
    let made = format!("{} by {}", time::moment(held.created_at), held.created_by);
    view! {
        <dl class="facts-list hook-facts">
            <div><dt>"Address"</dt><dd class="mono wrap-any">{held.url.clone()}</dd></div>
            <div><dt>"Told of"</dt><dd>{topics(&held)}</dd></div>
            <div><dt>"State"</dt><dd>{state(&held)}</dd></div>
            <div><dt>"Last delivered"</dt><dd>{when_or(held.delivered_at, "nothing yet")}</dd></div>
            {rotating}
            <div><dt>"Made"</dt><dd>{made}</dd></div>
        </dl>
    }
    .into_any()
}

fn acts(held: &Webhook, source: Source<Webhook>, log: Log, over: Over) -> AnyView {
    let is_active = held.state == WebhookState::Active;
    let id = held.id.clone();
    let test = press(move || {
        run(api::test_webhook(id.clone()), move || {
            toast::say(text::TEST_SENT);
            log.watch();
        });
    });
    let (switched, said) =
        (held.clone(), if is_active { "The webhook is off." } else { "The webhook is on." });
    let switch = press(move || {
        run(api::switch_webhook(&switched, !is_active), move || {
            toast::say(said);
            source.reload();
        });
    });
    let edited = held.clone();
    let edit = press(move || over.editing.set(Some(edited.clone())));
    let test = is_active
        .then(|| view! { <button type="button" class="btn primary" on:click=test>"Send a test"</button> });
    view! {
        {test}
        <button type="button" class="btn" on:click=edit>"Edit"</button>
        <button type="button" class="btn" on:click=switch>{if is_active { "Switch off" } else { "Switch on" }}</button>
        <button type="button" class="btn" on:click=rotate(held, source, over)>"New secret"</button>
        <button type="button" class="btn" on:click=remove(held, over)>"Remove"</button>
    }
    .into_any()
}

fn rotate(held: &Webhook, source: Source<Webhook>, over: Over) -> lean::Press {
    let id = held.id.clone();
    press(move || {
        let id = id.clone();
        over.asking.set(Some(Question {
            title: "Make a new secret?".into(),
            text: text::ROTATE,
            yes: "Make a new secret",
            no: "Keep the old one",
            work: Callback::new(move |()| {
                let id = id.clone();
                Box::pin(async move {
                    over.secret.set(api::rotate_secret(id).await?);
                    Ok(())
                }) as crate::net::Done
            }),
            done: Callback::new(move |()| source.reload()),
        }));
    })
}

fn remove(held: &Webhook, over: Over) -> lean::Press {
    let (id, name) = (held.id.clone(), held.name.clone());
    press(move || {
        let (id, said) = (id.clone(), format!("{name} is removed."));
        over.asking.set(Some(Question {
            title: format!("Remove {name}?"),
            text: text::REMOVE_WEBHOOK,
            yes: "Remove webhook",
            no: "Keep it",
            work: Callback::new(move |()| api::remove_webhook(id.clone())),
            done: Callback::new(move |()| {
                toast::say(said.clone());
                nav::go("/admin/webhooks");
            }),
        }));
    })
}
