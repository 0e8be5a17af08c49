//! Vocabularies of publications, as the API shows them.

use async_graphql::Enum;

/// Who reads a published version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::publication::PublicationAudience")]
pub enum PublicationAudience {
    /// Whoever opens the portal.
    Everyone,
    /// Chosen customers, signed in.
    Customers,
    /// People of the house.
    Inside,
}
