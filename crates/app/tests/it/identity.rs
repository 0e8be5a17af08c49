//! People, teams and keys.

use app::Error;
use app::identity::{CreateApiKey, CreateTeam, CreateUser, Secret, UpdateUser};
use app::page::ByName;
use chrono::Duration;
use domain::identity::{Actor, Permission, Role, SystemActor, User};

use crate::harness::{PASSWORD, World, cli, world};

fn new(email: &str, roles: &[Role]) -> CreateUser {
    CreateUser {
        email: email.to_owned(),
        name: "Ops Oliver".to_owned(),
        roles: roles.to_vec(),
        teams: Vec::new(),
        customer: None,
        password: None,
        idempotency_key: None,
    }
}

fn change(user: &User) -> UpdateUser {
    UpdateUser { id: user.id, version: user.version, name: None, roles: None, teams: None, is_disabled: None }
}

fn field<T: std::fmt::Debug>(answer: app::Result<T>) -> String {
    match answer {
        Err(Error::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_made_password_is_shown_once_and_works() {
    let world = world().await;
    let command =
        CreateUser { idempotency_key: Some("once".to_owned()), ..new("a@trips.example", &[Role::Viewer]) };
    let made = world.app.create_user(&cli(), command.clone()).await.unwrap();
    let password = made.initial_password.unwrap();
    assert_eq!(password.expose().len(), 23);
    assert!(world.sign_in("a@trips.example", password.expose()).await.is_ok());
    let again = world.app.create_user(&cli(), command.clone()).await.unwrap();
    assert_eq!(
        (again.user.id, again.initial_password),
        (made.user.id, None),
        "a repeated answer has no secret"
    );
    let other = CreateUser { name: "Somebody else".to_owned(), ..command };
    assert!(matches!(world.app.create_user(&cli(), other).await, Err(Error::Conflict { .. })));
    assert_eq!(world.app.directory().users().len(), 1);
    let audit = world.audit().await;
    assert_eq!(audit.iter().filter(|action| *action == "user.created").count(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_person_is_named() {
    let world = world().await;
    world.person("taken@trips.example", &[Role::Viewer]).await;
    let cli = cli();
    let create = |command| world.app.create_user(&cli, command);
    let good = || new("b@trips.example", &[Role::Viewer]);
    assert_eq!(field(create(new("TAKEN@trips.example", &[Role::Viewer])).await), "email");
    assert_eq!(field(create(new("nonsense", &[Role::Viewer])).await), "email");
    assert_eq!(field(create(CreateUser { name: "a\u{202e}b".to_owned(), ..good() }).await), "name");
    assert_eq!(field(create(CreateUser { roles: vec![], ..good() }).await), "roles");
    assert_eq!(field(create(CreateUser { roles: vec![Role::Customer], ..good() }).await), "roles");
    let unknown = domain::id::TeamId::new(world.app.uuid());
    assert_eq!(field(create(CreateUser { teams: vec![unknown], ..good() }).await), "teamIds");
    for weak in [
        "short",
        "password1234",
        "coalmine-coalmine",
        "incident2026!",
        "Ops Oliver 2026",
        "the oliver the oliver",
        &"x".repeat(200),
    ] {
        let command = CreateUser { password: Some(Secret::new(weak)), ..good() };
        assert_eq!(field(create(command).await), "password", "{weak}");
    }
    assert_eq!(
        field(create(CreateUser { idempotency_key: Some(" ".to_owned()), ..good() }).await),
        "idempotencyKey"
    );
    assert_eq!(world.app.directory().users().len(), 1, "what was refused left no trace");
    assert_eq!(world.events().await.len(), 1);
}

#[tokio::test]
async fn roles_count_from_the_next_request_on() {
    let world = world().await;
    let user = world.person("a@trips.example", &[Role::IncidentManager]).await;
    let signed_in = world.sign_in("a@trips.example", PASSWORD).await.unwrap();
    let actor = || world.app.directory().actor_of_session(signed_in.session, world.app.now());
    assert!(actor().unwrap().may_ever(Permission::ServiceManage));
    let demote = UpdateUser { roles: Some(vec![Role::Viewer]), ..change(&user) };
    let viewer = world.app.update_user(&cli(), demote.clone()).await.unwrap();
    assert_eq!((viewer.version, viewer.permission_version), (2, 2));
    assert!(!actor().unwrap().may_ever(Permission::ServiceManage));
    let stale = world.app.update_user(&cli(), demote).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })), "{stale:?}");
    let disable = UpdateUser { is_disabled: Some(true), ..change(&viewer) };
    let disabled = world.app.update_user(&cli(), disable).await.unwrap();
    assert_eq!(actor(), None);
    assert!(matches!(world.app.refresh(signed_in.refresh_token.expose()).await, Err(Error::Unauthenticated)));
    let enable = UpdateUser { is_disabled: Some(false), ..change(&disabled) };
    world.app.update_user(&cli(), enable).await.unwrap();
    assert_eq!(actor(), None, "an ended session does not come back");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = world().await;
    let admin = world.person("a@trips.example", &[Role::Admin]).await;
    let changes = [
        UpdateUser { roles: Some(vec![Role::Viewer]), ..change(&admin) },
        UpdateUser { is_disabled: Some(true), ..change(&admin) },
    ];
    for change in &changes {
        let refused = world.app.update_user(&cli(), change.clone()).await;
        assert!(matches!(refused, Err(Error::Rule { .. })), "{refused:?}");
    }
    world.person("b@trips.example", &[Role::Admin]).await;
    assert!(world.app.update_user(&cli(), changes[0].clone()).await.is_ok());
    assert_eq!(world.app.directory().user(admin.id).unwrap().roles, [Role::Viewer]);
}

#[tokio::test]
async fn only_administrators_manage_people_and_keys() {
    let world = world().await;
    let user = world.person("x@trips.example", &[Role::Viewer]).await;
    let key = |name: &str| CreateApiKey {
        name: name.to_owned(),
        role: Role::Viewer,
        expires_at: world.app.now() + Duration::days(1),
        query: None,
        idempotency_key: None,
    };
    let team = |name: &str| CreateTeam { name: name.to_owned(), idempotency_key: None };
    for role in Role::ALL {
        let name = role.as_str().to_lowercase();
        let actor = world_actor(*role, user.id);
        let allowed = *role == Role::Admin;
        let email = format!("{name}@trips.example");
        let answers = [
            world.app.create_user(&actor, new(&email, &[Role::Viewer])).await.map(drop),
            world.app.create_team(&actor, team(&name)).await.map(drop),
            world.app.create_api_key(&actor, key(&name)).await.map(drop),
            world.app.api_keys(&actor, &ByName { first: 10, ..ByName::default() }).map(drop),
        ];
        for answer in answers {
            match answer {
                Ok(()) => assert!(allowed, "{role}"),
                Err(Error::Forbidden { .. }) => assert!(!allowed, "{role}"),
                other => panic!("{role}: {other:?}"),
            }
        }
        let updated = world.app.update_user(&actor, change(&user)).await;
        assert_eq!(updated.is_ok(), allowed, "{role}");
        let reads = world.app.users(&actor, &ByName { first: 10, ..ByName::default() });
        assert_eq!(reads.is_ok(), *role != Role::Customer, "{role}");
    }
}

fn world_actor(role: Role, user: domain::id::UserId) -> Actor {
    Actor {
        principal: domain::identity::Principal::User(user),
        session: None,
        roles: vec![role],
        teams: Vec::new(),
        customer: None,
    }
}

async fn key(world: &World, role: Role) -> app::identity::CreatedKey {
    let command = CreateApiKey {
        name: "Monitoring".to_owned(),
        role,
        expires_at: world.app.now() + Duration::days(30),
        query: None,
        idempotency_key: Some(format!("key {role}")),
    };
    let made = world.app.create_api_key(&cli(), command.clone()).await.unwrap();
    let again = world.app.create_api_key(&cli(), command).await.unwrap();
    assert_eq!((again.key.id, again.secret), (made.key.id, None));
    made
}

#[tokio::test]
async fn a_key_stands_for_its_role_until_it_ends() {
    let world = world().await;
    let made = key(&world, Role::Responder).await;
    let secret = made.secret.unwrap();
    assert!(secret.expose().starts_with("cmk_") && secret.expose().rsplit('_').next().unwrap().len() == 43);
    let (actor, _) = world.app.authenticate_key(secret.expose()).unwrap();
    assert_eq!(actor.roles, [Role::Responder]);
    for noise in ["", "0", "cmk_", &secret.expose()[..60], &format!("{}0", secret.expose())] {
        assert_eq!(world.app.authenticate_key(noise), None, "{noise}");
    }
    world.app.revoke_api_key(&cli(), made.key.id).await.unwrap();
    assert_eq!(world.app.authenticate_key(secret.expose()), None);
    let again = world.app.revoke_api_key(&cli(), made.key.id).await.unwrap();
    assert!(again.revoked_at.is_some());
    let revoked = world.audit().await.iter().filter(|action| *action == "api_key.revoked").count();
    assert_eq!(revoked, 1);

    let made = key(&world, Role::Viewer).await;
    let secret = made.secret.unwrap();
    world.clock.advance(30 * 24 * 3600);
    assert_eq!(world.app.authenticate_key(secret.expose()), None, "it is over");
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    let world = world().await;
    let made = key(&world, Role::Viewer).await;
    let secret = made.secret.unwrap();
    let first = world.app.now();
    world.app.authenticate_key(secret.expose()).unwrap();
    world.clock.advance(59);
    world.app.authenticate_key(secret.expose()).unwrap();
    assert_eq!(world.app.directory().key(made.key.id).unwrap().last_used_at, Some(first));
    world.clock.advance(1);
    world.app.authenticate_key(secret.expose()).unwrap();
    let expected = Some(first + Duration::seconds(60));
    assert_eq!(world.app.directory().key(made.key.id).unwrap().last_used_at, expected);
    for _ in 0..100 {
        let stored = store::identity::key::load(world.app.store(), made.key.id).await.unwrap().unwrap();
        if stored.key.last_used_at == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the last use was not written");
}

#[tokio::test]
async fn a_key_never_manages_keys() {
    let world = world().await;
    let made = key(&world, Role::Admin).await;
    let (actor, _) = world.app.authenticate_key(made.secret.unwrap().expose()).unwrap();
    let refused = world.app.revoke_api_key(&actor, made.key.id).await;
    assert!(matches!(refused, Err(Error::Forbidden { permission: Permission::ApiKeyManage })), "{refused:?}");
    let viewer = world.app.viewer(&actor).unwrap();
    assert_eq!((viewer.name.as_str(), viewer.email), ("Monitoring", None));
    assert!(!viewer.permissions.contains(&Permission::ApiKeyManage));
}

#[tokio::test]
async fn addresses_are_for_oneself_and_administrators() {
    let world = world().await;
    let one = world.person("one@trips.example", &[Role::Viewer]).await;
    let two = world.person("two@trips.example", &[Role::Viewer]).await;
    let viewer = world_actor(Role::Viewer, one.id);
    assert!(app::identity::may_see_email(&viewer, &one));
    assert!(!app::identity::may_see_email(&viewer, &two));
    let search = |text: &str| ByName { first: 10, after: None, text: Some(text.to_owned()) };
    assert_eq!(
        world.app.users(&viewer, &search("trips.example")).unwrap().total,
        1,
        "found by what is visible"
    );
    let admin = world_actor(Role::Admin, one.id);
    assert_eq!(world.app.users(&admin, &search("trips.example")).unwrap().total, 2);
}

#[tokio::test]
async fn secrets_stay_out_of_the_ledger_and_the_tables() {
    let world = world().await;
    let made = world.app.create_user(&cli(), new("a@trips.example", &[Role::Viewer])).await.unwrap();
    let password = made.initial_password.unwrap();
    let signed_in = world.sign_in("a@trips.example", password.expose()).await.unwrap();
    let key = key(&world, Role::Viewer).await;
    let _ = world.sign_in("a@trips.example", "a guess that is wrong").await;
    world.app.store().checkpoint().await.unwrap();
    let bytes = std::fs::read(world.dir.path().join("test.sqlite")).unwrap();
    let secret = key.secret.unwrap();
    let secrets =
        [password.expose(), signed_in.refresh_token.expose(), secret.expose(), "a guess that is wrong"];
    for secret in secrets {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "a secret of {} characters is in the database", secret.len());
    }
    assert!(bytes.windows(15).any(|window| window == b"a@trips.example"), "the search works");
}

#[tokio::test]
async fn the_worker_manages_nobody() {
    let world = world().await;
    for system in [SystemActor::Worker, SystemActor::Import] {
        let refused =
            world.app.create_user(&Actor::system(system), new("a@trips.example", &[Role::Viewer])).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    }
}
