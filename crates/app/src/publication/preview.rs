//! Texts to begin with, and what an audience would read.

use domain::finding::{Finding, FindingLevel, RuleId};
use domain::id::{CustomerId, PublicationId, RcaId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::portal::PublicAnalysis;
use domain::problem::WorkaroundEffect;
use domain::publication::defaults::{Defaults, Known};
use domain::publication::rules::{check_gate, stage_of};
use domain::publication::{
    Draft, Made, Part, Parts, Publication, PublicationAudience, PublicationError, Redaction, Redactor,
    changes, defaults, without_marks,
};
use domain::text::{Body, Title};
use domain::time::Instant;
use sha2::{Digest, Sha256};
use store::Connection;
use store::portal::published;
use store::publication::list;

use super::PublicationContent;
use super::gather::Gathered;
use super::plain;
use super::sensitive::Readers;
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// What an audience would read.
#[derive(Clone, Debug)]
pub struct RcaPreview {
    /// The article of the page, with what was replaced in `<mark>`.
    pub html: String,
    /// Ties a publication to what was shown here.
    pub token: String,
    /// What was replaced, in the order of the page.
    pub redactions: Vec<Redaction>,
    /// What the rules say; errors keep it from being published.
    pub findings: Vec<Finding>,
}

/// A version in the making.
pub(super) struct Making {
    pub gathered: Gathered,
    pub made: Made,
    /// The version as it would be kept, without marks.
    pub version: Publication,
    /// What keeps it from being published, the first first.
    pub refusal: Option<PublicationError>,
    pub token: String,
}

impl App {
    /// Texts to begin with: what the records say, in sentences; roles, never names.
    pub async fn rca_publication_defaults(&self, actor: &Actor, id: RcaId) -> Result<Defaults> {
        authorize(actor, Permission::RcaPublish, Relation::default())?;
        let gathered = self.gather(self.store(), id).await?;
        let ids: Vec<_> = gathered.incidents.iter().map(|incident| incident.id).collect();
        let standings = published::standings(self.store(), &ids).await?;
        let title = ids.iter().rev().find_map(|id| standings.get(id)?.title.as_ref());
        let workaround = gathered.problem.workaround.as_ref().map(|one| match one.effect {
            WorkaroundEffect::Removes => "A workaround is in place, and users notice nothing while it is.",
            WorkaroundEffect::Reduces => "A workaround is in place, and users notice less.",
        });
        let begun = defaults(&Known {
            incidents: &gathered.story.incidents,
            public_title: title.map(Title::as_str),
            causes: &gathered.story.causes,
            workaround,
            items: &gathered.published_items(),
            stage: stage_of(gathered.analysis.rca.status),
        });
        let texts =
            [&begun.title, &begun.what_happened, &begun.why, &begun.what_we_did, &begun.what_we_will_do];
        let readers = Readers { audience: PublicationAudience::Everyone, customers: &[] };
        let texts: Vec<&str> = texts.into_iter().map(String::as_str).collect();
        let redactor = Redactor::new(&self.sensitive(self.store(), &gathered, readers, &texts).await?);
        let without = |text: &str| without_marks(&redactor.redact("text", text).text);
        Ok(Defaults {
            title: without(&begun.title),
            what_happened: without(&begun.what_happened),
            why: without(&begun.why),
            what_we_did: without(&begun.what_we_did),
            what_we_will_do: without(&begun.what_we_will_do),
        })
    }

    /// What an audience would read, each replacement marked, and what keeps it from being published.
    pub async fn preview_rca(&self, actor: &Actor, content: &PublicationContent) -> Result<RcaPreview> {
        authorize(actor, Permission::RcaPublish, Relation::default())?;
        let parts = parts_of(content)?;
        let now = self.now();
        let making = self.making(self.store(), actor, content, parts, now).await?;
        let marked = Publication {
            parts: making.made.draft.parts.clone(),
            story: making.made.draft.story.clone(),
            items: making.made.draft.items.clone(),
            ..making.version.clone()
        };
        let html = |text: &str| self.markdown().render(text).to_string();
        let article = self.articles()?.article(&PublicAnalysis::of(&marked, &html), now);
        let mut findings: Vec<Finding> = Vec::new();
        match &making.refusal {
            Some(PublicationError::Customers) => return Err(PublicationError::Customers.into()),
            // It stands among the findings already.
            Some(PublicationError::Wording { .. }) | None => {}
            Some(refusal) => findings.push(Finding {
                rule: RuleId::new(refusal.rule().unwrap_or_default()),
                level: FindingLevel::Error,
                message: refusal.to_string(),
            }),
        }
        findings.extend(making.made.findings.into_iter().map(|(_, finding)| finding));
        Ok(RcaPreview { html: article, token: making.token, redactions: making.made.redactions, findings })
    }

    /// Makes a version of what the records say now.
    pub(super) async fn making(
        &self,
        connection: &impl Connection,
        actor: &Actor,
        content: &PublicationContent,
        parts: Parts,
        now: Instant,
    ) -> Result<Making> {
        let gathered = self.gather(connection, content.rca_id).await?;
        let customers = self.chosen(content)?;
        let draft = Draft {
            stage: content.stage,
            audience: content.audience,
            customers: customers.clone(),
            parts,
            story: gathered.story.clone(),
            items: gathered.published_items(),
        };
        let readers = Readers { audience: content.audience, customers: &customers };
        let redactor =
            Redactor::new(&self.sensitive(connection, &gathered, readers, &texts_of(&draft)).await?);
        let mut made = draft.make(&redactor, &self.directory().names());
        let hidden = self.look_again(&redactor, &mut made);
        let status = gathered.analysis.rca.status;
        let refusal = check_gate(
            content.stage,
            (content.audience, &customers),
            status,
            &gathered.linked,
            &gathered.items,
        );
        let refusal = refusal.and_then(|()| domain::publication::rules::check_wording(&made.findings));
        let refusal = refusal.err().or(hidden);
        let plain = made.draft.clone().plain();
        let all = list::of_rcas(connection, &[content.rca_id]).await?;
        let versions = all.get(&content.rca_id).map(Vec::as_slice).unwrap_or_default();
        let before = versions.iter().find(|version| version.is_read_by(content.audience, &customers));
        let version = Publication {
            id: PublicationId::new(self.uuid()),
            rca: gathered.analysis.rca.id,
            rca_number: gathered.analysis.rca.number,
            problem: gathered.problem.id,
            problem_number: gathered.problem.number,
            number: versions.first().map_or(0, |version| version.number) + 1,
            stage: content.stage,
            audience: content.audience,
            customers,
            changes: before.map_or_else(Vec::new, |before| {
                changes(
                    (&before.parts, &before.story, &before.items),
                    (&plain.parts, &plain.story, &plain.items),
                    before.stage != content.stage,
                )
            }),
            parts: plain.parts,
            story: plain.story,
            items: plain.items,
            published_at: now,
            published_by: actor.principal,
            withdrawn_at: None,
        };
        let shown = (version.number, version.changes.as_slice(), gathered.analysis.rca.version);
        let token = token(content, &made.draft, shown);
        Ok(Making { gathered, made, version, refusal, token })
    }

    /// Looks at what readers would meet: formatting can break up a name in the text as it is written. A line of the timeline that
    /// does is left out.
    fn look_again(&self, redactor: &Redactor, made: &mut Made) -> Option<PublicationError> {
        let hides = |text: &str| redactor.finds(&plain::words(&self.markdown().render(&without_marks(text))));
        let lines = &mut made.draft.story.lines;
        let before = lines.len();
        lines.retain(|line| !hides(&line.text));
        if lines.len() < before {
            let message =
                "A line of the timeline is left out: formatting breaks up a name or an address in it.";
            made.findings.push(("timeline", Finding::warning("PM-07", message)));
        }
        let parts = made.draft.parts.named();
        let part = parts.into_iter().find(|(_, text): &(Part, &Body)| hides(text.as_str()));
        part.map(|(part, _)| PublicationError::Hidden { field: part.field() })
    }

    /// The customers of the input, each once; for another audience they are left to the gate.
    fn chosen(&self, content: &PublicationContent) -> Result<Vec<CustomerId>> {
        let mut customers = content.customer_ids.clone();
        customers.sort_unstable();
        customers.dedup();
        self.check_customers(&customers)?;
        Ok(customers)
    }

    /// Refuses customers that do not exist.
    fn check_customers(&self, customers: &[CustomerId]) -> Result<()> {
        let is_known = |id: &CustomerId| self.directory().customer(*id).is_some();
        if customers.iter().all(is_known) {
            Ok(())
        } else {
            Err(Error::invalid("customerIds", "names an unknown customer"))
        }
    }
}

/// Everything that will be read, to look names of incidents up in.
fn texts_of(draft: &Draft) -> Vec<&str> {
    let parts = draft.parts.named();
    let parts = parts.into_iter().map(|(_, text)| text.as_str()).chain([draft.parts.title.as_str()]);
    let lines = draft.story.lines.iter().map(|line| line.text.as_str());
    let causes = draft.story.causes.causes.iter().map(|cause| cause.text.as_str());
    let bones = draft.story.causes.bones.iter().map(|bone| bone.name.as_str());
    parts
        .chain(lines)
        .chain(causes)
        .chain(bones)
        .chain(draft.items.iter().map(|item| item.title.as_str()))
        .collect()
}

/// A name for exactly this: what was written, what becomes of it, for whom, as which number with which changes, and on which
/// version of the analysis.
fn token(content: &PublicationContent, made: &Draft, shown: (i32, &[String], i32)) -> String {
    hex::encode(Sha256::digest(format!("{content:?}\n{made:?}\n{shown:?}")))
}

/// Title and parts as values.
pub(super) fn parts_of(content: &PublicationContent) -> Result<Parts> {
    let body = |part: Part, text: &str| parse(part.field(), Body::parse(text));
    Ok(Parts {
        title: parse("title", Title::parse(&content.title))?,
        what_happened: body(Part::WhatHappened, &content.what_happened)?,
        why: body(Part::Why, &content.why)?,
        what_we_did: body(Part::WhatWeDid, &content.what_we_did)?,
        what_we_will_do: body(Part::WhatWeWillDo, &content.what_we_will_do)?,
    })
}
