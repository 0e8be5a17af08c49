//! The union of windows: a walk over their edges, so that what overlaps is never counted twice (`AVL-01`).
//!
//! It must not know weights.

use super::{Window, WindowKind};
use crate::incident::ImpactLevel;
use crate::time::Instant;

/// A stretch in which nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its length, milliseconds; never zero.
    pub millis: i64,
    /// The worst impact.
    pub impact: Option<ImpactLevel>,
    /// Whether planned work goes on.
    pub is_planned: bool,
    /// The worst that it was said to take away.
    pub planned: Option<ImpactLevel>,
}

/// How many windows of a kind are open.
#[derive(Default)]
struct Open {
    impact: [i32; 3],
    planned: [i32; 3],
    silent: i32,
}

impl Open {
    fn slot(&mut self, kind: WindowKind) -> &mut i32 {
        match kind {
            WindowKind::Impact(level) => &mut self.impact[level as usize],
            WindowKind::Planned(Some(level)) => &mut self.planned[level as usize],
            WindowKind::Planned(None) => &mut self.silent,
        }
    }

    fn segment(&self, millis: i64) -> Segment {
        let worst = |counts: &[i32; 3]| {
            ImpactLevel::ALL.iter().rev().copied().find(|level| counts[*level as usize] > 0)
        };
        let planned = worst(&self.planned);
        Segment {
            millis,
            impact: worst(&self.impact),
            is_planned: planned.is_some() || self.silent > 0,
            planned,
        }
    }
}

/// The stretches of a period, in order; together they are the whole period.
pub(super) fn segments(windows: &[Window], from: Instant, to: Instant, now: Instant) -> Vec<Segment> {
    let (from, to) = (from.timestamp_millis(), to.timestamp_millis());
    if from >= to {
        return Vec::new();
    }
    let mut edges: Vec<(i64, i32, WindowKind)> = Vec::new();
    for window in windows {
        let start = window.start.timestamp_millis().max(from);
        let end = window.end.unwrap_or(now).timestamp_millis().min(to);
        if start < end {
            edges.extend([(start, 1, window.kind), (end, -1, window.kind)]);
        }
    }
    edges.sort_by_key(|(at, _, _)| *at);
    let (mut found, mut open, mut last) = (Vec::new(), Open::default(), from);
    for (at, change, kind) in edges {
        if at > last {
            found.push(open.segment(at - last));
            last = at;
        }
        *open.slot(kind) += change;
    }
    if to > last {
        found.push(open.segment(to - last));
    }
    found
}
