//! Published versions of a root cause analysis: numbered, for an audience, and never changed afterwards (`PM-07`).
//!
//! A version is made of what the analysis, its incidents and its repair items say at that moment, and of four parts that somebody
//! writes. Names, e-mail addresses, internal addresses and private incidents are taken out of all of it before it is kept: see
//! [`redaction`]. It must not know where a version is shown.

pub mod changes;
pub mod defaults;
pub mod draft;
pub mod error;
pub mod redaction;
pub mod rules;
pub mod story;
#[cfg(test)]
mod tests;

pub use changes::changes;
pub use defaults::defaults;
pub use draft::{Draft, Made};
pub use error::PublicationError;
pub use redaction::{Person, Redaction, Redactor, Sensitive};
pub use story::{Story, StoryCauses, StoryIncident, StoryLine};

use serde::{Deserialize, Serialize};

use crate::comms::Audience;
use crate::comms::promise::RcaStage;
use crate::id::{CustomerId, ProblemId, PublicationId, RcaId, RcaQuestionId, RepairItemId, UserId};
use crate::identity::Principal;
use crate::repair::{RepairItem, RepairItemStatus, RepairKind};
use crate::text::{Body, Title};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// Who reads a published version.
    PublicationAudience {
        /// Whoever opens the portal.
        Everyone = "EVERYONE",
        /// Chosen customers, signed in.
        Customers = "CUSTOMERS",
        /// People of the house.
        Inside = "INSIDE",
    }
}

impl PublicationAudience {
    /// Whether somebody outside reads it.
    pub const fn is_outside(self) -> bool {
        !matches!(self, Self::Inside)
    }
}

/// What somebody writes for an audience: a title and the four parts that customers ask for, in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// One line.
    pub title: Title,
    /// What happened.
    pub what_happened: Body,
    /// Why it happened.
    pub why: Body,
    /// What was done so far.
    pub what_we_did: Body,
    /// What will be done.
    pub what_we_will_do: Body,
}

impl Parts {
    /// The first paragraph of what happened: what is told elsewhere, with a link to the rest.
    pub fn summary(&self) -> &str {
        first_paragraph(self.what_happened.as_str())
    }

    /// The four parts with what they are called, in the order of the page.
    pub fn named(&self) -> [(Part, &Body); 4] {
        [
            (Part::WhatHappened, &self.what_happened),
            (Part::Why, &self.why),
            (Part::WhatWeDid, &self.what_we_did),
            (Part::WhatWeWillDo, &self.what_we_will_do),
        ]
    }
}

/// One of the four parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// What happened.
    WhatHappened,
    /// Why it happened.
    Why,
    /// What was done so far.
    WhatWeDid,
    /// What will be done.
    WhatWeWillDo,
}

impl Part {
    /// The field of the API.
    pub const fn field(self) -> &'static str {
        match self {
            Self::WhatHappened => "whatHappened",
            Self::Why => "why",
            Self::WhatWeDid => "whatWeDid",
            Self::WhatWeWillDo => "whatWeWillDo",
        }
    }

    /// The heading on a page.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::WhatHappened => "What happened",
            Self::Why => "Why it happened",
            Self::WhatWeDid => "What we did",
            Self::WhatWeWillDo => "What we will do",
        }
    }
}

/// What the public learns of a repair item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedItem {
    /// The item.
    pub item: RepairItemId,
    /// What is done, redacted.
    pub title: String,
    /// Corrective or preventive.
    pub kind: RepairKind,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// How far it is.
    pub status: RepairItemStatus,
}

impl PublishedItem {
    /// Whether an item belongs into a version: somebody committed to it and it stands.
    pub const fn is_told(item: &RepairItem) -> bool {
        item.status.is_solution()
    }

    /// An item as it is; the title still wants redaction.
    pub fn of(item: &RepairItem) -> Self {
        Self {
            item: item.id,
            title: item.title.as_str().to_owned(),
            kind: item.kind,
            due_at: item.due_at,
            status: item.status,
        }
    }

    /// How far it is, for readers outside.
    pub const fn words(status: RepairItemStatus) -> &'static str {
        match status {
            RepairItemStatus::Proposed => "Being considered",
            RepairItemStatus::Committed => "Planned",
            RepairItemStatus::InProgress => "In progress",
            RepairItemStatus::Done => "Done; its effect is being checked",
            RepairItemStatus::Effective => "Done, and shown to work",
            RepairItemStatus::Reopened => "Opened again, as it did not work well enough",
            RepairItemStatus::NotDoing => "Not done, by decision",
        }
    }
}

/// A published version. All of it stays as it is; only the state of its repair items is kept true, and it can be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Identifier.
    pub id: PublicationId,
    /// The analysis.
    pub rca: RcaId,
    /// The number of `RCA-n`.
    pub rca_number: i64,
    /// The problem of the analysis.
    pub problem: ProblemId,
    /// The number of `PRB-n`.
    pub problem_number: i64,
    /// Its number among the versions of the analysis, from 1.
    pub number: i32,
    /// How far it has come.
    pub stage: RcaStage,
    /// Who reads it.
    pub audience: PublicationAudience,
    /// Which customers; empty for any other audience.
    pub customers: Vec<CustomerId>,
    /// Title and parts, redacted.
    pub parts: Parts,
    /// What else stands on its page.
    pub story: Story,
    /// Its repair items, in their order.
    pub items: Vec<PublishedItem>,
    /// What is different from the version before that this audience could read; empty when there was none.
    pub changes: Vec<String>,
    /// When it was published.
    pub published_at: Instant,
    /// Who published it.
    pub published_by: Principal,
    /// When it was taken back; none while it stands.
    pub withdrawn_at: Option<Instant>,
}

impl Publication {
    /// `RCA-n`.
    pub fn reference(&self) -> String {
        crate::rca::reference(self.rca_number)
    }

    /// Whether a customer finds it in her account.
    pub fn is_shared_with(&self, customer: CustomerId) -> bool {
        self.audience == PublicationAudience::Customers
            && self.withdrawn_at.is_none()
            && self.customers.contains(&customer)
    }

    /// Whether everybody of an audience can read it, so that they may be told what is different since.
    pub fn is_read_by(&self, audience: PublicationAudience, customers: &[CustomerId]) -> bool {
        use PublicationAudience as A;
        self.withdrawn_at.is_none()
            && match (self.audience, audience) {
                (A::Everyone, _) | (_, A::Inside) => true,
                (A::Customers, A::Customers) => customers.iter().all(|one| self.customers.contains(one)),
                _ => false,
            }
    }

    /// Who it keeps a promised analysis to (`COM-05`): customers, when everybody outside reads it, or all of `users`, the customers
    /// that use what was touched; else the inside.
    pub fn keeps_for(&self, users: &[CustomerId]) -> Audience {
        let is_told = match self.audience {
            PublicationAudience::Everyone => true,
            PublicationAudience::Customers => users.iter().all(|one| self.customers.contains(one)),
            PublicationAudience::Inside => false,
        };
        if is_told { Audience::External } else { Audience::Internal }
    }

    /// Takes it back at `now`: it stays inside, and nobody outside finds it any more.
    ///
    /// Errors: it was taken back already.
    pub fn withdraw(&mut self, now: Instant) -> Result<(), PublicationError> {
        if self.withdrawn_at.is_some() {
            return Err(PublicationError::Withdrawn);
        }
        self.withdrawn_at = Some(now);
        Ok(())
    }

    /// Where it is, from the root of the site.
    pub fn path(&self) -> String {
        match self.audience {
            PublicationAudience::Everyone => format!("/status/rca/{}/{}", self.reference(), self.number),
            PublicationAudience::Customers => format!("{SHARED_ROOT}{}", self.id),
            PublicationAudience::Inside => {
                format!("/problems/{}/rca/report", crate::problem::reference(self.problem_number))
            }
        }
    }
}

/// That a customer has read a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The customer.
    pub customer: CustomerId,
    /// When.
    pub at: Instant,
}

/// A customer's question about a version. Whoever asked is shown as the customer, never by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Identifier.
    pub id: RcaQuestionId,
    /// The version.
    pub publication: PublicationId,
    /// The customer.
    pub customer: CustomerId,
    /// Who asked; for the audit log alone.
    pub asked_by: UserId,
    /// The question, in Markdown.
    pub body: Body,
    /// When it was asked.
    pub asked_at: Instant,
    /// The answer.
    pub answer: Option<Answer>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What is answered, in Markdown, redacted.
    pub body: Body,
    /// When.
    pub at: Instant,
    /// Who answered.
    pub by: Principal,
}

impl Question {
    /// Answers it; an answer stays as it is (`PM-07`).
    ///
    /// Errors: it is answered.
    pub fn answer(&mut self, answer: Answer) -> Result<(), PublicationError> {
        if self.answer.is_some() {
            return Err(PublicationError::Answered);
        }
        self.answer = Some(answer);
        Ok(())
    }
}

/// Where analyses that were shared with customers are, from the root of the site: their ids follow.
pub const SHARED_ROOT: &str = "/status/account/rca/";

/// The most questions that one customer asks about one version.
pub const MOST_QUESTIONS: u64 = 100;

/// A mark that stands around what was put in place of something, until it is shown: see [`redaction`].
pub const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// The first paragraph of a Markdown text.
pub fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or_default()
}

/// A text without marks.
pub fn without_marks(text: &str) -> String {
    text.replace(MARKS, "")
}

/// Words of a snapshot that travel as text: the vocabularies of the domain do not know serde.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A point that matters for the story.
    Milestone,
    /// A step of the incident.
    Status,
    /// What was said to customers.
    Update,
}
