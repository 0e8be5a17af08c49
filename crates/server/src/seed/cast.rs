//! Who and what the incidents name: teams, 500 people who are shown by role and number, 30 services.

use anyhow::Result;
use app::seed::Cast;
use domain::catalog::{Service, ServiceTier};
use domain::id::{ServiceId, TeamId, UserId};
use domain::identity::{Role, Team, User, user_roles};
use domain::text::{Email, Markdown, Name, WebUrl};
use domain::time::Instant;
use serde::Serialize;

use super::draw::Draw;

/// How many people there are.
const PEOPLE: usize = 500;
/// Of so many people, by role.
const SHARES: &[(u64, Role)] = &[
    (60, Role::Responder),
    (24, Role::Viewer),
    (10, Role::IncidentManager),
    (5, Role::ProblemManager),
    (1, Role::Admin),
];
const TEAMS: &[&str] =
    &["Storefront", "Payments", "Platform", "Data", "Network", "Logistics", "Support tools"];
/// Services with the place of their team.
const SERVICES: &[(&str, usize, ServiceTier)] = &[
    ("Website", 0, ServiceTier::Tier1),
    ("Search", 0, ServiceTier::Tier1),
    ("Basket", 0, ServiceTier::Tier1),
    ("Product pages", 0, ServiceTier::Tier2),
    ("Recommendations", 0, ServiceTier::Tier3),
    ("Checkout", 1, ServiceTier::Tier1),
    ("Card payments", 1, ServiceTier::Tier1),
    ("Refunds", 1, ServiceTier::Tier2),
    ("Invoices", 1, ServiceTier::Tier2),
    ("Vouchers", 1, ServiceTier::Tier3),
    ("Sign-in", 2, ServiceTier::Tier1),
    ("Public API", 2, ServiceTier::Tier1),
    ("Message queue", 2, ServiceTier::Tier1),
    ("Build machines", 2, ServiceTier::Tier3),
    ("Container cluster", 2, ServiceTier::Tier1),
    ("Secrets store", 2, ServiceTier::Tier2),
    ("Order database", 3, ServiceTier::Tier1),
    ("Customer database", 3, ServiceTier::Tier1),
    ("Search index", 3, ServiceTier::Tier2),
    ("Reports", 3, ServiceTier::Tier3),
    ("Event pipeline", 3, ServiceTier::Tier2),
    ("Load balancer", 4, ServiceTier::Tier1),
    ("Name service", 4, ServiceTier::Tier1),
    ("Office network", 4, ServiceTier::Tier3),
    ("Content delivery", 4, ServiceTier::Tier1),
    ("Warehouse", 5, ServiceTier::Tier2),
    ("Parcel tracking", 5, ServiceTier::Tier2),
    ("Outgoing mail", 5, ServiceTier::Tier2),
    ("Help desk", 6, ServiceTier::Tier2),
    ("Telephone line", 6, ServiceTier::Tier3),
];

/// Somebody whose sign-in is told.
#[derive(Clone, Debug, Serialize)]
pub struct SignIn {
    /// Sign-in name.
    pub email: String,
    /// How the person is shown.
    pub name: String,
    /// What the person may do.
    pub role: &'static str,
}

/// Makes everyone and everything, as of an instant. One person of each role can be signed in as.
pub(super) fn make(draw: &mut Draw, at: Instant) -> Result<(Cast, Vec<SignIn>)> {
    let mut teams = Vec::new();
    for name in TEAMS {
        let id = TeamId::new(draw.uuid(at));
        teams.push(Team { id, name: Name::parse(name)?, created_at: at, version: 1 });
    }
    let (mut people, mut sign_ins) = (Vec::new(), Vec::new());
    for role in Role::ALL.iter().filter(|role| **role != Role::Customer) {
        let local = role.as_str().to_lowercase().replace('_', "-");
        let user = person(draw, at, *role, &local, &title(*role), &teams)?;
        sign_ins.push(SignIn {
            email: user.email.to_string(),
            name: user.name.to_string(),
            role: role.as_str(),
        });
        people.push(user);
    }
    for number in people.len() + 1..=PEOPLE {
        let role = draw.weighted(SHARES);
        let local = format!("{}-{number:03}", role.as_str().to_lowercase().replace('_', "-"));
        people.push(person(draw, at, role, &local, &format!("{} {number:03}", title(role)), &teams)?);
    }
    let services = SERVICES
        .iter()
        .map(|(name, team, tier)| service(draw, at, name, teams[*team].id, *tier))
        .collect::<Result<_>>()?;
    Ok((Cast { teams, people, services }, sign_ins))
}

/// A role as people are shown: `Incident manager`.
fn title(role: Role) -> String {
    let text = role.as_str().to_lowercase().replace('_', " ");
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

fn person(draw: &mut Draw, at: Instant, role: Role, local: &str, name: &str, teams: &[Team]) -> Result<User> {
    Ok(User {
        id: UserId::new(draw.uuid(at)),
        email: Email::parse(&format!("{local}@seed.example"))?,
        name: Name::parse(name)?,
        roles: user_roles(vec![role], None)?,
        teams: vec![draw.one(teams).id],
        customer: None,
        joined_at: Some(at),
        disabled_at: None,
        permission_version: 1,
        created_at: at,
        version: 1,
    })
}

fn service(draw: &mut Draw, at: Instant, name: &str, team: TeamId, tier: ServiceTier) -> Result<Service> {
    let slug = name.to_lowercase().replace(' ', "-");
    let url = |kind: &str| WebUrl::parse(&format!("https://{kind}.seed.example/{slug}"));
    let description = format!("{name}, as customers and other services use it.");
    Ok(Service {
        id: ServiceId::new(draw.uuid(at)),
        name: Name::parse(name)?,
        description: Markdown::parse(&description)?,
        tier,
        owner_team: Some(team),
        logs_url: Some(url("logs")?),
        dashboard_url: Some(url("dashboards")?),
        runbook_url: draw.percent(80).then(|| url("runbooks")).transpose()?,
        group: None,
        position: 0,
        is_public: true,
        monitored_since: Some(at),
        created_at: at,
        version: 1,
    })
}
