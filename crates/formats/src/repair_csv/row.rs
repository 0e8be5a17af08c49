//! One row, and the columns there are.
//!
//! It must not know how a table is written.

use domain::text::{Email, Markdown, ShortText, Title, WebUrl};

/// What stands between two causes in one field.
pub const CAUSE_SEPARATOR: &str = " | ";

/// A column: its name in the header, how many characters a field may have, and where it stands in a row.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) max: usize,
    pub(super) is_required: bool,
    pub(super) get: fn(&RepairRow) -> &String,
    pub(super) get_mut: fn(&mut RepairRow) -> &mut String,
}

macro_rules! columns {
    ($($(#[$meta:meta])* $field:ident $name:literal $max:expr, $is_required:literal;)+) => {
        /// One row, each field as it stands there; empty when the table has no such column.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct RepairRow {
            /// The line of the file on which the row begins, from 1; passed over in writing.
            pub line: u64,
            $($(#[$meta])* pub $field: String,)+
        }

        /// Every column, in the order in which they are written.
        pub(super) const COLUMNS: &[Column] = &[$(Column {
            name: $name,
            max: $max,
            is_required: $is_required,
            get: |row| &row.$field,
            get_mut: |row| &mut row.$field,
        },)+];
    };
}

/// The longest word of a vocabulary, reference or date that is looked at.
const WORD: usize = 60;

columns! {
    /// `REP-7` of an item that exists; empty for a new one.
    reference "reference" WORD, false;
    /// `PRB-3`, or the id of the problem.
    problem "problem" WORD, true;
    /// What is done.
    title "title" Title::MAX, true;
    /// More about it, in Markdown.
    description "description" Markdown::MAX, false;
    /// Corrective or preventive.
    kind "kind" WORD, true;
    /// Through which lens it is seen.
    lens "lens" WORD, true;
    /// How far away its due date is by policy.
    horizon "horizon" WORD, false;
    /// How far it is.
    status "status" WORD, false;
    /// Who answers for it, by address of mail or name.
    owner "owner" Email::MAX, false;
    /// The team that does it, by name.
    team "team" Email::MAX, false;
    /// By what one can tell that it is done, in Markdown.
    done_condition "doneCondition" Markdown::MAX, false;
    /// How strongly it holds.
    strength "strength" WORD, false;
    /// What it does about the next incident.
    purpose "purpose" WORD, false;
    /// What a preventive item changes.
    target_kind "targetKind" WORD, false;
    /// The day on which it is due.
    due_on "dueOn" WORD, false;
    /// Why that day is not the policy's.
    due_reason "dueReason" Markdown::MAX, false;
    /// The causes it acts on, as texts or ids with [`CAUSE_SEPARATOR`] between them.
    causes "causes" 16 * ShortText::MAX, false;
    /// The address of its issue in a tracker.
    tracker_url "trackerUrl" WebUrl::MAX, false;
}

impl RepairRow {
    /// The causes one by one. A text that holds the separator itself can only be given as an id.
    pub fn causes(&self) -> impl Iterator<Item = &str> {
        self.causes.split(CAUSE_SEPARATOR).map(str::trim).filter(|cause| !cause.is_empty())
    }

    /// Whether no field says anything.
    pub(super) fn is_blank(&self) -> bool {
        COLUMNS.iter().all(|column| (column.get)(self).trim().is_empty())
    }
}
