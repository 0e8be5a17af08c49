//! Tables of the rules about people, keys and passwords.

use chrono::{DateTime, Duration};
use uuid::Uuid;

use super::password::{Password, PasswordError};
use super::*;

fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn user(roles: &[Role]) -> User {
    User {
        id: UserId::new(Uuid::from_u128(1)),
        email: Email::parse("oliver@trips.example").unwrap(),
        name: Name::parse("Ops Oliver").unwrap(),
        roles: roles.to_vec(),
        teams: Vec::new(),
        customer: None,
        joined_at: Some(at(0)),
        disabled_at: None,
        permission_version: 1,
        created_at: at(0),
        version: 1,
    }
}

#[test]
fn roles_are_inside_roles_without_repeats() {
    use Role::{Admin, Customer, Responder};
    let cases = [
        (vec![], Err(IdentityError::NoRole)),
        (vec![Customer], Err(IdentityError::RoleNotForUsers)),
        (vec![Admin, Customer], Err(IdentityError::RoleNotForUsers)),
        (vec![Responder, Admin, Responder], Ok(vec![Admin, Responder])),
    ];
    for (roles, expected) in cases {
        assert_eq!(user_roles(roles.clone(), None), expected, "{roles:?}");
    }
}

#[test]
fn people_of_a_customer_have_their_role_and_no_team() {
    use Role::{Admin, Customer, Viewer};
    let trips = Some(CustomerId::new(Uuid::from_u128(5)));
    let other = Err(IdentityError::RoleNotForCustomers);
    let cases = [
        (vec![], Err(IdentityError::NoRole)),
        (vec![Customer], Ok(vec![Customer])),
        (vec![Customer, Customer], Ok(vec![Customer])),
        (vec![Customer, Admin], other.clone()),
        (vec![Viewer], other),
    ];
    for (roles, expected) in cases {
        assert_eq!(user_roles(roles.clone(), trips), expected, "{roles:?}");
    }
    let mut carrie = User { customer: trips, ..user(&[Customer]) };
    let promote = UserChange { roles: Some(vec![Admin]), ..UserChange::default() };
    assert_eq!(carrie.apply(promote, 1, at(1)), Err(IdentityError::RoleNotForCustomers));
    let hire = UserChange { teams: Some(vec![TeamId::new(Uuid::from_u128(2))]), ..UserChange::default() };
    assert_eq!(carrie.apply(hire, 1, at(1)), Err(IdentityError::CustomerInTeam));
    let disable = UserChange { is_disabled: Some(true), ..UserChange::default() };
    assert!(carrie.apply(disable, 0, at(2)).is_ok_and(|changed| changed.disabled));
    assert!(!carrie.is_inside() && user(&[Admin]).is_inside());
}

#[test]
fn the_last_administrator_stays() {
    let demote = || UserChange { roles: Some(vec![Role::Viewer]), ..UserChange::default() };
    let disable = || UserChange { is_disabled: Some(true), ..UserChange::default() };
    for change in [demote(), disable()] {
        let mut admin = user(&[Role::Admin]);
        assert_eq!(admin.apply(change.clone(), 0, at(9)), Err(IdentityError::LastAdmin));
        assert_eq!(admin, user(&[Role::Admin]), "a refused change leaves no trace");
        assert!(admin.apply(change.clone(), 1, at(9)).is_ok());
        assert!(user(&[Role::Viewer]).apply(change, 0, at(9)).is_ok(), "not an administrator");
    }
    let mut admin = user(&[Role::Admin]);
    let rename = UserChange { name: Name::parse("Oliver").ok(), ..UserChange::default() };
    assert_eq!(admin.apply(rename, 0, at(9)), Ok(UserChanged::default()));
    assert_eq!(admin.permission_version, 1, "a name is no permission");
}

#[test]
fn disabling_is_told_once_and_can_be_undone() {
    let mut person = user(&[Role::Responder]);
    let disable = UserChange { is_disabled: Some(true), ..UserChange::default() };
    let changed = person.apply(disable.clone(), 1, at(5)).unwrap();
    assert!(changed.disabled && changed.permissions);
    assert_eq!((person.disabled_at, person.permission_version), (Some(at(5)), 2));
    assert_eq!(person.apply(disable, 1, at(6)), Ok(UserChanged::default()));
    assert_eq!(person.disabled_at, Some(at(5)));
    let enable = UserChange { is_disabled: Some(false), ..UserChange::default() };
    assert_eq!(person.apply(enable, 1, at(7)), Ok(UserChanged { permissions: true, disabled: false }));
    assert!(person.is_active());
}

#[test]
fn a_key_has_an_inside_role_and_an_end() {
    let days = |days| at(0) + Duration::days(days);
    let lifetime = Err(IdentityError::KeyLifetime { max_days: ApiKey::MAX_DAYS });
    let cases = [
        (Role::Responder, days(1), Ok(())),
        (Role::Admin, days(ApiKey::MAX_DAYS), Ok(())),
        (Role::Customer, days(1), Err(IdentityError::RoleNotForKeys)),
        (Role::Viewer, at(0), lifetime.clone()),
        (Role::Viewer, at(-1), lifetime.clone()),
        (Role::Viewer, days(ApiKey::MAX_DAYS) + Duration::seconds(1), lifetime),
    ];
    for (role, end, expected) in cases {
        assert_eq!(ApiKey::check(role, end, at(0)), expected, "{role} until {end}");
    }
}

#[test]
fn passwords_have_a_length_and_nothing_else() {
    for (text, expected) in [
        ("", Some(PasswordError::TooShort)),
        ("eleven char", Some(PasswordError::TooShort)),
        ("twelve chars", None),
        (&"é".repeat(128), None),
        (&"x".repeat(129), Some(PasswordError::TooLong)),
    ] {
        assert_eq!(Password::new(text.to_owned()).err(), expected, "{} characters", text.chars().count());
    }
    assert!(Password::attempt(String::new()).is_none());
    assert!(Password::attempt("x".repeat(129)).is_none());
    assert_eq!(format!("{:?}", Password::attempt("secret".to_owned())), "Some(Password(…))");
}

fn actor(principal: Principal, roles: &[Role], teams: &[TeamId]) -> Actor {
    Actor { principal, session: None, roles: roles.to_vec(), teams: teams.to_vec(), customer: None }
}

#[test]
fn conditions_ask_for_the_relation() {
    use super::actor::Relation;
    let me = UserId::new(Uuid::from_u128(1));
    let team = TeamId::new(Uuid::from_u128(2));
    let responder = actor(Principal::User(me), &[Role::Responder], &[team]);
    let owned = |owner_team| Relation { owner_team, ..Relation::default() };
    assert!(responder.may(Permission::ServiceManage, owned(Some(team))));
    assert!(!responder.may(Permission::ServiceManage, owned(Some(TeamId::new(Uuid::from_u128(3))))));
    assert!(!responder.may(Permission::ServiceManage, owned(None)));
    assert!(responder.may(Permission::IncidentManageMembers, Relation::member(true)));
    assert!(!responder.may(Permission::IncidentManageMembers, Relation::member(false)));
    let admin = actor(Principal::User(me), &[Role::Admin], &[]);
    let about = |about| Relation { about, ..Relation::default() };
    assert!(admin.may(Permission::IncidentManageMembers, about(Some(me))));
    assert!(!admin.may(Permission::IncidentManageMembers, about(None)));
    assert!(!admin.may(Permission::IncidentManageMembers, about(Some(UserId::new(Uuid::from_u128(9))))));
    let both = actor(Principal::User(me), &[Role::Admin, Role::IncidentManager], &[]);
    assert_eq!(both.condition(Permission::IncidentManageMembers), Condition::Always, "roles add up");
}

#[test]
fn repair_items_are_worked_on_by_whoever_answers_for_them() {
    use super::actor::Relation;
    let [me, other] = [1, 9].map(|n| UserId::new(Uuid::from_u128(n)));
    let [mine, theirs] = [2, 3].map(|n| TeamId::new(Uuid::from_u128(n)));
    for (owner, team, may) in [
        (Some(me), None, true),
        (Some(me), Some(theirs), true),
        (Some(other), Some(mine), true),
        (None, Some(mine), true),
        (Some(other), Some(theirs), false),
        (Some(other), None, false),
        (None, None, false),
    ] {
        let relation = Relation::owned(owner, team);
        for (role, expected) in [
            (Role::Responder, may),
            (Role::ProblemManager, true),
            (Role::IncidentManager, true),
            (Role::Viewer, false),
            (Role::Admin, false),
        ] {
            let person = actor(Principal::User(me), &[role], &[mine]);
            assert_eq!(person.may(Permission::RepairWork, relation), expected, "{role} {owner:?} {team:?}");
        }
        let key =
            actor(Principal::ApiKey(crate::id::ApiKeyId::new(Uuid::from_u128(1))), &[Role::Responder], &[]);
        assert!(!key.may(Permission::RepairWork, relation), "a key is nobody and of no team");
        let tracker = Actor::system(super::actor::SystemActor::Tracker);
        assert!(tracker.may(Permission::RepairWork, relation) && !tracker.may_ever(Permission::ProblemRead));
    }
}

#[test]
fn an_inbox_is_for_the_person_alone() {
    use super::actor::Relation;
    let me = UserId::new(Uuid::from_u128(1));
    let mine = Relation { about: Some(me), ..Relation::default() };
    let person = actor(Principal::User(me), &[Role::Viewer], &[]);
    let key = actor(Principal::ApiKey(crate::id::ApiKeyId::new(Uuid::from_u128(1))), &[Role::Viewer], &[]);
    for permission in [Permission::NotificationRead, Permission::CalendarManage] {
        assert!(person.may(permission, mine) && !person.may(permission, Relation::default()), "{permission}");
        assert!(!key.may(permission, mine), "{permission}");
    }
}

#[test]
fn a_key_never_manages_keys() {
    let key = actor(Principal::ApiKey(crate::id::ApiKeyId::new(Uuid::from_u128(4))), &[Role::Admin], &[]);
    assert!(!key.may_ever(Permission::ApiKeyManage));
    assert!(key.may_ever(Permission::UserManage));
}

#[test]
fn private_incidents_exist_for_members_and_incident_managers() {
    let me = Principal::User(UserId::new(Uuid::from_u128(1)));
    for role in Role::ALL {
        let actor = actor(me, &[*role], &[]);
        let inside = *role != Role::Customer;
        assert_eq!(actor.can_see_incident(false, false), inside, "{role}");
        assert_eq!(actor.can_see_incident(true, true), inside, "{role}");
        assert_eq!(actor.can_see_incident(true, false), *role == Role::IncidentManager, "{role}");
    }
}

#[test]
fn a_link_fits_how_far_the_account_has_come() {
    use IdentityError::{HasJoined, HasNotJoined, IsDisabled};
    let active = user(&[Role::Admin]);
    let invited = User { joined_at: None, ..active.clone() };
    let disabled = User { disabled_at: Some(at(1)), ..active.clone() };
    let uninvited = User { disabled_at: Some(at(1)), ..invited.clone() };
    let cases = [
        (&active, UserStatus::Active, Err(HasJoined), Ok(())),
        (&invited, UserStatus::Invited, Ok(()), Err(HasNotJoined)),
        (&disabled, UserStatus::Disabled, Err(IsDisabled), Err(IsDisabled)),
        (&uninvited, UserStatus::Disabled, Err(IsDisabled), Err(IsDisabled)),
    ];
    for (person, status, invitation, reset) in cases {
        assert_eq!(person.status(), status);
        assert_eq!(person.check_link(LinkKind::Invitation), invitation, "{status}");
        assert_eq!(person.check_link(LinkKind::PasswordReset), reset, "{status}");
    }
    let mut joined = invited.clone();
    joined.join(at(5));
    joined.join(at(6));
    assert_eq!((joined.joined_at, joined.is_active()), (Some(at(5)), true));
    let mut last = invited;
    let disable = UserChange { is_disabled: Some(true), ..UserChange::default() };
    let changed = last.apply(disable, 0, at(7));
    assert!(
        changed.is_ok_and(|changed| changed.disabled),
        "an invited administrator is not the last active one"
    );
}
