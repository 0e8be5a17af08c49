//! Writing an update to one audience: text, the promise of the next word, a preview as it will be read.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::{
    preview::Preview,
    state::{On, Screen, instant_of, version_for, zone_hint},
    text,
    told_api::{self, Draft, Help, SaveUpdateDraftInput},
    write::{self, PublishStatusUpdateInput},
};
use crate::{
    model::{Audience, DateTime, ImpactLevel, InstantName, Permission, TextZone},
    net::session::session,
    ui::{
        dom, draft,
        field::TextField,
        form::{FormError, Submit},
        lean,
        remote::{Remote, Source},
        time,
        wording::WordedField,
    },
};

/// What is being written to one audience, kept in this tab; copy it freely.
#[derive(Clone, Copy)]
pub struct Writing {
    pub audience: Audience,
    body: RwSignal<String>,
    next: RwSignal<String>,
    eta: RwSignal<String>,
    /// Id and version of the draft that is edited, with a blank between; empty for something new.
    draft: RwSignal<String>,
    /// The template or draft that the text began with, to tell what was never touched.
    from: RwSignal<String>,
    /// The draft that was edited went away.
    lost: RwSignal<bool>,
}

impl Writing {
    pub fn new(incident: &str, audience: Audience) -> Self {
        let word = if audience == Audience::External { "external" } else { "internal" };
        let part = |name: &str| draft::kept(incident, &format!("{word}{name}"));
        Self {
            audience,
            body: part(""),
            next: part(".next"),
            eta: part(".eta"),
            draft: part(".draft"),
            from: part(".from"),
            lost: RwSignal::new(false),
        }
    }

    /// The id of the draft that is edited.
    fn edited(self) -> Option<String> {
        self.draft.with(|d| d.split_once(' ').map(|(id, _)| id.to_owned()))
    }

    /// Whether something was typed that a draft would overwrite: more than the template or the draft it began with.
    pub fn is_touched(self, screen: Screen) -> bool {
        let typed = self.body.get_untracked();
        let base = untrack(|| self.edited()).and_then(|id| {
            screen.now(|d| d.drafts.iter().find(|draft| draft.id == id).map(|draft| draft.body.clone()))
        });
        !typed.trim().is_empty() && typed != base.unwrap_or_else(|| self.from.get_untracked())
    }

    /// Begins with a draft.
    pub fn take(self, draft: &Draft) {
        let input = |at: Option<DateTime>| at.map(time::to_input).unwrap_or_default();
        self.body.set(draft.body.clone());
        self.next.set(input(draft.next_update_at));
        self.eta.set(input(draft.eta));
        self.draft.set(format!("{} {}", draft.id, draft.version));
        self.lost.set(false);
        // After a dialog that asked has closed.
        request_animation_frame(move || _ = dom::focus(&format!("#{} textarea", self.id())));
    }

    /// Lets go of a draft that was sent or discarded meanwhile: the text stays, as something new.
    fn unbind(self) {
        self.draft.set(String::new());
        self.lost.set(true);
    }

    const fn id(self) -> &'static str {
        if matches!(self.audience, Audience::External) { "compose-external" } else { "compose-internal" }
    }

    fn clear(self) {
        for field in [self.body, self.next, self.eta, self.draft, self.from] {
            let _ = field.try_set(String::new());
        }
        let _ = self.lost.try_set(false);
    }

    /// Begins with a template, unless something was written.
    fn begin(self, template: String) {
        let untouched = self.body.with_untracked(|b| b.is_empty() || self.from.with_untracked(|f| b == f));
        if untouched && self.draft.with_untracked(String::is_empty) {
            self.body.set(template.clone());
            self.from.set(template);
            // Whoever stands in the field already wants to write.
            request_animation_frame(move || self.select());
        }
    }

    /// Selects a template nobody has touched, once the focus is in the field: typing replaces it.
    fn select(self) {
        let is_template = self.body.try_with_untracked(|b| {
            !b.is_empty() && self.from.try_with_untracked(|f| b == f).unwrap_or_default()
        });
        let field = dom::active().and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(field) =
            field.filter(|f| is_template == Some(true) && f.form().is_some_and(|f| f.id() == self.id()))
        {
            field.select();
        }
    }

    fn is_draft(self) -> bool {
        self.draft.with(|d| !d.is_empty())
    }
}

/// What is sent with text and promise, read from the fields; refused otherwise.
fn read(
    writing: Writing,
    submit: Submit,
    open: bool,
) -> Option<(String, Option<DateTime>, Option<DateTime>)> {
    let body = writing.body.with_untracked(|b| b.trim().to_owned());
    if body.is_empty() {
        submit.refuse("body", "Write what is known, even when it is little.");
        return None;
    }
    let (Ok(next), Ok(eta)) = (instant_of(writing.next), instant_of(writing.eta)) else {
        submit.refuse("nextUpdateAt", text::BAD_TIME);
        return None;
    };
    Some((body, next.filter(|_| open), eta.filter(|_| open)))
}

/// What was written is on its way: the next text begins anew, with a key of its own.
fn done(writing: Writing, key: StoredValue<String>) {
    writing.clear();
    let _ = key.try_set_value(write::idempotency_key());
}

fn save_draft(screen: Screen, writing: Writing, submit: Submit, key: StoredValue<String>, open: bool) {
    let Some((body, next_update_at, eta)) = read(writing, submit, open) else { return };
    let known = writing.draft.get_untracked();
    let known = known.split_once(' ').map(|(id, version)| (id.to_owned(), version.parse().unwrap_or(0)));
    let version = known.as_ref().map(|known| version_for(submit, known.1));
    let input = SaveUpdateDraftInput {
        incident_id: screen.id(),
        id: known.map(|known| known.0),
        version,
        audience: writing.audience,
        body,
        next_update_at,
        eta,
        idempotency_key: version.is_none().then(|| key.get_value()),
    };
    screen.save_then(
        submit,
        told_api::save_draft(input),
        "Draft saved",
        Box::new(move || done(writing, key)),
    );
}

fn publish(screen: Screen, writing: Writing, submit: Submit, key: StoredValue<String>, open: bool) {
    let Some((body, next_update_at, eta)) = read(writing, submit, open) else { return };
    let input = PublishStatusUpdateInput {
        incident_id: screen.id(),
        audience: writing.audience,
        body,
        next_update_at,
        eta,
        idempotency_key: Some(key.get_value()),
    };
    screen.save_then(submit, write::publish(input), "Update sent", Box::new(move || done(writing, key)));
}

#[component]
pub fn Composer(screen: Screen, writing: Writing, help: Source<Help>) -> impl IntoView {
    let Writing { audience, body, .. } = writing;
    let is_external = audience == Audience::External;
    let id = writing.id();
    let (title, who) = if is_external {
        ("External update", "Customers read this. No cause is needed to say what is felt.")
    } else {
        ("Internal update", "People of the house read this.")
    };
    let key = StoredValue::new(write::idempotency_key());
    let submit = Submit::new();
    let is_open = move || screen.read(On::Updates, |d| d.status.is_open());
    let helped =
        move |read: fn(&Help) -> bool| help.state.with(|s| matches!(s, Remote::Ready(help) if read(help)));
    // Somebody else lets it out: it can only be kept as a draft.
    let waits =
        move || is_external && helped(|h| h.approves) && !session().can(Permission::StatusUpdateApprove);
    let only_draft = Memo::new(move |_| writing.is_draft() || waits());
    let template = Memo::new(move |_| {
        help.state.with(|s| match s {
            Remote::Ready(help) if is_external => help.external.clone(),
            Remote::Ready(help) => help.internal.clone(),
            _ => String::new(),
        })
    });
    Effect::new(move |_| {
        let template = template.get();
        // A text that was emptied on purpose stays empty.
        let emptied =
            writing.body.with_untracked(String::is_empty) && writing.from.with_untracked(|f| !f.is_empty());
        if !template.is_empty() && !emptied && untrack(is_open) {
            writing.begin(template);
        }
    });
    Effect::new(move |_| {
        let is_gone = |id: String| screen.read(On::Drafts, |d| d.drafts.iter().all(|draft| draft.id != id));
        if writing.edited().is_some_and(is_gone) {
            writing.unbind();
        }
    });
    let save = move || save_draft(screen, writing, submit, key, untrack(is_open));
    let send = move || {
        if only_draft.get_untracked() {
            save();
        } else {
            publish(screen, writing, submit, key, untrack(is_open));
        }
    };
    let restart = move || {
        let begin = lean::press(move || writing.begin(template.get_untracked()));
        view! { <button type="button" class="btn quiet small" on:click=begin>"Start from the template"</button> }
    };
    let is_bare = move || body.with(|b| b.trim().is_empty()) && template.with(|t| !t.is_empty());
    let is_lost =
        move || screen.read(On::Windows, |d| d.windows.iter().any(|w| w.level == ImpactLevel::MajorOutage));
    let is_strong = move || body.with(|b| !domain::wording::outage_words(b).is_empty()) && !is_lost();
    let is_known =
        move || screen.read(On::Clocks, |d| d.instants.iter().any(|i| i.name == InstantName::Identified));
    let is_guess = move || is_open() && writing.eta.with(|at| !at.is_empty()) && !is_known();
    let keep = move || {
        view! { <button type="button" class="btn quiet" on:click=lean::press(save)>"Save draft"</button> }
    };
    let leave = move || {
        let leave = lean::press(move || writing.clear());
        view! { <button type="button" class="btn quiet" on:click=leave>"Leave the draft as it was"</button> }
    };
    let word = lean::words(move || {
        let word = match (submit.pending.get(), only_draft.get(), is_external) {
            (true, ..) => "Sending …",
            (_, true, _) => "Save draft",
            (_, _, true) => "Send to customers",
            (..) => "Send inside",
        };
        word.to_owned()
    });
    view! {
        <form class="composer" id=id on:submit=lean::submit(send) novalidate on:focusin=move |_| writing.select() aria-labelledby=format!("h-{id}")>
            <h3 id=format!("h-{id}")>{title}</h3>
            <p class="muted small">{who}</p>
            {lean::only(move || writing.is_draft(), || view! { <p class="notice">"You are editing a draft."</p> })}
            {lean::only(move || writing.lost.get(), || view! { <p class="notice" role="status">{text::DRAFT_LOST}</p> })}
            <WordedField label="Text" value=body zone=TextZone::Update rows=5 required=true hint=text::TEMPLATE_HINT error=submit.of("body") />
            {lean::only(is_strong, || view! { <p class="hint" role="status">{text::NO_OUTAGE}</p> })}
            {lean::only(is_bare, restart)}
            {lean::only(is_open, move || promise(writing, submit, help))}
            {lean::only(is_guess, || view! { <p class="hint" role="status">{text::ETA_BASIS}</p> })}
            {lean::only(move || !is_open(), || view! { <p class="notice">{text::FINAL_UPDATE}</p> })}
            <Preview body />
            {lean::only(waits, || view! { <p class="notice">{text::SECOND_PERSON}</p> })}
            <FormError submit />
            <div class="form-end">
                {lean::only(move || writing.is_draft(), leave)}
                {lean::only(move || !only_draft.get(), keep)}
                <button type="submit" class="btn" aria-busy=lean::words(move || submit.pending.get().to_string())>{word}</button>
            </div>
        </form>
    }
}

/// When the next word comes: the times of the two promises, with quick choices around what the severity asks for.
fn promise(writing: Writing, submit: Submit, help: Source<Help>) -> AnyView {
    let quick = move |minutes: i64| {
        let soon = lean::press(move || {
            writing.next.set(time::to_input(DateTime(time::now_ms() + minutes * 60_000)));
        });
        view! {
            <button type="button" class="btn small" aria-label=format!("+{minutes} min until the next update")
                on:click=soon>
                {format!("+{minutes} min")}
            </button>
        }
        .into_any()
    };
    let cadence = Memo::new(move |_| {
        help.state.with(|s| match s {
            Remote::Ready(help) if writing.audience == Audience::External => help.cadence.0,
            Remote::Ready(help) => help.cadence.1,
            _ => None,
        })
    });
    let choices = lean::part(move || {
        let usual = cadence.get().filter(|n| *n > 1).unwrap_or(30);
        [usual / 2, usual, usual * 2].map(quick).into_iter().collect_view()
    });
    let asked = lean::words(move || {
        cadence.get().map_or_else(String::new, |n| format!(" This severity asks for one every {n} min."))
    });
    view! {
        <div class="promise">
            <div class="form-row">
                <TextField label="Next update promised" kind="datetime-local" value=writing.next error=submit.of("nextUpdateAt") hint=zone_hint() />
                <TextField label="Fix expected (ETA)" kind="datetime-local" value=writing.eta error=submit.of("eta") />
            </div>
            <p class="quick">{choices}</p>
            <p class="hint">{text::PROMISE_HINT}{asked}" COM-01"</p>
        </div>
    }
    .into_any()
}
