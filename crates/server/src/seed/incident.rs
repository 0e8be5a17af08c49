//! One made-up incident, told from its declaration on through the rules of `domain`.
//!
//! It must not know what it says: see `words.rs`, nor in which order things happen: see `script.rs`.

use anyhow::Result;
use app::seed::{Batch, Cast};
use chrono::Duration;
use domain::comms::{Audience, Draft};
use domain::id::{
    ImpactWindowId, IncidentId, ResponderId, ServiceId, StatusUpdateId, TeamId, TimelineEntryId, UserId,
};
use domain::identity::{Principal, Role};
use domain::incident::timeline::DetailParts;
use domain::incident::{
    Declaration, DetectionSource, EntryDetail, EntryLink, ImpactLevel, Incident, IncidentStatus, NewEntry,
    ResponderRole, Severity, TimelineEntry, TimelineEntryKind,
};
use domain::text::{Body, Markdown, ShortText, Tag, Title, WebUrl};
use domain::time::Instant;

use super::draw::Draw;
use super::script::{self, Beat, Script};
use super::words;

/// Who works on incidents, and what can be affected.
pub(super) struct Crew<'a> {
    pub(super) people: Vec<UserId>,
    /// Who leads problem management.
    pub(super) problem_managers: Vec<UserId>,
    pub(super) teams: Vec<TeamId>,
    services: Vec<(ServiceId, &'a str)>,
}

impl<'a> Crew<'a> {
    pub(super) fn of(cast: &'a Cast) -> Self {
        let works = |role: &Role| matches!(role, Role::Responder | Role::IncidentManager);
        let people = cast.people.iter().filter(|user| user.roles.iter().any(works));
        let services = cast.services.iter().map(|service| (service.id, service.name.as_str()));
        let leads = cast.people.iter().filter(|user| user.roles.contains(&Role::ProblemManager));
        Self {
            people: people.map(|user| user.id).collect(),
            problem_managers: leads.map(|user| user.id).collect(),
            teams: cast.teams.iter().map(|team| team.id).collect(),
            services: services.collect(),
        }
    }
}

/// When an incident is declared, and whether it is open at the end of history.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Not before.
    pub(super) from: Instant,
    /// Nor later than so long after.
    pub(super) within: Duration,
    /// Nothing happens after this instant.
    pub(super) until: Instant,
    /// Whether it goes on.
    pub(super) is_open: bool,
}

/// Tells an incident into a batch.
pub(super) fn add(batch: &mut Batch, crew: &Crew<'_>, mut draw: Draw, moment: Moment) -> Result<()> {
    let severity = draw.weighted(&[
        (5, Severity::Sev1),
        (20, Severity::Sev2),
        (50, Severity::Sev3),
        (25, Severity::Sev4),
    ]);
    let scripts = draw.weighted(&script::choice(moment.is_open, severity));
    let script = draw.one(scripts);
    let (after, last) = schedule(&mut draw, script);
    let spread = draw.seconds(0, moment.within.num_seconds());
    let declared = (moment.from + spread).min(moment.until - last);
    let mut story = Story::begin(batch, crew, draw, severity, declared)?;
    for (beat, after) in script.iter().zip(after) {
        story.tell(*beat, declared + after)?;
    }
    let Story { batch, incident, .. } = story;
    batch.incidents.push(incident);
    Ok(())
}

/// When the beats come, from the declaration on, and when the last one does.
fn schedule(draw: &mut Draw, script: &Script) -> ([Duration; 8], Duration) {
    let restored = script::restored(script);
    // Most are over within hours, a few take days.
    let minutes = 12 << draw.weighted(&[(20, 0), (25, 1), (25, 2), (15, 3), (8, 4), (5, 5), (2, 7)]);
    let pace = minutes * 60 / 8;
    let mut at = Duration::zero();
    let after = std::array::from_fn(|place| {
        at += match place {
            _ if place < restored => draw.seconds(pace / 4 + 1, pace * 7 / 4 + 1),
            _ if script[place] == Beat::To(IncidentStatus::Closed) => draw.seconds(3_600, 3 * 86_400),
            _ => draw.seconds(240, 5_400),
        };
        at
    });
    (after, at)
}

/// An incident while it is told.
struct Story<'a, 'b> {
    batch: &'b mut Batch,
    crew: &'a Crew<'a>,
    draw: Draw,
    incident: Incident,
    detected: Instant,
}

impl<'a, 'b> Story<'a, 'b> {
    /// Declares the incident with its first lead.
    fn begin(
        batch: &'b mut Batch,
        crew: &'a Crew<'a>,
        mut draw: Draw,
        severity: Severity,
        now: Instant,
    ) -> Result<Self> {
        let (by, lead) = (*draw.one(&crew.people), *draw.one(&crew.people));
        let (service, name) = *draw.one(&crew.services);
        let mut services = vec![service];
        for _ in 0..draw.weighted(&[(55, 0), (30, 1), (15, 2)]) {
            services.push(draw.one(&crew.services).0);
        }
        let detected = now - draw.seconds(60, 1_500);
        let started = detected - draw.seconds(30, 2_400);
        let level = draw.weighted(match severity {
            Severity::Sev1 => &[(80, ImpactLevel::MajorOutage), (20, ImpactLevel::PartialOutage)],
            Severity::Sev2 => &[(60, ImpactLevel::PartialOutage), (40, ImpactLevel::DegradedPerformance)],
            Severity::Sev3 | Severity::Sev4 => {
                &[(15, ImpactLevel::PartialOutage), (85, ImpactLevel::DegradedPerformance)]
            }
        });
        let has_impact = severity < Severity::Sev4 || draw.percent(20);
        let declaration = Declaration {
            id: IncidentId::new(draw.uuid(now)),
            title: Title::parse(&words::title(&mut draw, name))?,
            summary: Markdown::parse(&words::summary(&mut draw))?,
            severity,
            services,
            impact: has_impact.then(|| (ImpactWindowId::new(draw.uuid(now)), started, level)),
            detected_at: Some(detected),
            detection_source: Some(draw.weighted(&[
                (60, DetectionSource::Monitoring),
                (20, DetectionSource::Customer),
                (15, DetectionSource::Internal),
                (5, DetectionSource::ThirdParty),
            ])),
            lead: Some((ResponderId::new(draw.uuid(now)), lead)),
            tags: words::tags(&mut draw).into_iter().map(Tag::parse).collect::<Result<_, _>>()?,
            is_private: draw.below(200) == 0,
        };
        let by_user = Principal::User(by);
        let (incident, entries) = Incident::declare(declaration, by_user, now)?;
        if incident.is_private {
            batch.invited.push((incident.id, by, now));
        }
        let mut story = Self { batch, crew, draw, incident, detected };
        let role = story.incident.role_of(by);
        story.keep(by, role, entries, now);
        Ok(story)
    }

    /// Tells one beat at `now`.
    fn tell(&mut self, beat: Beat, now: Instant) -> Result<()> {
        let author = self.author();
        let role = self.incident.role_of(author);
        let entry = match beat {
            Beat::To(status) => self.step(status, now)?,
            Beat::Severity => self.change_severity(now)?,
            Beat::Role(role) => {
                let id = ResponderId::new(self.draw.uuid(now));
                let user = self.somebody_else(self.incident.holder(role));
                self.incident.assign(id, role, user, now, now)?
            }
            Beat::Update(audience) => self.publish(audience, author, now)?,
            Beat::Action(result) => {
                let parts = DetailParts { result, ..DetailParts::default() };
                let text = words::trial(&mut self.draw);
                self.written(TimelineEntryKind::Action, parts, now, now, &text)?
            }
            Beat::Decision => {
                let asked = now - self.draw.seconds(60, 900);
                let parts = DetailParts {
                    approval_asked_at: Some(asked),
                    approval_given_at: Some(now),
                    ..DetailParts::default()
                };
                let text = words::decision(&mut self.draw);
                self.written(TimelineEntryKind::Decision, parts, now, now, &text)?
            }
            Beat::Escalation => {
                let parts = DetailParts { is_customer_escalation: true, ..DetailParts::default() };
                let text = words::escalation(&mut self.draw);
                self.written(TimelineEntryKind::Communication, parts, now, now, &text)?
            }
            Beat::Alert => {
                let text = words::alert(&mut self.draw);
                // What a machine said is noted afterwards.
                let at = self.detected + self.draw.seconds(0, 40);
                self.written(TimelineEntryKind::Alert, DetailParts::default(), at.min(now), now, &text)?
            }
            Beat::Change => {
                let text = words::change(&mut self.draw);
                self.written(TimelineEntryKind::Change, DetailParts::default(), now, now, &text)?
            }
            Beat::Note => {
                let text = words::note(&mut self.draw);
                self.written(TimelineEntryKind::Note, DetailParts::default(), now, now, &text)?
            }
        };
        self.incident.updated_at = now;
        self.keep(author, role, vec![entry], now);
        Ok(())
    }

    fn step(&mut self, to: IncidentStatus, now: Instant) -> Result<NewEntry> {
        let is_back = self.incident.status != IncidentStatus::Declared && to == IncidentStatus::Investigating;
        let reason = is_back.then(|| Body::parse(&words::back(&mut self.draw))).transpose()?;
        let entry = self.incident.change_status(to, reason.as_ref(), None, now)?;
        self.incident.version += 1;
        Ok(entry)
    }

    fn change_severity(&mut self, now: Instant) -> Result<NewEntry> {
        let to = if self.incident.severity == Severity::Sev4 { Severity::Sev3 } else { Severity::Sev4 };
        let entry = self.incident.change_severity(to, None, now)?;
        self.incident.version += 1;
        Ok(entry)
    }

    /// Publishes an update; what is private stays inside.
    fn publish(&mut self, audience: Audience, by: UserId, now: Instant) -> Result<NewEntry> {
        let is_open = self.incident.status.is_open();
        let wait = Duration::minutes(*self.draw.one(&[30, 45, 60, 120]));
        let body = Body::parse(&words::message(&mut self.draw, !is_open))?;
        let draft = Draft {
            id: StatusUpdateId::new(self.draw.uuid(now)),
            audience: if self.incident.is_private { Audience::Internal } else { audience },
            body: body.clone(),
            next_update_at: is_open.then_some(now + wait),
            eta: (is_open && self.draw.percent(25)).then(|| now + wait + wait),
        };
        let update = self.incident.publish_update(draft, Principal::User(by), now)?;
        self.batch.updates.push(update);
        Ok(NewEntry::at(now, EntryDetail::Communication { is_customer_escalation: false }, body))
    }

    fn written(
        &mut self,
        kind: TimelineEntryKind,
        parts: DetailParts,
        at: Instant,
        now: Instant,
        text: &str,
    ) -> Result<NewEntry> {
        let detail = EntryDetail::written(kind, parts, now)?;
        let mut entry = NewEntry::dated(at, now, detail, Body::parse(text)?);
        if self.draw.percent(8) {
            let panel = self.draw.between(100, 999);
            entry.links.push(EntryLink {
                label: ShortText::parse(&format!("Panel {panel}"))?,
                url: WebUrl::parse(&format!("https://dashboards.seed.example/panel/{panel}"))?,
            });
        }
        entry.check(now)?;
        Ok(entry)
    }

    /// Who writes: mostly the lead, else somebody with another role, or somebody who came by.
    fn author(&mut self) -> UserId {
        let lead = self.incident.holder(ResponderRole::IncidentLead);
        let hands = self.incident.holder(ResponderRole::Operations);
        let wanted = self.draw.weighted(&[(60, lead), (25, hands.or(lead)), (15, None)]);
        wanted.unwrap_or_else(|| *self.draw.one(&self.crew.people))
    }

    fn somebody_else(&mut self, than: Option<UserId>) -> UserId {
        loop {
            let user = *self.draw.one(&self.crew.people);
            if Some(user) != than {
                return user;
            }
        }
    }

    /// Keeps entries in the order given: those of one instant are told apart by id.
    fn keep(&mut self, author: UserId, role: Option<ResponderRole>, entries: Vec<NewEntry>, now: Instant) {
        let mut ids: Vec<_> = entries.iter().map(|_| self.draw.uuid(now)).collect();
        ids.sort_unstable();
        for (entry, id) in entries.into_iter().zip(ids) {
            self.batch.entries.push(TimelineEntry {
                id: TimelineEntryId::new(id),
                incident: self.incident.id,
                happened_at: entry.happened_at,
                precision: entry.precision,
                recorded_at: now,
                detail: entry.detail,
                body: entry.body,
                links: entry.links,
                author: Principal::User(author),
                author_role: role,
                corrects: entry.corrects,
                corrected_by: None,
                is_pinned: false,
            });
        }
    }
}
