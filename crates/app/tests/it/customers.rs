//! Customer organisations, their people, and signing in at the portal.

use app::Error;
use app::identity::{
    ClientFacts, CreateCustomer, CreateUser, InviteCustomerUser, PortalSignedIn, Secret, SignIn,
    UpdateCustomer, UpdateUser,
};
use domain::id::{CustomerId, UserId};
use domain::identity::{Permission, Role};
use uuid::Uuid;

use crate::harness::{PASSWORD, World, cli, neighbour, world, world_with};

const CARRIE: &str = "carrie@northwind.example";

fn named(name: &str) -> CreateCustomer {
    CreateCustomer { name: name.to_owned(), services: Vec::new(), idempotency_key: None }
}

impl World {
    async fn customer(&self, name: &str) -> CustomerId {
        self.app.create_customer(&cli(), named(name)).await.unwrap().id
    }

    async fn customer_person(&self, customer: CustomerId, email: &str) -> UserId {
        let command = CreateUser {
            email: email.to_owned(),
            name: "Carrie".to_owned(),
            roles: vec![Role::Customer],
            teams: Vec::new(),
            customer: Some(customer),
            password: Some(Secret::new(PASSWORD)),
            idempotency_key: None,
        };
        self.app.create_user(&cli(), command).await.unwrap().user.id
    }

    async fn at_portal(&self, email: &str, password: &str) -> app::Result<PortalSignedIn> {
        let command = SignIn { email: email.to_owned(), password: Secret::new(password) };
        let client = ClientFacts { address: "192.0.2.1".parse().ok(), user_agent: None };
        self.app.sign_in_at_portal(command, &client).await
    }

    async fn visits(&self, signed_in: &PortalSignedIn) -> bool {
        self.app.portal_visit(signed_in.token.expose()).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn people_of_customers_are_held_and_listed_apart() {
    let world = world().await;
    let inside = world.person("oliver@trips.example", &[Role::Viewer]).await;
    let (north, south) = (world.customer("Northwind").await, world.customer("Southwind").await);
    let carrie = world.customer_person(north, CARRIE).await;
    let directory = world.app.directory();
    assert_eq!(directory.users().iter().map(|user| user.id).collect::<Vec<_>>(), [inside.id]);
    assert_eq!(directory.user(carrie).unwrap().customer, Some(north));
    assert_eq!(directory.users_of_customer(north).len(), 1);
    assert!(directory.users_of_customer(south).is_empty());
    let names: Vec<String> = directory.customers().iter().map(|one| one.name.to_string()).collect();
    assert_eq!(names, ["Northwind", "Southwind"]);
    // Another process holds the same, once it has heard of it.
    let other = neighbour(&world).await;
    assert_eq!(other.directory().customer(north), directory.customer(north));
    let unknown = CreateUser {
        email: "x@x.example".to_owned(),
        name: "X".to_owned(),
        roles: vec![Role::Customer],
        teams: Vec::new(),
        customer: Some(CustomerId::new(Uuid::from_u128(7))),
        password: None,
        idempotency_key: None,
    };
    assert!(
        matches!(world.app.create_user(&cli(), unknown).await, Err(Error::Invalid { field, .. }) if field == "customerId")
    );
}

#[tokio::test]
async fn a_change_is_of_the_version_that_was_read() {
    let world = world().await;
    let id = world.customer("Northwind").await;
    world.customer("Southwind").await;
    let rename = |version: i32, name: &str| UpdateCustomer {
        id,
        version,
        name: Some(name.to_owned()),
        services: None,
    };
    let changed = world.app.update_customer(&cli(), rename(1, "Westwind")).await.unwrap();
    assert_eq!((changed.version, changed.name.as_str()), (2, "Westwind"));
    let stale = world.app.update_customer(&cli(), rename(1, "Eastwind")).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })));
    let taken = world.app.update_customer(&cli(), rename(2, "SOUTHWIND")).await;
    assert!(matches!(taken, Err(Error::Invalid { field, .. }) if field == "name"));
    assert_eq!(
        world.app.directory().customer(id).unwrap().name.as_str(),
        "Westwind",
        "refused leaves no trace"
    );
    let events = world.events().await;
    assert_eq!(events.iter().filter(|kind| *kind == "identity.customer_updated").count(), 1, "{events:?}");
}

#[tokio::test]
async fn an_invitation_is_the_same_link_as_for_people_inside() {
    let world = world().await;
    let customer = world.customer("Northwind").await;
    let command = InviteCustomerUser {
        customer,
        email: CARRIE.to_owned(),
        name: "Carrie".to_owned(),
        idempotency_key: Some("once".to_owned()),
    };
    let invited = world.app.invite_customer_user(&cli(), command.clone()).await.unwrap();
    assert_eq!(
        (invited.user.roles.as_slice(), invited.user.customer),
        ([Role::Customer].as_slice(), Some(customer))
    );
    let again = world.app.invite_customer_user(&cli(), command.clone()).await.unwrap();
    assert!(again.link.is_none() && again.user.id == invited.user.id);
    let other = InviteCustomerUser { name: "Somebody".to_owned(), ..command };
    assert!(matches!(world.app.invite_customer_user(&cli(), other).await, Err(Error::Conflict { .. })));
    assert!(
        matches!(world.at_portal(CARRIE, "").await, Err(Error::WrongCredentials)),
        "not before she joined"
    );
}

#[tokio::test]
async fn the_portal_lets_customers_in_and_nobody_else() {
    let world = world().await;
    world.person("oliver@trips.example", &[Role::Admin]).await;
    let customer = world.customer("Northwind").await;
    let carrie = world.customer_person(customer, CARRIE).await;
    let signed_in = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    let visit = world.app.portal_visit(signed_in.token.expose()).await.unwrap().unwrap();
    assert_eq!((visit.actor.principal.user(), visit.actor.customer), (Some(carrie), Some(customer)));
    assert!(visit.actor.may_ever(Permission::SharedRcaRead) && !visit.actor.may_ever(Permission::PortalRead));
    for (email, password) in
        [(CARRIE, "wrong"), ("nobody@x.example", PASSWORD), ("oliver@trips.example", "wrong")]
    {
        assert!(matches!(world.at_portal(email, password).await, Err(Error::WrongCredentials)), "{email}");
    }
    assert!(matches!(world.at_portal("oliver@trips.example", PASSWORD).await, Err(Error::Forbidden { .. })));
    let audit = world.audit().await;
    assert!(audit.contains(&"session.portal_refused".to_owned()), "{audit:?}");
    for noise in ["", "0", "null", &"0".repeat(64), &signed_in.token.expose()[1..]] {
        assert!(world.app.portal_visit(noise).await.unwrap().is_none(), "{noise}");
    }
    // What the portal gave out is no refresh token.
    assert!(matches!(world.app.refresh(signed_in.token.expose()).await, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn a_visit_ends_with_its_session_its_account_and_its_time() {
    let settings = app::Settings {
        session_idle: std::time::Duration::from_hours(24),
        session_absolute: std::time::Duration::from_hours(24 * 7),
        ..app::Settings::default()
    };
    let world = world_with(settings).await;
    let customer = world.customer("Northwind").await;
    let carrie = world.customer_person(customer, CARRIE).await;
    let first = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    let second = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    world.app.sign_out_at_portal(first.token.expose()).await.unwrap();
    world.app.sign_out_at_portal(first.token.expose()).await.unwrap();
    assert!(!world.visits(&first).await && world.visits(&second).await);
    // Used each day, it goes on to its end; unused, it ends.
    for _ in 0..6 {
        world.clock.advance(23 * 3600);
        assert!(world.visits(&second).await, "a visit is a use");
    }
    world.clock.advance(24 * 3600);
    assert!(!world.visits(&second).await, "unused for a day");
    let third = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    for _ in 0..8 {
        world.clock.advance(22 * 3600);
        world.visits(&third).await;
    }
    assert!(!world.visits(&third).await, "a week at most");
    let fourth = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    assert_eq!(world.app.end_all_sessions(&cli(), Some(carrie)).await.unwrap(), 1);
    assert!(!world.visits(&fourth).await);
    let fifth = world.at_portal(CARRIE, PASSWORD).await.unwrap();
    let disable =
        UpdateUser { id: carrie, version: 1, name: None, roles: None, teams: None, is_disabled: Some(true) };
    world.app.update_user(&cli(), disable).await.unwrap();
    assert!(!world.visits(&fifth).await);
    assert!(matches!(world.at_portal(CARRIE, PASSWORD).await, Err(Error::WrongCredentials)));
}
