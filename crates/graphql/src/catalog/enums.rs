//! Vocabularies of the catalog, as the API shows them.

use async_graphql::Enum;

/// How much depends on a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::catalog::ServiceTier")]
pub enum ServiceTier {
    /// Customers cannot work without it.
    #[graphql(name = "TIER1")]
    Tier1,
    /// Important, with a way around.
    #[graphql(name = "TIER2")]
    Tier2,
    /// Convenience, or inside only.
    #[graphql(name = "TIER3")]
    Tier3,
}
