//! Whether the answer to an event is the same for every reader who may see the record.
//!
//! The fields that are known to be the same stand here by name; anything else, and everything that
//! is yet to be invented, counts as a reader's own. It must not know who reads.

use async_graphql::Positioned;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};

/// The streams whose answers are shared.
const ROOTS: [&str; 4] = ["incidentChanged", "problemChanged", "rcaChanged", "repairItemChanged"];

/// What is known of a document with this one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sameness {
    /// The name of the stream in the answer.
    pub response_key: String,
    /// Nothing in it depends on who reads.
    pub is_same_for_all: bool,
    /// Something below the root depends on variables.
    pub uses_variables: bool,
}

/// Types of the answer, as far as their fields are known to be the same for everyone.
#[derive(Clone, Copy)]
enum Kind {
    Event,
    Incident,
    Problem,
    Rca,
    /// Causes in a page of them.
    Causes,
    Cause,
    Repair,
    /// What has an id and a name: people, services, authors.
    Named,
    /// Small records without anything below their fields.
    Flat,
    Durations,
    /// Steps of an analysis, and their findings.
    Steps,
    /// A text that somebody decided or gave, by whom and when.
    Decision,
}

/// Fields of the small records: instants, promises, workarounds, statements, goals, categories, rows, methods, pages.
const FLAT: &[&str] = &[
    "name",
    "at",
    "source",
    "precision",
    "audience",
    "dueAt",
    "isLate",
    "steps",
    "stepsHtml",
    "effect",
    "limits",
    "limitsHtml",
    "lastTestedAt",
    "what",
    "where",
    "when",
    "howMuch",
    "scope",
    "kind",
    "text",
    "key",
    "lens",
    "id",
    "defence",
    "expectedEffect",
    "state",
    "evidence",
    "evidenceHtml",
    "version",
    "aspect",
    "before",
    "after",
    "relevance",
    "relevanceHtml",
    "method",
    "reason",
    "hasNextPage",
    "hasPreviousPage",
    "startCursor",
    "endCursor",
    "days",
    "countedFrom",
    "basis",
    "policyDueAt",
    "metric",
    "baseline",
    "target",
    "checkAt",
    "missing",
    "isCheckDue",
    "provider",
    "url",
    "title",
    "isInStep",
    "syncedAt",
];

/// What a field holds.
enum Holds {
    Leaf,
    Object(Kind),
    Own,
}

#[expect(clippy::match_same_arms, reason = "a table reads type by type")]
impl Kind {
    fn field(self, name: &str) -> Holds {
        use Holds::{Leaf, Object, Own};
        match (self, name) {
            (_, "__typename") => Leaf,
            (Self::Flat, name) if FLAT.contains(&name) => Leaf,
            (
                Self::Event,
                "cursor" | "change" | "kind" | "incidentId" | "problemId" | "rcaId" | "causeId"
                | "repairItemId",
            ) => Leaf,
            (Self::Event, "repairItem") => Object(Self::Repair),
            (Self::Event, "incident") => Object(Self::Incident),
            (Self::Event, "problem") => Object(Self::Problem),
            (Self::Event, "rca") => Object(Self::Rca),
            (Self::Named, "id" | "name") => Leaf,
            (Self::Durations, name) if name.ends_with("Seconds") => Leaf,
            (Self::Event | Self::Decision, "by") | (Self::Decision, "approver") => Object(Self::Named),
            (
                Self::Decision,
                "rationale" | "rationaleHtml" | "reviewAt" | "decidedAt" | "reason" | "reasonHtml" | "at"
                | "key",
            ) => Leaf,
            (Self::Incident, name) => incident(name),
            (Self::Problem, name) => problem(name),
            (Self::Repair, name) => repair(name),
            (Self::Rca | Self::Causes | Self::Cause | Self::Steps, name) => self.of_analysis(name),
            _ => Own,
        }
    }

    fn of_analysis(self, name: &str) -> Holds {
        use Holds::{Leaf, Object, Own};
        match (self, name) {
            (Self::Rca, "id" | "reference" | "method" | "status" | "createdAt" | "updatedAt" | "version") => {
                Leaf
            }
            (
                Self::Rca,
                "problemStatement" | "goals" | "bones" | "barriers" | "differences" | "suggestedMethods",
            ) => Object(Self::Flat),
            (Self::Rca, "answers") => Object(Self::Decision),
            (Self::Rca, "causes") => Object(Self::Causes),
            (Self::Rca, "steps") | (Self::Steps, "findings") => Object(Self::Steps),
            (Self::Rca, "submittedBy" | "startedBy") | (Self::Cause, "createdBy") => Object(Self::Named),
            (Self::Causes, "totalCount") => Leaf,
            (Self::Causes, "pageInfo") => Object(Self::Flat),
            (Self::Causes, "nodes") => Object(Self::Cause),
            (Self::Cause, "risk") | (Self::Steps, "dismissal") => Object(Self::Decision),
            (
                Self::Cause,
                "id" | "text" | "kind" | "lens" | "bone" | "verdict" | "verdictReason" | "verdictReasonHtml"
                | "isRootCause" | "confirmedAt" | "path" | "occurredAt" | "isHypothetical" | "stopReason"
                | "createdAt" | "updatedAt" | "version" | "evidenceCount",
            )
            | (Self::Steps, "step" | "passed" | "rule" | "level" | "message" | "place" | "subjectId") => Leaf,
            _ => Own,
        }
    }
}

fn incident(name: &str) -> Holds {
    match name {
        "id" | "reference" | "title" | "summary" | "summaryHtml" | "severity" | "status" | "version"
        | "startedAt" | "declaredAt" | "endedAt" | "isPrivate" | "detectionSource" | "tags" | "createdAt"
        | "updatedAt" => Holds::Leaf,
        "services" | "lead" => Holds::Object(Kind::Named),
        "instants" | "promises" => Holds::Object(Kind::Flat),
        "durations" => Holds::Object(Kind::Durations),
        _ => Holds::Own,
    }
}

/// Incidents, total impact, look-alikes and the incidents of a recurrence depend on who reads.
fn problem(name: &str) -> Holds {
    match name {
        "id"
        | "reference"
        | "title"
        | "description"
        | "descriptionHtml"
        | "status"
        | "isOpen"
        | "tags"
        | "incidentCount"
        | "recurrenceCount"
        | "worstSeverity"
        | "stepsPassed"
        | "nextStatuses"
        | "openRepairItemCount"
        | "overdueRepairItemCount"
        | "createdAt"
        | "updatedAt"
        | "closedAt"
        | "version" => Holds::Leaf,
        "owner" | "sponsor" | "services" | "openedBy" => Holds::Object(Kind::Named),
        "workaround" => Holds::Object(Kind::Flat),
        "acceptedRisk" => Holds::Object(Kind::Decision),
        "rca" => Holds::Object(Kind::Rca),
        _ => Holds::Own,
    }
}

/// Whether one may work on an item depends on who reads.
fn repair(name: &str) -> Holds {
    match name {
        "id" | "reference" | "version" | "title" | "description" | "descriptionHtml" | "kind" | "lens"
        | "horizon" | "target" | "strength" | "purpose" | "doneCondition" | "doneConditionHtml"
        | "status" | "nextStatuses" | "isOpen" | "isOverdue" | "isOverPolicy" | "dueAt" | "committedAt"
        | "doneAt" | "createdAt" | "updatedAt" => Holds::Leaf,
        "problem" => Holds::Object(Kind::Problem),
        "owner" | "team" | "createdBy" => Holds::Object(Kind::Named),
        "causes" => Holds::Object(Kind::Causes),
        "duePolicy" | "reopening" | "plan" | "tracker" => Holds::Object(Kind::Flat),
        "dueException" | "notDoing" => Holds::Object(Kind::Decision),
        _ => Holds::Own,
    }
}

impl Sameness {
    /// `None` unless the operation is this one stream and nothing else.
    pub fn of(document: &ExecutableDocument, operation: &Positioned<OperationDefinition>) -> Option<Self> {
        let [item] = operation.node.selection_set.node.items.as_slice() else { return None };
        let Selection::Field(root) = &item.node else { return None };
        if !ROOTS.contains(&root.node.name.node.as_str()) || !root.node.directives.is_empty() {
            return None;
        }
        let mut walk = Walk { document, is_same: true, uses_variables: false };
        walk.set(&root.node.selection_set.node, Some(Kind::Event));
        Some(Self {
            response_key: root.node.response_key().node.to_string(),
            is_same_for_all: walk.is_same,
            uses_variables: walk.uses_variables,
        })
    }
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    is_same: bool,
    uses_variables: bool,
}

impl<'a> Walk<'a> {
    /// `None` is a kind of object about which nothing is known. Fragments do not contain themselves:
    /// the guard saw to it.
    fn set(&mut self, set: &'a SelectionSet, kind: Option<Kind>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    self.directives(&field.directives);
                    // Only without variables does a value become a constant.
                    self.uses_variables |=
                        field.arguments.iter().any(|(_, value)| value.node.clone().into_const().is_none());
                    let below = match kind.map(|kind| kind.field(&field.name.node)) {
                        Some(Holds::Leaf) => continue,
                        Some(Holds::Object(below)) => Some(below),
                        Some(Holds::Own) | None => {
                            self.is_same = false;
                            None
                        }
                    };
                    self.set(&field.selection_set.node, below);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives);
                    self.set(&inline.node.selection_set.node, kind);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives);
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.directives(&fragment.node.directives);
                        self.set(&fragment.node.selection_set.node, kind);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        let mut values = directives.iter().flat_map(|directive| &directive.node.arguments);
        self.uses_variables |= values.any(|(_, value)| value.node.clone().into_const().is_none());
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn of(text: &str) -> Option<Sameness> {
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        Sameness::of(&document, operation)
    }

    #[test]
    fn plain_fields_of_an_incident_are_the_same_for_all() {
        let text = "subscription S($after: String) { a: incidentChanged(after: $after) { cursor change incidentId
            incident { ...Row durations { elapsedSeconds } } } }
            fragment Row on Incident { id reference title lead { id name } services { name } promises { isLate } }";
        let expected =
            Sameness { response_key: "a".to_owned(), is_same_for_all: true, uses_variables: false };
        assert_eq!(of(text), Some(expected));
    }

    #[test]
    fn plain_fields_of_a_problem_and_its_analysis_are_the_same_for_all() {
        for text in [
            "subscription { problemChanged { cursor change problemId problem { id title status owner { name }
                worstSeverity workaround { stepsHtml effect } acceptedRisk { rationaleHtml approver { name } }
                rca { id status causes(first: 5) { nodes { text risk { reviewAt } } totalCount } } } } }",
            "subscription($id: ID) { repairItemChanged(problemId: $id) { cursor kind repairItemId repairItem { title status dueAt
                isOverdue owner { name } team { name } duePolicy { days } plan { missing } dueException { reasonHtml }
                tracker { key isInStep } causes(first: 5) { nodes { text } } problem { openRepairItemCount sponsor { name } } } } }",
            "subscription { rcaChanged(id: \"x\") { cursor causeId by { id name } rca { version goals { text }
                steps { step findings { rule dismissal { by { name } } } } answers { key by { name } } } } }",
        ] {
            assert!(of(text).unwrap().is_same_for_all, "{text}");
        }
        for (root, selection) in [
            ("problemChanged", "problem { incidents { nodes { title } } }"),
            ("problemChanged", "problem { totalImpact { degradedSeconds } }"),
            ("problemChanged", "problem { reopening { againIncident { title } } }"),
            ("problemChanged", "problem { similar { incidents { incident { title } } } }"),
            ("rcaChanged", "rca { problem { incidents { nodes { title } } } }"),
            ("rcaChanged", "rca { groups { links { canConfirm } } }"),
            ("rcaChanged", "rca { causes { nodes { evidence { nodes { timelineEntry { body } } } } } }"),
            ("rcaChanged", "by { email }"),
            ("repairItemChanged", "repairItem { canWork }"),
            ("repairItemChanged", "repairItem { notes { nodes { body } } }"),
            ("repairItemChanged", "repairItem { problem { incidents { nodes { title } } } }"),
        ] {
            assert!(
                !of(&format!("subscription {{ {root} {{ {selection} }} }}")).unwrap().is_same_for_all,
                "{selection}"
            );
        }
    }

    #[test]
    fn whatever_else_is_a_readers_own() {
        for selection in [
            "incident { links { incident { title } } }",
            "incident { lead { email } }",
            "incident { members { name } }",
            "incident { timeline { nodes { id } } }",
            "incident { services { ownerTeam { name } } }",
            "incident { somethingNew }",
            "viewer { name }",
            "... on IncidentChangedEvent { incident { ...F } }",
        ] {
            let text = format!(
                "subscription {{ incidentChanged {{ {selection} }} }} fragment F on Incident {{ findings {{ rule }} }}"
            );
            assert!(!of(&text).unwrap().is_same_for_all, "{selection}");
        }
    }

    #[test]
    fn variables_below_the_root_are_noticed() {
        for selection in [
            "incident { id @include(if: $a) }",
            "incident { timeline(first: $n) { nodes { id } } }",
            "incident { timeline(kinds: [$k]) { nodes { id } } }",
            "... @skip(if: $a) { cursor }",
            "...F @skip(if: $a)",
        ] {
            let text = format!(
                "subscription {{ incidentChanged {{ {selection} }} }} fragment F on IncidentChangedEvent {{ cursor }}"
            );
            assert!(of(&text).unwrap().uses_variables, "{selection}");
        }
    }

    #[test]
    fn more_than_one_stream_is_not_shared() {
        for text in [
            "subscription { a: incidentChanged { cursor } b: incidentChanged { cursor } }",
            "subscription { ... on Subscription { incidentChanged { cursor } } }",
            "subscription { other { cursor } }",
            "subscription { incidentChanged @include(if: true) { cursor } }",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
