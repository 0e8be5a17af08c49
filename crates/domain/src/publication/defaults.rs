//! Sentences to begin with: what the records say, in plain words, for the one who publishes to work on. Roles, never names.
//!
//! It must not know who will read them.

use super::{PublishedItem, StoryCauses, StoryIncident};
use crate::comms::promise::RcaStage;
use crate::repair::RepairKind;
use crate::text::listed;
use crate::time::{Instant, words};

/// A text to begin with for each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// One line.
    pub title: String,
    /// What happened.
    pub what_happened: String,
    /// Why it happened.
    pub why: String,
    /// What was done so far.
    pub what_we_did: String,
    /// What will be done.
    pub what_we_will_do: String,
}

/// What defaults are made of: nothing that is private.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Public facts of the incidents, oldest first.
    pub incidents: &'a [StoryIncident],
    /// The title that the newest incident has for the public.
    pub public_title: Option<&'a str>,
    /// The causes that evidence has shown.
    pub causes: &'a StoryCauses,
    /// What a workaround does for users, if there is one.
    pub workaround: Option<&'a str>,
    /// What is done about the causes.
    pub items: &'a [PublishedItem],
    /// Which stage may be published now.
    pub stage: RcaStage,
}

/// Texts to begin with.
pub fn defaults(known: &Known<'_>) -> Defaults {
    Defaults {
        title: title(known),
        what_happened: what_happened(known),
        why: why(known),
        what_we_did: what_we_did(known),
        what_we_will_do: what_we_will_do(known),
    }
}

fn title(known: &Known<'_>) -> String {
    if let Some(title) = known.public_title {
        return title.to_owned();
    }
    match known.incidents.first() {
        Some(incident) if incident.services.is_empty() => {
            format!("{} on {}", incident.impact.words(), date(incident.started_at))
        }
        Some(incident) => {
            let services = listed(incident.services.iter().map(String::as_str));
            format!("{} of {services} on {}", incident.impact.words(), date(incident.started_at))
        }
        None => "Root cause analysis".to_owned(),
    }
}

fn what_happened(known: &Known<'_>) -> String {
    let mut parts: Vec<String> = known.incidents.iter().map(incident).collect();
    if parts.is_empty() {
        parts.push("Tell what users noticed, from when to when.".to_owned());
    }
    parts.join("\n\n")
}

fn incident(incident: &StoryIncident) -> String {
    let services = if incident.services.is_empty() {
        "our service".to_owned()
    } else {
        listed(incident.services.iter().map(String::as_str))
    };
    let what = match incident.impact {
        crate::portal::Impact::Critical => "did not work",
        crate::portal::Impact::Major => "did not work for some users",
        crate::portal::Impact::Minor => "worked slowly or with errors",
        crate::portal::Impact::None | crate::portal::Impact::Maintenance => "was looked after",
    };
    let began = format!("On {} at {} UTC", date(incident.started_at), clock(incident.started_at));
    match incident.restored_at.filter(|end| *end > incident.started_at) {
        Some(end) => {
            let lasted = words((end - incident.started_at).num_milliseconds());
            format!(
                "{began} and for {lasted} from then, {services} {what}. Service was restored at {} UTC.",
                clock(end)
            )
        }
        None => format!("{began}, {services} {what}."),
    }
}

fn why(known: &Known<'_>) -> String {
    let of = |is_root: bool| -> Vec<String> {
        let causes = known.causes.causes.iter().filter(|cause| cause.is_root == is_root);
        causes.map(|cause| format!("- {}", sentence(&cause.text))).collect()
    };
    let (roots, others) = (of(true), of(false));
    let mut parts = Vec::new();
    if !roots.is_empty() {
        let lead = if roots.len() == 1 { "We found one root cause:" } else { "We found these root causes:" };
        parts.push(format!("{lead}\n\n{}", roots.join("\n")));
    }
    if !others.is_empty() {
        parts.push(format!("Evidence shows that this contributed:\n\n{}", others.join("\n")));
    }
    if parts.is_empty() {
        parts.push(
            "We are still looking for the causes, and test each candidate against evidence.".to_owned(),
        );
    } else if known.stage == RcaStage::Preliminary {
        parts.push("The analysis goes on; more causes may be found.".to_owned());
    }
    parts.join("\n\n")
}

fn what_we_did(known: &Known<'_>) -> String {
    let mut parts = Vec::new();
    let restored = known.incidents.iter().filter_map(|incident| incident.restored_at).max();
    if let Some(at) = restored {
        parts.push(format!("We restored service on {} at {} UTC.", date(at), clock(at)));
    }
    if let Some(effect) = known.workaround {
        parts.push(effect.to_owned());
    }
    let done: Vec<String> = items(known, true).map(|item| format!("- {}", sentence(&item.title))).collect();
    if !done.is_empty() {
        parts.push(format!("Since then we have finished:\n\n{}", done.join("\n")));
    }
    if parts.is_empty() {
        parts.push("Tell what was done so far.".to_owned());
    }
    parts.join("\n\n")
}

fn what_we_will_do(known: &Known<'_>) -> String {
    let line = |item: &PublishedItem| {
        let kind = match item.kind {
            RepairKind::Corrective => "mends a cause",
            RepairKind::Preventive => "keeps it from coming back",
        };
        match item.due_at {
            Some(due) => format!("- {} It {kind} and is due on {}.", sentence(&item.title), date(due)),
            None => format!("- {} It {kind}.", sentence(&item.title)),
        }
    };
    let open: Vec<String> = items(known, false).map(line).collect();
    match (open.is_empty(), known.stage) {
        (false, _) => format!("We have committed to this:\n\n{}", open.join("\n")),
        (true, RcaStage::Preliminary) => {
            "We will publish the final analysis with what we change, and by when.".to_owned()
        }
        (true, RcaStage::Final) => "Everything that we committed to is done.".to_owned(),
    }
}

fn items<'a>(known: &Known<'a>, is_done: bool) -> impl Iterator<Item = &'a PublishedItem> {
    known.items.iter().filter(move |item| item.status.is_done() == is_done)
}

/// A text as a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

fn date(at: Instant) -> String {
    at.format("%-d %B %Y").to_string()
}

fn clock(at: Instant) -> String {
    at.format("%H:%M").to_string()
}
