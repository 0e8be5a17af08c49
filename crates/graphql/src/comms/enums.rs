//! Vocabularies of communication, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::promise::PromiseKind")]
pub enum PromiseKind {
    /// The next update, or the fix that an update announced.
    #[graphql(name = "UPDATE")]
    Update,
    /// An analysis of the causes (`COM-05`).
    #[graphql(name = "RCA")]
    Rca,
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::promise::PromiseOutcome")]
pub enum PromiseOutcome {
    /// It can still be kept.
    #[graphql(name = "OPEN")]
    Open,
    /// It was kept in time.
    #[graphql(name = "KEPT")]
    Kept,
    /// It was kept, too late.
    #[graphql(name = "LATE")]
    Late,
    /// It was not kept: the incident ended without a word, or a later date took its place.
    #[graphql(name = "BROKEN")]
    Broken,
}

/// How far a published analysis has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::promise::RcaStage")]
pub enum RcaStage {
    /// What is known so far.
    #[graphql(name = "PRELIMINARY")]
    Preliminary,
    /// The whole of it.
    #[graphql(name = "FINAL")]
    Final,
}

/// What is estimated of an impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::estimate::EstimateKind")]
pub enum EstimateKind {
    /// People who were affected.
    #[graphql(name = "USERS")]
    Users,
    /// Requests that failed or were slow.
    #[graphql(name = "REQUESTS")]
    Requests,
    /// Money that was lost or will be paid.
    #[graphql(name = "MONEY")]
    Money,
    /// Customer organisations that were affected.
    #[graphql(name = "CUSTOMERS")]
    Customers,
    /// Contacts with support because of it.
    #[graphql(name = "SUPPORT_CONTACTS")]
    SupportContacts,
}

/// How far a draft has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::draft::UpdateDraftStatus")]
pub enum UpdateDraftStatus {
    /// Somebody writes on it.
    #[graphql(name = "DRAFT")]
    Draft,
    /// Another person is asked to approve it.
    #[graphql(name = "AWAITING_APPROVAL")]
    AwaitingApproval,
    /// Another person approved this very text.
    #[graphql(name = "APPROVED")]
    Approved,
}
