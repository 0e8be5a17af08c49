//! The secret address of a calendar of due dates: made, shown once, made anew, revoked. Part of the viewer's own settings.

use leptos::prelude::*;

use super::{
    api::{self, Feed},
    text,
};
use crate::{
    net::{ApiError, Done},
    ui::{
        confirm::{self, Asking, Question},
        dialog::Dialog,
        dom,
        form::{FormError, Submit, SubmitButton},
        lean::{self, press},
        remote::{self, Source},
        secret::Secret,
        time::When,
        toast,
    },
};

pub use text::{CALENDAR, CALENDAR_NOTE};

type Shown = RwSignal<Option<String>>;

/// What there is to it, and what can be done.
pub fn part() -> AnyView {
    let source = remote::remote(api::calendar);
    let shown: Shown = RwSignal::new(None);
    let asking: Asking = RwSignal::new(None);
    let close = Callback::new(move |()| shown.set(None));
    let secret = lean::only(
        move || shown.with(Option::is_some),
        move || {
            view! {
                <Dialog title="Your calendar address" on_close=close>
                    <Secret label="Address" value=shown.get_untracked().unwrap_or_default() note=text::CALENDAR_SECRET on_done=close />
                </Dialog>
            }
        },
    );
    view! {
        {remote::show(source, 2, move |feed| match feed {
            Some(feed) => held(feed, source, shown, asking),
            None => none(source, shown),
        })}
        {secret}
        {confirm::dialog(asking)}
    }
    .into_any()
}

/// Makes an address and shows it, this once.
fn make(shown: Shown) -> Done {
    Box::pin(async move {
        let url = api::create_calendar().await?;
        shown.set(Some(url));
        Ok::<(), ApiError>(())
    })
}

fn none(source: Source<Option<Feed>>, shown: Shown) -> AnyView {
    let submit = Submit::new();
    let send = lean::submit(move || submit.run(make(shown), move |()| source.reload()));
    view! {
        <p>{text::CALENDAR_NONE}</p>
        <form on:submit=send><FormError submit /><p><SubmitButton submit label=text::MAKE /></p></form>
    }
    .into_any()
}

fn held(feed: Feed, source: Source<Option<Feed>>, shown: Shown, asking: Asking) -> AnyView {
    let anew = press(move || {
        asking.set(Some(Question {
            title: "Make a new address?".into(),
            text: "The old address stops working at once. Calendars that use it have to be given the new one.",
            yes: "Make a new address",
            no: "Keep the old one",
            work: Callback::new(move |()| make(shown)),
            done: Callback::new(move |()| source.reload()),
        }));
    });
    let revoke = press(move || {
        asking.set(Some(Question {
            title: "Revoke the address?".into(),
            text: "Calendars that use it get nothing any more.",
            yes: "Revoke the address",
            no: "Keep it",
            work: Callback::new(|()| api::revoke_calendar()),
            done: Callback::new(move |()| {
                toast::say("The calendar address is revoked.");
                source.patch(|feed| *feed = None);
                // The button that was pressed is gone with the address.
                request_animation_frame(|| {
                    dom::focus("#me-calendar");
                });
            }),
        }));
    });
    let used = match feed.used_at {
        Some(at) => view! { "Last read by a calendar "<When at />"." }.into_any(),
        None => "No calendar has read it yet.".into_any(),
    };
    view! {
        <p>"There is an address, made "<When at=feed.created_at />". "{used}</p>
        <p class="acts">
            <button type="button" class="btn" on:click=anew>"Make a new address"</button>
            <button type="button" class="btn" on:click=revoke>"Revoke"</button>
        </p>
    }
    .into_any()
}
