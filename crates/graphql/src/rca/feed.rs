//! Analyses as the topic of a stream: what their events mean, and who may see them.
//!
//! It must not know how a stream is followed or resumed.

use std::convert::Infallible;
use std::sync::Arc;

use app::App;
use app::events::Happening;
use domain::id::RcaId;
use domain::identity::{Actor, Permission};
use domain::rca::{Rca, RcaChange};

use super::enums::RcaChangeKind;
use crate::feed::Topic;

/// Analyses as the topic of a stream.
pub struct Rcas;

impl Topic for Rcas {
    type Id = RcaId;
    type Group = Infallible;
    type Change = RcaChangeKind;
    type Record = Rca;

    const READ: Permission = Permission::ProblemRead;
    const RESYNC: RcaChangeKind = RcaChangeKind::Resync;

    fn change(happening: &Happening) -> Option<(RcaId, RcaChangeKind)> {
        let change = RcaChange::parse(&happening.event.kind)?;
        Some((RcaId::new(happening.event.subject), change.into()))
    }

    async fn read(app: &App, actor: &Actor, happening: &Happening) -> app::Result<Option<Arc<Rca>>> {
        app.rca_of_event(actor, happening).await
    }

    async fn check(app: &App, actor: &Actor, id: RcaId) -> app::Result<()> {
        app.rca(actor, id).await.map(drop)
    }
}
