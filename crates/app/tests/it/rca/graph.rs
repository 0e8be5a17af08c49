//! Links between causes and effects.

use app::rca::{AddCause, LinkCause, MoveCause, StartRca, Target, UpdateCauseGroup};
use domain::id::{CauseGroupId, CauseId};
use domain::rca::{GroupOperator, RcaMethod};

use super::{Bench, bench};
use crate::problem::rule;

fn link(bench: &Bench, cause: CauseId, effect: Option<CauseId>) -> LinkCause {
    LinkCause { rca_id: bench.rca, cause_id: cause, target: Target::Effect(effect), position: None }
}

fn place(cause: CauseId, from: Option<CauseGroupId>, target: Option<Target>) -> MoveCause {
    MoveCause { cause_id: cause, from_group_id: from, target, position: None, bone: None }
}

async fn group_of(bench: &Bench, effect: Option<CauseId>) -> CauseGroupId {
    bench.now().await.graph.groups_of(effect).next().unwrap().id
}

/// The causes of each group, in their order.
async fn rows(bench: &Bench) -> Vec<(Option<CauseId>, Vec<CauseId>)> {
    let groups = bench.now().await.graph.present().groups;
    groups.into_iter().map(|one| (one.effect, one.links.iter().map(|link| link.cause).collect())).collect()
}

#[tokio::test]
async fn circles_and_links_to_other_analyses_are_refused() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let (a, other) = (bench.top("A happens").await, bench.shop.open("Another", &[]).await);
    let (b, c) = {
        let b = bench.beneath(&a, "B happens").await;
        let c = bench.beneath(&b, "C happens").await;
        (b, c)
    };
    let before = bench.now().await;
    for (cause, effect) in [(a.id, c.id), (a.id, b.id), (a.id, a.id)] {
        assert_eq!(rule(&app.link_cause(oliver, link(&bench, cause, Some(effect))).await), Some("CM-01"));
    }
    let twice = app.link_cause(oliver, link(&bench, b.id, Some(a.id))).await;
    assert_eq!(rule(&twice), Some(""), "it stands there already");
    let started = StartRca { problem_id: other.id, method: RcaMethod::CauseMap };
    let elsewhere = app.start_rca(oliver, started).await.unwrap().analysis.rca.id;
    let foreign = AddCause { rca_id: elsewhere, ..bench.cause("D happens") };
    let foreign = bench.add(foreign).await.id;
    assert_eq!(rule(&app.link_cause(oliver, link(&bench, foreign, Some(a.id))).await), Some("CM-01"));
    assert_eq!(rule(&app.link_cause(oliver, link(&bench, a.id, Some(foreign))).await), Some("CM-01"));
    let there = AddCause { effect_id: Some(foreign), ..bench.cause("E happens") };
    assert_eq!(rule(&app.add_cause(oliver, there).await), Some("CM-01"));
    let group = app.analyses(oliver, &[elsewhere]).await.unwrap()[&elsewhere].graph.groups[0].id;
    let into = LinkCause { target: Target::Group(group), ..link(&bench, a.id, None) };
    assert_eq!(rule(&app.link_cause(oliver, into).await), Some("CM-01"));
    assert_eq!(bench.now().await, before, "nothing was saved");
}

#[tokio::test]
async fn a_cause_moves_in_one_step_and_the_others_make_room() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let (a, b) = (bench.top("A happens").await, bench.top("B happens").await);
    let (c, d) = (bench.beneath(&a, "C happens").await, bench.beneath(&a, "D happens").await);
    let under_a = group_of(&bench, Some(a.id)).await;
    let first = MoveCause { position: Some(0), ..place(d.id, Some(under_a), Some(Target::Group(under_a))) };
    app.move_cause(oliver, first).await.unwrap();
    assert_eq!(rows(&bench).await, [(None, vec![a.id, b.id]), (Some(a.id), vec![d.id, c.id])]);
    let to_b = MoveCause {
        bone: Some("capacity".to_owned()),
        ..place(d.id, Some(under_a), Some(Target::Effect(Some(b.id))))
    };
    let moved = app.move_cause(oliver, to_b).await.unwrap();
    bench.is_kept(&moved).await;
    assert_eq!(
        rows(&bench).await,
        [(None, vec![a.id, b.id]), (Some(a.id), vec![c.id]), (Some(b.id), vec![d.id])]
    );
    let kept = bench.now().await;
    let found = kept.graph.cause(d.id).unwrap();
    assert_eq!((found.bone.as_deref(), found.version), (Some("capacity"), 2));
    // A circle is refused as a whole: the cause stays where it was.
    let top = group_of(&bench, None).await;
    let circle = app.move_cause(oliver, place(b.id, Some(top), Some(Target::Effect(Some(d.id))))).await;
    assert_eq!(rule(&circle), Some("CM-01"));
    assert_eq!(bench.now().await, kept);
    // A group that is left empty waits, so that a step back finds it.
    let under_b = group_of(&bench, Some(b.id)).await;
    app.unlink_cause(oliver, under_b, d.id).await.unwrap();
    assert_eq!(rows(&bench).await.len(), 2);
    app.move_cause(oliver, place(d.id, None, Some(Target::Group(under_b)))).await.unwrap();
    assert_eq!(rows(&bench).await.len(), 3);
    assert!(app.unlink_cause(oliver, under_b, a.id).await.is_err(), "it does not stand there");
}

#[tokio::test]
async fn nobody_confirms_their_own_therefore() {
    let bench = bench(RcaMethod::FiveWhys).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let a = bench.top("A happens").await;
    let group = group_of(&bench, None).await;
    assert_eq!(rule(&app.confirm_therefore(oliver, group, a.id).await), Some("W5-10"));
    let found = bench.now().await.graph.groups[0].clone();
    assert!(!app.may_confirm_therefore(oliver, &found, a.id));
    assert!(app.may_confirm_therefore(&bench.shop.petra, &found, a.id));
    assert!(!app.may_confirm_therefore(&bench.shop.stage.victor, &found, a.id));
    let confirmed = app.confirm_therefore(&bench.shop.petra, group, a.id).await.unwrap();
    bench.is_kept(&confirmed).await;
    let kept = bench.now().await.graph.groups[0].clone();
    assert_eq!(kept.links[0].therefore.map(|(by, _)| by), Some(bench.shop.petra.principal));
    assert!(!app.may_confirm_therefore(&bench.shop.petra, &kept, a.id));
}

#[tokio::test]
async fn questions_of_a_chain_begin_with_why_and_make_groups_of_their_own() {
    let bench = bench(RcaMethod::FiveWhys).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let asked =
        |question: &str, text: &str| AddCause { question: Some(question.to_owned()), ..bench.cause(text) };
    assert_eq!(rule(&app.add_cause(oliver, asked("Who did it?", "A happens")).await), Some("W5-05"));
    bench.add(asked("Why is search slow?", "A happens")).await;
    bench.add(asked("Why is search slow?", "B happens")).await;
    bench.add(asked("Why did nobody notice?", "C happens")).await;
    let groups = bench.now().await.graph.groups;
    assert_eq!(groups.iter().map(|group| group.links.len()).collect::<Vec<_>>(), [2, 1]);
    let change = |question: Option<&str>| UpdateCauseGroup {
        id: groups[0].id,
        operator: Some(GroupOperator::Or),
        question: question.map(str::to_owned),
        either_suffices: Some(true),
    };
    assert_eq!(rule(&app.update_cause_group(oliver, change(Some("What now?"))).await), Some("W5-05"));
    let changed = app.update_cause_group(oliver, change(None)).await.unwrap();
    bench.is_kept(&changed).await;
    let kept = &bench.now().await.graph.groups[0];
    assert_eq!((kept.operator, kept.either_suffices), (GroupOperator::Or, true));
    assert_eq!(kept.question, groups[0].question);
    let emptied = app.update_cause_group(oliver, change(Some(" "))).await.unwrap();
    assert_eq!(emptied.analysis.graph.groups[0].question, None);
    let candidate = AddCause { is_unlinked: true, ..bench.cause("D happens") };
    bench.add(candidate).await;
    assert_eq!(bench.now().await.graph.groups.len(), 2, "a candidate explains nothing yet");
}
