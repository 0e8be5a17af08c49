//! The messages in an issue's body, oldest first.
//!
//! Pages are written newest first, but some hands append; the order is taken from stated times,
//! else from the headings. Times are never interpolated: a message without a time of its own
//! borrows the start or the end of the incident, says so, and loses precision (IMP-11).
//! It must not know the header beyond those two instants.

use chrono_tz::Tz;
use domain::finding::Finding;
use domain::incident::Precision;
use domain::text::Body;

use super::{labels, time};
use crate::record::{ImportedMessage, ImportedTime, MessageKind, TimeBasis};
use crate::text::{fit_block, listed, quote};

/// The instants that a message without its own may borrow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub start: Option<ImportedTime>,
    pub end: Option<ImportedTime>,
    pub zone: Tz,
}

/// A stretch of the body, in the order of the file.
#[derive(Debug, Default)]
struct Piece<'a> {
    label: Option<labels::Label<'a>>,
    text: String,
    /// Begun by a rule, which separates messages only where headings show that there are some.
    ruled: bool,
    stated: Option<ImportedTime>,
}

/// Reads the body. What was odd is added to `findings`.
pub(super) fn read(body: &str, bounds: Bounds, findings: &mut Vec<Finding>) -> Vec<ImportedMessage> {
    let mut pieces = cut(body);
    for piece in &mut pieces {
        piece.stated = stated(piece, bounds.zone, findings);
    }
    note_labels(&pieces, findings);
    order(&mut pieces, findings);
    let several = pieces.len() > 1;
    let no_initial = !pieces.iter().any(|p| kind(p) == Some(MessageKind::Initial));
    let messages: Vec<ImportedMessage> = pieces
        .into_iter()
        .enumerate()
        .map(|(index, piece)| {
            let first = index == 0 && several && no_initial;
            message(piece, first, bounds, findings)
        })
        .collect();
    note_borrowed(&messages, findings);
    messages
}

/// Cuts at headings and, where there are headings, at rules.
fn cut(body: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![Piece::default()];
    let mut fence = false;
    let mut after_blank = true;
    for line in body.split('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fence = !fence;
        }
        let label = if fence { None } else { labels::label(line, after_blank) };
        if let Some(label) = label {
            let text = label.rest.to_owned();
            pieces.push(Piece { label: Some(label), text, ..Piece::default() });
        } else if !fence && after_blank && is_rule(trimmed) {
            pieces.push(Piece { text: line.to_owned(), ruled: true, ..Piece::default() });
        } else if let Some(piece) = pieces.last_mut() {
            piece.text.push('\n');
            piece.text.push_str(line);
        }
        after_blank = trimmed.is_empty();
    }
    let labelled = pieces.iter().any(|piece| piece.label.is_some());
    if !labelled {
        pieces = vec![Piece { text: body.to_owned(), ..Piece::default() }];
    }
    for piece in &mut pieces {
        let text = if piece.ruled && labelled {
            piece.text.split_once('\n').map_or("", |(_, text)| text)
        } else {
            &piece.text
        };
        piece.text = text.trim_matches('\n').trim_end().to_owned();
    }
    pieces.retain(|piece| piece.label.is_some() || !piece.text.trim().is_empty());
    pieces
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ["-", "=", "*", "_"].iter().any(|mark| line.replace(mark, "").is_empty())
}

/// The time that a heading, or the page's `track` shortcode, states.
fn stated(piece: &Piece<'_>, zone: Tz, findings: &mut Vec<Finding>) -> Option<ImportedTime> {
    let tracked = piece.text.split_once("{{< track").and_then(|(_, rest)| rest.split_once(">}}"));
    let tracked = tracked.map(|(text, _)| text.trim().trim_matches('"'));
    let text = piece.label.as_ref().and_then(|label| labels::date_in(label.text)).or(tracked)?;
    let read = time::read(text, zone).or_else(|| {
        // A word may follow the time, as in `2024-03-05 11:20 UTC, Oliver`.
        let ends = text.match_indices([' ', ',']).map(|(at, _)| at).rev();
        // Cutting off an unreadable time of day would turn the message's time into a whole day.
        let whole = |end: usize| end > 10 || !text[end..].contains(':');
        ends.take(8).filter(|end| whole(*end)).find_map(|end| time::read(&text[..end], zone))
    });
    if read.is_none() {
        let message = format!(
            "The time {} of a message could not be read; the message was kept without it.",
            quote(text)
        );
        findings.push(Finding::warning("IMP-03", message));
    }
    read.map(|read| read.time)
}

fn kind(piece: &Piece<'_>) -> Option<MessageKind> {
    piece.label.as_ref().and_then(|label| label.kind)
}

/// Says which headings were mapped (IMP-15) and which stand there twice (IMP-12).
fn note_labels(pieces: &[Piece<'_>], findings: &mut Vec<Finding>) {
    for label in pieces.iter().filter_map(|piece| piece.label.as_ref()).filter(|label| label.variant) {
        let meaning = match label.kind {
            Some(MessageKind::Initial) => "first message",
            Some(MessageKind::Final) => "last message",
            _ => "update",
        };
        let message = format!("The heading {} was read as: {meaning}.", quote(label.text));
        findings.push(Finding::hint("IMP-15", message));
    }
    for (wanted, name) in [(MessageKind::Initial, "a first"), (MessageKind::Final, "a last")] {
        let count = pieces.iter().filter(|piece| kind(piece) == Some(wanted)).count();
        if count > 1 {
            let message =
                format!("{count} messages are headed as {name} message; all were kept in their order.");
            findings.push(Finding::hint("IMP-12", message));
        }
    }
}

/// Brings the pieces into the order oldest first; text above headed messages stays in front.
fn order(pieces: &mut [Piece<'_>], findings: &mut Vec<Finding>) {
    let place = |wanted| pieces.iter().position(|piece| kind(piece) == Some(wanted));
    let (initial, last) = (place(MessageKind::Initial), place(MessageKind::Final));
    let stated: Vec<_> = pieces.iter().filter_map(|piece| piece.stated).map(|time| time.at).collect();
    let leading = pieces.first().is_some_and(|piece| piece.label.is_none());
    let appended = match (stated.first(), stated.last()) {
        (Some(first), Some(end)) if first != end => first < end,
        _ => match (initial, last) {
            (Some(initial), Some(last)) => initial < last,
            (Some(initial), None) => initial == 0,
            _ => leading,
        },
    };
    if !appended {
        pieces[usize::from(leading)..].reverse();
    }
    let times: Vec<_> = pieces.iter().filter_map(|piece| piece.stated).map(|time| time.at).collect();
    if !times.is_sorted() {
        let message =
            "The stated times of the messages do not follow one another; the page's order was kept.";
        findings.push(Finding::hint("IMP-12", message));
    }
}

fn message(piece: Piece<'_>, first: bool, bounds: Bounds, findings: &mut Vec<Finding>) -> ImportedMessage {
    let labelled = kind(&piece);
    let kind = match labelled {
        Some(kind) => kind,
        None if first => MessageKind::Initial,
        None if piece.label.is_some() => MessageKind::Update,
        None => MessageKind::Note,
    };
    let (time, basis) = match (piece.stated, kind, bounds.end) {
        (Some(time), _, _) => (Some(time), TimeBasis::Stated),
        (None, MessageKind::Final, Some(end)) => (Some(lowered(end)), TimeBasis::End),
        _ => match bounds.start {
            Some(start) => (Some(lowered(start)), TimeBasis::Start),
            None => (None, TimeBasis::Unknown),
        },
    };
    let label = piece.label.map(|label| label.text.to_owned());
    let text = if piece.text.trim().is_empty() { label.clone().unwrap_or_default() } else { piece.text };
    let (body, changed) = fit_block(&text, Body::MAX);
    if changed {
        let message =
            "A message was over-long or held control characters; the source text keeps it as it was.";
        findings.push(Finding::hint("IMP-15", message));
    }
    ImportedMessage { label, kind, body, time, basis }
}

fn lowered(time: ImportedTime) -> ImportedTime {
    let precision = if time.precision == Precision::Day { Precision::Day } else { Precision::Approximate };
    ImportedTime { precision, ..time }
}

fn note_borrowed(messages: &[ImportedMessage], findings: &mut Vec<Finding>) {
    let count = |basis| messages.iter().filter(|message| message.basis == basis).count();
    let (start, end, unknown) = (count(TimeBasis::Start), count(TimeBasis::End), count(TimeBasis::Unknown));
    let without = start + end + unknown;
    if without == 0 {
        return;
    }
    let mut places = Vec::new();
    for (count, place) in [(start, "at the start"), (end, "at the end")] {
        if count > 0 {
            places.push(format!("{count} placed {place}"));
        }
    }
    if unknown > 0 {
        places.push(format!("{unknown} left without a time"));
    }
    let all = messages.len();
    let message = format!(
        "{without} of {all} messages state no time of their own: {}, as an approximation.",
        listed(&places)
    );
    findings.push(Finding::hint("IMP-11", message));
}
