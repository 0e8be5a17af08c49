//! Who is in the story, and which services: the talk's cast and its product, Trips.
//!
//! Names are the talk's roles, not people.

use app::catalog::{CreateService, PortalPlace};
use app::identity::{CreateCustomer, CreateTeam, CreateUser, Secret};
use app::{App, Result};
use domain::catalog::ServiceTier;
use domain::id::{CustomerId, ServiceId, TeamId, UserId};
use domain::identity::{Actor, Principal, Role};

/// Somebody of the story.
pub struct Member {
    /// Identifier.
    pub id: UserId,
    /// The same person, acting.
    pub actor: Actor,
}

/// The people of the story.
pub struct Cast {
    /// Manages; owns communication in the second outage.
    pub meena: Member,
    /// Runs the systems.
    pub oliver: Member,
    /// Writes the software.
    pub dave: Member,
    /// Leads the search for causes.
    pub taylor: Member,
    /// Answers for it all; is told when a repair item is long overdue.
    pub victor: Member,
    /// The team that writes the software.
    pub development: TeamId,
    /// The team that runs it.
    pub operations: TeamId,
}

/// The services of the story.
#[derive(Clone, Copy)]
pub struct Services {
    /// What customers see.
    pub website: ServiceId,
    /// What answers behind it.
    pub app_servers: ServiceId,
    /// What it keeps.
    pub database: ServiceId,
    /// What confirms bookings.
    pub mail: ServiceId,
}

/// Somebody who can sign in to the demo.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct SignIn {
    /// Sign-in name.
    pub email: String,
    /// Throw-away password.
    pub password: String,
    /// How the person is shown.
    pub name: String,
    /// What the person may do.
    pub roles: Vec<String>,
}

struct Part {
    email: &'static str,
    name: &'static str,
    roles: &'static [Role],
    is_operations: bool,
}

const PARTS: &[Part] = &[
    Part {
        email: "meena@trips.example",
        name: "Manager Meena",
        roles: &[Role::IncidentManager],
        is_operations: false,
    },
    Part {
        email: "oliver@trips.example",
        name: "Ops Oliver",
        roles: &[Role::Responder],
        is_operations: true,
    },
    Part {
        email: "dave@trips.example",
        name: "Developer Dave",
        roles: &[Role::Responder],
        is_operations: false,
    },
    Part {
        email: "taylor@trips.example",
        name: "Tech Lead Taylor",
        roles: &[Role::Admin, Role::ProblemManager, Role::Responder],
        is_operations: false,
    },
    Part { email: "victor@trips.example", name: "VP Victor", roles: &[Role::Viewer], is_operations: false },
];

/// Makes the people; everyone can sign in with a fresh password.
pub async fn people(app: &App, demo: &Actor) -> Result<(Cast, Vec<SignIn>)> {
    let team = |name: &str| CreateTeam { name: name.to_owned(), idempotency_key: None };
    let development = app.create_team(demo, team("Development")).await?.id;
    let operations = app.create_team(demo, team("Operations")).await?.id;
    let mut sign_ins = Vec::new();
    let mut members = Vec::new();
    for part in PARTS {
        let teams = vec![if part.is_operations { operations } else { development }];
        let command = CreateUser {
            email: part.email.to_owned(),
            name: part.name.to_owned(),
            roles: part.roles.to_vec(),
            teams: teams.clone(),
            customer: None,
            password: None,
            idempotency_key: None,
        };
        let created = app.create_user(demo, command).await?;
        sign_ins.push(SignIn {
            email: part.email.to_owned(),
            password: created.initial_password.as_ref().map(Secret::expose).unwrap_or_default().to_owned(),
            name: part.name.to_owned(),
            roles: part.roles.iter().map(ToString::to_string).collect(),
        });
        let actor = Actor {
            principal: Principal::User(created.user.id),
            session: None,
            roles: part.roles.to_vec(),
            teams,
            customer: None,
        };
        members.push(Member { id: created.user.id, actor });
    }
    let mut members = members.into_iter();
    let mut next = || members.next().ok_or_else(|| app::Error::internal("the cast is not complete"));
    let cast = Cast {
        meena: next()?,
        oliver: next()?,
        dave: next()?,
        taylor: next()?,
        victor: next()?,
        development,
        operations,
    };
    Ok((cast, sign_ins))
}

/// The customer of the story, and Carrie who speaks for it.
pub struct Buyer {
    /// The organisation.
    pub customer: CustomerId,
    /// She.
    pub carrie: Actor,
}

/// Makes the customer of the story, with Carrie, who signs in at the portal.
pub async fn customer(app: &App, demo: &Actor, services: &Services) -> Result<(Buyer, SignIn)> {
    let customer = CreateCustomer {
        name: "Harbour Holidays".to_owned(),
        services: vec![services.website, services.mail],
        idempotency_key: None,
    };
    let customer = app.create_customer(demo, customer).await?;
    let command = CreateUser {
        email: "carrie@harbour.example".to_owned(),
        name: "Customer Carrie".to_owned(),
        roles: vec![Role::Customer],
        teams: Vec::new(),
        customer: Some(customer.id),
        password: None,
        idempotency_key: None,
    };
    let created = app.create_user(demo, command).await?;
    let carrie = Actor {
        principal: Principal::User(created.user.id),
        session: None,
        roles: created.user.roles.clone(),
        teams: Vec::new(),
        customer: Some(customer.id),
    };
    let sign_in = SignIn {
        email: created.user.email.to_string(),
        password: created.initial_password.as_ref().map(Secret::expose).unwrap_or_default().to_owned(),
        name: created.user.name.to_string(),
        roles: created.user.roles.iter().map(ToString::to_string).collect(),
    };
    Ok((Buyer { customer: customer.id, carrie }, sign_in))
}

/// Makes the services. One lacks its runbook, as real ones do.
pub async fn services(app: &App, demo: &Actor, cast: &Cast) -> Result<Services> {
    let (development, operations) = (cast.development, cast.operations);
    let service = |name: &str, about: &str, tier, team, slug: &str, has_runbook: bool| CreateService {
        name: name.to_owned(),
        description: Some(about.to_owned()),
        tier,
        owner_team: Some(team),
        logs_url: Some(format!("https://logs.trips.example/{slug}")),
        dashboard_url: Some(format!("https://dashboards.trips.example/{slug}")),
        runbook_url: has_runbook.then(|| format!("https://runbooks.trips.example/{slug}")),
        portal: PortalPlace {
            group: Some(if tier == ServiceTier::Tier1 { "Booking" } else { "Messages" }.to_owned()),
            // What runs behind it all is nothing that customers know by name.
            is_public: Some(matches!(slug, "website" | "mail")),
            position: Some(i32::from(slug != "website")),
            monitored_since: None,
        },
        idempotency_key: None,
    };
    let website = service(
        "Website",
        "Where customers' users search and book.",
        ServiceTier::Tier1,
        development,
        "website",
        true,
    );
    let app_servers = service(
        "App servers",
        "Worker nodes that answer for the website.",
        ServiceTier::Tier1,
        operations,
        "app-servers",
        true,
    );
    let database =
        service("Database", "Bookings and offers.", ServiceTier::Tier1, operations, "database", true);
    let mail = service(
        "Booking confirmations",
        "E-mails after a booking.",
        ServiceTier::Tier2,
        development,
        "mail",
        false,
    );
    Ok(Services {
        website: app.create_service(demo, website).await?.id,
        app_servers: app.create_service(demo, app_servers).await?.id,
        database: app.create_service(demo, database).await?.id,
        mail: app.create_service(demo, mail).await?.id,
    })
}
