//! One-time links, the first administrator, and the sessions that a person is shown.

use domain::id::UserId;
use domain::identity::{LinkKind, OneTimeLink, Principal, Role, SystemActor, User};
use store::identity::{EndReason, link, session, user};
use store::{Store, StoreError};

use crate::harness::{at, on_both, uuid};
use crate::identity::{insert, person, sign_in};

on_both!(
    a_link_survives_and_is_claimed_once,
    a_new_link_ends_the_older_one_of_its_kind,
    parallel_claims_have_one_winner,
    who_was_only_invited_has_no_credential,
    the_place_of_the_first_administrator_is_taken_once,
    a_person_is_shown_the_sessions_that_count,
    reuse_is_told_until_the_next_sign_in,
);

fn new(user: UserId, kind: LinkKind) -> OneTimeLink {
    OneTimeLink::new(uuid(), user, kind, Principal::System(SystemActor::Cli), at(0))
}

async fn add(store: &Store, link: &OneTimeLink, mark: u8) {
    let tx = store.begin().await.unwrap();
    link::insert(&tx, link, &[mark; 32]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn claim(store: &Store, link: &OneTimeLink, seconds: i64) -> bool {
    let tx = store.begin().await.unwrap();
    let claimed = link::claim(&tx, link, at(seconds)).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

async fn a_link_survives_and_is_claimed_once(store: Store) {
    let somebody = person(&[Role::Viewer]);
    insert(&store, &somebody).await;
    let made = new(somebody.id, LinkKind::PasswordReset);
    add(&store, &made, 1).await;
    assert_eq!(link::by_hash(&store, &[1; 32]).await.unwrap(), Some(made.clone()));
    assert_eq!(link::by_hash(&store, &[0; 32]).await.unwrap(), None);
    assert!(!claim(&store, &made, 30 * 60).await, "it is over");
    let other = person(&[Role::Viewer]);
    insert(&store, &other).await;
    assert!(!claim(&store, &OneTimeLink { user: other.id, ..made.clone() }, 5).await, "it is another's");
    assert!(claim(&store, &made, 5).await);
    assert!(!claim(&store, &made, 6).await, "once");
    let used = link::by_hash(&store, &[1; 32]).await.unwrap().unwrap();
    assert_eq!((used.used_at, used.ended_at), (Some(at(5)), None));
    let tx = store.begin().await.unwrap();
    let again = link::insert(&tx, &new(other.id, LinkKind::Invitation), &[1; 32]).await;
    assert!(matches!(again, Err(StoreError::Duplicate(_))), "{again:?}");
}

async fn a_new_link_ends_the_older_one_of_its_kind(store: Store) {
    let somebody = person(&[Role::Viewer]);
    insert(&store, &somebody).await;
    let (first, second) = (new(somebody.id, LinkKind::Invitation), new(somebody.id, LinkKind::Invitation));
    let reset = new(somebody.id, LinkKind::PasswordReset);
    add(&store, &first, 1).await;
    add(&store, &reset, 2).await;
    add(&store, &second, 3).await;
    assert!(!claim(&store, &first, 1).await, "replaced");
    let replaced = link::by_hash(&store, &[1; 32]).await.unwrap().unwrap();
    assert_eq!(replaced.ended_at, Some(at(0)));
    let tx = store.begin().await.unwrap();
    assert_eq!(link::end_all_of(&tx, somebody.id, None, at(2)).await.unwrap(), 2);
    assert_eq!(link::end_all_of(&tx, somebody.id, None, at(3)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert!(!claim(&store, &second, 3).await && !claim(&store, &reset, 3).await);
}

async fn parallel_claims_have_one_winner(store: Store) {
    let somebody = person(&[Role::Viewer]);
    insert(&store, &somebody).await;
    let made = new(somebody.id, LinkKind::Invitation);
    add(&store, &made, 1).await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (store, made) = (store.clone(), made.clone());
            tokio::spawn(async move { claim(&store, &made, 5).await })
        })
        .collect();
    let mut winners = 0;
    for one in tries {
        winners += u32::from(one.await.unwrap());
    }
    assert_eq!(winners, 1);
}

async fn who_was_only_invited_has_no_credential(store: Store) {
    let mut invited = User { joined_at: None, ..person(&[Role::Viewer]) };
    insert(&store, &invited).await;
    assert!(user::credential(&store, &invited.email).await.unwrap().is_none());
    invited.join(at(9));
    let tx = store.begin().await.unwrap();
    user::set_joined(&tx, &invited).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(user::load(&store, invited.id).await.unwrap(), Some(invited.clone()));
    assert!(user::credential(&store, &invited.email).await.unwrap().is_some());
}

async fn the_place_of_the_first_administrator_is_taken_once(store: Store) {
    let tries: Vec<_> = (0..6)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let admin = person(&[Role::Admin]);
                let tx = store.begin().await.unwrap();
                user::insert(&tx, &admin, "hash").await.unwrap();
                let is_first = user::claim_first_admin(&tx, admin.id).await.unwrap();
                if is_first {
                    tx.commit().await.unwrap();
                }
                is_first
            })
        })
        .collect();
    let mut first = 0;
    for one in tries {
        first += u32::from(one.await.unwrap());
    }
    assert_eq!(first, 1);
    assert_eq!(user::all(&store).await.unwrap().len(), 1);
}

async fn a_person_is_shown_the_sessions_that_count(store: Store) {
    let somebody = person(&[Role::Viewer]);
    insert(&store, &somebody).await;
    let mut sessions = Vec::new();
    for mark in 1..=5 {
        sessions.push(sign_in(&store, somebody.id, mark).await.session);
    }
    let tx = store.begin().await.unwrap();
    session::touch(&tx, sessions[1], at(100)).await.unwrap();
    session::end(&tx, sessions[2], at(10), EndReason::SignedOut).await.unwrap();
    session::end(&tx, sessions[3], at(20), EndReason::EndedByAdmin).await.unwrap();
    session::end(&tx, sessions[4], at(30), EndReason::TokenReused).await.unwrap();
    tx.commit().await.unwrap();
    let shown = session::of_user(&store, somebody.id, 100, 2).await.unwrap();
    let ids: Vec<_> = shown.iter().map(|session| session.id).collect();
    assert_eq!(ids, [sessions[1], sessions[0], sessions[4], sessions[3]]);
    assert_eq!(
        shown.iter().map(|session| session.end_reason).collect::<Vec<_>>(),
        [None, None, Some(EndReason::TokenReused), Some(EndReason::EndedByAdmin)]
    );
    assert_eq!(shown[0].address.as_deref(), Some("192.0.2.1"));
    let tx = store.begin().await.unwrap();
    let ended =
        session::end_all_of(&tx, somebody.id, Some(sessions[0]), at(40), EndReason::PasswordChanged).await;
    assert_eq!(ended.unwrap(), 1);
    tx.commit().await.unwrap();
    let live: Vec<_> = session::live(&store).await.unwrap().iter().map(|session| session.id).collect();
    assert_eq!(live, [sessions[0]], "the one that may go on");
    let tx = store.begin().await.unwrap();
    assert!(session::load_locked(&tx, domain::id::SessionId::new(uuid())).await.unwrap().is_none());
    assert_eq!(session::load_locked(&tx, sessions[0]).await.unwrap().unwrap().user, somebody.id);
}

async fn reuse_is_told_until_the_next_sign_in(store: Store) {
    let somebody = person(&[Role::Viewer]);
    insert(&store, &somebody).await;
    let signed_in = sign_in(&store, somebody.id, 1).await;
    assert_eq!(session::reused_since_sign_in(&store, somebody.id).await.unwrap(), None);
    let tx = store.begin().await.unwrap();
    session::end(&tx, signed_in.session, at(-5), EndReason::TokenReused).await.unwrap();
    tx.commit().await.unwrap();
    // The session began at 0, after it ended: as good as somebody who signed in since.
    assert_eq!(session::reused_since_sign_in(&store, somebody.id).await.unwrap(), None);
    let tx = store.begin().await.unwrap();
    session::end_all_of(&tx, somebody.id, None, at(6), EndReason::SignedOut).await.unwrap();
    tx.commit().await.unwrap();
    let other = person(&[Role::Viewer]);
    insert(&store, &other).await;
    let signed_in = sign_in(&store, other.id, 2).await;
    let tx = store.begin().await.unwrap();
    session::end(&tx, signed_in.session, at(5), EndReason::TokenReused).await.unwrap();
    tx.commit().await.unwrap();
    let told = session::reused_since_sign_in(&store, other.id).await.unwrap();
    assert_eq!(told.map(|session| session.id), Some(signed_in.session));
}
