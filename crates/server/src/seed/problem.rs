//! One made-up problem with its analysis, told through the rules of `domain`.
//!
//! It must not know what causes say: see `causes.rs`.

use anyhow::{Result, anyhow};
use app::seed::Batch;
use chrono::Duration;
use domain::id::{CauseGroupId, CauseId, EvidenceId, IncidentId, ProblemId, RcaId, UserId};
use domain::identity::Principal;
use domain::incident::{Incident, InstantName};
use domain::problem::{
    LinkedIncident, Opening, Outcome, Problem, ProblemStatus, RcaOutline, StatusChange, Workaround,
    WorkaroundEffect,
};
use domain::rca::{
    Analysis, Cause, CauseGroup, CauseKind, CauseLink, CauseVerdict, Evidence, EvidenceKind, EvidenceSubject,
    Facts, Graph, GroupOperator, Rca, RcaMethod, RiskDecision, rules,
};
use domain::repair::{RepairItem, RepairItemStatus, RepairPolicy};
use domain::text::{Body, Markdown, ShortText, Tag, Title};
use domain::time::Instant;

use super::causes::{EVIDENCE, SHAPES, STATEMENT, Shape, WORKAROUNDS, text};
use super::draw::Draw;
use super::incident::Crew;
use super::repair::{self, Shop};
use super::words;

/// Where in history a problem lies.
pub(super) struct Place {
    /// The number of its analysis.
    pub(super) number: u64,
    /// What it is made up from.
    pub(super) draw: Draw,
    /// What its repair items are made up from.
    pub(super) repairs: Draw,
    /// Nothing happens after this instant.
    pub(super) until: Instant,
    /// Whether it may still be open.
    pub(super) is_recent: bool,
}

/// How many of the latest incidents a problem chooses from.
const CHOICE: usize = 5;

/// Tells a problem of the latest incidents into a batch.
pub(super) fn add(batch: &mut Batch, crew: &Crew<'_>, place: Place) -> Result<()> {
    let Place { number, mut draw, mut repairs, until, is_recent } = place;
    let from = batch.incidents.len().saturating_sub(CHOICE);
    let latest = &mut batch.incidents[from..];
    let chosen = choose(&mut draw, latest.len());
    let title = latest[chosen[0]].title.as_str().to_owned();
    for place in &chosen {
        latest[*place].problem_count += 1;
    }
    let incidents: Vec<&Incident> = chosen.iter().map(|place| &latest[*place]).collect();
    let after = incidents.iter().map(|one| one.created_at).max().unwrap_or(until);
    let mut story = Story { crew, begin: after + draw.seconds(3_600, 3 * 86_400), until, draw };
    let mut problem = story.open(&title, &incidents)?;
    let status = target(&mut story.draw, is_recent);
    let analysis = story.draft(problem.id, number, status)?;
    let items = story.repair(&mut repairs, &problem, &analysis, status)?;
    problem.open_repair_count = i32::try_from(items.iter().filter(|item| item.status.is_open()).count())?;
    story.follow(&mut problem, &analysis, &items, &incidents, status)?;
    let ids: Vec<IncidentId> = incidents.iter().map(|one| one.id).collect();
    batch.problems.push((problem, ids));
    batch.analyses.push(analysis);
    batch.repair_items.extend(items);
    Ok(())
}

/// How far the repair items of a problem are, by how far it is itself: a closed one has none that is open.
fn wanted(status: ProblemStatus) -> &'static [(u64, RepairItemStatus)] {
    use RepairItemStatus::{Committed, Done, Effective, InProgress, NotDoing, Proposed};
    match status {
        ProblemStatus::Closed => &[(85, Effective), (15, NotDoing)],
        ProblemStatus::AcceptedRisk => &[(1, NotDoing)],
        ProblemStatus::Measuring => &[(60, Done), (30, Effective), (10, NotDoing)],
        ProblemStatus::FixInProgress => &[(30, Committed), (30, InProgress), (25, Done), (15, NotDoing)],
        ProblemStatus::KnownError | ProblemStatus::RootCauseConfirmed => {
            &[(30, Proposed), (35, Committed), (25, InProgress), (10, Done)]
        }
        ProblemStatus::Identified | ProblemStatus::InAnalysis => &[(1, Proposed)],
    }
}

/// One to three of some places, the first drawn first.
fn choose(draw: &mut Draw, of: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..of).collect();
    let count = draw.weighted(&[(50, 1), (35, 2), (15, 3)]).min(of);
    (0..count)
        .map(|_| {
            let place = usize::try_from(draw.below(left.len() as u64)).unwrap_or_default();
            left.swap_remove(place)
        })
        .collect()
}

/// How far a problem has come.
fn target(draw: &mut Draw, is_recent: bool) -> ProblemStatus {
    use ProblemStatus::{
        AcceptedRisk, Closed, FixInProgress, InAnalysis, KnownError, Measuring, RootCauseConfirmed,
    };
    let weights: &[(u64, ProblemStatus)] = if is_recent {
        &[
            (35, InAnalysis),
            (20, RootCauseConfirmed),
            (15, KnownError),
            (10, FixInProgress),
            (10, Measuring),
            (10, Closed),
        ]
    } else {
        &[(82, Closed), (8, AcceptedRisk), (6, KnownError), (4, Measuring)]
    };
    draw.weighted(weights)
}

/// A problem while it is told.
struct Story<'a, 'b> {
    crew: &'a Crew<'b>,
    draw: Draw,
    begin: Instant,
    until: Instant,
}

impl Story<'_, '_> {
    /// So many hours after the beginning, or the end of history.
    fn hour(&self, hours: i64) -> Instant {
        (self.begin + Duration::hours(hours)).min(self.until)
    }

    fn somebody(&mut self) -> Principal {
        Principal::User(*self.draw.one(&self.crew.people))
    }

    fn lead(&mut self) -> UserId {
        *self.draw.one(&self.crew.problem_managers)
    }

    fn open(&mut self, title: &str, incidents: &[&Incident]) -> Result<Problem> {
        let now = self.hour(0);
        let opening = Opening {
            id: ProblemId::new(self.draw.uuid(now)),
            title: Title::parse(title)?,
            description: Markdown::parse(&words::summary(&mut self.draw))?,
            owner: Some(self.lead()),
            sponsor: None,
            services: incidents.iter().flat_map(|one| one.services.iter().copied()).collect(),
            tags: words::tags(&mut self.draw).into_iter().map(Tag::parse).collect::<Result<_, _>>()?,
        };
        let mut problem = Problem::open(opening, self.somebody(), now);
        let public: Vec<&&Incident> = incidents.iter().filter(|one| !one.is_private).collect();
        problem.incident_count = i32::try_from(public.len())?;
        problem.worst_severity = public.iter().map(|one| one.severity).min();
        Ok(problem)
    }

    /// Makes what is done about it.
    fn repair(
        &mut self,
        draw: &mut Draw,
        problem: &Problem,
        analysis: &Analysis,
        status: ProblemStatus,
    ) -> Result<Vec<RepairItem>> {
        let policy = RepairPolicy::fresh(problem.opened_by, problem.created_at);
        let shop = Shop {
            people: &self.crew.people,
            teams: &self.crew.teams,
            approver: problem.owner.unwrap_or(self.crew.problem_managers[0]),
            policy: &policy,
            begin: self.hour(24 * 10 + 1),
            until: self.until,
        };
        shop.items(draw, problem.id, &repair::linked(analysis), wanted(status))
    }

    /// Lets the problem follow its analysis, and moves it as far as wanted.
    fn follow(
        &mut self,
        problem: &mut Problem,
        analysis: &Analysis,
        items: &[RepairItem],
        incidents: &[&Incident],
        status: ProblemStatus,
    ) -> Result<()> {
        let linked: Vec<LinkedIncident> = incidents.iter().map(|one| linked(one)).collect();
        let solutions = repair::solutions(items, &repair::linked(analysis));
        let facts = Facts {
            title: problem.title.as_str(),
            incidents: &linked,
            solutions: &solutions,
            names: &[],
            now: self.until,
        };
        let outcome = rules::outcome(analysis, &rules::steps(analysis, &facts));
        let rca = &analysis.rca;
        problem.rca = Some(RcaOutline {
            id: rca.id,
            number: rca.number,
            status: rca.status,
            steps_passed: 0,
            root_cause_count: 0,
        });
        problem.version += i32::from(problem.follow(&outcome));
        self.live(problem, &outcome, status)?;
        problem.updated_at = self.hour(24 * 21);
        Ok(())
    }

    /// Takes the steps of its life up to a state.
    fn live(&mut self, problem: &mut Problem, outcome: &Outcome, status: ProblemStatus) -> Result<()> {
        use ProblemStatus::{AcceptedRisk, Closed, FixInProgress, KnownError, Measuring};
        let now = self.hour(24 * 21);
        if self.draw.percent(40) {
            problem.workaround = Some(Workaround {
                steps: Body::parse(self.draw.one::<&str>(WORKAROUNDS))?,
                effect: WorkaroundEffect::Reduces,
                limits: Body::parse("Holds for some hours.")?,
                last_tested_at: self.hour(48),
            });
            problem.version += 1;
        }
        let way: &[ProblemStatus] = match status {
            KnownError => &[KnownError],
            FixInProgress => &[KnownError, FixInProgress],
            Measuring => &[KnownError, FixInProgress, Measuring],
            Closed => &[KnownError, FixInProgress, Measuring, Closed],
            _ => &[],
        };
        for to in way {
            problem.change_status(StatusChange::To(*to), outcome, now)?;
            problem.version += 1;
        }
        if status == AcceptedRisk {
            let decision = self.decision(now)?;
            problem.change_status(StatusChange::AcceptRisk(decision), outcome, now)?;
            problem.version += 1;
        }
        Ok(())
    }

    fn decision(&mut self, now: Instant) -> Result<RiskDecision> {
        Ok(RiskDecision {
            rationale: Body::parse("It is rare, and the workaround holds.")?,
            approver: self.lead(),
            review_at: now + Duration::days(180),
            decided_at: now,
        })
    }

    /// An analysis of eight causes; verdicts as far as the problem has come.
    fn draft(&mut self, problem: ProblemId, number: u64, status: ProblemStatus) -> Result<Analysis> {
        let now = self.hour(20);
        let id = RcaId::new(self.draw.uuid(now));
        let author = self.somebody();
        let method = match status {
            ProblemStatus::Closed => RcaMethod::Fishbone,
            _ => self.draw.weighted(&[
                (50, RcaMethod::Fishbone),
                (30, RcaMethod::CauseMap),
                (20, RcaMethod::FiveWhys),
            ]),
        };
        let mut rca = Rca::start(id, problem, method, author, now);
        rca.number = i64::try_from(number)?;
        rca.updated_at = self.hour(24 * 14);
        let mut parts = STATEMENT.iter().map(|sentences| Markdown::parse(self.draw.one::<&str>(sentences)));
        let mut part = || parts.next().ok_or_else(|| anyhow!("five parts"))?.map_err(anyhow::Error::from);
        rca.statement.what = part()?;
        rca.statement.place = part()?;
        rca.statement.time = part()?;
        rca.statement.extent = part()?;
        rca.statement.scope = part()?;
        let mut analysis = Analysis {
            rca,
            graph: Graph::default(),
            evidence: Vec::new(),
            barriers: Vec::new(),
            differences: Vec::new(),
            answers: Vec::new(),
            dismissals: Vec::new(),
        };
        let decided = if status == ProblemStatus::InAnalysis { 3 } else { SHAPES.len() };
        for (place, shape) in SHAPES.iter().enumerate() {
            let is_root = shape.is_root && status != ProblemStatus::InAnalysis;
            self.cause(&mut analysis, place, shape, author, (place < decided, is_root))?;
        }
        Ok(analysis)
    }

    /// Adds a cause with its link, evidence and verdict.
    fn cause(
        &mut self,
        analysis: &mut Analysis,
        place: usize,
        shape: &Shape,
        author: Principal,
        (is_decided, is_root): (bool, bool),
    ) -> Result<()> {
        let now = self.hour(20 + i64::try_from(place)?);
        let id = CauseId::new(self.draw.uuid(now));
        let mut cause = Cause {
            id,
            rca: analysis.rca.id,
            text: ShortText::parse(text(&mut self.draw, shape.lens))?,
            kind: CauseKind::Condition,
            lens: Some(shape.lens),
            bone: shape.bone.map(str::to_owned),
            verdict: CauseVerdict::Potential,
            verdict_reason: Markdown::default(),
            confirmed_at: None,
            path: None,
            occurred_at: None,
            is_hypothetical: false,
            stop_reason: None,
            risk: None,
            created_by: author,
            created_at: now,
            updated_at: now,
            removed_at: None,
            version: 1,
        };
        if is_decided {
            let verdict = shape.verdict;
            let count = if verdict.needs_evidence() { self.draw.weighted(&[(70, 1), (30, 2)]) } else { 0 };
            for _ in 0..count {
                let evidence = self.evidence(analysis.rca.id, id)?;
                analysis.evidence.push(evidence);
            }
            cause.decide(verdict, Markdown::parse("The trial shows it.")?, count)?;
            cause.version += 1;
        }
        if is_root {
            let at = self.hour(24 * 10);
            cause.confirm(at)?;
            cause.accept_risk(self.decision(at)?, at)?;
            cause.version += 2;
            cause.updated_at = at;
        }
        self.link(analysis, &cause, shape.effect, now);
        analysis.graph.causes.push(cause);
        Ok(())
    }

    fn link(&mut self, analysis: &mut Analysis, cause: &Cause, effect: Option<usize>, now: Instant) {
        let effect = effect.map(|place| analysis.graph.causes[place].id);
        let link = CauseLink { cause: cause.id, position: 0, created_by: cause.created_by, therefore: None };
        if let Some(group) = analysis.graph.groups.iter_mut().find(|group| group.effect == effect) {
            group.put(link, None);
            return;
        }
        analysis.graph.groups.push(CauseGroup {
            id: CauseGroupId::new(self.draw.uuid(now)),
            rca: analysis.rca.id,
            effect,
            question: None,
            operator: GroupOperator::And,
            either_suffices: false,
            links: vec![link],
            created_at: now,
        });
    }

    fn evidence(&mut self, rca: RcaId, cause: CauseId) -> Result<Evidence> {
        let now = self.hour(24 * 5);
        Ok(Evidence {
            id: EvidenceId::new(self.draw.uuid(now)),
            rca,
            subject: EvidenceSubject::Cause(cause),
            kind: *self.draw.one(&[EvidenceKind::Metric, EvidenceKind::Log, EvidenceKind::Experiment]),
            title: ShortText::parse(self.draw.one::<&str>(EVIDENCE))?,
            url: None,
            summary: Markdown::parse(&words::note(&mut self.draw))?,
            refuted_by: Markdown::default(),
            timeline_entry: None,
            captured_at: now,
            captured_by: self.somebody(),
            created_at: now,
        })
    }
}

/// An incident as the rules of problems need it.
fn linked(incident: &Incident) -> LinkedIncident {
    LinkedIncident {
        id: incident.id,
        severity: incident.severity,
        is_private: incident.is_private,
        started_at: incident.started_at(),
        restored_at: incident.instants.at(InstantName::Restored),
        is_recurrence: false,
    }
}
