//! A board: columns of cards that move by pointer, by a menu and by a key, with the step that is on its way and the reason of one that
//! was refused. It must not know what is on the cards, nor what a step means.

use core::time::Duration;

use leptos::prelude::*;

use super::{
    dialog::Dialog,
    dom,
    drag::Drag,
    group::{self, step},
    icon::Icon,
    lean,
    shortcuts::{self, Shortcut},
};
use crate::net::ApiError;

/// A status as a column: its name in the API and its word.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    pub wire: &'static str,
    pub label: &'static str,
}

/// A step that was refused.
#[derive(Clone, PartialEq)]
pub struct Refusal {
    pub to: Place,
    pub error: ApiError,
}

/// A step on its way, or refused.
#[derive(Clone, PartialEq)]
enum Step {
    Pending(Place),
    Refused(Refusal),
}

/// The steps of the moment by the record's id; copy it freely.
#[derive(Clone, Copy)]
pub struct Steps {
    all: RwSignal<Vec<(String, Step)>>,
    /// The attribute that carries a record's id, such as `data-problem`.
    mark: &'static str,
}

impl Steps {
    pub fn new(mark: &'static str) -> Self {
        Self { all: RwSignal::new(Vec::new()), mark }
    }

    fn of(self, id: &str) -> Option<Step> {
        self.all.with(|all| all.iter().find(|(of, _)| of == id).map(|(_, step)| step.clone()))
    }

    /// Where a record is going, before the server has answered.
    pub fn pending(self, id: &str) -> Option<Place> {
        match self.of(id) {
            Some(Step::Pending(to)) => Some(to),
            _ => None,
        }
    }

    pub fn refusal(self, id: &str) -> Option<Refusal> {
        match self.of(id) {
            Some(Step::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    fn note(self, id: &str, step: Option<Step>) {
        let _ = self.all.try_update(|all| {
            all.retain(|(of, _)| of != id);
            all.extend(step.map(|step| (id.to_owned(), step)));
        });
    }

    /// A step is on its way.
    pub fn wait(self, id: &str, to: Place) {
        self.note(id, Some(Step::Pending(to)));
    }

    /// A step was refused.
    pub fn refuse(self, id: &str, to: Place, error: ApiError) {
        self.note(id, Some(Step::Refused(Refusal { to, error })));
    }

    /// Nothing is on its way any more.
    pub fn settle(self, id: &str) {
        self.note(id, None);
    }

    /// Takes what is told about a record away.
    pub fn forget(self, id: &str) {
        dom::focus(&format!("[{}='{id}'] a[data-row]", self.mark));
        self.note(id, None);
    }

    /// Whether the screen was left meanwhile.
    pub fn is_gone(self) -> bool {
        self.all.try_get_untracked().is_none()
    }

    /// Stands on a record again after it was drawn elsewhere, unless the focus is somewhere of its own, or another record is on
    /// its way by now: whoever moved that one stands there.
    pub fn stand_on(self, id: &str) {
        let selector = format!("[{}='{id}'] a[data-row]", self.mark);
        let id = id.to_owned();
        let back = move || {
            let is_other = |(of, step): &(String, Step)| *of != id && matches!(step, Step::Pending(_));
            if self.all.try_with_untracked(|all| all.iter().any(is_other)).unwrap_or(true) {
                return;
            }
            let lost = dom::active().is_none_or(|e| matches!(e.tag_name().as_str(), "BODY" | "H1" | "MAIN"));
            if lost && !dom::focus(&selector) {
                dom::focus_heading();
            }
        };
        set_timeout(back, Duration::from_millis(60));
    }
}

/// A reason of our own to refuse a step.
pub fn reason(message: &str) -> ApiError {
    ApiError { message: message.to_owned(), ..ApiError::default() }
}

/// Whether the pointer holds a card over this column.
pub fn is_over(drag: Drag, wire: &str) -> bool {
    drag.over.with(|over| over.as_deref() == Some(wire))
}

/// A column with its cards by their ids.
pub fn column(
    drag: Drag,
    place: Place,
    cards: Memo<Vec<String>>,
    card: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let wire = place.wire;
    let id = format!("col-{wire}");
    let named = id.clone();
    let list = lean::keyed(move || cards.get(), card);
    let count = lean::words(move || cards.with(Vec::len).to_string());
    view! {
        <section class="col" data-column=wire aria-labelledby=named class:over=move || is_over(drag, wire)>
            <h2 id=id>{place.label}" "<span class="n">{count}</span></h2>
            <ol class="cards">{list}</ol>
        </section>
    }
    .into_any()
}

/// So many columns before their cards are there.
pub fn skeleton(columns: usize) -> AnyView {
    let bone = || view! { <div class="card"><div class="bone"></div><div class="bone"></div><div class="bone"></div></div> };
    let column = |_| view! { <div class="col">{(0..2).map(|_| bone()).collect_view()}</div> };
    view! {
        <div class="board" aria-hidden="true">{(0..columns).map(column).collect_view()}</div>
        <p class="vh" role="status">"Loading"</p>
    }
    .into_any()
}

/// The button with the outcomes, which is also the grip for a finger.
pub fn grip(reference: &str, open: impl FnMut() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="icon-btn grip"
            aria-label=format!("Move {reference}")
            title="Move"
            aria-haspopup="dialog"
            aria-keyshortcuts=shortcuts::aria("m")
            on:click=lean::press(open)
        >
            <Icon name="i-grip" />
        </button>
    }
    .into_any()
}

/// Why a record stays where it is, and the ways on from there.
pub fn told(steps: Steps, id: &str, refusal: Refusal, ways: AnyView) -> AnyView {
    let Refusal { to, error } = refusal;
    let id = id.to_owned();
    let rule = error.rule.map(|rule| view! { " "<span class="mono rule">{rule}</span> });
    view! {
        <div class="refused" role="alert">
            <p><strong>"Not moved to "{to.label.to_ascii_lowercase()}"."</strong>" "{error.message}{rule}</p>
            <p class="ways">
                {ways}
                <button type="button" class="icon-btn" aria-label="Dismiss" on:click=lean::press(move || steps.forget(&id))>
                    <Icon name="i-x" />
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// The outcomes of a move, each with what it means; `choose` is called when the dialog has closed.
pub fn move_dialog(
    reference: &str,
    now: String,
    none: &'static str,
    outcomes: Vec<(Place, &'static str)>,
    choose: Callback<Place>,
    on_close: Callback<()>,
) -> AnyView {
    let none = outcomes.is_empty().then(|| view! { <p>{none}</p> });
    let item = |(to, hint): (Place, &'static str)| {
        let press = lean::press(move || {
            on_close.run(());
            choose.run(to);
        });
        view! {
            <li>
                <button type="button" class="btn" on:click=press>{to.label}</button>
                <p class="hint">{hint}</p>
            </li>
        }
        .into_any()
    };
    let items: Vec<AnyView> = outcomes.into_iter().map(item).collect();
    view! {
        <Dialog title=format!("Move {reference}") on_close>
            <p class="muted">{now}</p>
            {none}
            <ul class="moves">{items}</ul>
        </Dialog>
    }
    .into_any()
}

/// The keys of a board; `on_move` takes the id of the card that has the focus.
pub fn register_keys(group: &'static str, mark: &'static str, on_move: Option<Callback<String>>) {
    let key = |keys, label, run: Callback<()>| Shortcut { keys, label, group, in_palette: false, run };
    let mut keys = vec![
        key("j", "Next card", Callback::new(|()| step(1))),
        key("k", "Previous card", Callback::new(|()| step(-1))),
        key("enter", "Open the card", Callback::new(|()| step(0))),
    ];
    keys.extend(on_move.map(|on_move| {
        let open = Callback::new(move |()| match group::focused(mark) {
            Some(id) => on_move.run(id),
            None => step(0),
        });
        key("m", "Move the card", open)
    }));
    shortcuts::register(keys);
}
