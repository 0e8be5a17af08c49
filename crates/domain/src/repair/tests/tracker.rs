//! Items and issues in step (no loops).

use super::*;
use crate::repair::tracker::{follow, wanted};
use crate::text::WebUrl;
use TrackerState as T;

fn issue(provider: TrackerProvider, state: TrackerState) -> TrackerIssue {
    TrackerIssue {
        tracker: None,
        provider,
        key: short("shop/search#12").unwrap(),
        url: WebUrl::parse("https://code.example/shop/search/issues/12").unwrap(),
        title: None,
        state,
        synced_at: None,
    }
}

fn pairs() -> impl Iterator<Item = (RepairItemStatus, TrackerState)> {
    S::ALL.iter().flat_map(|status| T::ALL.iter().map(|state| (*status, *state)))
}

#[test]
fn an_item_follows_its_issue_where_no_decision_is_needed() {
    let moves: Vec<_> =
        pairs().filter_map(|(status, state)| Some((status, state, follow(status, state)?))).collect();
    assert_eq!(
        moves,
        [
            (S::Committed, T::InProgress, S::InProgress),
            (S::Committed, T::Done, S::Done),
            (S::InProgress, T::Done, S::Done),
            (S::Done, T::Open, S::InProgress),
            (S::Done, T::InProgress, S::InProgress),
            (S::Reopened, T::InProgress, S::InProgress),
            (S::Reopened, T::Done, S::Done),
        ]
    );
    for (from, _, to) in moves {
        assert!(from.leads_to(to), "a step that exists: {from} {to}");
    }
}

#[test]
fn an_issue_follows_its_item() {
    for (status, known, expected) in [
        (S::Proposed, T::Open, None),
        (S::Proposed, T::NotPlanned, Some(T::Open)),
        (S::Committed, T::Open, None),
        (S::Committed, T::NotPlanned, Some(T::Open)),
        (S::InProgress, T::InProgress, None),
        (S::InProgress, T::Done, Some(T::Open)),
        (S::Reopened, T::Done, Some(T::Open)),
        (S::Done, T::Open, Some(T::Done)),
        (S::Done, T::Done, None),
        (S::Effective, T::InProgress, Some(T::Done)),
        (S::NotDoing, T::Open, Some(T::NotPlanned)),
        (S::NotDoing, T::Done, None),
        (S::Done, T::Deleted, None),
    ] {
        assert_eq!(wanted(status, known), expected, "{status} {known}");
    }
}

#[test]
fn neither_side_answers_the_other() {
    for (status, state) in pairs() {
        if let Some(moved) = follow(status, state) {
            assert_ne!(moved, status);
            assert_eq!(wanted(moved, state), None, "item followed: {status} {state}");
            assert_eq!(follow(moved, state), None, "{status} {state}");
        }
        if let Some(told) = wanted(status, state) {
            assert_ne!(told, state);
            assert_eq!(follow(status, told), None, "issue was told: {status} {state}");
            assert_eq!(wanted(status, told), None, "{status} {state}");
        }
        assert!(state != T::Deleted || (follow(status, state), wanted(status, state)) == (None, None));
    }
}

#[test]
fn every_tool_comes_to_rest() {
    for provider in TrackerProvider::ALL.iter().copied() {
        for (status, state) in pairs() {
            let mut status = status;
            let mut issue = issue(provider, state);
            let mut steps = 0;
            loop {
                let told = issue.wanted(status);
                issue.state = told.unwrap_or(issue.state);
                let moved = follow(status, issue.state);
                status = moved.unwrap_or(status);
                if told.is_none() && moved.is_none() {
                    break;
                }
                steps += 1;
                assert!(steps <= 2, "{provider} {status} {state}");
            }
        }
    }
}

#[test]
fn jira_alone_is_told_that_somebody_works_on_it() {
    for provider in TrackerProvider::ALL.iter().copied() {
        let is_jira = provider == TrackerProvider::Jira;
        let issue = issue(provider, T::Open);
        assert_eq!(issue.wanted(S::InProgress), is_jira.then_some(T::InProgress), "{provider}");
        assert_eq!(issue.is_in_step(S::InProgress), !is_jira, "{provider}");
        assert_eq!(issue.wanted(S::Committed), None);
    }
    let started = issue(TrackerProvider::Jira, T::InProgress);
    assert_eq!((started.wanted(S::InProgress), started.is_in_step(S::InProgress)), (None, true));
}

#[test]
fn what_only_a_person_can_decide_is_out_of_step() {
    for (status, state, expected) in [
        (S::Proposed, T::Open, true),
        (S::Proposed, T::Done, false),
        (S::Committed, T::NotPlanned, false),
        (S::Effective, T::Open, false),
        (S::Effective, T::Done, true),
        (S::NotDoing, T::NotPlanned, true),
        (S::NotDoing, T::Done, true),
        (S::Done, T::Deleted, false),
    ] {
        assert_eq!(issue(TrackerProvider::GitHub, state).is_in_step(status), expected, "{status} {state}");
    }
}
