//! One delivery with everything there is to it: what was sent, each attempt and what it was answered.

use js_sys::JSON;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    api::{self, Delivery, Try, Whole},
    deliveries::{Log, state},
};
use crate::{
    model::{DeliveryStatus, Permission},
    net::session::session,
    ui::{
        dialog::Dialog,
        lean::press,
        remote,
        time::{self, When},
    },
};

#[component]
pub fn DeliveryDialog(log: Log, row: Delivery, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let title = format!("{} {}", row.event, row.subject);
    let source = remote::remote(move || api::whole(log.webhook(), log.status.get_untracked(), row.clone()));
    view! {
        <Dialog title on_close class="wide">
            {remote::show(source, 6, move |whole| body(whole, log, on_close))}
        </Dialog>
    }
}

fn body(whole: Whole, log: Log, on_close: Callback<()>) -> AnyView {
    let ended = whole.ended_at.map(|at| view! { <div><dt>"Ended"</dt><dd><When at /></dd></div> });
    let sent = whole
        .body
        .map(|body| view! { <h3>"What is sent"</h3>{block("What is sent".to_owned(), &pretty(&body))} });
    let tries = whole.tries.into_iter().map(attempt).collect_view();
    let attempts = match whole.attempts {
        0 => "Not tried yet".to_owned(),
        1 => "1 attempt".to_owned(),
        n => format!("{n} attempts"),
    };
    let may =
        untrack(|| session().can(Permission::IntegrationManage)) && whole.status != DeliveryStatus::Pending;
    let id = whole.id.clone();
    let replay = may.then(|| {
        let again = press(move || log.replay(id.clone(), move || on_close.run(())));
        view! { <button type="button" class="btn" on:click=again>"Replay"</button> }
    });
    view! {
        <dl class="facts-list">
            <div><dt>"State"</dt><dd>{state(whole.status, whole.next_at)}</dd></div>
            <div><dt>"Decided"</dt><dd><When at=whole.created_at /></dd></div>
            {ended}
            <div><dt>"Id"</dt><dd class="mono wrap-any">{whole.id}</dd></div>
        </dl>
        <h3>{attempts}</h3>
        <ol class="tries">{tries}</ol>
        {sent}
        <div class="form-end">
            {replay}
            <button type="button" class="btn primary" on:click=press(move || on_close.run(()))>"Close"</button>
        </div>
    }
    .into_any()
}

fn attempt(one: Try) -> AnyView {
    let code = one.code.map_or_else(|| "no answer".to_owned(), |code| format!("answered {code}"));
    let error = (!one.error.is_empty()).then(|| view! { <p>{one.error}</p> });
    let answer = (!one.answer.is_empty()).then(|| {
        view! { <details><summary>"Answer"</summary>{block(format!("Answer of {}", time::full(one.at)), &one.answer)}</details> }
    });
    view! {
        <li>
            <p><time datetime=one.at.iso() title=time::full(one.at)>{time::moment(one.at)}</time>
                {format!(" · {code} · {} ms", one.millis)}</p>
            {error}{answer}
        </li>
    }
    .into_any()
}

/// Text as it was sent; it scrolls by itself, also by keys.
fn block(label: String, text: &str) -> AnyView {
    view! { <pre class="sent mono" tabindex="0" role="region" aria-label=label>{text.to_owned()}</pre> }
        .into_any()
}

/// The body in lines, when it is JSON.
fn pretty(body: &str) -> String {
    let lines = JSON::parse(body).and_then(|value| {
        JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &JsValue::from_f64(2.0))
    });
    lines.map_or_else(|_| body.to_owned(), String::from)
}
