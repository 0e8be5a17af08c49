//! What is being written for an audience: the texts, the preview that goes stale with the next letter, and sending out what was
//! seen. It must not know how it is drawn.

use leptos::prelude::*;

use super::{
    api::{self, Analysis, Content, Opened, Preview, Texts},
    text,
};
use crate::{
    model::{Finding, FindingLevel, PublicationAudience, RcaStage, RcaStatus},
    net::{ApiError, Done},
    ui::{
        confirm::{self, Question},
        dom, draft,
        form::{Submit, idempotency_key},
        nav,
        remote::Source,
        toast,
    },
};

/// One of the texts, kept in this tab.
#[derive(Clone, Copy)]
pub struct Text {
    pub typed: RwSignal<String>,
    /// What it began with, to tell what was never touched.
    pub from: RwSignal<String>,
}

/// What is written; copy it freely.
#[derive(Clone, Copy)]
pub struct Fields {
    pub stage: RwSignal<String>,
    pub audience: RwSignal<String>,
    pub customers: RwSignal<Vec<String>>,
    /// Kept aside, so that the handle stays small.
    pub texts: StoredValue<[Text; 5]>,
}

impl Fields {
    pub fn new(analysis: &Analysis) -> Self {
        let kept = |name: &str, first: &str| {
            let field = draft::kept(&analysis.id, &format!("publish.{name}"));
            if field.with_untracked(String::is_empty) {
                field.set(first.to_owned());
            }
            field
        };
        // The whole of it is told after the review only.
        let is_settled = matches!(analysis.status, RcaStatus::Reviewed | RcaStatus::Published);
        let stage = if is_settled { RcaStage::Final } else { RcaStage::Preliminary };
        // Kept only where it was chosen: the first choice changes with the analysis.
        let stage = stage.wire();
        let other = kept("stage", "");
        let chosen =
            other.with_untracked(|other| if other.is_empty() { stage.to_owned() } else { other.clone() });
        let chosen_stage = RwSignal::new(chosen);
        Effect::new(move |_| {
            other.set(chosen_stage.with(|now| if now == stage { String::new() } else { now.clone() }));
        });
        let ids = kept("customers", "");
        let chosen = ids.with_untracked(|ids| ids.split_whitespace().map(str::to_owned).collect());
        let customers = RwSignal::new(chosen);
        Effect::new(move |_| ids.set(customers.with(|all: &Vec<String>| all.join(" "))));
        Self {
            stage: chosen_stage,
            audience: kept("audience", PublicationAudience::Everyone.wire()),
            customers,
            texts: StoredValue::new(text::PARTS.map(|part| Text {
                typed: kept(part.field, ""),
                from: kept(&format!("{}.from", part.field), ""),
            })),
        }
    }

    /// Takes what the analysis says into every text that nobody has touched, or into all.
    pub fn begin(self, defaults: &Texts, all: bool) {
        for (text, now) in self.texts.get_value().iter().zip(defaults) {
            let untouched =
                text.typed.with_untracked(|t| t.is_empty() || text.from.with_untracked(|from| from == t));
            if all || untouched {
                text.typed.set(now.clone());
            }
            if all || untouched || text.from.with_untracked(String::is_empty) {
                text.from.set(now.clone());
            }
        }
    }

    /// Whether something typed began with what the analysis does not say any more.
    pub fn is_behind(self, defaults: &Texts) -> bool {
        self.texts.get_value().iter().zip(defaults).any(|(text, now)| text.from.with(|from| from != now))
    }

    pub fn audience(self) -> PublicationAudience {
        self.audience.with(|a| PublicationAudience::parse(a)).unwrap_or(PublicationAudience::Inside)
    }

    pub fn content(self, rca: String) -> Content {
        let audience = self.audience();
        let is_chosen = audience == PublicationAudience::Customers;
        Content {
            rca,
            stage: self.stage.with(|s| RcaStage::parse(s)).unwrap_or(RcaStage::Preliminary),
            audience,
            customers: if is_chosen { self.customers.get() } else { Vec::new() },
            texts: self.texts.get_value().map(|text| text.typed.get()),
        }
    }

    pub fn clear(self) {
        let kept = self.texts.get_value().into_iter().flat_map(|text| [text.typed, text.from]);
        for field in kept.chain([self.stage, self.audience]) {
            let _ = field.try_set(String::new());
        }
        let _ = self.customers.try_set(Vec::new());
    }
}

/// What was looked at before it goes out.
#[derive(Clone, PartialEq)]
pub struct Looked {
    pub content: Content,
    /// Of the analysis.
    pub version: i64,
    pub preview: Preview,
    /// Of this one going out: pressed again after a lost answer it is the same.
    pub key: String,
}

/// The form with its preview; copy it freely.
#[derive(Clone, Copy)]
pub struct Writing {
    pub fields: Fields,
    pub content: Memo<Content>,
    pub version: Memo<i64>,
    pub looked: RwSignal<Option<Looked>>,
    pub submit: Submit,
    pub asking: confirm::Asking,
    pub source: Source<Opened>,
    pub begun: Source<Texts>,
    pub versions: StoredValue<String>,
}

impl Writing {
    /// Whether what was looked at is what would go out now.
    pub fn is_fresh(self) -> bool {
        self.looked.with(|looked| {
            looked.as_ref().is_some_and(|looked| {
                self.version.get() == looked.version && self.content.with(|now| *now == looked.content)
            })
        })
    }

    /// Whether the rules keep what was looked at from going out.
    pub fn is_refused(self) -> bool {
        let is_error = |finding: &Finding| finding.level == FindingLevel::Error;
        self.looked.with(|looked| looked.as_ref().is_some_and(|l| l.preview.findings.iter().any(is_error)))
    }

    pub fn is_stale(self) -> bool {
        self.looked.with(Option::is_some) && !self.is_fresh()
    }

    pub fn look(self) {
        let content = self.content.get_untracked();
        if content.texts[0].trim().is_empty() {
            return self.submit.refuse("title", "Say in a line what it is about.");
        }
        if content.audience == PublicationAudience::Customers && content.customers.is_empty() {
            return self.submit.refuse("customerIds", "Choose at least one.");
        }
        let version = self.version.get_untracked();
        self.submit.run(api::preview(content.clone()), move |preview| {
            let said = match preview.redactions.len() {
                1 => "Preview ready, 1 passage replaced".to_owned(),
                n => format!("Preview ready, {n} passages replaced"),
            };
            let key = idempotency_key();
            if self.looked.try_set(Some(Looked { content, version, preview, key })).is_none() {
                toast::announce(said);
                request_animation_frame(|| _ = dom::focus("#h-preview"));
            }
        });
    }

    /// Asks once more, and sends out exactly what was looked at.
    pub fn publish(self) {
        let Some(looked) = self.looked.get_untracked() else { return };
        let audience = looked.content.audience;
        let send = move |()| -> Done {
            let Looked { content, version, preview, key } = looked.clone();
            let work = api::publish(content, version, preview.token, key);
            Box::pin(async move { work.await.map_err(|error| self.explain(error)) })
        };
        self.asking.set(Some(Question {
            title: format!("Publish it? Readers: {}", audience.label().to_lowercase()),
            text: text::consequence(audience),
            yes: "Publish",
            no: "Not yet",
            work: Callback::new(send),
            done: Callback::new(move |()| {
                self.fields.clear();
                toast::say("Published");
                self.source.reload();
                // What was kept is forgotten first.
                let versions = self.versions.get_value();
                request_animation_frame(move || nav::go(&versions));
            }),
        }));
    }

    /// After a conflict, or when something that the page shows has changed, the preview shows what is not so any more.
    pub fn explain(self, mut error: ApiError) -> ApiError {
        if error.is("CONFLICT") {
            let _ = self.looked.try_set(None);
            self.source.reload();
            self.begun.reload();
            error.message = text::CONFLICT.into();
        }
        error
    }
}
