//! Customer organisations: which services each uses. Their people are users with the role CUSTOMER.
//!
//! It must not know what was shared with whom.

use crate::id::{CustomerId, ServiceId};
use crate::text::Name;
use crate::time::Instant;

/// An organisation outside that uses services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Identifier.
    pub id: CustomerId,
    /// Unique name, in upper or lower case.
    pub name: Name,
    /// The services it uses: sorted, without repeats.
    pub services: Vec<ServiceId>,
    /// When the record was made.
    pub created_at: Instant,
    /// Version of the record's own fields.
    pub version: i32,
}

/// A change of a customer; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerChange {
    /// Another name.
    pub name: Option<Name>,
    /// Other services.
    pub services: Option<Vec<ServiceId>>,
}

impl Customer {
    /// A customer that is made at `now`.
    pub fn new(id: CustomerId, name: Name, services: Vec<ServiceId>, now: Instant) -> Self {
        Self { id, name, services: sorted(services), created_at: now, version: 1 }
    }

    /// Applies a change; whether anything is different.
    pub fn apply(&mut self, change: CustomerChange) -> bool {
        let before = self.clone();
        if let Some(name) = change.name {
            self.name = name;
        }
        if let Some(services) = change.services {
            self.services = sorted(services);
        }
        *self != before
    }
}

fn sorted(mut services: Vec<ServiceId>) -> Vec<ServiceId> {
    services.sort_unstable();
    services.dedup();
    services
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn services_are_a_set_and_only_a_difference_is_a_change() {
        let service = |n| ServiceId::new(Uuid::from_u128(n));
        let at = Instant::from_timestamp(1_700_000_000, 0).unwrap();
        let name = |text| Name::parse(text).unwrap();
        let id = CustomerId::new(Uuid::from_u128(9));
        let mut customer = Customer::new(id, name("Trips"), vec![service(2), service(1), service(2)], at);
        assert_eq!((customer.services.clone(), customer.version), (vec![service(1), service(2)], 1));
        let same = CustomerChange { name: Some(name("Trips")), services: Some(vec![service(2), service(1)]) };
        assert!(!customer.apply(same), "the same again is no change");
        assert!(!customer.apply(CustomerChange::default()));
        assert!(customer.apply(CustomerChange { services: Some(Vec::new()), ..CustomerChange::default() }));
        assert!(customer.services.is_empty());
        assert!(customer.apply(CustomerChange { name: Some(name("Tours")), ..CustomerChange::default() }));
        assert_eq!(customer.name.as_str(), "Tours");
    }
}
