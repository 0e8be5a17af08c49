//! Estimates: what goes together.

use super::*;
use crate::comms::estimate::{Currency, EstimateError as E, EstimateKind, ImpactEstimate, VALUE_MAX};
use crate::id::ImpactEstimateId;
use crate::text::ShortText;

#[test]
fn people_are_counted_and_money_has_a_currency() {
    let table = [
        (EstimateKind::Users, 12_000.0, None, Ok(())),
        (EstimateKind::Requests, 0.0, None, Ok(())),
        (EstimateKind::Customers, 1.5, None, Err(E::NotWhole)),
        (EstimateKind::Users, -1.0, None, Err(E::OutOfRange)),
        (EstimateKind::Users, f64::NAN, None, Err(E::OutOfRange)),
        (EstimateKind::Users, f64::INFINITY, None, Err(E::OutOfRange)),
        (EstimateKind::Users, VALUE_MAX * 2.0, None, Err(E::OutOfRange)),
        (EstimateKind::SupportContacts, 3.0, Some("EUR"), Err(E::CurrencyForbidden)),
        (EstimateKind::Money, 1250.5, Some("EUR"), Ok(())),
        (EstimateKind::Money, 1250.5, None, Err(E::CurrencyNeeded)),
    ];
    for (kind, value, currency, answer) in table {
        let mut estimate = ImpactEstimate {
            id: ImpactEstimateId::new(uuid::Uuid::from_u128(1)),
            incident: IncidentId::new(uuid::Uuid::from_u128(100)),
            kind,
            value,
            currency: currency.and_then(Currency::parse),
            source: ShortText::parse("Logs of the gateway").unwrap(),
            note: Markdown::default(),
            estimated_at: at("09:00"),
            recorded_at: at("09:00"),
            author: AUTHOR,
        };
        assert_eq!(estimate.check(), answer, "{kind} {value} {currency:?}");
        estimate.estimated_at = at("09:01");
        assert!(estimate.check().is_err(), "{kind} ahead of its record");
    }
    for text in ["EUR", "eur", "EU", "EURO", "€€€", ""] {
        assert_eq!(Currency::parse(text).is_some(), text == "EUR", "{text}");
    }
}
