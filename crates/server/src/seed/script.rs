//! How incidents go: after the declaration and the first lead, eight things happen in each.
//!
//! It must not know texts or times.

use domain::comms::Audience;
use domain::incident::{ActionResult, IncidentStatus, ResponderRole, Severity};

use Beat::{Action, Alert, Change, Decision, Escalation, Note, Role, To, Update};
use IncidentStatus::{Cancelled, Closed, Identified, Investigating, Mitigated, Monitoring, Resolved};

/// Something that happens and leaves one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// A step in the lifecycle; a step back says why.
    To(IncidentStatus),
    /// The severity turns out to be one less, or one more where there is none less.
    Severity,
    /// Somebody takes a role, or takes it over.
    Role(ResponderRole),
    /// A status update.
    Update(Audience),
    /// Something was tried.
    Action(Option<ActionResult>),
    /// Something was decided, after asking.
    Decision,
    /// A customer asked for more.
    Escalation,
    /// What a machine that watches said.
    Alert,
    /// A change of the systems.
    Change,
    /// Anything worth keeping.
    Note,
}

/// Eight beats.
pub(super) type Script = [Beat; 8];

const LOOK: Beat = To(Investigating);
const WORKED: Beat = Action(Some(ActionResult::Worked));
const NO_EFFECT: Beat = Action(Some(ActionResult::NoEffect));
const WORSE: Beat = Action(Some(ActionResult::MadeWorse));
const TRIED: Beat = Action(None);
const OUTSIDE: Beat = Update(Audience::External);
const INSIDE: Beat = Update(Audience::Internal);
const HANDS: Beat = Role(ResponderRole::Operations);
const VOICE: Beat = Role(ResponderRole::CommunicationsLead);
const HAND_OVER: Beat = Role(ResponderRole::IncidentLead);

/// Severe ones that ended.
const SEVERE: &[Script] = &[
    [LOOK, HANDS, NO_EFFECT, To(Identified), WORKED, To(Resolved), OUTSIDE, To(Closed)],
    [Alert, LOOK, OUTSIDE, To(Identified), Decision, To(Mitigated), To(Resolved), To(Closed)],
    [LOOK, VOICE, OUTSIDE, WORSE, HAND_OVER, To(Identified), To(Resolved), OUTSIDE],
    [LOOK, OUTSIDE, WORKED, To(Monitoring), LOOK, WORKED, To(Resolved), To(Closed)],
];
/// Others that ended.
const PLAIN: &[Script] = &[
    [Alert, LOOK, NO_EFFECT, To(Identified), WORKED, To(Monitoring), To(Resolved), To(Closed)],
    [Escalation, LOOK, HANDS, Note, NO_EFFECT, WORKED, To(Resolved), To(Closed)],
    [LOOK, Beat::Severity, Change, To(Identified), Decision, WORKED, To(Resolved), Note],
    [Alert, LOOK, INSIDE, To(Identified), Change, To(Mitigated), To(Resolved), To(Closed)],
    [Note, LOOK, TRIED, Note, WORKED, To(Resolved), Note, To(Closed)],
    [Alert, Note, LOOK, Change, WORKED, To(Monitoring), To(Resolved), Note],
];

/// False alarms.
const CANCELLED: &[Script] = &[
    [Alert, Note, Note, NO_EFFECT, Note, Alert, Note, To(Cancelled)],
    [Escalation, Note, Change, Note, Note, Note, Decision, To(Cancelled)],
];

/// Those that are still open.
const OPEN: &[Script] = &[
    [Alert, Note, Note, Escalation, Note, Change, Alert, Note],
    [Alert, LOOK, HANDS, INSIDE, NO_EFFECT, Note, Change, Note],
    [LOOK, OUTSIDE, WORSE, Note, To(Identified), Decision, TRIED, INSIDE],
    [LOOK, VOICE, OUTSIDE, To(Identified), WORKED, To(Mitigated), Note, OUTSIDE],
    [Alert, LOOK, NO_EFFECT, To(Identified), WORKED, INSIDE, To(Monitoring), Note],
];

/// The scripts for an incident, with their weights in a hundred.
pub(super) fn choice(is_open: bool, severity: Severity) -> [(u64, &'static [Script]); 2] {
    let ended = if severity <= Severity::Sev2 { SEVERE } else { PLAIN };
    if is_open { [(100, OPEN), (0, OPEN)] } else { [(96, ended), (4, CANCELLED)] }
}

/// Which beats come after service is restored.
pub(super) fn restored(script: &Script) -> usize {
    script.iter().rposition(|beat| *beat == To(Resolved)).map_or(script.len(), |place| place + 1)
}
