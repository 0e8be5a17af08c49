//! Estimates of impact as people read them: on the incident, and in the analysis of its problem.
//! It must not know screens.

use crate::{
    model::{DateTime, EstimateKind},
    net::tree::Node,
};

/// How much was lost, in one of the words stakeholders use.
#[derive(Clone, PartialEq)]
pub struct Estimate {
    pub id: String,
    pub kind: EstimateKind,
    pub value: f64,
    pub currency: Option<String>,
    pub source: String,
    pub note: String,
    pub at: DateTime,
    pub by: String,
}

/// An estimate as the API tells it.
pub fn map_estimate(n: Node<'_>) -> Estimate {
    Estimate {
        id: n.text("id"),
        kind: n.word("kind", EstimateKind::parse, EstimateKind::Users),
        value: n.maybe_share("value").unwrap_or_default(),
        currency: n.maybe_text("currency"),
        source: n.text("source"),
        note: n.text("note"),
        at: n.at("estimatedAt"),
        by: n.get("author").text("name"),
    }
}

/// `12,000`, `40,000 EUR`
pub fn amount(one: &Estimate) -> String {
    let number: String = js_sys::Number::from(one.value).to_locale_string("en-GB").into();
    match &one.currency {
        Some(currency) => format!("{number} {currency}"),
        None => number,
    }
}

/// The newest of each kind, in the order of the kinds.
pub fn newest(all: &[Estimate]) -> Vec<&Estimate> {
    let newest = |kind: &EstimateKind| all.iter().filter(|one| one.kind == *kind).max_by_key(|one| one.at);
    EstimateKind::ALL.iter().filter_map(newest).collect()
}
