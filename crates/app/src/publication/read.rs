//! Reads of versions, with what customers say about them.

use std::collections::HashMap;

use domain::id::{PublicationId, RcaId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::publication::{Acknowledgement, Publication, Question};
use domain::time::Instant;
use store::publication::{list, questions, repo};
use uuid::Uuid;

use crate::page::Page;
use crate::{App, Result, authorize};

fn authorize_read(actor: &Actor) -> Result<()> {
    authorize(actor, Permission::ProblemRead, Relation::default())
}

impl App {
    /// Versions by id; those that do not exist are absent. Whoever may read the analysis may read every version of it, withdrawn
    /// ones too.
    pub async fn rca_publications_by_ids(
        &self,
        actor: &Actor,
        ids: &[PublicationId],
    ) -> Result<HashMap<PublicationId, Publication>> {
        authorize_read(actor)?;
        Ok(list::by_ids(self.store(), ids).await?)
    }

    /// The versions of many analyses, newest first; those without any are absent.
    pub async fn rca_publications(
        &self,
        actor: &Actor,
        ids: &[RcaId],
    ) -> Result<HashMap<RcaId, Vec<Publication>>> {
        authorize_read(actor)?;
        Ok(list::of_rcas(self.store(), ids).await?)
    }

    /// Which customers have acknowledged each of many versions.
    pub async fn rca_acknowledgements(
        &self,
        actor: &Actor,
        ids: &[PublicationId],
    ) -> Result<HashMap<PublicationId, Vec<Acknowledgement>>> {
        authorize_read(actor)?;
        Ok(repo::acknowledgements(self.store(), ids).await?)
    }

    /// What customers asked about each of many versions, oldest first.
    pub async fn rca_questions(
        &self,
        actor: &Actor,
        ids: &[PublicationId],
    ) -> Result<HashMap<PublicationId, Vec<Question>>> {
        authorize_read(actor)?;
        Ok(questions::of(self.store(), ids, None).await?)
    }

    /// A page of questions that wait for an answer, oldest first, after the one of this instant and id.
    pub async fn open_rca_questions(
        &self,
        actor: &Actor,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Question>> {
        authorize_read(actor)?;
        let after = after.map(|(at, id)| (at, domain::id::RcaQuestionId::new(id)));
        Ok(Page::of(questions::open(self.store(), after, size + 1).await?, size))
    }

    /// How many questions wait for an answer.
    pub async fn count_open_rca_questions(&self, actor: &Actor) -> Result<u64> {
        authorize_read(actor)?;
        Ok(questions::count_open(self.store()).await?)
    }
}
