//! The policy of repair items as the API shows it.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};

use crate::incident::parts::Author;

/// One version of the policy of repair items (`ACT-03`, `ACT-10`).
pub struct RepairPolicy(pub domain::repair::RepairPolicy);

/// One version of the policy of repair items (`ACT-03`, `ACT-10`).
#[Object]
impl RepairPolicy {
    /// 1 for the one that comes with the program; each change makes the next.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Days of SHORT, 24 hours each.
    async fn short_days(&self) -> i32 {
        self.0.short_days
    }

    /// Days of MEDIUM.
    async fn medium_days(&self) -> i32 {
        self.0.medium_days
    }

    /// Days of LONG.
    async fn long_days(&self) -> i32 {
        self.0.long_days
    }

    /// Days after a corrective item is done until its effect is checked.
    async fn corrective_check_days(&self) -> i32 {
        self.0.corrective_check_days
    }

    /// Days after a preventive item is done until its effect is checked.
    async fn preventive_check_days(&self) -> i32 {
        self.0.preventive_check_days
    }

    /// Why it is so, in Markdown; may be empty.
    async fn note(&self) -> &str {
        self.0.note.as_str()
    }

    /// Who made this version.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.created_by).await
    }

    /// When.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}
