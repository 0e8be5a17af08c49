//! From what somebody writes and what the records say to what is published: everything redacted, checked, and with a name of its own.
//!
//! It must not know how a page is made.

use super::redaction::{Redacted, Redaction, Redactor};
use super::rules::{of_text, wording};
use super::{MARKS, Part, Parts, PublicationAudience, PublishedItem, Story, without_marks};
use crate::comms::promise::RcaStage;
use crate::finding::{Finding, FindingLevel};
use crate::id::CustomerId;
use crate::text::{Body, Title};
use crate::wording::{People, TextZone};

/// What is to be published, as it was written and as the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How far it has come.
    pub stage: RcaStage,
    /// Who is to read it.
    pub audience: PublicationAudience,
    /// Which customers.
    pub customers: Vec<CustomerId>,
    /// Title and parts.
    pub parts: Parts,
    /// Incidents, timeline and causes.
    pub story: Story,
    /// Repair items, in their order.
    pub items: Vec<PublishedItem>,
}

/// What would be published, with marks around what was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The same, redacted.
    pub draft: Draft,
    /// What was replaced, in the order of the page.
    pub redactions: Vec<Redaction>,
    /// What the rules say, with the field that each is about.
    pub findings: Vec<(&'static str, Finding)>,
}

impl Draft {
    /// Redacts all of it, and asks the rules of wording about what is left.
    pub fn make(mut self, redactor: &Redactor, people: &People) -> Made {
        let mut pen = Pen { redactor, redactions: Vec::new(), findings: Vec::new() };
        self.parts = Parts {
            title: pen.title(&self.parts.title),
            what_happened: pen.body(Part::WhatHappened, &self.parts.what_happened),
            why: pen.body(Part::Why, &self.parts.why),
            what_we_did: pen.body(Part::WhatWeDid, &self.parts.what_we_did),
            what_we_will_do: pen.body(Part::WhatWeWillDo, &self.parts.what_we_will_do),
        };
        for line in &mut self.story.lines {
            line.text = pen.text("timeline", &line.text);
        }
        for cause in &mut self.story.causes.causes {
            cause.text = pen.text("causes", &cause.text);
        }
        for bone in &mut self.story.causes.bones {
            // Names of categories stand in the drawing alone, where nothing is marked.
            bone.name = without_marks(&pen.text("causes", &bone.name));
        }
        for item in &mut self.items {
            item.title = pen.text("repairItems", &item.title);
        }
        let mut findings = wording(&self.parts, people);
        for cause in &self.story.causes.causes {
            findings.extend(errors(of_text("causes", &cause.text, TextZone::Cause, people)));
        }
        for item in &self.items {
            findings.extend(errors(of_text("repairItems", &item.title, TextZone::Action, people)));
        }
        // What stands in a timeline cannot be changed any more; a line that speaks of guilt is left out, and that is said.
        self.story.lines.retain(|line| {
            let found = errors(of_text("timeline", &line.text, TextZone::Timeline, people));
            let left_out = found.into_iter().map(|(field, found)| {
                let message = format!("A line of the timeline is left out: {}", found.message);
                (field, Finding { level: FindingLevel::Warning, message, ..found })
            });
            let before = findings.len();
            findings.extend(left_out);
            findings.len() == before
        });
        findings.extend(pen.findings);
        findings.sort_by_key(|(_, finding)| finding.level);
        Made { draft: self, redactions: pen.redactions, findings }
    }

    /// The same without marks: what is kept.
    #[must_use]
    pub fn plain(mut self) -> Self {
        let title = without_marks(self.parts.title.as_str());
        self.parts.title = Title::parse(&title).unwrap_or(self.parts.title);
        for body in [
            &mut self.parts.what_happened,
            &mut self.parts.why,
            &mut self.parts.what_we_did,
            &mut self.parts.what_we_will_do,
        ] {
            let text = without_marks(body.as_str());
            if let Ok(plain) = Body::parse(&text) {
                *body = plain;
            }
        }
        for line in &mut self.story.lines {
            line.text = without_marks(&line.text);
        }
        for cause in &mut self.story.causes.causes {
            cause.text = without_marks(&cause.text);
        }
        for item in &mut self.items {
            item.title = without_marks(&item.title);
        }
        self
    }
}

/// Only the errors.
fn errors(found: Vec<(&'static str, Finding)>) -> Vec<(&'static str, Finding)> {
    found.into_iter().filter(|(_, finding)| finding.level == FindingLevel::Error).collect()
}

struct Pen<'a> {
    redactor: &'a Redactor,
    redactions: Vec<Redaction>,
    findings: Vec<(&'static str, Finding)>,
}

impl Pen<'_> {
    fn text(&mut self, place: &'static str, text: &str) -> String {
        let Redacted { text, redactions, doubts } = self.redactor.redact(place, text);
        self.redactions.extend(redactions);
        for doubt in doubts {
            let message = format!("“{doubt}” stays: it may be a person's name, or an ordinary word.");
            let finding = Finding::warning("I1", message);
            if !self.findings.contains(&(place, finding.clone())) {
                self.findings.push((place, finding));
            }
        }
        text
    }

    /// A title that grew too long by what was put in is cut at a word.
    fn title(&mut self, title: &Title) -> Title {
        let mut text = self.text("title", title.as_str());
        while text.chars().count() > Title::MAX {
            let cut = text.trim_end().rfind(' ').unwrap_or_default();
            text.truncate(cut);
            text.push_str(if text.matches(MARKS[0]).count() > text.matches(MARKS[1]).count() {
                "\u{e001}"
            } else {
                ""
            });
        }
        Title::parse(&text).or_else(|_| Title::parse("Root cause analysis")).unwrap_or_else(|_| title.clone())
    }

    fn body(&mut self, part: Part, body: &Body) -> Body {
        let text = self.text(part.field(), body.as_str());
        // What was put in may make it a little longer than anybody may write.
        let text: String = text.chars().take(Body::MAX).collect();
        Body::parse(&text).or_else(|_| Body::parse("…")).unwrap_or_else(|_| body.clone())
    }
}
