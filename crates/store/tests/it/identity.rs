//! People, teams, sessions, keys.

use chrono::Duration;
use domain::id::{ApiKeyId, SessionId, TeamId, UserId};
use domain::identity::{ApiKey, BoundQuery, Role, Team, User};
use domain::text::{Email, Name};
use store::identity::{EndReason, NewSession, NewToken, key, member, session, user};
use store::{Store, StoreError};
use uuid::Uuid;

use crate::harness::{at, on_both, unique, uuid};

on_both!(
    a_person_survives_with_roles_and_teams,
    an_address_is_taken_once,
    a_team_name_is_taken_in_any_case,
    a_stale_change_of_a_person_is_a_conflict,
    other_administrators_are_counted,
    parallel_demotions_leave_one_administrator,
    a_session_lives_and_ends,
    tokens_know_their_heirs,
    a_session_over_by_time_is_put_away,
    a_key_survives_and_is_revoked_once,
    nobody_belongs_to_a_private_incident_at_first,
);

/// A person with these roles.
pub fn person(roles: &[Role]) -> User {
    User {
        id: UserId::new(uuid()),
        email: Email::parse(&format!("person{}@trips.example", unique())).unwrap(),
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

/// Stores a person.
pub async fn insert(store: &Store, user: &User) {
    let tx = store.begin().await.unwrap();
    user::insert(&tx, user, "hash").await.unwrap();
    tx.commit().await.unwrap();
}

fn team(name: &str) -> Team {
    Team { id: TeamId::new(uuid()), name: Name::parse(name).unwrap(), created_at: at(0), version: 1 }
}

async fn a_person_survives_with_roles_and_teams(store: Store) {
    let team = team("Platform");
    let tx = store.begin().await.unwrap();
    user::insert_team(&tx, &team).await.unwrap();
    tx.commit().await.unwrap();
    let mut person = person(&[Role::Admin, Role::Responder]);
    person.teams = vec![team.id];
    insert(&store, &person).await;
    assert_eq!(user::load(&store, person.id).await.unwrap(), Some(person.clone()));
    assert_eq!(user::all(&store).await.unwrap(), vec![person.clone()]);
    assert_eq!(user::teams(&store).await.unwrap(), vec![team]);
    assert_eq!(user::load(&store, UserId::new(uuid())).await.unwrap(), None);
    let credential = user::credential(&store, &person.email).await.unwrap().unwrap();
    assert_eq!((credential.user, credential.password_hash.as_str()), (person.id, "hash"));

    let tx = store.begin().await.unwrap();
    person.roles = vec![Role::Viewer];
    person.teams = Vec::new();
    person.disabled_at = Some(at(60));
    user::save(&tx, &person).await.unwrap();
    user::set_password_hash(&tx, person.id, "other").await.unwrap();
    tx.commit().await.unwrap();
    person.version = 2;
    assert_eq!(user::load(&store, person.id).await.unwrap(), Some(person.clone()));
    assert_eq!(user::credential(&store, &person.email).await.unwrap().unwrap().password_hash, "other");
}

async fn an_address_is_taken_once(store: Store) {
    let first = person(&[Role::Viewer]);
    insert(&store, &first).await;
    let second = User { id: UserId::new(uuid()), ..first.clone() };
    let tx = store.begin().await.unwrap();
    let refused = user::insert(&tx, &second, "hash").await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
    drop(tx);
    let homeless = User { teams: vec![TeamId::new(uuid())], ..person(&[Role::Viewer]) };
    let tx = store.begin().await.unwrap();
    let refused = user::insert(&tx, &homeless, "hash").await;
    assert!(matches!(refused, Err(StoreError::MissingReference(_))), "{refused:?}");
    drop(tx);
    assert_eq!(user::all(&store).await.unwrap(), vec![first], "what was refused left no trace");
}

async fn a_team_name_is_taken_in_any_case(store: Store) {
    let tx = store.begin().await.unwrap();
    user::insert_team(&tx, &team("Platform")).await.unwrap();
    let refused = user::insert_team(&tx, &team("platFORM")).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
}

async fn a_stale_change_of_a_person_is_a_conflict(store: Store) {
    let person = person(&[Role::Viewer]);
    insert(&store, &person).await;
    for expected in [None, Some(2)] {
        let tx = store.begin().await.unwrap();
        let saved = user::save(&tx, &person).await;
        match expected {
            None => saved.unwrap(),
            Some(version) => {
                assert!(
                    matches!(saved, Err(StoreError::Conflict { current }) if current == version),
                    "{saved:?}"
                );
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn other_administrators_are_counted(store: Store) {
    let (one, two, off) = (
        person(&[Role::Admin]),
        person(&[Role::Admin, Role::Viewer]),
        User { disabled_at: Some(at(1)), ..person(&[Role::Admin]) },
    );
    let invited = User { joined_at: None, ..person(&[Role::Admin]) };
    for user in [&one, &two, &off, &invited, &person(&[Role::Viewer])] {
        insert(&store, user).await;
    }
    let tx = store.begin().await.unwrap();
    assert_eq!(user::lock_other_admins(&tx, one.id).await.unwrap(), 1);
    assert_eq!(user::lock_other_admins(&tx, off.id).await.unwrap(), 2);
}

async fn parallel_demotions_leave_one_administrator(store: Store) {
    let admins = [person(&[Role::Admin]), person(&[Role::Admin])];
    for admin in &admins {
        insert(&store, admin).await;
    }
    let demote = |mut admin: User| {
        let store = store.clone();
        async move {
            let tx = store.begin().await.unwrap();
            let others = user::lock_other_admins(&tx, admin.id).await.unwrap();
            if others == 0 {
                return false;
            }
            admin.roles = vec![Role::Viewer];
            user::save(&tx, &admin).await.unwrap();
            tx.commit().await.unwrap();
            true
        }
    };
    let [one, two] = admins;
    let (first, second) = tokio::join!(tokio::spawn(demote(one)), tokio::spawn(demote(two)));
    assert_ne!(first.unwrap(), second.unwrap(), "exactly one of the two goes through");
}

/// A sign-in as the tests need it.
pub struct SignedIn {
    user: UserId,
    /// The session.
    pub session: SessionId,
    token: Uuid,
}

fn token(session: SessionId, parent: Option<Uuid>, mark: u8, seconds: i64) -> NewToken {
    NewToken { id: uuid(), session, parent, hash: [mark; 32], at: at(seconds) }
}

/// Opens a session at the beginning of the tests' world.
pub async fn sign_in(store: &Store, user: UserId, mark: u8) -> SignedIn {
    let session = SessionId::new(uuid());
    let first = token(session, None, mark, 0);
    let id = first.id;
    let new = NewSession {
        id: session,
        user,
        at: at(0),
        expires_at: at(1000),
        address: Some("192.0.2.1".to_owned()),
        user_agent: None,
    };
    let tx = store.begin().await.unwrap();
    session::insert(&tx, new).await.unwrap();
    session::insert_token(&tx, first).await.unwrap();
    tx.commit().await.unwrap();
    SignedIn { user, session, token: id }
}

async fn a_session_lives_and_ends(store: Store) {
    let person = person(&[Role::Viewer]);
    insert(&store, &person).await;
    let one = sign_in(&store, person.id, 1).await;
    let two = sign_in(&store, person.id, 2).await;
    let live = session::live(&store).await.unwrap();
    assert_eq!(live.len(), 2);
    assert!(
        live.iter()
            .all(|live| live.user == one.user && live.expires_at == at(1000) && live.ended_at.is_none())
    );
    let tx = store.begin().await.unwrap();
    session::touch(&tx, one.session, at(50)).await.unwrap();
    assert!(session::end(&tx, one.session, at(60), EndReason::SignedOut).await.unwrap());
    assert!(!session::end(&tx, one.session, at(61), EndReason::SignedOut).await.unwrap(), "ended before");
    assert_eq!(session::end_all_of(&tx, person.id, None, at(62), EndReason::UserDisabled).await.unwrap(), 1);
    let (ended, _) = session::lock_by_token(&tx, &[1; 32]).await.unwrap().unwrap();
    assert_eq!((ended.last_used_at, ended.ended_at), (at(50), Some(at(60))));
    let (ended, _) = session::lock_by_token(&tx, &[2; 32]).await.unwrap().unwrap();
    assert_eq!((ended.id, ended.ended_at), (two.session, Some(at(62))));
    tx.commit().await.unwrap();
    assert!(session::live(&store).await.unwrap().is_empty());
}

async fn tokens_know_their_heirs(store: Store) {
    let person = person(&[Role::Viewer]);
    insert(&store, &person).await;
    let signed_in = sign_in(&store, person.id, 1).await;
    let tx = store.begin().await.unwrap();
    assert!(session::lock_by_token(&tx, &[9; 32]).await.unwrap().is_none());
    assert_eq!(session::child(&tx, signed_in.token).await.unwrap(), None);
    let (child, other) = (
        token(signed_in.session, Some(signed_in.token), 2, 5),
        token(signed_in.session, Some(signed_in.token), 3, 6),
    );
    let (child_id, other_id) = (child.id, other.id);
    session::consume(&tx, signed_in.token, at(5)).await.unwrap();
    session::insert_token(&tx, child).await.unwrap();
    assert_eq!(session::child(&tx, signed_in.token).await.unwrap().unwrap().id, child_id);
    session::supersede(&tx, child_id, at(6)).await.unwrap();
    session::insert_token(&tx, other).await.unwrap();
    assert_eq!(session::child(&tx, signed_in.token).await.unwrap().unwrap().id, other_id);
    let (_, first) = session::lock_by_token(&tx, &[1; 32]).await.unwrap().unwrap();
    assert_eq!((first.id, first.consumed_at, first.superseded_at), (signed_in.token, Some(at(5)), None));
    let (_, late) = session::lock_by_token(&tx, &[2; 32]).await.unwrap().unwrap();
    assert_eq!(
        (late.parent, late.consumed_at, late.superseded_at),
        (Some(signed_in.token), None, Some(at(6)))
    );
}

async fn a_session_over_by_time_is_put_away(store: Store) {
    let person = person(&[Role::Viewer]);
    insert(&store, &person).await;
    let idle = sign_in(&store, person.id, 1).await;
    let used = sign_in(&store, person.id, 2).await;
    let tx = store.begin().await.unwrap();
    session::touch(&tx, used.session, at(300)).await.unwrap();
    session::end_expired_of(&tx, person.id, at(400), at(200)).await.unwrap();
    tx.commit().await.unwrap();
    let live = session::live(&store).await.unwrap();
    assert_eq!(
        live.iter().map(|live| live.id).collect::<Vec<_>>(),
        [used.session],
        "{} is over",
        idle.session
    );
    let tx = store.begin().await.unwrap();
    session::end_expired_of(&tx, person.id, at(1000), at(0)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(session::live(&store).await.unwrap().is_empty());
}

async fn a_key_survives_and_is_revoked_once(store: Store) {
    let new = ApiKey {
        id: ApiKeyId::new(uuid()),
        name: Name::parse("Monitoring").unwrap(),
        role: Role::Responder,
        created_at: at(0),
        expires_at: at(0) + Duration::days(30),
        last_used_at: None,
        revoked_at: None,
        query: Some(BoundQuery { text: "{ incidents { nodes { id } } }".to_owned(), hash: [9; 32] }),
    };
    let tx = store.begin().await.unwrap();
    key::insert(&tx, &new, &[7; 32]).await.unwrap();
    key::touch(&tx, new.id, at(10)).await.unwrap();
    assert!(key::revoke(&tx, new.id, at(20)).await.unwrap());
    assert!(!key::revoke(&tx, new.id, at(30)).await.unwrap());
    tx.commit().await.unwrap();
    let stored = key::load(&store, new.id).await.unwrap().unwrap();
    assert_eq!(stored.hash, [7; 32]);
    assert_eq!(stored.key, ApiKey { last_used_at: Some(at(10)), revoked_at: Some(at(20)), ..new });
    assert_eq!(key::all(&store).await.unwrap().len(), 1);
}

async fn nobody_belongs_to_a_private_incident_at_first(store: Store) {
    assert_eq!(member::of_private_incidents(&store).await.unwrap(), vec![]);
}
