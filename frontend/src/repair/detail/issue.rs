//! The issue of another tracker that an item is kept in step with.

use leptos::prelude::*;

use super::Screen;
use crate::{
    problem::section,
    repair::{record::Issue, text, write},
    ui::{
        edited::send_button,
        field::TextField,
        form::{FormError, Submit},
        icon::Icon,
        lean, time,
    },
};

pub fn issue(screen: Screen) -> AnyView {
    screen.draw(
        |d| (d.row.issue.clone(), d.row.can_work),
        move |(issue, may)| {
            let body = match issue {
                Some(issue) => linked(screen, issue, may),
                None if may => form(screen),
                None => view! { <p class="muted">"Linked to no issue."</p> }.into_any(),
            };
            section("h-issue", "Issue", body)
        },
    )
}

fn version(screen: Screen) -> (String, i64) {
    screen.detail.with_untracked(|d| (d.row.id.clone(), d.row.version))
}

fn linked(screen: Screen, issue: Issue, may: bool) -> AnyView {
    let step = if issue.is_in_step {
        view! { <span class="ok-word"><Icon name="i-check" />"In step"</span> }.into_any()
    } else {
        view! { <span class="chip" data-sev="3"><Icon name="i-alert" />"Not in step"</span> }.into_any()
    };
    let heard = issue.synced_at.map(|at| view! { <p class="muted small">"Last heard "<time::When at /></p> });
    let unlink = may.then(|| {
        let press = lean::press(move || {
            let (id, version) = version(screen);
            screen.desk.act(id.clone(), write::unlink_issue(id, version), "Issue unlinked");
        });
        view! { <button type="button" class="btn small" on:click=press>"Unlink the issue"</button> }
    });
    view! {
        <p>
            <a class="link" href=issue.url.clone() target="_blank" rel="noopener noreferrer">
                {issue.provider.label()}" "<span class="mono">{issue.key.clone()}</span><span class="vh">" (opens in a new tab)"</span>
            </a>
        </p>
        <p>{issue.title.clone()}</p>
        <p class="facts-line"><span>{issue.state.label()}</span>{step}</p>
        {heard}
        <p class="gate-way">{unlink}</p>
    }
    .into_any()
}

fn form(screen: Screen) -> AnyView {
    let url = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = move || {
        let address = url.get_untracked().trim().to_owned();
        if address.is_empty() {
            return submit.refuse("url", text::NO_URL);
        }
        let (id, version) = version(screen);
        screen.desk.save(
            submit,
            id.clone(),
            write::link_issue(id, version, address),
            "Issue linked".to_owned(),
        );
    };
    view! {
        <form novalidate on:submit=lean::submit(send)>
            <TextField label="Address of the issue" kind="url" value=url required=true error=submit.of("url")
                hint="On a tracker that an administrator connected; its state and this item's follow each other." />
            <FormError submit />
            <div class="form-end">{send_button(submit, "Link the issue")}</div>
        </form>
    }
    .into_any()
}
