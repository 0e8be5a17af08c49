//! Use cases of published analyses: texts to begin with, preview, publish, withdraw, read, and what customers say.
//!
//! A preview and its publication are made by the same steps, and a token ties them together: gather → redact → check → keep.
//! It must not decide what may leave: the domain does.

pub mod command;
mod follow;
mod gather;
mod plain;
mod preview;
mod publish;
mod questions;
mod read;
mod sensitive;
mod shared;

pub use command::{AnswerRcaQuestion, AskAboutSharedRca, PublicationContent, PublishRca};
pub use domain::publication::defaults::Defaults;
pub use preview::RcaPreview;

pub(crate) use follow::{follow_item, hide};

use domain::finding::Finding;
use domain::publication::{Publication, Question};

/// A version after it was published or withdrawn.
#[derive(Clone, Debug)]
pub struct PublicationAnswer {
    /// The version.
    pub publication: Publication,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A question after it was answered.
#[derive(Clone, Debug)]
pub struct QuestionAnswer {
    /// The question.
    pub question: Question,
    /// What the rules say about the answer, and what was taken out of it.
    pub findings: Vec<Finding>,
}
