//! What labels and headings mean.
//!
//! It must not know the values behind them.

/// An instant that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Event {
    Start,
    Detected,
    Acknowledged,
    Declared,
    Identified,
    Mitigated,
    Repaired,
    Resolved,
}

impl Event {
    /// As findings call it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Detected => "detected",
            Self::Acknowledged => "acknowledged",
            Self::Declared => "declared",
            Self::Identified => "identified",
            Self::Mitigated => "mitigated",
            Self::Repaired => "repaired",
            Self::Resolved => "resolved",
        }
    }
}

/// What a labelled value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An instant.
    Event(Event),
    /// A list of instants.
    KeyEvents,
    /// From when to when there was an impact.
    ImpactTime,
    /// How long: from the first event to the repair.
    TimeToRepair,
    /// How long: from the first event to the end.
    TimeToResolve,
    /// How long: from start to end.
    Duration,
    /// The day.
    Date,
    Severity,
    Services,
    Participant,
}

/// Words of a label that mean an event, and the usual labels, which need no note. The first match counts.
const EVENTS: &[(&[&str], Event)] = &[
    (&["repaired", "repair", "recovered", "restored", "fixed"], Event::Repaired),
    (&["mitigated", "mitigation"], Event::Mitigated),
    (&["resolved", "resolution", "closed", "ended", "end", "finished", "over"], Event::Resolved),
    (&["declared", "declaration"], Event::Declared),
    (&["acknowledged"], Event::Acknowledged),
    (&["detected", "detection", "aware", "noticed", "discovered", "alerted", "reported"], Event::Detected),
    (&["identified"], Event::Identified),
    (&["fault", "started", "start", "began", "begins", "occurs", "occurred", "onset"], Event::Start),
];

const USUAL: &[&str] = &[
    "first detected",
    "incident declared",
    "repaired",
    "resolved",
    "fault occurs",
    "fault detected",
    "start",
    "end",
    "start time",
    "end time",
    "detected",
    "declared",
];

/// The event that a key event's label names.
pub(super) fn event(label: &str) -> Option<Event> {
    let label = normal(label);
    let words: Vec<&str> = label.split(' ').collect();
    EVENTS.iter().find(|(names, _)| names.iter().any(|name| words.contains(name))).map(|(_, event)| *event)
}

/// Whether the label is one of the usual ones.
pub(super) fn is_usual(label: &str) -> bool {
    USUAL.contains(&normal(label).as_str())
}

/// What a labelled value is; `None` when it is only text.
pub(super) fn meaning(label: &str) -> Option<Meaning> {
    let label = normal(label);
    Some(match label.as_str() {
        "key events" | "key event" | "key times" | "key dates" => Meaning::KeyEvents,
        "impact time" | "time of impact" | "impact window" | "outage window" | "incident window" => {
            Meaning::ImpactTime
        }
        "time to repair" | "ttr" | "time to recovery" | "time to restore" => Meaning::TimeToRepair,
        "time to resolve" | "time to resolution" => Meaning::TimeToResolve,
        "duration" | "impact duration" | "outage duration" | "incident duration" | "downtime"
        | "total downtime" | "length" => Meaning::Duration,
        "date" | "incident date" | "date of incident" | "day" => Meaning::Date,
        "severity" | "priority" | "sev" | "incident severity" => Meaning::Severity,
        "services"
        | "service"
        | "affected services"
        | "services affected"
        | "affected service"
        | "affected"
        | "affected systems"
        | "systems affected"
        | "components"
        | "affected components" => Meaning::Services,
        "start" | "started" | "start time" | "started at" | "incident start" | "impact start" | "began" => {
            Meaning::Event(Event::Start)
        }
        "end" | "ended" | "end time" | "ended at" | "incident end" | "impact end" | "resolved at"
        | "time resolved" | "resolved" => Meaning::Event(Event::Resolved),
        "detected" | "detected at" | "time detected" | "first detected" => Meaning::Event(Event::Detected),
        "declared" | "declared at" | "incident declared" => Meaning::Event(Event::Declared),
        "mitigated" | "mitigated at" => Meaning::Event(Event::Mitigated),
        _ if is_participant(&label) => Meaning::Participant,
        _ => return None,
    })
}

fn is_participant(label: &str) -> bool {
    const ROLES: &[&str] = &[
        "author",
        "authors",
        "participants",
        "participant",
        "responders",
        "responder",
        "attendees",
        "people involved",
        "who was involved",
        "involved",
        "team",
        "teams",
        "team members",
        "incident lead",
        "incident commander",
        "incident manager",
        "commander",
        "lead",
        "on call",
        "oncall",
        "scribe",
        "facilitator",
        "owner",
        "owners",
        "reviewers",
        "reviewer",
        "communications lead",
        "comms lead",
        "communications liaison",
        "operations lead",
        "technical lead",
        "external liaison",
        "subject matter experts",
        "subject matter expert",
        "reporter",
        "reported by",
        "owner of review process",
        "written by",
        "prepared by",
        "incident response team",
        "incident responders",
        "engineers",
        "engineer on call",
    ];
    ROLES.contains(&label)
}

/// Whether a heading names a timeline.
pub(super) fn is_timeline(heading: &str) -> bool {
    let heading = normal(heading);
    ["timeline", "chronology", "sequence of events", "event log", "log of events"]
        .iter()
        .any(|word| heading.contains(word))
}

/// Whether a heading names what was to be done afterwards.
pub(super) fn is_actions(heading: &str) -> bool {
    let heading = normal(heading);
    if is_timeline(&heading) {
        return false;
    }
    let words: Vec<&str> = heading.split(' ').collect();
    let starts = |text: &str| heading.starts_with(text);
    words.contains(&"actions") && !starts("actions taken") && !heading.contains("during")
        || heading.contains("action item")
        || starts("follow up")
        || starts("followup")
        || starts("next steps")
        || starts("to do")
        || starts("todo")
        || starts("remediation")
        || starts("preventive measures")
        || starts("preventative measures")
}

/// Whether a heading names the summary.
pub(super) fn is_summary(heading: &str) -> bool {
    matches!(
        normal(heading).as_str(),
        "summary" | "overview" | "executive summary" | "incident summary" | "tl dr" | "quick summary"
    )
}

/// Lower case, marks as spaces, once each.
fn normal(label: &str) -> String {
    let plain: String =
        label.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_understood() {
        for (label, expected) in [
            ("Fault occurs", Some(Event::Start)),
            ("Team aware", Some(Event::Detected)),
            ("Incident declared", Some(Event::Declared)),
            ("Repaired declared", Some(Event::Repaired)),
            ("Incident declared resolved", Some(Event::Resolved)),
            ("Weather", None),
        ] {
            assert_eq!(event(label), expected, "{label}");
        }
        assert!(is_usual("Repaired") && !is_usual("Repaired declared"));
        assert_eq!(meaning("Time to repair"), Some(Meaning::TimeToRepair));
        assert_eq!(meaning("Incident Commander"), Some(Meaning::Participant));
        assert_eq!(meaning("Colour"), None);
    }

    #[test]
    fn headings_are_understood() {
        for heading in
            ["Action items", "Review actions", "Actions following review", "Follow-up improvements"]
        {
            assert!(is_actions(heading), "{heading}");
        }
        for heading in ["Follow-up timeline (times in BST)", "Actions taken during the outage", "Impact"] {
            assert!(!is_actions(heading), "{heading}");
        }
        assert!(is_timeline("Timeline (times in BST)") && !is_timeline("Time to repair"));
        assert!(is_summary("TL;DR") && is_summary("Summary"));
    }
}
