//! Drafts and their approval, templates and their places.

use super::*;
use crate::comms::draft::{DraftText, UpdateDraft, UpdateDraftStatus as S, may_go_out};
use crate::comms::template::{Facts, fill, shipped};
use crate::id::UpdateDraftId;

const OTHER: Principal = Principal::User(UserId::new(uuid::Uuid::from_u128(2)));

fn text(body: &str) -> DraftText {
    DraftText {
        audience: Audience::External,
        body: Body::parse(body).unwrap(),
        next_update_at: Some(at("09:45")),
        eta: None,
    }
}

#[test]
fn another_person_approves_the_very_text() {
    let id = UpdateDraftId::new(uuid::Uuid::from_u128(4));
    let incident = IncidentId::new(uuid::Uuid::from_u128(100));
    let mut one = UpdateDraft::begin(id, incident, text("We are on it."), AUTHOR, at("08:45"));
    assert!(one.is_approval_needed(true) && !one.is_approval_needed(false));
    assert_eq!(one.request(at("08:46")), Ok(()));
    assert_eq!((one.status, one.request(at("08:47"))), (S::AwaitingApproval, Err(CommsError::ApprovalAsked)));
    assert_eq!(one.approve(AUTHOR, at("08:47")), Err(CommsError::OwnText));
    assert_eq!(one.approve(OTHER, at("08:48")), Ok(()));
    assert_eq!((one.status, one.approved_by), (S::Approved, Some(OTHER)));
    assert!(!one.is_approval_needed(true));
    one.change(text("We mend it."), OTHER, at("08:49"));
    assert_eq!((one.status, one.approved_by), (S::Draft, None), "the approval was for the text before");
    assert_eq!(one.approve(OTHER, at("08:50")), Err(CommsError::OwnText), "whoever changed it last");
    assert_eq!(one.approve(AUTHOR, at("08:50")), Ok(()));
}

#[test]
fn external_updates_wait_for_approval_where_the_organisation_says_so() {
    use Audience::{External, Internal};
    for (asked, audience, approved, may, goes) in [
        (false, External, false, false, true),
        (true, Internal, false, false, true),
        (true, External, false, false, false),
        (true, External, true, false, true),
        (true, External, false, true, true),
    ] {
        assert_eq!(
            may_go_out(asked, audience, approved, may).is_ok(),
            goes,
            "{asked} {audience} {approved} {may}"
        );
    }
}

#[test]
fn places_are_filled_once_and_other_braces_stay() {
    let facts = |services: &[&str]| Facts {
        title: "Booking {next}",
        services: services.iter().map(|name| (*name).to_owned()).collect(),
        status: IncidentStatus::Identified,
        next: "10:15 UTC",
    };
    let filled = fill("{title}: {services}, {status}, {next} {other} {", &facts(&["Shop", "Search"]));
    assert_eq!(filled, "Booking {next}: Shop, Search, cause identified, 10:15 UTC {other} {");
    assert_eq!(fill("{services}", &facts(&[])), "our service");
    for severity in Severity::ALL {
        for audience in [Audience::Internal, Audience::External] {
            let body = shipped(*severity, audience);
            assert!(Body::parse(body).is_ok() && body.contains("{next}"), "{severity} {audience}");
            assert!(!fill(body, &facts(&["Shop"])).contains("{s"), "{severity} {audience}");
        }
    }
}
