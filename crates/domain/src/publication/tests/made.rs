//! What a version is made of: gate, wording, timeline, causes and changes.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::comms::promise::RcaStage::{Final, Preliminary};
use crate::finding::FindingLevel;
use crate::id::{CustomerId, IncidentId, ProblemId, PublicationId, RcaId};
use crate::identity::{Principal, SystemActor};
use crate::incident::Severity;
use crate::problem::LinkedIncident;
use crate::publication::PublicationAudience::{Customers, Everyone, Inside};
use crate::publication::rules::{check_gate, check_wording};
use crate::publication::story::{StoryCause, StoryRow};
use crate::publication::{
    Draft, LineKind, Parts, Person, Publication, PublicationAudience, PublicationError, Redactor, Sensitive,
    Story, StoryCauses, StoryLine, changes,
};
use crate::rca::RcaStatus;
use crate::text::{Body, Title};
use crate::wording::People;

fn parts(why: &str) -> Parts {
    let body = |text: &str| Body::parse(text).unwrap();
    Parts {
        title: Title::parse("Errors on our website").unwrap(),
        what_happened: body("Pages failed."),
        why: body(why),
        what_we_did: body("We added nodes."),
        what_we_will_do: body("We lower the threshold."),
    }
}

fn draft(why: &str, lines: &[&str]) -> Draft {
    let at = "2026-11-28T08:00:00Z".parse().unwrap();
    let line = |text: &&str| StoryLine { at, kind: LineKind::Milestone, text: (*text).to_owned() };
    let cause =
        StoryCause { key: "c1".to_owned(), text: "Scaling began late".to_owned(), is_root: true, bone: None };
    Draft {
        stage: Preliminary,
        audience: Everyone,
        customers: Vec::new(),
        parts: parts(why),
        story: Story {
            lines: lines.iter().map(line).collect(),
            causes: StoryCauses {
                causes: vec![cause],
                rows: vec![StoryRow { key: "c1".to_owned(), depth: 1, is_again: false }],
                ..StoryCauses::default()
            },
            ..Story::default()
        },
        items: Vec::new(),
    }
}

fn redactor() -> Redactor {
    let dave = Person { name: "Dave Miller".to_owned(), role: "an engineer".to_owned() };
    Redactor::new(&Sensitive { people: vec![dave], ..Sensitive::default() })
}

fn linked() -> LinkedIncident {
    LinkedIncident {
        id: IncidentId::new(Uuid::from_u128(1)),
        severity: Severity::Sev2,
        is_private: false,
        started_at: "2026-11-28T08:00:00Z".parse().unwrap(),
        restored_at: None,
        is_recurrence: false,
    }
}

#[test]
fn the_gate_asks_for_a_review_an_incident_and_customers() {
    let (incidents, customer) = ([linked()], [CustomerId::new(Uuid::from_u128(2))]);
    let check = |stage, audience, customers: &[CustomerId], status, incidents: &[LinkedIncident]| {
        check_gate(stage, (audience, customers), status, incidents, &[])
    };
    for status in [RcaStatus::Draft, RcaStatus::InReview, RcaStatus::Reviewed] {
        assert_eq!(check(Preliminary, Everyone, &[], status, &incidents), Ok(()), "{status}");
    }
    assert_eq!(check(Preliminary, Inside, &[], RcaStatus::Published, &[]), Err(PublicationError::FinalIsOut));
    assert_eq!(
        check(Final, Everyone, &[], RcaStatus::InReview, &incidents),
        Err(PublicationError::NotReviewed)
    );
    for status in [RcaStatus::Reviewed, RcaStatus::Published] {
        assert_eq!(check(Final, Customers, &customer, status, &incidents), Ok(()), "{status}");
    }
    for audience in [Everyone, Customers] {
        let customers: &[CustomerId] = if audience == Customers { &customer } else { &[] };
        let refused = check(Final, audience, customers, RcaStatus::Reviewed, &[]);
        assert_eq!(refused, Err(PublicationError::InsideOnly));
    }
    assert_eq!(check(Final, Inside, &[], RcaStatus::Reviewed, &[]), Ok(()));
    assert_eq!(
        check(Preliminary, Customers, &[], RcaStatus::Draft, &incidents),
        Err(PublicationError::Customers)
    );
    assert_eq!(
        check(Preliminary, Inside, &customer, RcaStatus::Draft, &[]),
        Err(PublicationError::Customers)
    );
}

#[test]
fn wording_that_blames_is_refused_and_a_line_that_does_is_left_out() {
    let people = People::new(["Dave Miller"]);
    let made = draft("Dave broke the pool.", &["The sale begins.", "Dave Miller broke the pool."]);
    let made = made.make(&redactor(), &people);
    assert_eq!(made.draft.parts.why.as_str(), "\u{e000}An engineer\u{e001} broke the pool.");
    let refused = check_wording(&made.findings).unwrap_err();
    assert_eq!((refused.rule(), refused.field()), (Some("A1"), Some("why")));
    assert_eq!(made.draft.story.lines.len(), 1, "{:?}", made.findings);
    assert!(
        made.findings.iter().any(|(field, one)| *field == "timeline" && one.level == FindingLevel::Warning)
    );
    let clean = draft("Scaling began late.", &[]).make(&redactor(), &people);
    assert_eq!(check_wording(&clean.findings), Ok(()));
}

#[test]
fn a_warning_of_wording_does_not_hold_a_version_back() {
    let made = draft("The team should have tested it.", &[]).make(&redactor(), &People::default());
    assert!(made.findings.iter().any(|(_, one)| one.rule.as_str() == "C1"));
    assert_eq!(check_wording(&made.findings), Ok(()));
}

#[test]
fn what_is_kept_has_no_marks() {
    let made = draft("Dave Miller saw it.", &["Dave paged."]).make(&redactor(), &People::default());
    assert_eq!(made.redactions.len(), 2);
    let plain = made.draft.plain();
    assert_eq!(plain.parts.why.as_str(), "An engineer saw it.");
    assert_eq!(plain.story.lines[0].text, "An engineer paged.");
    assert!(!format!("{plain:?}").contains("\\u{e000}"));
}

#[test]
fn the_next_version_says_what_is_different() {
    let (before, mut after) =
        (draft("We do not know yet.", &[]), draft("Scaling began late.", &["The sale begins."]));
    after.story.causes.causes[0].text = "Scaling began at 90 % CPU".to_owned();
    let told = changes(
        (&before.parts, &before.story, &before.items),
        (&after.parts, &after.story, &after.items),
        true,
    );
    assert_eq!(
        told,
        [
            "“Why it happened” was written anew.",
            "New among the causes: Scaling began at 90 % CPU",
            "One cause is no longer named.",
            "The timeline has one line more.",
        ]
    );
    let same = |is_other_stage| {
        changes((&after.parts, &after.story, &[]), (&after.parts, &after.story, &[]), is_other_stage)
    };
    assert_eq!(same(true), ["Nothing but the stage is different."]);
    assert!(same(false).is_empty());
}

#[test]
fn a_fishbone_and_a_map_are_drawn_from_the_same_causes() {
    let mut causes = draft("x", &[]).story.causes;
    causes.causes.push(StoryCause {
        key: "c2".to_owned(),
        text: "No trial".to_owned(),
        is_root: false,
        bone: None,
    });
    causes.groups.push(crate::publication::story::StoryGroup {
        effect: Some("c1".to_owned()),
        is_and: true,
        causes: vec!["c2".to_owned()],
    });
    let scene = causes.scene("Errors");
    let keys: BTreeSet<&str> = scene.ribs[0].twigs.iter().map(|twig| twig.id.as_str()).collect();
    assert_eq!((keys, scene.ribs[0].twigs[0].twigs[0].id.as_str()), (BTreeSet::from(["c1"]), "c2"));
    let map = causes.map("Errors");
    assert_eq!((map.causes.len(), map.groups[0].effect.as_deref()), (2, Some("c1")));
}

fn version(audience: PublicationAudience, customers: &[u128]) -> Publication {
    let uuid = Uuid::from_u128;
    let at = "2026-11-28T08:00:00Z".parse().unwrap();
    Publication {
        id: PublicationId::new(uuid(1)),
        rca: RcaId::new(uuid(1)),
        rca_number: 7,
        problem: ProblemId::new(uuid(1)),
        problem_number: 7,
        number: 1,
        stage: Preliminary,
        audience,
        customers: customers.iter().map(|n| CustomerId::new(uuid(*n))).collect(),
        parts: parts("The pool was small."),
        story: Story::default(),
        items: Vec::new(),
        changes: Vec::new(),
        published_at: at,
        published_by: Principal::System(SystemActor::Worker),
        withdrawn_at: None,
    }
}

#[test]
fn a_version_is_compared_with_what_all_its_readers_could_read() {
    let ids = |all: &[u128]| all.iter().map(|n| CustomerId::new(Uuid::from_u128(*n))).collect::<Vec<_>>();
    let shared = version(Customers, &[1, 2]);
    assert!(shared.is_read_by(Customers, &ids(&[1])) && shared.is_read_by(Customers, &ids(&[2, 1])));
    assert!(!shared.is_read_by(Customers, &ids(&[1, 3])) && !shared.is_read_by(Everyone, &[]));
    assert!(shared.is_shared_with(ids(&[1])[0]) && !shared.is_shared_with(ids(&[3])[0]));
    for audience in [Everyone, Customers, Inside] {
        assert!(version(Everyone, &[]).is_read_by(audience, &ids(&[1])), "{audience}");
        assert_eq!(version(Inside, &[]).is_read_by(audience, &ids(&[1])), audience == Inside, "{audience}");
    }
    let mut gone = version(Customers, &[1]);
    gone.withdraw(gone.published_at).unwrap();
    assert!(!gone.is_read_by(Inside, &[]) && !gone.is_shared_with(ids(&[1])[0]));
}

#[test]
fn a_version_for_some_customers_keeps_no_promise_to_the_others() {
    use crate::comms::Audience::{External, Internal};
    let ids = |all: &[u128]| all.iter().map(|n| CustomerId::new(Uuid::from_u128(*n))).collect::<Vec<_>>();
    let table = [
        (Everyone, &[][..], &[1, 2][..], External),
        (Customers, &[1, 2], &[1, 2], External),
        (Customers, &[1], &[1, 2], Internal),
        (Customers, &[1], &[], External),
        (Inside, &[], &[], Internal),
    ];
    for (audience, customers, users, kept) in table {
        assert_eq!(
            version(audience, customers).keeps_for(&ids(users)),
            kept,
            "{audience} {customers:?} {users:?}"
        );
    }
}
