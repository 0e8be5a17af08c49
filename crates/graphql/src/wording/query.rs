//! Reads of `wording`.

use async_graphql::{Context, Object, Result};

use super::enums::TextZone;
use super::types::WordingHit;
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Root fields.
#[derive(Default)]
pub struct WordingQuery;

#[Object]
impl WordingQuery {
    /// Checks a text for wording that blames or judges, in English. Code, addresses, quotations and headings are left out.
    async fn check_wording(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, in Markdown; at most 65,536 characters.")] text: String,
        #[graphql(desc = "Where the text stands.")] zone: TextZone,
    ) -> Result<Vec<WordingHit>> {
        let actor = actor(ctx)?;
        let hits = app(ctx).check_wording(actor, &text, zone.into()).api(ctx)?;
        Ok(hits.into_iter().map(WordingHit::from).collect())
    }
}
