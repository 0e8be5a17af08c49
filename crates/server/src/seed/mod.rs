//! The data set of measurements: very many incidents, made up from a number.
//!
//! Everything here is a function of a [`Plan`]: the same plan gives the same data. Records are made
//! and changed by the rules of `domain` alone, so that what comes out could have been lived. It must
//! not know how it is stored. A capability that comes later adds a file of its own.

mod cast;
mod causes;
mod draw;
mod incident;
mod problem;
mod repair;
mod script;
mod words;

pub use cast::SignIn;

use anyhow::Result;
use app::seed::{Batch, Cast};
use chrono::{Duration, NaiveTime};
use domain::time::Instant;

use draw::Draw;

/// How many incidents are made and written together.
pub const BATCH: u64 = 2_000;
/// Each so many incidents in a row have a problem that explains some of them.
const EVERY: u64 = 5;
/// Streams of draws for problems begin here, far behind those of incidents.
const PROBLEM_STREAMS: u64 = 1 << 40;
/// Streams of draws for repair items begin here.
const REPAIR_STREAMS: u64 = 1 << 41;
/// How far back history goes, in days.
const DAYS: i64 = 3 * 365;

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    seed: u64,
    incidents: u64,
    /// The end of history.
    until: Instant,
}

impl Plan {
    /// Data that ends with the day before `now`, so that all of a day's runs agree.
    pub fn new(seed: u64, incidents: u64, now: Instant) -> Self {
        Self { seed, incidents, until: now.date_naive().and_time(NaiveTime::MIN).and_utc() }
    }

    /// Who and what the incidents name, and who can sign in.
    pub fn cast(&self) -> Result<(Cast, Vec<SignIn>)> {
        cast::make(&mut Draw::new(self.seed, 0), self.until - Duration::days(DAYS + 1))
    }

    /// The batches, one after the other, each made when it is asked for.
    pub fn batches<'a>(&'a self, cast: &'a Cast) -> impl Iterator<Item = Result<Batch>> + 'a {
        let crew = incident::Crew::of(cast);
        let starts = (0..self.incidents).step_by(usize::try_from(BATCH).unwrap_or(usize::MAX));
        starts.map(move |start| {
            let mut batch = Batch::default();
            for index in start..self.incidents.min(start + BATCH) {
                incident::add(&mut batch, &crew, Draw::new(self.seed, index + 1), self.moment(index))?;
                if index % EVERY == EVERY - 1 {
                    problem::add(&mut batch, &crew, self.place(index / EVERY))?;
                }
            }
            Ok(batch)
        })
    }

    /// Where in history a problem lies. The newest tenth is mostly open.
    fn place(&self, index: u64) -> problem::Place {
        problem::Place {
            number: index + 1,
            draw: Draw::new(self.seed, PROBLEM_STREAMS + index),
            repairs: Draw::new(self.seed, REPAIR_STREAMS + index),
            until: self.until,
            is_recent: (index + 1) * EVERY * 10 > self.incidents * 9,
        }
    }

    /// Where in history an incident lies. Numbers rise with time; what is open is recent: about one
    /// in a hundred.
    fn moment(&self, index: u64) -> incident::Moment {
        let seconds = i128::from(DAYS * 86_400);
        let place = seconds * i128::from(index) / i128::from(self.incidents.max(1));
        let step = seconds / i128::from(self.incidents.max(1));
        let begin = self.until - Duration::days(DAYS);
        let from_end = self.incidents - index;
        incident::Moment {
            from: begin + Duration::seconds(i64::try_from(place).unwrap_or_default()),
            within: Duration::seconds(i64::try_from(step).unwrap_or_default().max(1)),
            until: self.until,
            is_open: from_end % 2 == 1 && from_end <= (self.incidents / 50).max(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::incident::{IncidentStatus, Severity};
    use domain::problem::ProblemStatus;
    use domain::repair::RepairItemStatus;

    fn batches(seed: u64, incidents: u64) -> Vec<Batch> {
        let plan = Plan::new(seed, incidents, DateTime::from_timestamp(1_760_000_000, 0).unwrap());
        let (cast, _) = plan.cast().unwrap();
        plan.batches(&cast).map(Result::unwrap).collect()
    }

    fn problems_have_the_shape_of_problems(batches: &[Batch], until: Instant) {
        let problems: Vec<_> = batches.iter().flat_map(|batch| &batch.problems).collect();
        let analyses: Vec<_> = batches.iter().flat_map(|batch| &batch.analyses).collect();
        assert_eq!((problems.len(), analyses.len()), (820, 820));
        for status in ProblemStatus::ALL.iter().filter(|status| **status != ProblemStatus::Identified) {
            assert!(problems.iter().any(|(one, _)| one.status == *status), "none is {status}");
        }
        for (place, ((one, incidents), analysis)) in problems.iter().zip(&analyses).enumerate() {
            let rca = one.rca.unwrap();
            assert_eq!((rca.id, rca.number), (analysis.rca.id, i64::try_from(place).unwrap() + 1));
            assert!(!incidents.is_empty() && usize::try_from(one.incident_count).unwrap() <= incidents.len());
            assert!(one.created_at <= one.updated_at && one.updated_at <= until, "{one:?}");
            assert_eq!(analysis.graph.present().causes.len(), 8);
            assert_eq!(one.status == ProblemStatus::Closed, one.closed_at.is_some());
            assert!(one.status != ProblemStatus::Closed || rca.steps_passed == 6, "{one:?}");
        }
        repair_items_have_the_shape_of_repair_items(batches, until);
        let linked =
            batches.iter().flat_map(|batch| &batch.incidents).map(|one| one.problem_count).sum::<i32>();
        let links: usize = problems.iter().map(|(_, incidents)| incidents.len()).sum();
        assert_eq!(usize::try_from(linked).unwrap(), links);
    }

    fn repair_items_have_the_shape_of_repair_items(batches: &[Batch], until: Instant) {
        let items: Vec<_> = batches.iter().flat_map(|batch| &batch.repair_items).collect();
        assert_eq!(items.len(), 8_200, "two for each incident");
        for status in RepairItemStatus::ALL.iter().filter(|status| **status != RepairItemStatus::Reopened) {
            assert!(items.iter().any(|one| one.status == *status), "none is {status}");
        }
        for one in &items {
            assert!(one.created_at <= one.updated_at && one.updated_at <= until, "{one:?}");
            assert_eq!(
                one.status.has_running_clock() || one.status.is_done(),
                one.clock.is_some(),
                "{one:?}"
            );
        }
        let overdue = items.iter().filter(|one| one.is_overdue(until)).count();
        assert!(overdue * 100 / items.len() < 10, "{overdue} are overdue");
        for (problem, _) in batches.iter().flat_map(|batch| &batch.problems) {
            let of = items.iter().filter(|item| item.problem == problem.id && item.status.is_open());
            assert_eq!(usize::try_from(problem.open_repair_count).unwrap(), of.count(), "{problem:?}");
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_data() {
        let told = |batches: Vec<Batch>| format!("{batches:?}");
        assert_eq!(told(batches(7, 60)), told(batches(7, 60)));
        assert_ne!(told(batches(7, 60)), told(batches(8, 60)));
    }

    #[test]
    fn history_has_the_shape_of_history() {
        let batches = batches(1, 4_100);
        let sizes: Vec<usize> = batches.iter().map(|batch| batch.incidents.len()).collect();
        assert_eq!(sizes, [2_000, 2_000, 100]);
        let until = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let all: Vec<_> = batches.iter().flat_map(|batch| &batch.incidents).collect();
        let open = all.iter().filter(|one| one.status.is_open()).count();
        assert!((35..=45).contains(&open), "{open} of 4100 are open");
        for status in IncidentStatus::ALL {
            assert!(all.iter().any(|one| one.status == *status), "none is {status}");
        }
        for severity in Severity::ALL {
            let share = all.iter().filter(|one| one.severity == *severity).count() * 100 / all.len();
            assert!((3..60).contains(&share), "{share} % are {severity}");
        }
        for one in &all {
            assert!(one.started_at() <= one.updated_at && one.updated_at <= until, "{one:?}");
            assert!(!one.services.is_empty() && one.version >= 1);
            assert_eq!(one.ended_at().is_none(), one.status.is_open());
            assert!(one.instants.order_findings().is_empty(), "{one:?}");
        }
        assert!(all.iter().any(|one| one.is_private));
        problems_have_the_shape_of_problems(&batches, until);
        for batch in &batches {
            assert_eq!(batch.entries.len(), batch.incidents.len() * 10);
            assert!(!batch.updates.is_empty());
            assert!(batch.entries.iter().all(|entry| entry.happened_at <= entry.recorded_at));
        }
    }
}
