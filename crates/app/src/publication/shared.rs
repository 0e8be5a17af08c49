//! What was shared with a customer: list, read, acknowledge, ask. Whatever is not hers does not exist for her.
//!
//! It must not know how she signed in.

use std::collections::HashMap;

use domain::id::{CustomerId, PublicationId, RcaQuestionId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::notification::NotificationKind;
use domain::publication::{MOST_QUESTIONS, Publication, PublicationAudience, PublicationError, Question};
use domain::rca::RcaChange;
use domain::text::Body;
use domain::time::Instant;
use serde_json::json;
use store::publication::{list, questions, repo};
use uuid::Uuid;

use super::AskAboutSharedRca;
use crate::error::parse;
use crate::notification::{About, tell_about};
use crate::page::Page;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// The organisation of the actor.
///
/// Errors: not for her kind of account; no organisation.
fn customer_of(actor: &Actor, permission: Permission) -> Result<CustomerId> {
    authorize(actor, permission, Relation::default())?;
    actor.customer.ok_or(Error::NotFound)
}

impl App {
    /// A page of the newest version of each analysis that was shared with the actor's organisation, newest first.
    pub async fn shared_rcas(
        &self,
        actor: &Actor,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Publication>> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        let after = after.map(|(at, id)| (at, PublicationId::new(id)));
        Ok(Page::of(list::shared(self.store(), customer, after, size + 1).await?, size))
    }

    /// How many analyses were shared with the actor's organisation.
    pub async fn count_shared_rcas(&self, actor: &Actor) -> Result<u64> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        Ok(list::count_shared(self.store(), customer).await?)
    }

    /// One version that was shared with the actor's organisation.
    pub async fn shared_rca(&self, actor: &Actor, id: PublicationId) -> Result<Publication> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        let found = repo::load(self.store(), id).await?;
        found.filter(|version| version.is_shared_with(customer)).ok_or(Error::NotFound)
    }

    /// The versions of the analysis of a version that the actor's organisation may read there, newest first.
    pub async fn shared_versions(&self, actor: &Actor, of: &Publication) -> Result<Vec<Publication>> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        let mut versions = list::of_rcas(self.store(), &[of.rca]).await?.remove(&of.rca).unwrap_or_default();
        versions.retain(|version| version.is_shared_with(customer));
        Ok(versions)
    }

    /// When the actor's organisation acknowledged each of many versions.
    pub async fn shared_acknowledgements(
        &self,
        actor: &Actor,
        ids: &[PublicationId],
    ) -> Result<HashMap<PublicationId, Instant>> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        let all = repo::acknowledgements(self.store(), ids).await?;
        let own = |(id, all): (PublicationId, Vec<domain::publication::Acknowledgement>)| {
            all.iter().find(|one| one.customer == customer).map(|one| (id, one.at))
        };
        Ok(all.into_iter().filter_map(own).collect())
    }

    /// What the actor's organisation asked about each of many versions, oldest first.
    pub async fn shared_questions(
        &self,
        actor: &Actor,
        ids: &[PublicationId],
    ) -> Result<HashMap<PublicationId, Vec<Question>>> {
        let customer = customer_of(actor, Permission::SharedRcaRead)?;
        Ok(questions::of(self.store(), ids, Some(customer)).await?)
    }

    /// Notes that the actor's organisation has read a version. Doing it twice changes nothing.
    pub async fn acknowledge_shared_rca(&self, actor: &Actor, id: PublicationId) -> Result<Publication> {
        let customer = customer_of(actor, Permission::SharedRcaAcknowledge)?;
        let mut write = self.write(actor).await?;
        let version = shared(&write, id, customer).await?;
        let user = actor.principal.user().ok_or(Error::NotFound)?;
        if repo::acknowledge(&write.tx, id, customer, user, write.now).await? {
            let facts = json!({
                "publicationId": id.to_string(), "customerId": customer.to_string(), "isAcknowledged": true,
            });
            write.audit("rca.acknowledged", "rca", version.rca, &facts);
            write.event("rca", RcaChange::Discussed.as_str(), version.rca.uuid(), &facts);
            write.commit().await?;
        }
        Ok(version)
    }

    /// Asks about a version; the owner of the problem and those who publish are told.
    ///
    /// Errors: it was not shared, a text that does not hold, too many questions.
    pub async fn ask_about_shared_rca(
        &self,
        actor: &Actor,
        command: AskAboutSharedRca,
    ) -> Result<Publication> {
        let customer = customer_of(actor, Permission::SharedRcaAcknowledge)?;
        let body = parse("body", Body::parse(&command.body))?;
        let asked_by = actor.principal.user().ok_or(Error::NotFound)?;
        let mut write = self.write(actor).await?;
        let id = RcaQuestionId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if write.claim("askAboutSharedRca", key, &command, id.uuid()).await?.is_some() {
            drop(write);
            return self.shared_rca(actor, command.id).await;
        }
        let version = shared(&write, command.id, customer).await?;
        if questions::count(&write.tx, version.id, customer).await? >= MOST_QUESTIONS {
            let max = usize::try_from(MOST_QUESTIONS).unwrap_or(usize::MAX);
            return Err(PublicationError::TooMany { what: "questions of a customer", max }.into());
        }
        let question = Question {
            id,
            publication: version.id,
            customer,
            asked_by,
            body,
            asked_at: write.now,
            answer: None,
        };
        questions::insert(&write.tx, &question).await?;
        let facts = json!({
            "publicationId": version.id.to_string(), "questionId": id.to_string(), "customerId": customer.to_string(),
        });
        write.audit("rca.question_asked", "rca", version.rca, &facts);
        write.event("rca", RcaChange::Discussed.as_str(), version.rca.uuid(), &facts);
        self.tell_of_question(&mut write, &version).await?;
        write.commit().await?;
        Ok(version)
    }

    async fn tell_of_question(&self, write: &mut Write<'_>, version: &Publication) -> Result<()> {
        let problem = store::problem::list::by_ids(&write.tx, &[version.problem]).await?;
        let owner = problem.get(&version.problem).and_then(|problem| problem.owner);
        let people: Vec<_> = owner.into_iter().chain(self.people_who_may(Permission::RcaPublish)).collect();
        let about = About {
            kind: NotificationKind::RcaQuestion,
            subject: version.rca.to_string(),
            reference: domain::problem::reference(version.problem_number),
            title: version.parts.title.as_str().to_owned(),
            stage: None,
            due_at: None,
        };
        tell_about(write, &about, &people);
        Ok(())
    }
}

/// A version that is shared with a customer, locked, so that it is not withdrawn meanwhile.
async fn shared(write: &Write<'_>, id: PublicationId, customer: CustomerId) -> Result<Publication> {
    let found = repo::lock(&write.tx, id).await?;
    let is_hers = |version: &Publication| {
        version.audience == PublicationAudience::Customers && version.is_shared_with(customer)
    };
    found.filter(is_hers).ok_or(Error::NotFound)
}
