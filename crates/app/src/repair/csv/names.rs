//! People and teams by the names that a table gives them.

use domain::id::{TeamId, UserId};
use domain::repair::RepairItem;

use crate::App;

impl App {
    /// Whoever has this address of mail, or this name alone; `None` for nobody and for several.
    pub(super) fn person_named(&self, text: &str) -> Option<UserId> {
        let (wanted, users) = (text.trim().to_lowercase(), self.directory().users());
        if let Some(user) = users.iter().find(|user| user.email.as_str() == wanted) {
            return Some(user.id);
        }
        let mut named = users.iter().filter(|user| user.name.as_str().to_lowercase() == wanted);
        let first = named.next()?;
        named.next().is_none().then_some(first.id)
    }

    /// The team of this name, in any case.
    pub(super) fn team_named(&self, text: &str) -> Option<TeamId> {
        let (wanted, teams) = (text.trim().to_lowercase(), self.directory().teams());
        teams.iter().find(|team| team.name.as_str().to_lowercase() == wanted).map(|team| team.id)
    }

    /// How a table names the owner of an item.
    pub(super) fn owner_name(&self, item: &RepairItem) -> String {
        let owner = item.owner.and_then(|id| self.directory().user(id));
        owner.map(|user| user.email.as_str().to_owned()).unwrap_or_default()
    }

    /// How a table names the team of an item.
    pub(super) fn team_name(&self, item: &RepairItem) -> String {
        let team = item.team.and_then(|id| self.directory().team(id));
        team.map(|team| team.name.as_str().to_owned()).unwrap_or_default()
    }
}
