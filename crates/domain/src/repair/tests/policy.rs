//! The policy: the talk's days, and how they change.

use super::*;
use crate::repair::policy::DAYS_MAX;

#[test]
fn the_first_policy_is_the_talks() {
    let policy = policy();
    let days: Vec<i32> = RepairHorizon::ALL.iter().map(|horizon| policy.days(*horizon)).collect();
    assert_eq!(days, [10, 90, 365]);
    let checks: Vec<i32> = RepairKind::ALL.iter().map(|kind| policy.check_days(*kind)).collect();
    assert_eq!(checks, [30, 90]);
}

#[test]
fn a_change_is_a_new_version_within_bounds() {
    let none = RepairPolicyChange::default;
    let refused = |field, least| Err(RepairError::PolicyDays { field, least, most: DAYS_MAX });
    for (change, expected) in [
        (RepairPolicyChange { short_days: Some(14), ..none() }, Ok([14, 90, 365, 30, 90])),
        (RepairPolicyChange { short_days: Some(89), ..none() }, Ok([89, 90, 365, 30, 90])),
        (RepairPolicyChange { short_days: Some(90), ..none() }, refused("mediumDays", 91)),
        (RepairPolicyChange { short_days: Some(0), ..none() }, refused("shortDays", 1)),
        (RepairPolicyChange { short_days: Some(i32::MAX), ..none() }, refused("shortDays", 1)),
        (RepairPolicyChange { medium_days: Some(10), ..none() }, refused("mediumDays", 11)),
        (RepairPolicyChange { long_days: Some(DAYS_MAX), ..none() }, Ok([10, 90, DAYS_MAX, 30, 90])),
        (RepairPolicyChange { long_days: Some(DAYS_MAX + 1), ..none() }, refused("longDays", 91)),
        (RepairPolicyChange { long_days: Some(-5), ..none() }, refused("longDays", 91)),
        (
            RepairPolicyChange { corrective_check_days: Some(1), preventive_check_days: Some(60), ..none() },
            Ok([10, 90, 365, 1, 60]),
        ),
        (RepairPolicyChange { corrective_check_days: Some(0), ..none() }, refused("correctiveCheckDays", 1)),
        (RepairPolicyChange { preventive_check_days: Some(0), ..none() }, refused("preventiveCheckDays", 1)),
        (none(), Err(RepairError::Unchanged { field: "shortDays" })),
        (
            RepairPolicyChange { short_days: Some(10), ..none() },
            Err(RepairError::Unchanged { field: "shortDays" }),
        ),
        (RepairPolicyChange { note: markdown("As agreed."), ..none() }, Ok([10, 90, 365, 30, 90])),
    ] {
        let words = format!("{change:?}");
        let next = policy().next(change, AUTHOR, at(NOW));
        let days = next.as_ref().map_err(Clone::clone).map(|next| {
            [
                next.short_days,
                next.medium_days,
                next.long_days,
                next.corrective_check_days,
                next.preventive_check_days,
            ]
        });
        assert_eq!(days, expected, "{words}");
        if let Ok(next) = next {
            assert_eq!((next.version, next.created_by, next.created_at), (2, AUTHOR, at(NOW)));
        }
    }
}

#[test]
fn horizons_belong_to_kinds() {
    for (kind, horizon, expected) in [
        (RepairKind::Corrective, None, Ok(RepairHorizon::Short)),
        (RepairKind::Corrective, Some(RepairHorizon::Short), Ok(RepairHorizon::Short)),
        (RepairKind::Corrective, Some(RepairHorizon::Long), Err(RepairHorizon::Short)),
        (RepairKind::Preventive, None, Ok(RepairHorizon::Medium)),
        (RepairKind::Preventive, Some(RepairHorizon::Long), Ok(RepairHorizon::Long)),
        (RepairKind::Preventive, Some(RepairHorizon::Short), Ok(RepairHorizon::Short)),
    ] {
        let fields = RepairFields { horizon, ..fields(kind) };
        let checked = fields.check();
        assert_eq!(checked.is_ok(), expected.is_ok(), "{kind} {horizon:?}");
        if let Err(refused) = checked {
            assert_eq!((refused.rule(), refused.field()), (Some("ACT-03"), Some("horizon")));
        }
        let item = proposed_with(fields);
        assert_eq!(Ok(item.horizon), expected.or_else(Ok::<_, RepairHorizon>));
    }
}
