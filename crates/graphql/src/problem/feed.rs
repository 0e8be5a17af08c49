//! Problems as the topic of a stream: what their events mean, and who may see them.
//!
//! It must not know how a stream is followed or resumed.

use std::convert::Infallible;
use std::sync::Arc;

use app::App;
use app::events::Happening;
use domain::id::ProblemId;
use domain::identity::{Actor, Permission};
use domain::problem::{Problem, ProblemChange};

use super::enums::ProblemChangeKind;
use crate::feed::Topic;

/// Problems as the topic of a stream.
pub struct Problems;

impl Topic for Problems {
    type Id = ProblemId;
    type Group = Infallible;
    type Change = ProblemChangeKind;
    type Record = Problem;

    const READ: Permission = Permission::ProblemRead;
    const RESYNC: ProblemChangeKind = ProblemChangeKind::Resync;

    fn change(happening: &Happening) -> Option<(ProblemId, ProblemChangeKind)> {
        let change = ProblemChange::parse(&happening.event.kind)?;
        Some((ProblemId::new(happening.event.subject), change.into()))
    }

    async fn read(app: &App, actor: &Actor, happening: &Happening) -> app::Result<Option<Arc<Problem>>> {
        app.problem_of_event(actor, happening).await
    }

    async fn check(app: &App, actor: &Actor, id: ProblemId) -> app::Result<()> {
        app.problem(actor, id).await.map(drop)
    }
}
