//! Reminders (`ACT-12`).

use super::*;
use crate::repair::reminder::{Circle, at as reminded_at, next_at, reached};
use ReminderStage::{Approaching, Due, Overdue};

#[test]
fn stages_are_percents_of_the_time_from_the_clock() {
    // From 20 to 30 November.
    let item = committed(RepairKind::Corrective);
    for (stage, when) in
        [(Approaching, "2026-11-28T12:00"), (Due, "2026-11-30T12:00"), (Overdue, "2026-12-05T12:00")]
    {
        assert_eq!(reminded_at(&item, stage), Some(at(when)), "{stage}");
    }
    for (after, when) in [
        (None, Some("2026-11-28T12:00")),
        (Some(Approaching), Some("2026-11-30T12:00")),
        (Some(Due), Some("2026-12-05T12:00")),
        (Some(Overdue), None),
    ] {
        assert_eq!(next_at(&item, after), when.map(at), "{after:?}");
    }
    for (now, stages) in [
        ("2026-11-28T11:59", &[][..]),
        ("2026-11-28T12:00", &[Approaching]),
        ("2026-11-30T12:00", &[Approaching, Due]),
        ("2027-11-30T12:00", &[Approaching, Due, Overdue]),
    ] {
        assert_eq!(reached(&item, at(now)), stages, "{now}");
    }
}

#[test]
fn nothing_is_reminded_of_while_no_clock_runs() {
    for status in S::ALL.iter().copied() {
        let mut item = in_status(status);
        item.settle_reminder(None);
        assert_eq!(item.next_reminder_at.is_some(), status.has_running_clock(), "{status}");
        assert_eq!(item.next_reminder_at, reminded_at(&item, Approaching));
        assert_eq!(
            reached(&item, at("2036-01-01T00:00")).len(),
            if status.has_running_clock() { 3 } else { 0 }
        );
    }
    let mut told = committed(RepairKind::Corrective);
    told.settle_reminder(Some(Due));
    assert_eq!(told.next_reminder_at, reminded_at(&told, Overdue));
    let mut wished = proposed(RepairKind::Corrective);
    wished.due_at = Some(at("2026-12-24T12:00"));
    assert_eq!(next_at(&wished, None), None, "a wish is no due date");
}

#[test]
fn stages_follow_each_other_and_never_come_before_the_clock() {
    let mut seconds: i64 = 1;
    // From a second to two centuries, and due dates before the clock, which no rule makes but a database may hold.
    for _ in 0..34 {
        for sign in [1, 0, -1] {
            let mut item = committed(RepairKind::Corrective);
            let from = item.clock.unwrap().counted_from;
            item.due_at =
                Some(from + chrono::Duration::seconds(seconds * sign) + chrono::Duration::microseconds(7));
            let mut after = None;
            let mut earlier = from;
            for stage in ReminderStage::ALL.iter().copied() {
                let next = next_at(&item, after).unwrap();
                assert!(next >= earlier, "{seconds} {sign} {stage}");
                assert!(reached(&item, next).contains(&stage));
                assert!(!reached(&item, next - chrono::Duration::microseconds(1)).contains(&stage));
                (after, earlier) = (Some(stage), next);
            }
            assert_eq!(next_at(&item, after), None);
        }
        seconds *= 2;
    }
}

#[test]
fn the_end_of_time_is_no_stage() {
    let mut item = committed(RepairKind::Corrective);
    item.due_at = Some(Instant::MAX_UTC);
    assert_eq!(reached(&item, at("2036-01-01T00:00")), []);
    assert_eq!(next_at(&item, Some(Due)), None);
}

#[test]
fn each_stage_tells_its_people_once() {
    let [owner, first, second, sponsor] = [10, 11, 12, 13].map(|n| UserId::new(uuid(n)));
    let circle = |owner: Option<UserId>, managers: &[UserId], sponsor: Option<UserId>| Circle {
        owner,
        managers: managers.to_vec(),
        sponsor,
    };
    for (circle, told) in [
        (
            circle(Some(owner), &[first, second], Some(sponsor)),
            [vec![owner], vec![owner, first, second], vec![owner, first, second, sponsor]],
        ),
        (circle(None, &[first], Some(sponsor)), [vec![first], vec![first], vec![first, sponsor]]),
        (circle(None, &[], Some(sponsor)), [vec![sponsor], vec![sponsor], vec![sponsor]]),
        (circle(Some(owner), &[], Some(sponsor)), [vec![owner], vec![owner, sponsor], vec![owner, sponsor]]),
        (circle(Some(owner), &[first], None), [vec![owner], vec![owner, first], vec![owner, first]]),
        (circle(Some(owner), &[owner], Some(owner)), [vec![owner], vec![owner], vec![owner]]),
        (circle(None, &[], None), [vec![], vec![], vec![]]),
    ] {
        for (stage, expected) in ReminderStage::ALL.iter().zip(told) {
            assert_eq!(circle.recipients(*stage), expected, "{stage} {circle:?}");
        }
    }
}
