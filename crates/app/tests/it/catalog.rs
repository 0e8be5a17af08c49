//! Services.

use app::Error;
use app::catalog::{CreateService, PortalPlace, UpdateService};
use app::identity::{CreateTeam, UpdateUser};
use app::page::ByName;
use domain::catalog::{Service, ServiceTier};
use domain::id::TeamId;
use domain::identity::Role;

use crate::harness::{World, cli, deaf_neighbour, world};

fn new(name: &str) -> CreateService {
    CreateService {
        name: name.to_owned(),
        description: None,
        tier: ServiceTier::Tier2,
        owner_team: None,
        logs_url: None,
        dashboard_url: None,
        runbook_url: None,
        portal: PortalPlace::default(),
        idempotency_key: None,
    }
}

fn change(service: &Service) -> UpdateService {
    UpdateService {
        id: service.id,
        version: service.version,
        name: None,
        description: None,
        tier: None,
        owner_team: None,
        logs_url: None,
        dashboard_url: None,
        runbook_url: None,
        portal: PortalPlace::default(),
    }
}

async fn team(world: &World, name: &str) -> TeamId {
    let command = CreateTeam { name: name.to_owned(), idempotency_key: None };
    world.app.create_team(&cli(), command).await.unwrap().id
}

#[tokio::test]
async fn a_service_is_made_changed_and_cleared() {
    let world = world().await;
    let logs_url = Some("https://logs.example/".to_owned());
    let command = CreateService { logs_url, idempotency_key: Some("k".to_owned()), ..new("Checkout") };
    let made = world.app.create_service(&cli(), command.clone()).await.unwrap();
    assert_eq!(world.app.create_service(&cli(), command).await.unwrap(), made, "repeated, not made twice");
    let owner = team(&world, "Platform").await;
    let update = UpdateService {
        logs_url: Some(String::new()),
        runbook_url: Some("https://runbook.example/".to_owned()),
        owner_team: Some(Some(owner)),
        ..change(&made)
    };
    let changed = world.app.update_service(&cli(), update.clone()).await.unwrap();
    assert_eq!((changed.version, changed.logs_url.as_ref(), changed.owner_team), (2, None, Some(owner)));
    let stale = world.app.update_service(&cli(), update).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })), "{stale:?}");
    let same = world.app.update_service(&cli(), change(&changed)).await.unwrap();
    assert_eq!(same.version, 2, "no change, no version");
    let kinds: Vec<_> =
        world.events().await.into_iter().filter(|kind| kind.starts_with("catalog.")).collect();
    assert_eq!(kinds, ["catalog.service_created", "catalog.service_updated"]);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_leaves_no_trace() {
    let world = world().await;
    world.app.create_service(&cli(), new("Checkout")).await.unwrap();
    let cases = [
        ("name", new("CHECKOUT")),
        ("name", new(" ")),
        ("name", new(&"x".repeat(101))),
        ("description", CreateService { description: Some("\u{7}".to_owned()), ..new("B") }),
        ("logsUrl", CreateService { logs_url: Some("javascript:alert(1)".to_owned()), ..new("B") }),
        ("ownerTeamId", CreateService { owner_team: Some(TeamId::new(world.app.uuid())), ..new("B") }),
    ];
    for (expected, command) in cases {
        match world.app.create_service(&cli(), command).await {
            Err(Error::Invalid { field, .. }) => assert_eq!(field, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    assert_eq!(world.app.directory().services().len(), 1);
    assert_eq!(world.events().await.len(), 1);
}

#[tokio::test]
async fn responders_manage_the_services_of_their_teams() {
    let world = world().await;
    let (ours, theirs) = (team(&world, "Ours").await, team(&world, "Theirs").await);
    let person = world.person("dave@trips.example", &[Role::Responder]).await;
    let join = UpdateUser {
        id: person.id,
        version: person.version,
        name: None,
        roles: None,
        teams: Some(vec![ours]),
        is_disabled: None,
    };
    world.app.update_user(&cli(), join).await.unwrap();
    let signed_in = world.sign_in("dave@trips.example", crate::harness::PASSWORD).await.unwrap();
    let dave = signed_in.actor();
    let owned = |name: &str, owner_team| CreateService { owner_team, ..new(name) };
    let mine = world.app.create_service(&dave, owned("Mine", Some(ours))).await.unwrap();
    let not_mine = world.app.create_service(&cli(), owned("Not mine", Some(theirs))).await.unwrap();
    for (name, owner) in [("A", Some(theirs)), ("B", None)] {
        let refused = world.app.create_service(&dave, owned(name, owner)).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    }
    let rename = |service: &Service| UpdateService { name: Some("Renamed".to_owned()), ..change(service) };
    assert!(matches!(world.app.update_service(&dave, rename(&not_mine)).await, Err(Error::Forbidden { .. })));
    let give_away = UpdateService { owner_team: Some(Some(theirs)), ..change(&mine) };
    assert!(matches!(world.app.update_service(&dave, give_away).await, Err(Error::Forbidden { .. })));
    assert!(world.app.update_service(&dave, rename(&mine)).await.is_ok());
}

#[tokio::test]
async fn reading_people_and_services_costs_no_statement() {
    let world = world().await;
    for n in 0..30 {
        world.app.create_service(&cli(), new(&format!("Service {n:02}"))).await.unwrap();
    }
    let before = world.app.store().statements();
    let all = ByName { first: 25, ..ByName::default() };
    let page = world.app.services(&cli(), &all).unwrap();
    assert_eq!((page.page.items.len(), page.page.has_next, page.total), (25, true, 30));
    let last = page.page.items.last().unwrap();
    let after = Some((app::directory::sort_key(last.name.as_str()), last.id.uuid()));
    let rest = world.app.services(&cli(), &ByName { after, ..all }).unwrap();
    assert_eq!((rest.page.items.len(), rest.page.has_next), (5, false));
    assert_eq!(world.app.store().statements(), before);
}

#[tokio::test]
async fn a_name_that_another_process_just_made_is_read_and_not_left_out() {
    let world = world().await;
    let neighbour = deaf_neighbour(&world).await;
    let service = world.app.create_service(&cli(), new("Checkout")).await.unwrap();
    let person = world.person("responder@example.org", &[Role::Responder]).await;
    assert!(neighbour.directory().service(service.id).is_none(), "it heard nothing");
    let named = neighbour.directory().named_services(&[service.id]).await.unwrap();
    assert_eq!(named.iter().map(|service| service.id).collect::<Vec<_>>(), [service.id]);
    assert!(neighbour.directory().user(person.id).is_none());
    assert!(neighbour.directory().named_user(person.id).await.unwrap().is_some());
}
