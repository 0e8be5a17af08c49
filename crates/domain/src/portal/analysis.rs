//! A published analysis as its readers see it, whoever they are.
//!
//! It must not know who else reads it.

use serde::{Deserialize, Serialize};

use super::PublicRca;
use crate::comms::promise::RcaStage;
use crate::publication::{
    LineKind, Part, Parts, Publication, PublishedItem, StoryCauses, StoryIncident, first_paragraph,
    without_marks,
};
use crate::repair::RepairKind;
use crate::time::Instant;

/// A published version with everything on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAnalysis {
    /// Global id.
    pub id: String,
    /// `RCA-n`.
    pub reference: String,
    /// Its number among the versions of the analysis.
    pub number: i32,
    /// Whether it is the whole of it, and not what was known so far.
    pub is_final: bool,
    /// One line.
    pub title: String,
    /// When it was published.
    pub published_at: Instant,
    /// The four parts, in their order.
    pub parts: Vec<PublicPart>,
    /// Public facts of its incidents.
    pub incidents: Vec<StoryIncident>,
    /// The timeline.
    pub lines: Vec<PublicLine>,
    /// The causes.
    pub causes: StoryCauses,
    /// What is done about them, as it stands.
    pub items: Vec<PublicItem>,
    /// What is different from the version before.
    pub changes: Vec<String>,
}

/// One of the four parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicPart {
    /// What it is called.
    pub heading: String,
    /// The text as HTML that was made safe.
    pub html: String,
    /// The text as it was written.
    pub text: String,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicLine {
    /// When it happened.
    pub at: Instant,
    /// What kind of line it is.
    pub kind: LineKind,
    /// The text as HTML that was made safe.
    pub html: String,
    /// The text as it was written.
    pub text: String,
}

/// A repair item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicItem {
    /// What is done.
    pub title: String,
    /// Whether it mends a cause; it keeps the cause from coming back otherwise.
    pub is_corrective: bool,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// Whether it is done.
    pub is_done: bool,
    /// How far it is, in words.
    pub words: String,
}

impl PublicAnalysis {
    /// A version as it is read; `html` makes safe HTML of Markdown.
    pub fn of(publication: &Publication, html: &dyn Fn(&str) -> String) -> Self {
        let parts: &Parts = &publication.parts;
        let part = |(part, text): (Part, &crate::text::Body)| PublicPart {
            heading: part.heading().to_owned(),
            html: html(text.as_str()),
            text: text.as_str().to_owned(),
        };
        Self {
            id: publication.id.to_string(),
            reference: publication.reference(),
            number: publication.number,
            is_final: publication.stage == RcaStage::Final,
            title: parts.title.as_str().to_owned(),
            published_at: publication.published_at,
            parts: parts.named().into_iter().map(part).collect(),
            incidents: publication.story.incidents.clone(),
            lines: publication
                .story
                .lines
                .iter()
                .map(|line| PublicLine {
                    at: line.at,
                    kind: line.kind,
                    html: html(&line.text),
                    text: line.text.clone(),
                })
                .collect(),
            causes: publication.story.causes.clone(),
            items: publication.items.iter().map(item).collect(),
            changes: publication.changes.clone(),
        }
    }

    /// What the page of an incident says of it: the beginning of what happened, and where the rest is.
    pub fn told(&self, html: &dyn Fn(&str) -> String) -> PublicRca {
        let text = self.parts.first().map_or("", |part| part.text.as_str());
        let summary = without_marks(first_paragraph(text));
        PublicRca {
            reference: self.reference.clone(),
            stage: if self.is_final { RcaStage::Final } else { RcaStage::Preliminary }.as_str().to_owned(),
            published_at: self.published_at,
            url: format!("/status/rca/{}", self.reference),
            summary_html: html(&summary),
            summary_text: summary,
        }
    }
}

fn item(item: &PublishedItem) -> PublicItem {
    PublicItem {
        title: item.title.clone(),
        is_corrective: item.kind == RepairKind::Corrective,
        due_at: item.due_at,
        is_done: item.status.is_done(),
        words: PublishedItem::words(item.status).to_owned(),
    }
}
