//! Services and their groups as components.

use domain::portal::{ComponentStatus, Group, PublicService, ServiceRef};
use domain::time::Instant;

use super::Writer;
use super::shape::{Component, time};

impl<'a> Writer<'a> {
    /// Groups, each followed by its services.
    pub(super) fn components(&self) -> Vec<Component<'a>> {
        let mut all = Vec::new();
        for (position, group) in self.projection.groups.iter().enumerate() {
            let is_named = !group.name.is_empty();
            if is_named {
                all.push(self.group(group, position + 1));
            }
            let id = is_named.then_some(group.id.as_str());
            let services = group.services.iter().enumerate();
            all.extend(services.map(|(at, service)| self.component(service, at + 1, id)));
        }
        all
    }

    /// The components of an incident. One that is not published any more is told by name alone.
    pub(super) fn of(&self, services: &'a [ServiceRef], at: Instant) -> Vec<Component<'a>> {
        let one =
            |wanted: &'a ServiceRef| self.published(&wanted.id).unwrap_or_else(|| self.bare(wanted, at));
        services.iter().map(one).collect()
    }

    fn published(&self, id: &str) -> Option<Component<'a>> {
        let place = |group: &'a Group| Some((group, group.services.iter().position(|one| one.id == id)?));
        let (group, at) = self.projection.groups.iter().find_map(place)?;
        let heading = Some(group.id.as_str()).filter(|_| !group.name.is_empty());
        group.services.get(at).map(|service| self.component(service, at + 1, heading))
    }

    fn group(&self, group: &'a Group, position: usize) -> Component<'a> {
        let worst = group.services.iter().map(|one| one.status).max().unwrap_or(ComponentStatus::Operational);
        let since = group.services.iter().map(|one| one.since).max().unwrap_or(self.projection.as_of);
        let created = group.services.iter().filter_map(|one| one.uptime.since).min().unwrap_or(since);
        Component {
            id: &group.id,
            name: &group.name,
            status: worst.as_str(),
            created_at: time(created),
            updated_at: time(since),
            position,
            group: true,
            components: Some(group.services.iter().map(|one| one.id.as_str()).collect()),
            ..self.empty()
        }
    }

    fn component(
        &self,
        service: &'a PublicService,
        position: usize,
        group: Option<&'a str>,
    ) -> Component<'a> {
        let measured = service.uptime.since;
        Component {
            id: &service.id,
            name: &service.name,
            status: service.status.as_str(),
            created_at: time(measured.unwrap_or(service.since)),
            updated_at: time(service.since),
            position,
            start_date: measured.map(|at| at.date_naive().to_string()),
            group_id: group,
            ..self.empty()
        }
    }

    fn bare(&self, service: &'a ServiceRef, at: Instant) -> Component<'a> {
        let at = time(at);
        Component {
            id: &service.id,
            name: &service.name,
            created_at: at.clone(),
            updated_at: at,
            ..self.empty()
        }
    }

    /// What all components have in common.
    fn empty(&self) -> Component<'a> {
        Component {
            id: "",
            name: "",
            status: ComponentStatus::Operational.as_str(),
            created_at: String::new(),
            updated_at: String::new(),
            position: 1,
            description: None,
            showcase: false,
            start_date: None,
            group_id: None,
            page_id: self.site.authority(),
            group: false,
            only_show_if_degraded: false,
            components: None,
        }
    }
}
