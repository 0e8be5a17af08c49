//! What screens change about problems: one function an operation. It must not know screens.

use super::api::{Row, map_row};
use crate::{
    model::{ProblemStatus, Severity, WorkaroundEffect},
    net::{ApiError, Done, ask, change, tree::read},
    operations,
};

operations! {
    OpenProblem "src/problem/operations/open_problem.graphql",
    UpdateProblem "src/problem/operations/update_problem.graphql",
    ChangeProblemStatus "src/problem/operations/change_problem_status.graphql",
    AcceptProblemRisk "src/problem/operations/accept_problem_risk.graphql",
    SetWorkaround "src/problem/operations/set_workaround.graphql",
    RemoveWorkaround "src/problem/operations/remove_workaround.graphql",
    LinkProblemIncident "src/problem/operations/link_problem_incident.graphql",
    UnlinkProblemIncident "src/problem/operations/unlink_problem_incident.graphql",
}

pub use accept_problem_risk::AcceptProblemRiskInput;
pub use change_problem_status::ChangeProblemStatusInput;
pub use open_problem::OpenProblemInput;
pub use set_workaround::SetWorkaroundInput;
pub use update_problem::UpdateProblemInput;

/// Opens a problem; answers its `PRB-n`.
pub async fn open(input: OpenProblemInput) -> Result<String, ApiError> {
    let data = ask::<OpenProblem>(open_problem::Variables { input }).await?;
    read(&data["openProblem"], "problem", |p| p.text("reference"))
}

/// Takes a step in the life of a problem; answers the problem as it is then.
pub async fn change_status(input: ChangeProblemStatusInput) -> Result<Row, ApiError> {
    let data = ask::<ChangeProblemStatus>(change_problem_status::Variables { input }).await?;
    read(&data["changeProblemStatus"], "problem", map_row)
}

pub fn update(input: UpdateProblemInput) -> Done {
    change::<UpdateProblem>(update_problem::Variables { input })
}

pub fn accept_risk(input: AcceptProblemRiskInput) -> Done {
    change::<AcceptProblemRisk>(accept_problem_risk::Variables { input })
}

pub fn set_workaround(input: SetWorkaroundInput) -> Done {
    change::<SetWorkaround>(set_workaround::Variables { input })
}

pub fn remove_workaround(id: String, version: i64) -> Done {
    let input = remove_workaround::RemoveWorkaroundInput { id, version };
    change::<RemoveWorkaround>(remove_workaround::Variables { input })
}

pub fn link(problem_id: String, incident_id: String) -> Done {
    let input = link_problem_incident::LinkProblemIncidentInput { incident_id, problem_id };
    change::<LinkProblemIncident>(link_problem_incident::Variables { input })
}

pub fn unlink(problem_id: String, incident_id: String) -> Done {
    let input = unlink_problem_incident::UnlinkProblemIncidentInput { incident_id, problem_id };
    change::<UnlinkProblemIncident>(unlink_problem_incident::Variables { input })
}
