//! The rows of the policy table for published analyses.

use domain::identity::Permission;
use serde_json::{Value, json};

use crate::policy_table::{Needs, Row, mutation, query};

/// Every root field of the capability; `rca` is an analysis. Nothing is published: allowed callers meet a refusal and change nothing
/// for the next.
pub fn rows(rca: &str) -> Vec<Row> {
    let (read, publish) = (Needs::May(Permission::ProblemRead), Needs::May(Permission::RcaPublish));
    let shared = Needs::May(Permission::SharedRcaAcknowledge);
    let other = |prefix: &str| rca.replacen("rca_", prefix, 1);
    let content = json!({ "rcaId": rca, "stage": "PRELIMINARY", "audience": "INSIDE", "title": "x", "whatHappened": "x", "why": "x",
        "whatWeDid": "x", "whatWeWillDo": "x" });
    let by_id =
        |field: &str, selection: &str| format!("mutation($id: ID!) {{ {field}(id: $id) {{ {selection} }} }}");
    let document =
        |root, field, needs, document, variables: Value| Row { root, field, needs, document, variables };
    vec![
        query(
            "rcaPublicationDefaults",
            publish,
            "query($id: ID!) { rcaPublicationDefaults(rcaId: $id) { title } }",
            json!({ "id": rca }),
        ),
        query(
            "previewRca",
            publish,
            "query($input: RcaPublicationInput!) { previewRca(input: $input) { token } }",
            json!({ "input": content }),
        ),
        query("openRcaQuestions", read, "{ openRcaQuestions(first: 1) { nodes { id } } }", json!({})),
        mutation(
            "publishRca",
            "PublishRcaInput",
            publish,
            json!({ "content": content, "rcaVersion": 99, "previewToken": "x" }),
        ),
        document(
            "Mutation",
            "withdrawRcaPublication",
            publish,
            by_id("withdrawRcaPublication", "publication { id }"),
            json!({ "id": other("pbl_") }),
        ),
        mutation(
            "answerRcaQuestion",
            "AnswerRcaQuestionInput",
            publish,
            json!({ "id": other("qst_"), "body": "x" }),
        ),
        document(
            "Mutation",
            "acknowledgeSharedRca",
            shared,
            by_id("acknowledgeSharedRca", "sharedRca { id }"),
            json!({ "id": other("pbl_") }),
        ),
        mutation(
            "askAboutSharedRca",
            "AskAboutSharedRcaInput",
            shared,
            json!({ "id": other("pbl_"), "body": "x" }),
        ),
    ]
}
