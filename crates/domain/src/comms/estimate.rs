//! How far an impact reached, in the words of stakeholders: users, requests, money, customers, contacts with support. Each is
//! somebody's estimate, with source and time; a better one is a later estimate.

use crate::id::{ImpactEstimateId, IncidentId};
use crate::identity::Principal;
use crate::text::{Markdown, ShortText};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What is estimated.
    EstimateKind {
        /// People who were affected.
        Users = "USERS",
        /// Requests that failed or were slow.
        Requests = "REQUESTS",
        /// Money that was lost or will be paid.
        Money = "MONEY",
        /// Customer organisations that were affected.
        Customers = "CUSTOMERS",
        /// Contacts with support because of it.
        SupportContacts = "SUPPORT_CONTACTS",
    }
}

/// The largest value that an estimate can have; whole numbers up to it are exact.
pub const VALUE_MAX: f64 = 1e15;

/// A currency by its three letters, such as `EUR`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Currency(String);

impl Currency {
    /// Checks and keeps the letters. `None` when they are not three capital letters.
    pub fn parse(text: &str) -> Option<Self> {
        let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        is_code.then(|| Self(text.to_owned()))
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An estimate of an impact.
#[derive(Clone, Debug, PartialEq)]
pub struct ImpactEstimate {
    /// Identifier.
    pub id: ImpactEstimateId,
    /// The incident it is about.
    pub incident: IncidentId,
    /// What is estimated.
    pub kind: EstimateKind,
    /// How many, or how much.
    pub value: f64,
    /// Of which currency, for money.
    pub currency: Option<Currency>,
    /// Where the number comes from.
    pub source: ShortText,
    /// What else is to be said of it.
    pub note: Markdown,
    /// As of when it holds.
    pub estimated_at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub author: Principal,
}

/// Why an estimate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EstimateError {
    /// Not a number, negative, or beyond all measure.
    #[error("must be a number from 0 to 1,000,000,000,000,000")]
    OutOfRange,
    /// People, requests and contacts are counted.
    #[error("must be a whole number, unless it is money")]
    NotWhole,
    /// Money is of a currency.
    #[error("is needed for money, such as EUR")]
    CurrencyNeeded,
    /// What is counted has no currency.
    #[error("is for money alone")]
    CurrencyForbidden,
    /// An estimate holds as of now or earlier.
    #[error("lies in the future")]
    InFuture,
}

impl EstimateError {
    /// The input field at fault.
    pub const fn field(self) -> &'static str {
        match self {
            Self::OutOfRange | Self::NotWhole => "value",
            Self::CurrencyNeeded | Self::CurrencyForbidden => "currency",
            Self::InFuture => "estimatedAt",
        }
    }
}

impl ImpactEstimate {
    /// Checks that the parts go together.
    ///
    /// Errors: a value out of range or not whole where things are counted, a currency missing or out of place, an instant ahead.
    pub fn check(&self) -> Result<(), EstimateError> {
        if !(0.0..=VALUE_MAX).contains(&self.value) {
            return Err(EstimateError::OutOfRange);
        }
        match (self.kind, &self.currency) {
            (EstimateKind::Money, None) => return Err(EstimateError::CurrencyNeeded),
            (EstimateKind::Money, Some(_)) => {}
            (_, Some(_)) => return Err(EstimateError::CurrencyForbidden),
            (_, None) if self.value.fract() != 0.0 => return Err(EstimateError::NotWhole),
            (_, None) => {}
        }
        if self.estimated_at > self.recorded_at { Err(EstimateError::InFuture) } else { Ok(()) }
    }
}
