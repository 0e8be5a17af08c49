//! People, teams and customers as they are held. People of customers are known by id, and stand with their organisation;
//! no list of people names them.
//!
//! It must not decide who may do what.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{CustomerId, SessionId, TeamId, UserId};
use domain::identity::{Actor, Customer, Principal, Team, User};
use domain::text::Email;
use store::identity::{customer, user};

use super::{Directory, Named, sort_key};
use crate::Result;

/// What is held.
#[derive(Default)]
pub(super) struct People {
    /// Everybody, inside and outside.
    users: Named<UserId, User>,
    /// People inside, by name.
    inside: Arc<Vec<Arc<User>>>,
    /// People of each customer, by name.
    of_customer: HashMap<CustomerId, Vec<Arc<User>>>,
    customers: Named<CustomerId, Customer>,
    teams: Named<TeamId, Team>,
    /// Names of people inside, prepared for the wording check.
    names: Arc<domain::wording::People>,
}

impl People {
    fn of(users: Vec<User>, teams: Vec<Team>, customers: Vec<Customer>) -> Self {
        let users = Named::of(users, |user| user.id, |user| sort_key(user.name.as_str()));
        let mut inside = Vec::with_capacity(users.sorted.len());
        let mut of_customer: HashMap<CustomerId, Vec<Arc<User>>> = HashMap::new();
        for user in users.sorted.iter() {
            match user.customer {
                Some(customer) => of_customer.entry(customer).or_default().push(Arc::clone(user)),
                None => inside.push(Arc::clone(user)),
            }
        }
        let names = domain::wording::People::new(inside.iter().map(|user| user.name.as_str()));
        Self {
            users,
            inside: Arc::new(inside),
            of_customer,
            customers: Named::of(
                customers,
                |customer| customer.id,
                |customer| sort_key(customer.name.as_str()),
            ),
            teams: Named::of(teams, |team| team.id, |team| sort_key(team.name.as_str())),
            names: Arc::new(names),
        }
    }
}

impl Directory {
    /// Reads users, roles, teams and customers anew.
    pub async fn reload_people(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        self.read_people().await
    }

    async fn read_people(&self) -> Result<()> {
        let users = user::all(&self.0.store).await?;
        let teams = user::teams(&self.0.store).await?;
        let customers = customer::all(&self.0.store).await?;
        self.0.people.store(Arc::new(People::of(users, teams, customers)));
        Ok(())
    }

    /// A person, disabled or not, inside or of a customer.
    pub fn user(&self, id: UserId) -> Option<Arc<User>> {
        self.0.people.load().users.by_id.get(&id).cloned()
    }

    /// The person who signs in with this address, inside or of a customer.
    pub fn user_by_email(&self, email: &Email) -> Option<Arc<User>> {
        self.0.people.load().users.sorted.iter().find(|user| user.email == *email).cloned()
    }

    /// The person that a record names, read anew if another process just made them.
    pub async fn named_user(&self, id: UserId) -> Result<Option<Arc<User>>> {
        if self.user(id).is_none() {
            let _turn = self.0.reloading.lock().await;
            if self.user(id).is_none() {
                self.read_people().await?;
            }
        }
        Ok(self.user(id))
    }

    /// Every person inside, by name.
    pub fn users(&self) -> Arc<Vec<Arc<User>>> {
        Arc::clone(&self.0.people.load().inside)
    }

    /// The names of all people inside, as the wording check asks for them.
    pub fn names(&self) -> Arc<domain::wording::People> {
        Arc::clone(&self.0.people.load().names)
    }

    /// A customer organisation.
    pub fn customer(&self, id: CustomerId) -> Option<Arc<Customer>> {
        self.0.people.load().customers.by_id.get(&id).cloned()
    }

    /// Every customer organisation, by name.
    pub fn customers(&self) -> Arc<Vec<Arc<Customer>>> {
        Arc::clone(&self.0.people.load().customers.sorted)
    }

    /// The people of a customer, by name, disabled or not.
    pub fn users_of_customer(&self, id: CustomerId) -> Vec<Arc<User>> {
        self.0.people.load().of_customer.get(&id).cloned().unwrap_or_default()
    }

    /// A team.
    pub fn team(&self, id: TeamId) -> Option<Arc<Team>> {
        self.0.people.load().teams.by_id.get(&id).cloned()
    }

    /// Every team, by name.
    pub fn teams(&self) -> Arc<Vec<Arc<Team>>> {
        Arc::clone(&self.0.people.load().teams.sorted)
    }
}

/// A person as an actor.
pub(crate) fn actor_of(user: &User, session: Option<SessionId>) -> Actor {
    Actor {
        principal: Principal::User(user.id),
        session,
        roles: user.roles.clone(),
        teams: user.teams.clone(),
        customer: user.customer,
    }
}
