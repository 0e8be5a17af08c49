//! The filters of the audit log: read from the address, written to it, drawn as a line of fields. It must not know rows.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use web_sys::Event;

use super::{
    api::{self, AuditLogFilter},
    text,
};
use crate::{
    identity,
    net::ApiError,
    ui::{
        lean, nav,
        remote::{self, Remote},
        time,
    },
};

/// A filter by its place in the line.
#[derive(Clone, Copy, PartialEq)]
pub enum By {
    Actor,
    Action,
    Subject,
    Request,
    From,
    To,
}

/// The names in the address, in the order of [`By`].
const NAMES: [&str; 6] = ["who", "action", "record", "request", "from", "to"];

/// What the address says.
#[derive(Clone, PartialEq, Default)]
pub struct Filters([String; 6]);

impl Filters {
    pub fn read(query: &ParamsMap) -> Self {
        Self(NAMES.map(|name| query.get(name).unwrap_or_default().trim().to_owned()))
    }

    fn of(&self, by: By) -> &str {
        &self.0[by as usize]
    }

    /// The same with one changed.
    pub fn with(&self, by: By, value: &str) -> Self {
        let mut next = self.clone();
        value.trim().clone_into(&mut next.0[by as usize]);
        next
    }

    pub fn is_active(&self) -> bool {
        *self != Self::default()
    }

    pub fn href(&self) -> String {
        let query: Vec<String> = NAMES
            .iter()
            .zip(&self.0)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", String::from(js_sys::encode_uri_component(value))))
            .collect();
        if query.is_empty() { "/admin/audit".into() } else { format!("/admin/audit?{}", query.join("&")) }
    }

    /// What the API asks for. The key of an incident becomes its id first.
    pub async fn asked(self) -> Result<AuditLogFilter, ApiError> {
        let some = |by: By| Some(self.of(by).to_owned()).filter(|value| !value.is_empty());
        let subject_id = match some(By::Subject) {
            Some(key) if key.to_ascii_uppercase().starts_with("INC-") => {
                api::subject_of(key.to_ascii_uppercase()).await?
            }
            other => other,
        };
        Ok(AuditLogFilter {
            actor_id: some(By::Actor),
            action: some(By::Action),
            subject_id,
            request_id: some(By::Request),
            since: time::from_input(self.of(By::From)),
            until: time::from_input(self.of(By::To)),
        })
    }
}

/// The line of fields; a change counts at once.
pub fn bar(filters: Memo<Filters>) -> AnyView {
    let field = move |by: By, word: &'static str, kind: &'static str, list: Option<&'static str>| {
        view! {
            <label class="form-field">
                <span>{word}</span>
                <input type=kind autocomplete="off" spellcheck="false" list=list
                    prop:value=lean::words(move || filters.with(|f| f.of(by).to_owned()))
                    on:change=change(filters, by) />
            </label>
        }
        .into_any()
    };
    let actions = text::ACTIONS.map(|action| view! { <option value=action></option> }).collect_view();
    let clear = lean::only(
        move || filters.with(Filters::is_active),
        || view! { <a class="link clear" href="/admin/audit">"Clear filters"</a> },
    );
    view! {
        <div class="abar" role="group" aria-label="Filters">
            {who(filters)}
            {field(By::Action, "What", "text", Some("audit-actions"))}
            {field(By::Subject, "Record: INC-42 or id", "text", None)}
            {field(By::Request, "Request id", "text", None)}
            {field(By::From, "From", "datetime-local", None)}
            {field(By::To, "To", "datetime-local", None)}
            {clear}
            <datalist id="audit-actions">{actions}</datalist>
        </div>
    }
    .into_any()
}

fn change(filters: Memo<Filters>, by: By) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| {
        let next = filters.get_untracked().with(by, &event_target_value(&event));
        nav::replace(&next.href());
    })
}

/// People by name, then the parts of the program that act by themselves, and a key that the address names.
fn who(filters: Memo<Filters>) -> AnyView {
    let people = remote::remote(identity::api::people_options);
    let options = lean::part(move || {
        let mut all: Vec<(String, String)> = people.state.with(|state| match state {
            Remote::Ready(people) => people.iter().map(|p| (p.id.clone(), p.name.clone())).collect(),
            _ => Vec::new(),
        });
        all.extend(text::PARTS.map(|(id, word)| (id.to_owned(), word.to_owned())));
        let chosen = filters.with(|f| f.of(By::Actor).to_owned());
        if !chosen.is_empty() && !all.iter().any(|(id, _)| *id == chosen) {
            all.push((chosen.clone(), "Somebody else".to_owned()));
        }
        all.into_iter()
            .map(|(id, word)| {
                let selected = id == chosen;
                view! { <option value=id prop:selected=selected>{word}</option> }
            })
            .collect_view()
    });
    view! {
        <label class="form-field">
            <span>"Who"</span>
            <select on:change=change(filters, By::Actor)>
                <option value="" prop:selected=move || filters.with(|f| f.of(By::Actor).is_empty())>"Anybody"</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}
