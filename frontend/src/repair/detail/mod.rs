//! One repair item on one page: what it is and its next steps, its clock, causes, plan and effect, issue, notes, and what the rules say.
//!
//! Parts read [`Screen`], which holds the item and reads it again after changes and live events.

pub mod api;
mod head;
mod issue;
mod main_part;
mod notes;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wasm_bindgen_futures::spawn_local;

use self::api::Detail;
use super::{acts, desk::Desk, forms, live, record::Row, text};
use crate::{
    model::{Page, RepairChangeKind},
    net::ApiError,
    shell,
    ui::{
        dom,
        group::{Group, Held, Words},
        lean, nav,
        remote::{self, Remote},
        states::Empty,
        toast,
    },
};

/// Handle to the page's state; copy it freely.
#[derive(Clone, Copy)]
pub struct Screen {
    pub detail: RwSignal<Detail>,
    /// The forms about the item, as lists and boards have them.
    pub desk: Desk,
    /// Counts up when notes may have come.
    pub noted: RwSignal<u32>,
    hidden: RwSignal<bool>,
}

impl Screen {
    fn new(detail: Detail) -> Self {
        let held = Held::new(detail.row.clone());
        let none = || async { Ok::<Page<Row>, ApiError>(Page { rows: Vec::new(), next: None }) };
        let group =
            Group::new(Words { noun: text::TITLE, mark: super::desk::MARK }, move |_| Box::pin(none()));
        group.rows.set(vec![held]);
        let detail = RwSignal::new(detail);
        let noted = RwSignal::new(0);
        // What an act made of the item is told to every listener, this page among them.
        let desk = Desk::new(vec![group], false, Callback::new(|_: Row| ()));
        Self { detail, desk, noted, hidden: RwSignal::new(false) }
    }

    /// A part of the view that follows what `read` picks of the item.
    pub fn draw<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        read: fn(&Detail) -> T,
        view: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        let picked = Memo::new(move |_| self.detail.with(read));
        lean::part(move || view(picked.get())).into_any()
    }

    /// Reads everything again; what is on screen stays until the answer comes.
    fn reload(self) {
        let reference = self.detail.with_untracked(|d| d.row.reference.clone());
        spawn_local(async move {
            match api::detail(reference).await {
                Ok(new) => {
                    let Some(version) = self.detail.try_with_untracked(|d| d.row.version) else { return };
                    if new.row.version >= version {
                        self.desk.put(&new.row);
                        let had = has_focus();
                        self.detail.set(new);
                        // What had the focus may have been drawn anew.
                        if had {
                            request_animation_frame(|| {
                                if !has_focus() {
                                    dom::focus_heading();
                                }
                            });
                        }
                    }
                }
                Err(error) if error.is("NOT_FOUND") => drop(self.hidden.try_set(true)),
                // The connection dot tells of a lost server; what is on screen stays readable.
                Err(error) if error.is("NETWORK") => {}
                Err(error) => toast::fail(&error),
            }
        });
    }
}

/// Whether anything has the focus.
fn has_focus() -> bool {
    dom::active().is_some_and(|e| e.tag_name() != "BODY")
}

/// The route `/repairs/:key`; the key is `REP-n` or an id, which is replaced by its `REP-n`.
#[component]
pub fn RepairDetail() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default()));
    lean::part(move || loaded(key.get()))
}

fn loaded(key: String) -> AnyView {
    shell::page(&key, &[(text::TITLE, "/repairs")]);
    let named = key.clone();
    let source = remote::remote(move || {
        let key = key.clone();
        async move {
            if is_reference(&key) {
                return api::detail(key.to_ascii_uppercase()).await;
            }
            let reference = api::reference_of(key).await?;
            nav::replace(&format!("/repairs/{reference}"));
            api::detail(reference).await
        }
    });
    let state = source.state;
    // Who came by a link stands on the main region, because the heading was still to come.
    Effect::new(move |_| {
        if state.with(|s| !matches!(s, Remote::Loading)) {
            request_animation_frame(|| {
                if dom::active().is_some_and(|e| e.id() == "main") {
                    dom::focus_heading();
                }
            });
        }
    });
    let failed = Memo::new(move |_| state.with(|s| matches!(s, Remote::Failed(_))));
    let heading = move || view! { <h1 class="vh">{named.clone()}</h1> };
    view! {
        <div class="incident problem repair">
            {lean::only(move || failed.get(), heading)}
            {remote::show(source, 14, page)}
        </div>
    }
    .into_any()
}

/// `REP-7`, in any case.
fn is_reference(key: &str) -> bool {
    let upper = key.to_ascii_uppercase();
    upper.strip_prefix("REP-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn page(detail: Detail) -> AnyView {
    let id = detail.row.id.clone();
    let screen = Screen::new(detail);
    live::listen(move |event| {
        if event.id == id || event.change == RepairChangeKind::Resync {
            if let Some(row) = &event.row {
                screen.desk.put(row);
            }
            screen.noted.update(|n| *n += 1);
            screen.reload();
        }
    });
    Effect::new(move |_| {
        let (reference, title) = screen.detail.with(|d| (d.row.reference.clone(), d.row.title.clone()));
        shell::page(&reference, &[(text::TITLE, "/repairs")]);
        dom::set_title(&format!("{reference} {title}"));
    });
    acts::register_page_keys(screen.desk, screen.detail.with_untracked(|d| d.row.id.clone()));
    lean::part(move || {
        if screen.hidden.get() {
            return gone();
        }
        view! {
            {head::head(screen)}
            <div class="icols">
                <div class="main pmain">
                    {main_part::main_part(screen)}
                    {notes::notes(screen)}
                </div>
                <aside class="side" aria-label="About this repair item">{main_part::side(screen)}{issue::issue(screen)}</aside>
            </div>
            {forms::overlay(screen.desk)}
        }
        .into_any()
    })
    .into_any()
}

fn gone() -> AnyView {
    view! {
        <h1 class="vh">"Repair item not visible"</h1>
        <Empty title=text::HIDDEN text=text::HIDDEN_TEXT>
            <a class="btn" href="/repairs">"Go to repair items"</a>
        </Empty>
    }
    .into_any()
}
