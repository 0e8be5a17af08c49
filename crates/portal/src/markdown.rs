//! A published analysis as Markdown, to be kept or read elsewhere.
//!
//! It must not know HTML.

use std::fmt::Write;

use domain::portal::PublicAnalysis;
use domain::publication::LineKind;
use domain::time::Instant;

use crate::words::{is_overdue, stage};

/// The whole of a version, as things stand at `now`.
pub fn analysis(one: &PublicAnalysis, now: Instant) -> String {
    let mut out = format!("# {}\n\n", line(&one.title));
    let at = one.published_at.format("%-d %B %Y, %H:%M UTC");
    let _ = writeln!(
        out,
        "{}, {}, version {}, published {at}",
        one.reference,
        stage(one.is_final).to_lowercase(),
        one.number
    );
    if !one.is_final {
        out.push_str("\nThis is preliminary: it says what is known so far. The final analysis follows.\n");
    }
    if !one.changes.is_empty() {
        out.push_str("\n## What is different from the version before\n\n");
        for change in &one.changes {
            let _ = writeln!(out, "- {}", line(change));
        }
    }
    for (at, part) in one.parts.iter().enumerate() {
        let _ = write!(out, "\n## {}\n\n{}\n", part.heading, part.text.trim_end());
        match at {
            0 => facts(&mut out, one),
            1 => causes(&mut out, one),
            3 => items(&mut out, one, now),
            _ => {}
        }
    }
    out
}

fn facts(out: &mut String, one: &PublicAnalysis) {
    for incident in &one.incidents {
        let from = incident.started_at.format("%-d %B %Y, %H:%M");
        let to = incident.restored_at.map(|end| format!(" to {}", end.format("%-d %B %Y, %H:%M")));
        let services = if incident.services.is_empty() {
            String::new()
        } else {
            format!(": {}", line(&incident.services.join(", ")))
        };
        let (reference, impact) = (&incident.reference, incident.impact.words());
        let _ = writeln!(out, "\n- {reference}, {impact}{services}, {from}{} UTC", to.unwrap_or_default());
    }
    if one.lines.is_empty() {
        return;
    }
    out.push_str("\n### Timeline\n\n");
    for entry in &one.lines {
        let lead = if entry.kind == LineKind::Update { "To customers: " } else { "" };
        // An entry of several paragraphs stays one item of the list.
        let text = entry.text.trim_end().replace('\n', "\n  ");
        let _ = writeln!(out, "- {} UTC: {lead}{text}", entry.at.format("%-d %B %Y, %H:%M"));
    }
}

fn causes(out: &mut String, one: &PublicAnalysis) {
    if one.causes.rows.is_empty() {
        return;
    }
    out.push_str("\n### Causes\n\n");
    for row in &one.causes.rows {
        let Some(cause) = one.causes.cause(&row.key) else { continue };
        let root = if cause.is_root { " (root cause)" } else { "" };
        let again = if row.is_again { " (see above)" } else { "" };
        let _ = writeln!(
            out,
            "{}- {}{root}{again}",
            "  ".repeat(row.depth.saturating_sub(1).min(12)),
            line(&cause.text)
        );
    }
}

fn items(out: &mut String, one: &PublicAnalysis, now: Instant) {
    if one.items.is_empty() {
        return;
    }
    out.push_str("\n### Actions\n\n");
    for item in &one.items {
        let due = item.due_at.map(|at| format!(", due {}", at.format("%-d %B %Y")));
        let late = if is_overdue(item, now) { ", overdue" } else { "" };
        let _ = writeln!(out, "- {} ({}{}{late})", line(&item.title), item.words, due.unwrap_or_default());
    }
}

/// A text of one line, which is no Markdown.
fn line(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
