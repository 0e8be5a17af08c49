//! What each rule says: its level, why, and how the same can be told. Section 11 of the catalogue.
//!
//! It must not know how a rule finds its place.

use crate::finding::FindingLevel;
use crate::vocabulary;

vocabulary! {
    /// The rules of wording.
    Rule {
        /// Wishing the past were otherwise.
        C1 = "C1",
        /// What a person left out.
        O1 = "O1",
        /// A person as the agent of harm.
        A1 = "A1",
        /// Human error as a cause.
        H1 = "H1",
        /// Adverbs of error.
        H2 = "H2",
        /// Traits of people.
        N1 = "N1",
        /// A norm without a standard.
        N2 = "N2",
        /// What seems plain afterwards.
        B1 = "B1",
        /// Pseudo-psychology.
        M1 = "M1",
        /// Asking for the one who did it.
        W1 = "W1",
        /// Vigilance as a fix.
        V1 = "V1",
        /// A promise that nobody can keep.
        P1 = "P1",
        /// One cause alone.
        R1 = "R1",
        /// Blaming oneself.
        S1 = "S1",
        /// A personal name in a narrative.
        I1 = "I1",
    }
}

impl Rule {
    /// How strong it is when nothing softens it.
    pub(super) const fn level(self) -> FindingLevel {
        match self {
            Self::A1 | Self::H1 | Self::N1 | Self::W1 => FindingLevel::Error,
            Self::C1 | Self::O1 | Self::H2 | Self::N2 | Self::B1 | Self::M1 | Self::V1 | Self::P1 => {
                FindingLevel::Warning
            }
            Self::R1 | Self::S1 | Self::I1 => FindingLevel::Hint,
        }
    }

    /// Why the words are marked.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::C1 => {
                "This tells of a past that did not happen. Say what was done and what was known at the time."
            }
            Self::O1 => {
                "This tells what a person left out. Say what the system showed, asked for or made possible instead."
            }
            Self::A1 => {
                "This makes a person the agent of harm. Say what ran, where, and what made it possible or hard to see."
            }
            Self::H1 => {
                "Human error explains nothing; it is where the analysis begins. Say what made the act sensible then."
            }
            Self::H2 => "That it was not meant helps nobody later. Say what was expected and what was shown.",
            Self::N1 => {
                "This judges a person. Say what the change or the step did, and which check is missing."
            }
            Self::N2 => {
                "This measures against a standard that is not named. Give the figure or the written rule."
            }
            Self::B1 => "It is plain only afterwards. Say when it became visible, and by what.",
            Self::M1 => "This looks into a head. Say what was visible, to whom, and when.",
            Self::W1 => "The question asks for a person. Ask what the step checks or what the tool shows.",
            Self::V1 => "Care is not a safeguard. Change the tool, the check or the default.",
            Self::P1 => {
                "Nobody can keep this promise. Say by how much the risk or the time to notice goes down."
            }
            Self::R1 => "There is seldom one cause alone. Name it as one of the causes and list the others.",
            Self::S1 => {
                "Keep the fact and drop the verdict on yourself; the facilitator can help with the rest."
            }
            Self::I1 => "A narrative needs no name. Say what the person was there for.",
        }
    }

    /// How the same can be told. None of them breaks a rule, in any zone.
    pub(super) const fn suggestions(self) -> &'static [&'static str] {
        match self {
            Self::C1 => &[
                "Failover was last exercised in March; the release checklist has no failover step.",
                "At 09:20 the dashboard showed 90 % CPU; no alert existed for it.",
            ],
            Self::O1 => &[
                "The second procedure is below the fold; the first one reads as complete.",
                "The rota had no entry for the holiday, and the page reached a phone at 09:55.",
            ],
            Self::A1 => &[
                "The command ran against the production cluster; the shell showed no cluster name and the command needs no confirmation.",
                "The change reached production at 08:12; the pipeline has no stage with production data.",
            ],
            Self::H1 => &[
                "Two similar hashes appear in the release notes; the guide does not say which one to use.",
                "The form accepts a size without a unit and shows no preview.",
            ],
            Self::H2 => &[
                "The namespace was removed in the belief that the context was the new cluster; nothing on screen showed otherwise.",
            ],
            Self::N1 => &["The change fetched whole tables; review has no query-plan check."],
            Self::N2 => &[
                "Two hours passed between the first failed build and its identification; the error text was the one of the day before.",
                "The cadence asks for an update every 30 minutes; the first one went out after 75.",
            ],
            Self::B1 => &["The fix became apparent after the thread dump at 14:40."],
            Self::M1 => {
                &["The dashboard showed the database alone; the load of the app servers was on another page."]
            }
            Self::W1 => &["What did the approval step check?", "What did the screen show at that moment?"],
            Self::V1 => &[
                "Add a confirmation that names the target cluster.",
                "Let the pipeline refuse a query without a limit.",
            ],
            Self::P1 => &[
                "Reduce the likelihood by half; detect a full database within 5 minutes.",
                "Keep 99.9 % of requests below 2 s, measured each month.",
            ],
            Self::R1 => &["A root cause is the threshold of 90 %; others are listed below."],
            Self::S1 => &[
                "The estimate was based on the load of a normal day; the date of the sale was not on the calendar.",
            ],
            Self::I1 => &["the change author", "the on-call engineer"],
        }
    }
}

/// One step weaker: for groups, for "we" and for "they".
pub(super) const fn lower(level: FindingLevel) -> FindingLevel {
    match level {
        FindingLevel::Error => FindingLevel::Warning,
        FindingLevel::Warning | FindingLevel::Hint => FindingLevel::Hint,
    }
}
