//! Invitations, resets, password changes and sessions, by a clock that is moved.

use app::Error;
use app::identity::{
    ChangePassword, ClientFacts, CreateUser, InviteUser, Invited, RedeemLink, Secret, SignedIn, UpdateUser,
};
use domain::id::UserId;
use domain::identity::session::EndReason;
use domain::identity::{Actor, LinkKind, Role, UserStatus};

use crate::harness::{PASSWORD, World, cli, world};

const GUEST: &str = "guest@trips.example";
const CHOSEN: &str = "nine brass lanterns drift";

fn client() -> ClientFacts {
    ClientFacts { address: "192.0.2.7".parse().ok(), user_agent: Some("test".to_owned()) }
}

fn invitation(email: &str) -> InviteUser {
    InviteUser {
        email: email.to_owned(),
        name: "The Guest".to_owned(),
        roles: vec![Role::Viewer],
        teams: Vec::new(),
        idempotency_key: None,
    }
}

fn token_of(link: &Secret) -> Secret {
    let (page, token) = link.expose().split_once('#').expect("the token stands behind the #");
    assert_eq!(page, "http://127.0.0.1:8080/welcome");
    Secret::new(token)
}

impl World {
    async fn invited(&self) -> (UserId, Secret) {
        let Invited { user, link, .. } = self.app.invite_user(&cli(), invitation(GUEST)).await.unwrap();
        (user.id, token_of(&link.unwrap()))
    }

    async fn redeem(&self, token: &Secret, password: &str) -> app::Result<SignedIn> {
        let command = RedeemLink { token: token.clone(), password: Secret::new(password) };
        self.app.redeem_link(command, &client()).await
    }

    async fn is_open(&self, token: &Secret) -> bool {
        self.app.one_time_link(token, &client()).await.unwrap().is_some()
    }

    fn status(&self, user: UserId) -> UserStatus {
        self.app.directory().user(user).unwrap().status()
    }

    async fn disable(&self, user: UserId) {
        let version = self.app.directory().user(user).unwrap().version;
        let change =
            UpdateUser { id: user, version, name: None, roles: None, teams: None, is_disabled: Some(true) };
        self.app.update_user(&cli(), change).await.unwrap();
    }
}

fn is_refused(answer: &app::Result<SignedIn>) -> bool {
    matches!(answer, Err(Error::Invalid { field, .. }) if field == "token")
}

#[tokio::test]
async fn who_is_invited_joins_once_with_a_password_of_their_own() {
    let world = world().await;
    let (guest, token) = world.invited().await;
    assert_eq!(world.status(guest), UserStatus::Invited);
    for guess in ["", PASSWORD] {
        let refused = world.sign_in(GUEST, guess).await;
        assert!(matches!(refused, Err(Error::WrongCredentials)), "nobody signs in before: {refused:?}");
    }
    let target = world.app.one_time_link(&token, &client()).await.unwrap().unwrap();
    assert_eq!((target.kind, target.email.as_str()), (LinkKind::Invitation, GUEST));
    let weak = world.redeem(&token, "guest guest guest").await;
    assert!(matches!(&weak, Err(Error::Invalid { field, .. }) if field == "password"), "{weak:?}");
    let signed_in = world.redeem(&token, CHOSEN).await.unwrap();
    assert_eq!((signed_in.user.id, world.status(guest)), (guest, UserStatus::Active));
    assert!(world.app.directory().actor_of_session(signed_in.session, world.app.now()).is_some());
    assert!(world.sign_in(GUEST, CHOSEN).await.is_ok());
    assert!(is_refused(&world.redeem(&token, CHOSEN).await), "once");
    assert!(!world.is_open(&token).await);
    let audit = world.audit().await;
    for action in ["user.invited", "invitation.redeemed"] {
        assert_eq!(audit.iter().filter(|one| *one == action).count(), 1, "{action}");
    }
}

#[tokio::test]
async fn links_end_by_time_by_a_newer_one_and_by_disabling() {
    let world = world().await;
    let (guest, first) = world.invited().await;
    let renewed = world.app.renew_invitation(&cli(), guest).await.unwrap();
    let second = token_of(&renewed.link);
    assert!(!world.is_open(&first).await && world.is_open(&second).await);
    world.clock.advance(7 * 24 * 3600 - 1);
    assert!(world.is_open(&second).await);
    world.clock.advance(1);
    assert!(is_refused(&world.redeem(&second, CHOSEN).await), "seven days are over");
    let third = token_of(&world.app.renew_invitation(&cli(), guest).await.unwrap().link);
    world.disable(guest).await;
    assert!(!world.is_open(&third).await && is_refused(&world.redeem(&third, CHOSEN).await));
    for kind in [
        world.app.renew_invitation(&cli(), guest).await.map(drop),
        world.app.start_password_reset(&cli(), guest).await.map(drop),
    ] {
        assert!(matches!(kind, Err(Error::Rule { .. })), "{kind:?}");
    }
}

#[tokio::test]
async fn a_reset_sets_another_password_and_ends_every_session() {
    let world = world().await;
    let user = world.person(GUEST, &[Role::Viewer]).await;
    let before = world.sign_in(GUEST, PASSWORD).await.unwrap();
    let made = world.app.start_password_reset(&cli(), user.id).await.unwrap();
    let token = token_of(&made.link);
    assert_eq!(made.expires_at, world.app.now() + chrono::Duration::minutes(30));
    assert!(world.sign_in(GUEST, PASSWORD).await.is_ok(), "the present one works until then");
    let refused = world.app.renew_invitation(&cli(), user.id).await;
    assert!(matches!(refused, Err(Error::Rule { .. })), "{refused:?}");
    let after = world.redeem(&token, CHOSEN).await.unwrap();
    let live = |session| world.app.directory().actor_of_session(session, world.app.now()).is_some();
    assert!(!live(before.session) && live(after.session));
    assert!(world.sign_in(GUEST, PASSWORD).await.is_err() && world.sign_in(GUEST, CHOSEN).await.is_ok());
    let sessions = world.app.sessions(&after.actor(), None).await.unwrap();
    let ended = sessions.iter().filter(|one| one.end_reason == Some(EndReason::PasswordReset)).count();
    assert_eq!(ended, 2);
    let late = token_of(&world.app.start_password_reset(&cli(), user.id).await.unwrap().link);
    world.clock.advance(30 * 60);
    assert!(is_refused(&world.redeem(&late, PASSWORD).await), "half an hour is over");
}

#[tokio::test]
async fn of_parallel_redemptions_one_wins() {
    let world = world().await;
    let (guest, token) = world.invited().await;
    let tries = (0..10).map(|n| {
        let (app, token) = (world.app.clone(), token.clone());
        tokio::spawn(async move {
            let password = Secret::new(format!("{CHOSEN} number {n}"));
            app.redeem_link(RedeemLink { token, password }, &client()).await
        })
    });
    let answers = futures_util::future::join_all(tries).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| is_refused(answer)).count(), 9);
    let actor = answers.into_iter().find_map(Result::ok).unwrap().actor();
    assert_eq!(world.app.sessions(&actor, Some(guest)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn links_are_limited_by_account_and_guesses_by_address() {
    let world = world().await;
    let (guest, token) = world.invited().await;
    for _ in 0..2 {
        world.app.renew_invitation(&cli(), guest).await.unwrap();
    }
    let fourth = world.app.renew_invitation(&cli(), guest).await;
    assert!(matches!(fourth, Err(Error::RateLimited { .. })), "{fourth:?}");
    world.clock.advance(3600);
    let token_now = token_of(&world.app.renew_invitation(&cli(), guest).await.unwrap().link);
    for _ in 0..50 {
        assert!(world.is_open(&token_now).await, "whoever holds a link does not guess");
    }
    for _ in 0..10 {
        assert!(!world.is_open(&token).await);
    }
    let limited = world.redeem(&token_now, CHOSEN).await;
    assert!(matches!(limited, Err(Error::RateLimited { .. })), "{limited:?}");
    let elsewhere = ClientFacts { address: "198.51.100.1".parse().ok(), user_agent: None };
    assert!(world.app.one_time_link(&token_now, &elsewhere).await.unwrap().is_some());
}

#[tokio::test]
async fn changing_the_password_needs_the_present_one_and_ends_other_sessions() {
    let world = world().await;
    world.person(GUEST, &[Role::Viewer]).await;
    let here = world.sign_in(GUEST, PASSWORD).await.unwrap();
    let elsewhere = world.sign_in(GUEST, PASSWORD).await.unwrap();
    let change = async |actor: &Actor, current: &str, new: &str| {
        let command = ChangePassword { current: Secret::new(current), new: Secret::new(new) };
        world.app.change_password(actor, command, &client()).await
    };
    let field = |answer: app::Result<u64>| match answer {
        Err(Error::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(change(&here.actor(), CHOSEN, CHOSEN).await), "currentPassword");
    world.clock.advance(60);
    assert_eq!(field(change(&here.actor(), PASSWORD, "short").await), "newPassword");
    assert_eq!(field(change(&here.actor(), PASSWORD, PASSWORD).await), "newPassword");
    assert_eq!(change(&here.actor(), PASSWORD, CHOSEN).await.unwrap(), 1);
    let live = |session| world.app.directory().actor_of_session(session, world.app.now()).is_some();
    assert!(live(here.session) && !live(elsewhere.session));
    assert!(world.sign_in(GUEST, PASSWORD).await.is_err() && world.sign_in(GUEST, CHOSEN).await.is_ok());
    assert!(matches!(change(&cli(), CHOSEN, PASSWORD).await, Err(Error::Unauthenticated)));
    world.clock.advance(3600);
    let mut limited = 0;
    for _ in 0..30 {
        limited +=
            usize::from(matches!(change(&here.actor(), "x", CHOSEN).await, Err(Error::RateLimited { .. })));
    }
    assert!(limited >= 25, "guesses of the present password are guesses: {limited}");
}

#[tokio::test]
async fn a_token_that_came_back_is_told_at_the_next_sign_in_and_shown_in_the_list() {
    let world = world().await;
    world.person(GUEST, &[Role::Viewer]).await;
    let first = world.sign_in(GUEST, PASSWORD).await.unwrap();
    assert!(first.reused.is_none());
    world.clock.advance(60);
    let second = world.app.refresh(first.refresh_token.expose()).await.unwrap();
    world.app.refresh(second.refresh_token.expose()).await.unwrap();
    assert!(world.app.refresh(first.refresh_token.expose()).await.is_err());
    world.clock.advance(60);
    let next = world.sign_in(GUEST, PASSWORD).await.unwrap();
    assert_eq!(next.reused.as_ref().map(|session| session.id), Some(first.session));
    let sessions = world.app.sessions(&next.actor(), None).await.unwrap();
    assert_eq!((sessions[0].id, sessions[0].is_current), (next.session, true));
    assert_eq!((sessions[1].id, sessions[1].end_reason), (first.session, Some(EndReason::TokenReused)));
    world.clock.advance(60);
    assert!(world.sign_in(GUEST, PASSWORD).await.unwrap().reused.is_none(), "told once");
}

#[tokio::test]
async fn sessions_that_nobody_used_are_shown_as_over() {
    let world = world().await;
    let user = world.person(GUEST, &[Role::Viewer]).await;
    let idle = world.sign_in(GUEST, PASSWORD).await.unwrap();
    world.clock.advance(24 * 3600 + 5);
    let sessions = world.app.sessions(&cli(), Some(user.id)).await.unwrap();
    let over = idle.user.created_at + chrono::Duration::hours(24);
    assert_eq!((sessions[0].end_reason, sessions[0].ended_at), (Some(EndReason::Expired), Some(over)));
    let nobody = world.app.sessions(&cli(), None).await;
    assert!(matches!(nobody, Err(Error::Invalid { .. })), "{nobody:?}");
}

#[tokio::test]
async fn there_is_one_first_administrator() {
    let world = world().await;
    let first = |n: u32| CreateUser {
        email: format!("admin{n}@trips.example"),
        name: "The Admin".to_owned(),
        roles: Vec::new(),
        teams: Vec::new(),
        customer: None,
        password: Some(Secret::new(CHOSEN)),
        idempotency_key: None,
    };
    let tries = (0..20).map(|n| {
        let app = world.app.clone();
        tokio::spawn(async move { app.create_first_admin(&cli(), first(n)).await })
    });
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.as_ref().unwrap().is_ok()).count(), 1);
    assert_eq!(world.app.directory().users().len(), 1, "the others left no trace");
    let admin = CreateUser { roles: vec![Role::Admin], ..first(99) };
    assert!(world.app.create_user(&cli(), admin).await.is_ok(), "an operator may add others by name");
}
