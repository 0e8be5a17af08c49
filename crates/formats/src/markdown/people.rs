//! Who took part and what was to be done, as a report lists it.
//!
//! It must not match names to users, nor judge what people wrote.

use domain::text::{Body, ShortText};

use super::doc::{self, Labelled, Section};
use super::labels::{self, Meaning};
use super::{clean, stated};
use crate::record::{ImportedAction, ImportedParticipant};
use crate::text::{fit_block, fit_line};

/// Participants behind labels such as `Incident lead`, one for each item of a list.
pub(super) fn participants(labelled: &[Labelled]) -> Vec<ImportedParticipant> {
    let mut found = Vec::new();
    let people = labelled.iter().filter(|one| labels::meaning(&one.label) == Some(Meaning::Participant));
    for Labelled { label, value } in people {
        let items = doc::items(value);
        let texts: Vec<String> = if items.is_empty() {
            vec![value.clone()]
        } else {
            items.into_iter().map(|one| one.text).collect()
        };
        for text in texts {
            // `Lead: somebody` in a list of participants names the role itself.
            let plain = clean::inline(&text);
            let own = plain.split_once(':').map(|(role, who)| (role.trim(), who.trim()));
            let own = own
                .filter(|(role, who)| !who.is_empty() && labels::meaning(role) == Some(Meaning::Participant));
            let (role, who) = own.unwrap_or((label.as_str(), plain.as_str()));
            let (role, _) = fit_line(role, ShortText::MAX);
            let (text, _) = fit_line(who, ShortText::MAX);
            let participant = ImportedParticipant { role, text };
            if !stated::is_absent(&participant.text)
                && !participant.role.is_empty()
                && !found.contains(&participant)
            {
                found.push(participant);
            }
        }
    }
    found
}

/// What a section says was to be done: items, rows of tables, else paragraphs.
pub(super) fn actions(section: &Section) -> Vec<ImportedAction> {
    let (above, parts) = section.parts();
    let mut found = of_text(&above, None);
    for part in &parts {
        let (group, _) = fit_line(&clean::inline(&part.heading), ShortText::MAX);
        found.extend(of_text(&part.body, Some(&group).filter(|group| !group.is_empty())));
    }
    found
}

fn of_text(text: &str, group: Option<&String>) -> Vec<ImportedAction> {
    let mut found = Vec::new();
    for item in doc::items(text) {
        found.extend(action(&item.text, item.is_ticked, group));
    }
    for table in doc::tables(text) {
        for row in table.iter().skip(1) {
            let cells: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            found.extend(action(&cells.join(" — "), None, group));
        }
    }
    if found.is_empty() {
        for paragraph in text.split("\n\n") {
            found.extend(action(paragraph, None, group));
        }
    }
    found
}

fn action(text: &str, is_ticked: Option<bool>, group: Option<&String>) -> Option<ImportedAction> {
    let lower = text.to_lowercase();
    let says_done = ["(done)", "[done]", "**done**", "✅", "☑"].iter().any(|word| lower.contains(word));
    let (text, _) = fit_block(text.trim(), Body::MAX);
    let is_done = is_ticked.or(says_done.then_some(true));
    (!stated::is_absent(&text)).then(|| ImportedAction { text, is_done, group: group.cloned() })
}
