//! What must not leave, from the directory, the records at hand and the settings.

use std::collections::{BTreeSet, HashMap};

use domain::id::{CustomerId, UserId};
use domain::identity::User;
use domain::incident::{Incident, ResponderRole};
use domain::problem::Problem;
use domain::publication::redaction::{in_house, in_incident, mentioned};
use domain::publication::{Person, PublicationAudience, Sensitive};
use domain::rca::Evidence;
use domain::text::WebUrl;
use store::Connection;
use store::incident::{Scope, list};

use super::gather::Gathered;
use super::plain;
use crate::{App, Result};

/// Who reads, as far as it says what must not leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readers<'a> {
    pub audience: PublicationAudience,
    pub customers: &'a [CustomerId],
}

impl App {
    /// What must not leave with these texts.
    pub(super) async fn sensitive(
        &self,
        connection: &impl Connection,
        gathered: &Gathered,
        readers: Readers<'_>,
        texts: &[&str],
    ) -> Result<Sensitive> {
        // As it is written and as it is read: formatting can stand between the letters and the number.
        let read = texts.iter().map(|text| plain::words(&self.markdown().render(text)));
        let mut numbers: BTreeSet<i64> = read.flat_map(|text| mentioned(&text)).collect();
        numbers.extend(texts.iter().flat_map(|text| mentioned(text)));
        // Alike for those that are private and those that are not there, so that nobody finds out by asking.
        let hidden_numbers = list::hidden_among(connection, &numbers).await?;
        let hidden = list::by_ids(connection, &Scope::everything(), &gathered.private).await?;
        let mut private_titles: Vec<String> =
            hidden.values().map(|incident| incident.title.as_str().to_owned()).collect();
        private_titles.sort();
        Ok(Sensitive {
            people: self.people(&gathered.incidents, &gathered.problem),
            customers: self.customers_to_hide(readers),
            hidden_numbers,
            private_titles,
            hosts: self.own_hosts(&gathered.analysis.evidence),
            keeps_links: !readers.audience.is_outside(),
        })
    }

    /// Everybody of the directory, as whom readers meet them: by the role in these incidents, else by what they are there for.
    fn people(&self, incidents: &[Incident], problem: &Problem) -> Vec<Person> {
        let mut roles: HashMap<UserId, &'static str> = HashMap::new();
        roles.extend(problem.owner.map(|owner| (owner, "the problem owner")));
        for responder in incidents.iter().flat_map(|incident| &incident.responders) {
            // Whoever leads is known by that, whatever else they did.
            let role = in_incident(responder.role);
            if responder.role == ResponderRole::IncidentLead {
                roles.insert(responder.user, role);
            } else {
                roles.entry(responder.user).or_insert(role);
            }
        }
        let users = self.directory().users();
        let person = |user: &std::sync::Arc<User>| Person {
            name: user.name.as_str().to_owned(),
            role: roles.get(&user.id).copied().unwrap_or_else(|| in_house(&user.roles)).to_owned(),
        };
        let mut people: Vec<Person> = users.iter().map(person).collect();
        for customer in self.directory().customers().iter() {
            people.extend(self.directory().users_of_customer(customer.id).iter().map(person));
        }
        people
    }

    /// Customers that the readers are not. Where several read, none learns of another.
    fn customers_to_hide(&self, readers: Readers<'_>) -> Vec<String> {
        if !readers.audience.is_outside() {
            return Vec::new();
        }
        let reader = if let [reader] = readers.customers { Some(*reader) } else { None };
        let customers = self.directory().customers();
        let others = customers.iter().filter(|customer| Some(customer.id) != reader);
        others.map(|customer| customer.name.as_str().to_owned()).collect()
    }

    /// Hosts that are ours alone: of services' links, of evidence, and of the program itself.
    fn own_hosts(&self, evidence: &[Evidence]) -> BTreeSet<String> {
        let services = self.directory().services();
        let links = services
            .iter()
            .flat_map(|service| [&service.logs_url, &service.dashboard_url, &service.runbook_url])
            .flatten();
        let shown = evidence.iter().filter_map(|one| one.url.as_ref());
        let urls = links.chain(shown).map(WebUrl::as_str);
        urls.chain([self.settings().public_url.as_str()]).map(host).filter(|host| !host.is_empty()).collect()
    }
}

/// The host of an address, with its port.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase()
}
