//! The small facts of a cause, each saved as soon as it is chosen.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    model::{CauseKind, CausePath, Lens, StopReason},
    rca::{
        model::CauseView,
        state::{Desk, On},
        write::{self, UpdateCauseInput},
    },
    ui::{dom, lean, time},
};

type Cause = Memo<Option<Arc<CauseView>>>;
type Options = Signal<Vec<(String, String)>>;

/// Kind, lens, category, path, when, hypothetical, stop reason.
pub fn facts(desk: Desk, id: String, cause: Cause) -> AnyView {
    let fixed = |empty: Option<&str>, values: Vec<(&'static str, &'static str)>| -> Options {
        let first = empty.map(|word| (String::new(), word.to_owned()));
        let all: Vec<(String, String)> =
            first.into_iter().chain(values.into_iter().map(|(v, w)| (v.to_owned(), w.to_owned()))).collect();
        Signal::derive(move || all.clone())
    };
    macro_rules! words {
        ($of:ident) => {
            $of::ALL.iter().map(|v| (v.wire(), v.label())).collect::<Vec<_>>()
        };
    }
    let bones: Options = Signal::derive(move || {
        let first = (String::new(), "On no rib".to_owned());
        let bones = desk
            .read(On::Bones, |s| s.bones.iter().map(|b| (b.key.clone(), b.name.clone())).collect::<Vec<_>>());
        core::iter::once(first).chain(bones).collect()
    });
    let wire = |v: Option<&'static str>| v.unwrap_or_default().to_owned();
    let rows = vec![
        choice(
            desk,
            &id,
            cause,
            "Kind",
            fixed(None, words!(CauseKind)),
            |c| c.kind.wire().to_owned(),
            |c, value, input| {
                if let Some(kind) = CauseKind::parse(&value) {
                    c.kind = kind;
                    input.kind = Some(kind);
                }
            },
        ),
        choice(
            desk,
            &id,
            cause,
            "Lens",
            fixed(Some("Not said"), words!(Lens)),
            move |c| wire(c.lens.map(Lens::wire)),
            |c, value, input| {
                c.lens = Lens::parse(&value);
                (input.lens, input.remove_lens) = (c.lens, c.lens.is_none());
            },
        ),
        choice(
            desk,
            &id,
            cause,
            "Rib",
            bones,
            |c| c.bone.clone().unwrap_or_default(),
            |c, value, input| {
                c.bone = Some(value).filter(|v| !v.is_empty());
                (input.bone, input.remove_bone) = (c.bone.clone(), c.bone.is_none());
            },
        ),
        choice(
            desk,
            &id,
            cause,
            "Path",
            fixed(Some("Not said"), words!(CausePath)),
            move |c| wire(c.path.map(CausePath::wire)),
            |c, value, input| {
                c.path = CausePath::parse(&value);
                (input.path, input.remove_path) = (c.path, c.path.is_none());
            },
        ),
        choice(
            desk,
            &id,
            cause,
            "Stops here",
            fixed(Some("Goes on"), words!(StopReason)),
            move |c| wire(c.stop_reason.map(StopReason::wire)),
            |c, value, input| {
                c.stop_reason = StopReason::parse(&value);
                (input.stop_reason, input.remove_stop_reason) = (c.stop_reason, c.stop_reason.is_none());
            },
        ),
        occurred(desk, &id, cause),
        hypothetical(desk, &id, cause),
    ];
    view! {
        <section aria-labelledby="insp-facts">
            <h3 id="insp-facts">"Details"</h3>
            <div class="facts-form">{rows}</div>
        </section>
    }
    .into_any()
}

/// Changes the cause on screen and on the server at once.
fn change(desk: Desk, id: &str, apply: impl FnOnce(&mut CauseView, &mut UpdateCauseInput)) {
    let Some(now) = desk.cause_now(id) else { return };
    let mut input = write::no_update(&now);
    let mut new = CauseView::clone(&now);
    apply(&mut new, &mut input);
    desk.patch(id, move |c| *c = new);
    desk.act(write::update_cause(input), vec![id.to_owned()], "");
}

type Apply = fn(&mut CauseView, String, &mut UpdateCauseInput);

fn choice(
    desk: Desk,
    id: &str,
    cause: Cause,
    label: &'static str,
    options: Options,
    read: impl Fn(&CauseView) -> String + Send + Sync + 'static,
    apply: Apply,
) -> AnyView {
    let control = format!("fact-{}", dom::unique());
    let current = Memo::new(move |_| cause.with(|c| c.as_ref().map(|c| read(c)).unwrap_or_default()));
    let id = id.to_owned();
    let may = untrack(|| desk.may_draft());
    let items = move || {
        let option = |(value, word): (String, String)| {
            let held = value.clone();
            view! { <option value=value prop:selected=move || current.with(|c| *c == held)>{word}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="fact">
            <label for=control.clone()>{label}</label>
            <select id=control disabled=!may
                on:change=move |event| {
                    let value = event_target_value(&event);
                    change(desk, &id, |c, input| apply(c, value, input));
                }
            >
                {lean::part(items)}
            </select>
        </div>
    }
    .into_any()
}

fn occurred(desk: Desk, id: &str, cause: Cause) -> AnyView {
    let id = id.to_owned();
    let control = format!("fact-{}", dom::unique());
    let value = move || {
        cause.with(|c| c.as_ref().and_then(|c| c.occurred_at)).map(time::to_input).unwrap_or_default()
    };
    let may = untrack(|| desk.may_draft());
    view! {
        <div class="fact">
            <label for=control.clone()>"Happened at"</label>
            <input id=control type="datetime-local" disabled=!may title=time::zone() prop:value=value
                on:change=move |event| {
                    let at = time::from_input(&event_target_value(&event));
                    change(desk, &id, |c, input| {
                        c.occurred_at = at;
                        (input.occurred_at, input.remove_occurred_at) = (at, at.is_none());
                    });
                }
            />
        </div>
    }
    .into_any()
}

fn hypothetical(desk: Desk, id: &str, cause: Cause) -> AnyView {
    let id = id.to_owned();
    let may = untrack(|| desk.may_draft());
    view! {
        <label class="check">
            <input type="checkbox" disabled=!may
                prop:checked=move || cause.with(|c| c.as_ref().is_some_and(|c| c.is_hypothetical))
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    change(desk, &id, |c, input| {
                        c.is_hypothetical = on;
                        input.is_hypothetical = Some(on);
                    });
                }
            />
            <span>"Hypothetical: could have happened, but did not"</span>
        </label>
    }
    .into_any()
}
