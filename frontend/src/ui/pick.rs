//! Choosing one record by typing its key or words of it. It must not know what is found, nor how.

use core::{future::Future, pin::Pin, time::Duration};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{dom, field::TextField, lean};

/// A record that can be chosen.
#[derive(Clone, PartialEq)]
pub struct Choice {
    pub id: String,
    pub reference: String,
    pub title: String,
}

/// Finds records for what was typed.
pub type Find = fn(String) -> Pin<Box<dyn Future<Output = Vec<Choice>>>>;

const TYPING: Duration = Duration::from_millis(200);

/// What is found and chosen; copy it freely.
#[derive(Clone, Copy)]
pub struct Pick {
    pub query: RwSignal<String>,
    pub found: RwSignal<Vec<Choice>>,
    pub target: RwSignal<String>,
}

impl Pick {
    /// `find` is asked when the typing rests; records whose ids `leave_out` names are not offered.
    pub fn new(find: Find, leave_out: impl Fn() -> Vec<String> + Send + Sync + 'static) -> Self {
        let pick = Self {
            query: RwSignal::new(String::new()),
            found: RwSignal::new(Vec::new()),
            target: RwSignal::new(String::new()),
        };
        let leave_out = StoredValue::new(leave_out);
        Effect::new(move |_| {
            let asked = pick.query.get();
            if asked.trim().len() < 2 {
                pick.found.set(Vec::new());
                return;
            }
            let ask = move || {
                // Only the latest letters ask.
                if pick.query.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                spawn_local(async move {
                    let rows = find(asked.trim().to_owned()).await;
                    if pick.query.try_get_untracked().as_ref() == Some(&asked) {
                        pick.take(rows, &leave_out.with_value(|leave_out| leave_out()));
                    }
                });
            };
            set_timeout(ask, TYPING);
        });
        pick
    }

    fn take(self, rows: Vec<Choice>, leave_out: &[String]) {
        let rows: Vec<Choice> = rows.into_iter().filter(|row| !leave_out.contains(&row.id)).collect();
        if let [only] = rows.as_slice() {
            self.target.set(only.id.clone());
        }
        self.found.set(rows);
    }

    /// The record that is chosen, as long as it is among those found.
    pub fn chosen(self) -> Option<Choice> {
        let target = self.target.get_untracked();
        self.found.with_untracked(|found| found.iter().find(|o| o.id == target).cloned())
    }
}

/// The field and what was found, as radio buttons.
#[component]
pub fn Picker(
    pick: Pick,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
    /// The form may be sent without.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let name = format!("pick-{}", dom::unique());
    let choices = lean::part(move || {
        let name = name.clone();
        let choice = move |o: Choice| {
            let (id, held) = (o.id.clone(), o.id);
            view! {
                <label class="check">
                    <input type="radio" name=name.clone() prop:checked=move || pick.target.with(|t| *t == held)
                        on:change=move |_| pick.target.set(id.clone()) />
                    <span><span class="mono">{o.reference}</span>" "{o.title}</span>
                </label>
            }
        };
        pick.found.get().into_iter().map(choice).collect_view()
    });
    view! {
        <TextField label value=pick.query hint required=!optional error autofocus />
        <fieldset class="form-field checks"><legend class="vh">"Found"</legend>{choices}</fieldset>
    }
}
