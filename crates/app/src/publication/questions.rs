//! Answers to questions of customers.

use domain::finding::Finding;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::publication::rules::of_text;
use domain::publication::{Answer, PublicationError, Redactor, without_marks};
use domain::rca::RcaChange;
use domain::text::Body;
use domain::wording::TextZone;
use serde_json::json;
use store::publication::{questions, repo};

use super::plain;
use super::sensitive::Readers;
use super::{AnswerRcaQuestion, QuestionAnswer};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

impl App {
    /// Answers a question, once. An answer leaves the house: what must not is taken out of it, and the findings say what.
    ///
    /// Errors: it is answered, its version was withdrawn, a text that does not hold, a name that formatting breaks up.
    pub async fn answer_rca_question(
        &self,
        actor: &Actor,
        command: AnswerRcaQuestion,
    ) -> Result<QuestionAnswer> {
        authorize(actor, Permission::RcaPublish, Relation::default())?;
        let body = parse("body", Body::parse(&command.body))?;
        let mut write = self.write(actor).await?;
        let mut question = questions::lock(&write.tx, command.id).await?.ok_or(Error::NotFound)?;
        let version = repo::load(&write.tx, question.publication).await?.ok_or(Error::NotFound)?;
        let gathered = self.gather(&write.tx, version.rca).await?;
        let readers = Readers { audience: version.audience, customers: &[question.customer] };
        let sensitive = self.sensitive(&write.tx, &gathered, readers, &[body.as_str()]).await?;
        let redactor = Redactor::new(&sensitive);
        let redacted = redactor.redact("body", body.as_str());
        let text = without_marks(&redacted.text);
        if let Some(earlier) = &question.answer {
            // The same answer again is the same request again; what is kept was redacted.
            let is_again =
                [body.as_str(), &text].iter().any(|one| one.trim() == earlier.body.as_str().trim());
            return if is_again && earlier.by == actor.principal {
                Ok(QuestionAnswer { question, findings: Vec::new() })
            } else {
                Err(PublicationError::Answered.into())
            };
        }
        if version.withdrawn_at.is_some() {
            return Err(PublicationError::Withdrawn.into());
        }
        if redactor.finds(&plain::words(&self.markdown().render(&text))) {
            return Err(PublicationError::Hidden { field: "body" }.into());
        }
        let mut findings: Vec<Finding> = redacted
            .redactions
            .iter()
            .map(|one| {
                let message =
                    format!("“{}” became “{}”. {}", one.original, one.replacement, one.reason.words());
                Finding::hint("PM-07", message)
            })
            .collect();
        let advice = of_text("body", &text, TextZone::Update, &self.directory().names());
        findings.extend(advice.into_iter().map(|(_, finding)| finding));
        let answer = Answer { body: parse("body", Body::parse(&text))?, at: write.now, by: actor.principal };
        question.answer(answer.clone())?;
        questions::answer(&write.tx, question.id, &answer).await?;
        let facts = json!({
            "publicationId": version.id.to_string(), "questionId": question.id.to_string(),
            "customerId": question.customer.to_string(),
        });
        write.audit("rca.question_answered", "rca", version.rca, &facts);
        write.event("rca", RcaChange::Discussed.as_str(), version.rca.uuid(), &facts);
        write.commit().await?;
        Ok(QuestionAnswer { question, findings })
    }
}
