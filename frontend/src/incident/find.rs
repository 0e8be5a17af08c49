//! Finding an incident to link: by `INC-n` exactly, else by words. It must not know what it is linked to.

use core::{future::Future, pin::Pin};

use super::{
    api::{IncidentFilter, list, no_filter},
    detail::by_reference,
};
use crate::ui::pick::Choice;

/// How many are offered.
const MOST: i64 = 8;

/// Incidents for what was typed.
pub fn find(text: String) -> Pin<Box<dyn Future<Output = Vec<Choice>>>> {
    Box::pin(async move {
        let upper = text.to_ascii_uppercase();
        // A failed search leaves the list empty; the next letter tries again.
        if upper.starts_with("INC-") {
            let found = by_reference(upper).await.ok();
            return found
                .into_iter()
                .map(|o| Choice { id: o.id, reference: o.reference, title: o.title })
                .collect();
        }
        let filter = IncidentFilter { text: Some(text), ..no_filter() };
        let rows = list(filter, MOST, None).await.map(|page| page.rows).unwrap_or_default();
        rows.into_iter().map(|r| Choice { id: r.id, reference: r.reference, title: r.title }).collect()
    })
}
