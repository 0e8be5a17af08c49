//! Signing in, rotation of refresh tokens, signing out.

use app::Error;
use app::identity::SignedIn;
use domain::identity::Role;

use crate::harness::{PASSWORD, World, cli, neighbour, world, world_with};

const OLIVER: &str = "oliver@trips.example";

async fn signed_in() -> (World, SignedIn) {
    let world = world().await;
    world.person(OLIVER, &[Role::Responder]).await;
    let signed_in = world.sign_in(OLIVER, PASSWORD).await.unwrap();
    (world, signed_in)
}

fn is_refused<T>(answer: &app::Result<T>) -> bool {
    matches!(answer, Err(Error::Unauthenticated | Error::WrongCredentials))
}

impl World {
    fn is_live(&self, signed_in: &SignedIn) -> bool {
        self.app.directory().actor_of_session(signed_in.session, self.app.now()).is_some()
    }

    async fn refresh(&self, from: &SignedIn) -> app::Result<SignedIn> {
        self.app.refresh(from.refresh_token.expose()).await
    }
}

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let (world, signed_in) = signed_in().await;
    assert_eq!(signed_in.user.email.as_str(), OLIVER);
    let actor = world.app.directory().actor_of_session(signed_in.session, world.app.now()).unwrap();
    assert_eq!((actor.roles.clone(), actor.session), (vec![Role::Responder], Some(signed_in.session)));
    assert_eq!(actor, signed_in.actor());
    assert!(world.audit().await.contains(&"session.signed_in".to_owned()));
    assert!(world.sign_in("  OLIVER@Trips.example ", PASSWORD).await.is_ok(), "the address in any case");
}

#[tokio::test]
async fn wrong_unknown_disabled_and_empty_answer_alike_and_cost_the_same() {
    let world = world().await;
    world.person(OLIVER, &[Role::Responder]).await;
    let gone = world.person("gone@trips.example", &[Role::Viewer]).await;
    let disable = app::identity::UpdateUser {
        id: gone.id,
        version: gone.version,
        name: None,
        roles: None,
        teams: None,
        is_disabled: Some(true),
    };
    world.app.update_user(&cli(), disable).await.unwrap();
    let long = "x".repeat(4096);
    let tries = [
        (OLIVER, "wrong"),
        (OLIVER, ""),
        (OLIVER, long.as_str()),
        ("nobody@trips.example", PASSWORD),
        ("gone@trips.example", PASSWORD),
        ("", ""),
        ("not an address", PASSWORD),
        ("0", "0"),
    ];
    for (email, password) in tries {
        let hashes = world.app.password_hashes();
        let answer = world.sign_in(email, password).await;
        assert!(is_refused(&answer), "{email:?} {password:?}: {answer:?}");
        assert_eq!(world.app.password_hashes() - hashes, 1, "{email:?}");
    }
    let failed = world.audit().await.iter().filter(|action| *action == "session.sign_in_failed").count();
    assert_eq!(failed, tries.len());
}

#[tokio::test]
async fn guessing_ends_before_hashing_and_right_tries_are_free() {
    let world = world().await;
    world.person(OLIVER, &[Role::Responder]).await;
    let before = world.app.password_hashes();
    for _ in 0..100 {
        let _ = world.sign_in(OLIVER, "wrong").await;
    }
    let answer = world.sign_in(OLIVER, PASSWORD).await;
    assert!(
        matches!(answer, Err(Error::RateLimited { retry_after }) if !retry_after.is_zero()),
        "{answer:?}"
    );
    assert_eq!(world.app.password_hashes() - before, 5);
    world.clock.advance(15 * 60);
    assert!(world.sign_in(OLIVER, PASSWORD).await.is_ok(), "backing off, not locked out");
}

#[tokio::test]
async fn the_demo_lifts_the_limits() {
    let world = world_with(app::Settings { rate_limits: false, ..app::Settings::default() }).await;
    world.person(OLIVER, &[Role::Responder]).await;
    for _ in 0..12 {
        assert!(world.sign_in(OLIVER, PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let (world, first) = signed_in().await;
    let second = world.refresh(&first).await.unwrap();
    assert_eq!((second.session, second.expires_at), (first.session, first.expires_at));
    assert_ne!(second.refresh_token, first.refresh_token);
    let third = world.refresh(&second).await.unwrap();
    assert!(world.is_live(&third));
    for noise in ["", "0", &"0".repeat(64), &"é".repeat(32), "'; --"] {
        assert!(is_refused(&world.app.refresh(noise).await), "{noise}");
    }
    assert!(world.is_live(&third), "noise ends nobody's session");
}

#[tokio::test]
async fn a_lost_answer_is_forgiven_within_the_grace() {
    let (world, first) = signed_in().await;
    let lost = world.refresh(&first).await.unwrap();
    world.clock.advance(30);
    let again = world.refresh(&first).await.unwrap();
    assert_ne!(again.refresh_token, lost.refresh_token);
    let next = world.refresh(&again).await.unwrap();
    assert!(world.is_live(&next));
    // The lost answer turns up after its heir was used: two parties hold tokens.
    assert!(is_refused(&world.refresh(&lost).await));
    assert!(!world.is_live(&next));
}

#[tokio::test]
async fn reuse_ends_the_whole_family() {
    for wait in [31, 3600] {
        let (world, first) = signed_in().await;
        let second = world.refresh(&first).await.unwrap();
        world.clock.advance(wait);
        assert!(is_refused(&world.refresh(&first).await));
        assert!(!world.is_live(&second), "the next request is refused");
        assert!(is_refused(&world.refresh(&second).await), "the thief's token is dead as well");
        assert!(world.audit().await.contains(&"session.token_reused".to_owned()));
        assert!(world.events().await.contains(&"identity.session_ended".to_owned()));
        assert!(world.sign_in(OLIVER, PASSWORD).await.is_ok(), "the person may sign in again");
    }
    let (world, first) = signed_in().await;
    let second = world.refresh(&first).await.unwrap();
    let third = world.refresh(&second).await.unwrap();
    assert!(is_refused(&world.refresh(&first).await), "within the grace, but its child was used");
    assert!(!world.is_live(&third));
}

#[tokio::test]
async fn a_hundred_tabs_refreshing_at_once_stay_signed_in() {
    let (world, first) = signed_in().await;
    let answers = futures_util::future::join_all((0..100).map(|_| world.refresh(&first))).await;
    let tabs: Vec<SignedIn> = answers.into_iter().map(Result::unwrap).collect();
    assert!(world.is_live(&first));
    // The browser keeps whichever answer came last.
    let kept = world.refresh(&tabs[41]).await.unwrap();
    world.clock.advance(300);
    assert!(world.refresh(&kept).await.is_ok());
}

#[tokio::test]
async fn sessions_end_by_idleness_and_age() {
    let (world, first) = signed_in().await;
    world.clock.advance(24 * 3600);
    assert!(is_refused(&world.refresh(&first).await), "a day without use");

    let mut current = world.sign_in(OLIVER, PASSWORD).await.unwrap();
    for _ in 0..7 {
        world.clock.advance(24 * 3600 - 1);
        current = world.refresh(&current).await.unwrap();
    }
    world.clock.advance(6);
    assert!(world.is_live(&current));
    world.clock.advance(1);
    assert!(!world.is_live(&current), "a week in any case");
    assert!(is_refused(&world.refresh(&current).await));
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let (world, first) = signed_in().await;
    let other = world.sign_in(OLIVER, PASSWORD).await.unwrap();
    world.app.sign_out(first.refresh_token.expose()).await.unwrap();
    assert!(!world.is_live(&first));
    assert!(is_refused(&world.refresh(&first).await));
    assert!(world.is_live(&other), "another device stays signed in");
    world.app.sign_out(first.refresh_token.expose()).await.unwrap();
    world.app.sign_out("noise").await.unwrap();
    world.app.end_session(&other.actor()).await.unwrap();
    assert!(!world.is_live(&other));
    let signed_out = world.audit().await.iter().filter(|action| *action == "session.signed_out").count();
    assert_eq!(signed_out, 2, "once for each session");
}

#[tokio::test]
async fn another_process_learns_of_it() {
    let (world, first) = signed_in().await;
    let neighbour = neighbour(&world).await;
    let sees = |session| neighbour.directory().actor_of_session(session, neighbour.now()).is_some();
    assert!(sees(first.session));
    let second = world.sign_in(OLIVER, PASSWORD).await.unwrap();
    world.app.sign_out(first.refresh_token.expose()).await.unwrap();
    for _ in 0..100 {
        if sees(second.session) && !sees(first.session) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the other process did not follow");
}
