//! The page of an analysis that was shared with a customer: the same article, and what her organisation says about it. Forms are
//! plain, and nothing of it is kept.
//!
//! It must not know who signed in.

use askama::Template;
use domain::portal::PublicAnalysis;
use domain::time::Instant;

use super::frame::Frame;
use super::rca::Article;
use super::render;
use crate::text::{clean_analysis, cleaned};
use crate::words::Stamp;
use crate::{Portal, site};

/// What a customer's organisation said about a version, and what her forms carry.
#[derive(Clone, Debug, Default)]
pub struct SharedPage {
    /// The organisation.
    pub customer: String,
    /// When it acknowledged the version.
    pub acknowledged_at: Option<Instant>,
    /// What it asked, oldest first.
    pub questions: Vec<SharedQuestion>,
    /// All versions of the analysis that it may read, newest first.
    pub versions: Vec<PublicAnalysis>,
    /// What forms carry so that no other page can send them.
    pub form_token: String,
    /// What makes a question that is sent twice one question.
    pub question_key: String,
    /// What is at fault with a question that was sent, in a sentence.
    pub fault: Option<String>,
    /// The question that was sent, when something is at fault.
    pub question: String,
}

/// A question and its answer, as HTML that was made safe.
#[derive(Clone, Debug)]
pub struct SharedQuestion {
    /// When it was asked.
    pub asked_at: Instant,
    /// The question.
    pub body_html: String,
    /// When it was answered, and the answer.
    pub answer: Option<(Instant, String)>,
}

struct QuestionView {
    asked: Stamp,
    html: String,
    answer: Option<(Stamp, String)>,
}

#[derive(Template)]
#[template(path = "rca_shared.html")]
struct Page {
    frame: Frame,
    /// The article; a template of its own.
    article: String,
    customer: String,
    acknowledged: Option<Stamp>,
    questions: Vec<QuestionView>,
    acknowledge_path: String,
    question_path: String,
    form_token: String,
    question_key: String,
    fault: Option<String>,
    question: String,
}

impl Portal {
    /// The page of a version for a customer's person.
    pub fn shared_rca_page(&self, analysis: &PublicAnalysis, shared: &SharedPage, now: Instant) -> String {
        let mut analysis = analysis.clone();
        clean_analysis(&mut analysis);
        let all: Vec<(String, &PublicAnalysis)> =
            shared.versions.iter().map(|one| (site::shared_rca(&one.id), one)).collect();
        let article =
            Article::new(&analysis, now).among(&analysis, &all, site::shared_markdown(&analysis.id));
        let question = |one: &SharedQuestion| QuestionView {
            asked: Stamp::new(one.asked_at, now),
            html: cleaned(&one.body_html),
            answer: one.answer.as_ref().map(|(at, html)| (Stamp::new(*at, now), cleaned(html))),
        };
        let frame = Frame { revision: String::new(), ..Frame::new(self, &analysis.title, "account") };
        render(&Page {
            frame,
            article: article.html(),
            customer: cleaned(&shared.customer),
            acknowledged: shared.acknowledged_at.map(|at| Stamp::new(at, now)),
            questions: shared.questions.iter().map(question).collect(),
            acknowledge_path: site::shared_acknowledge(&analysis.id),
            question_path: site::shared_question(&analysis.id),
            form_token: shared.form_token.clone(),
            question_key: shared.question_key.clone(),
            fault: shared.fault.clone(),
            question: cleaned(&shared.question),
        })
    }

    /// A version as Markdown, for a customer's person.
    pub fn shared_rca_markdown(&self, analysis: &PublicAnalysis) -> String {
        let mut analysis = analysis.clone();
        clean_analysis(&mut analysis);
        crate::markdown::analysis(&analysis, self.projection.as_of)
    }
}
