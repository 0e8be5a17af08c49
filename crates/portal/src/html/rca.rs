//! The page of a published analysis: the four parts, timeline, causes and what is done about them. The same article is the page of
//! everyone, that of a customer, and the preview.
//!
//! It must not know who reads it.

use std::collections::HashMap;

use askama::Template;
use domain::portal::{PublicAnalysis, PublicItem};
use domain::publication::{LineKind, MARKS, Part, StoryCauses, StoryIncident};
use domain::time::Instant;

use super::drawing::Drawing;
use super::frame::Frame;
use super::{impact_mark, render};
use crate::words::{Span, Stamp, count, day, is_overdue, lasted, stage};
use crate::{Portal, site};

/// A part with its heading.
struct PartView {
    id: &'static str,
    heading: &'static str,
    /// Was made safe.
    html: String,
}

/// Public facts of an incident.
struct IncidentView {
    reference: String,
    /// Where its page is, if the portal has one.
    path: Option<String>,
    mark: &'static str,
    impact: &'static str,
    time: Span,
    services: String,
}

/// A line of the timeline.
struct LineView {
    at: Stamp,
    /// What kind of line it is, where that is not plain.
    word: &'static str,
    /// Was made safe.
    html: String,
}

/// A cause in the list, between the tags that open and close lists around it.
struct RowView {
    before: &'static str,
    text: String,
    is_root: bool,
    is_again: bool,
    after: String,
}

/// What is done about a cause.
struct ItemView {
    due: Option<Stamp>,
    is_overdue: bool,
    title: String,
    mark: &'static str,
    words: String,
    kind: &'static str,
}

/// An earlier or later version.
struct VersionView {
    path: String,
    words: String,
}

/// An analysis as its readers see it.
#[derive(Template)]
#[template(path = "rca_article.html")]
pub(super) struct Article {
    reference: String,
    stage: &'static str,
    is_final: bool,
    number: i32,
    title: String,
    published: Stamp,
    /// Where the newest version is, if this is an older one.
    newest: Option<String>,
    changes: Vec<String>,
    happened: PartView,
    incidents: Vec<IncidentView>,
    lines: Vec<LineView>,
    why: PartView,
    drawing: Option<Drawing>,
    rows: Vec<RowView>,
    did: PartView,
    will: PartView,
    items: Vec<ItemView>,
    versions: Vec<VersionView>,
    /// Where the Markdown is.
    markdown: Option<String>,
}

#[derive(Template)]
#[template(path = "rca.html")]
struct RcaPage {
    frame: Frame,
    /// The article; a template of its own.
    article: String,
    as_of: Stamp,
}

#[derive(Template)]
#[template(path = "rca_list.html")]
struct RcaListPage {
    frame: Frame,
    rows: Vec<ListRow>,
    as_of: Stamp,
}

/// A line of the list.
struct ListRow {
    day: Stamp,
    path: String,
    title: String,
    words: String,
}

/// The article alone, as a preview shows it: what stands between two marks is in `<mark>`.
pub fn rca_article(analysis: &PublicAnalysis, now: Instant) -> String {
    let html = render(&Article::new(analysis, now));
    html.replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>")
}

impl Article {
    /// An article that knows no other versions, nor pages of incidents.
    pub fn new(analysis: &PublicAnalysis, now: Instant) -> Self {
        let part = |part: Part, id: &'static str| {
            let found = analysis.parts.iter().find(|one| one.heading == part.heading());
            PartView {
                id,
                heading: part.heading(),
                html: found.map(|one| one.html.clone()).unwrap_or_default(),
            }
        };
        Self {
            reference: analysis.reference.clone(),
            stage: stage(analysis.is_final),
            is_final: analysis.is_final,
            number: analysis.number,
            title: analysis.title.clone(),
            published: Stamp::whole(analysis.published_at),
            newest: None,
            changes: analysis.changes.clone(),
            happened: part(Part::WhatHappened, "happened"),
            incidents: analysis.incidents.iter().map(|one| incident(one, now)).collect(),
            lines: analysis
                .lines
                .iter()
                .map(|line| LineView {
                    at: Stamp::new(line.at, now),
                    word: if line.kind == LineKind::Update { "To customers" } else { "" },
                    html: line.html.clone(),
                })
                .collect(),
            why: part(Part::Why, "why"),
            drawing: Drawing::of(&analysis.causes, &analysis.title),
            rows: rows(&analysis.causes),
            did: part(Part::WhatWeDid, "did"),
            will: part(Part::WhatWeWillDo, "will"),
            items: analysis.items.iter().map(|one| item(one, now)).collect(),
            versions: Vec::new(),
            markdown: None,
        }
    }

    /// With links to the Markdown and to the versions of the analysis that the same readers may read.
    pub fn among(
        mut self,
        analysis: &PublicAnalysis,
        all: &[(String, &PublicAnalysis)],
        markdown: String,
    ) -> Self {
        self.newest = all.first().filter(|(_, one)| one.id != analysis.id).map(|(path, _)| path.clone());
        let others = all.iter().filter(|(_, one)| one.id != analysis.id);
        let version = |(path, one): &(String, &PublicAnalysis)| VersionView {
            path: path.clone(),
            words: format!("Version {}: {}", one.number, stage(one.is_final).to_lowercase()),
        };
        self.versions = others.map(version).collect();
        self.markdown = Some(markdown);
        self
    }

    /// The article as HTML.
    pub fn html(&self) -> String {
        render(self)
    }
}

fn incident(one: &StoryIncident, now: Instant) -> IncidentView {
    let started = one.started_at;
    let time = match one.restored_at.filter(|end| *end > started) {
        Some(end) => Span { tail: format!(", {}", lasted(started, end)), ..Span::new(started, end, now) },
        None => Span::since(started, now),
    };
    IncidentView {
        reference: one.reference.clone(),
        path: None,
        mark: impact_mark(one.impact),
        impact: one.impact.words(),
        time,
        services: one.services.join(", "),
    }
}

fn item(one: &PublicItem, now: Instant) -> ItemView {
    ItemView {
        due: one.due_at.map(|at| Stamp { iso: at.date_naive().to_string(), text: day(at.date_naive(), now) }),
        is_overdue: is_overdue(one, now),
        title: one.title.clone(),
        mark: if one.is_done { "ok" } else { "mnt" },
        words: one.words.clone(),
        kind: if one.is_corrective { "Mends a cause" } else { "Keeps it from coming back" },
    }
}

/// The nested list: each row opens a list when it lies deeper than the one before, and the last ones close what is open.
fn rows(causes: &StoryCauses) -> Vec<RowView> {
    let texts: HashMap<&str, _> = causes.causes.iter().map(|cause| (cause.key.as_str(), cause)).collect();
    let known: Vec<_> = causes.rows.iter().filter(|row| texts.contains_key(row.key.as_str())).collect();
    let mut rows = Vec::with_capacity(known.len());
    let mut level = 0_usize;
    for (at, row) in known.iter().enumerate() {
        // One step deeper at a time, whatever the numbers say.
        let depth = row.depth.clamp(1, level + 1);
        let next = known.get(at + 1).map_or(0, |next| next.depth.clamp(1, depth + 1));
        let cause = texts.get(row.key.as_str());
        let after = match next {
            deeper if deeper > depth => String::new(),
            0 => format!("</li>{}</ul>", "</ul></li>".repeat(depth - 1)),
            next => format!("</li>{}", "</ul></li>".repeat(depth - next)),
        };
        rows.push(RowView {
            before: if depth > level { "<ul>" } else { "" },
            text: cause.map(|cause| cause.text.clone()).unwrap_or_default(),
            is_root: cause.is_some_and(|cause| cause.is_root),
            is_again: row.is_again,
            after,
        });
        level = depth;
    }
    rows
}

impl Portal {
    /// The page of an analysis by its reference, the newest version or the one with a number; `None` when there is none.
    pub fn rca_page(&self, key: &str, number: Option<&str>, now: Instant) -> Option<String> {
        let analysis = self.analysis(key, number)?;
        let all: Vec<(String, &PublicAnalysis)> = self
            .projection
            .analyses_of(key)
            .map(|one| (site::rca_version(&one.reference, one.number), one))
            .collect();
        let markdown = site::rca_markdown(&analysis.reference, number.map(|_| analysis.number));
        let mut article = Article::new(analysis, now).among(analysis, &all, markdown);
        for (view, one) in article.incidents.iter_mut().zip(&analysis.incidents) {
            view.path = self.projection.incident(&one.id).map(|found| site::incident(&found.reference));
        }
        let frame = Frame::new(self, &analysis.title, "rca");
        let as_of = Stamp::whole(self.projection.as_of);
        Some(render(&RcaPage { frame, article: article.html(), as_of }))
    }

    /// The Markdown of an analysis, as things stood when the projection was made.
    pub fn rca_markdown(&self, key: &str, number: Option<&str>) -> Option<String> {
        self.analysis(key, number).map(|one| crate::markdown::analysis(one, self.projection.as_of))
    }

    fn analysis(&self, key: &str, number: Option<&str>) -> Option<&PublicAnalysis> {
        // `+1` and `01` are other addresses, and lead nowhere.
        let is_wanted = |one: &&PublicAnalysis| {
            one.reference == key && number.is_none_or(|number| one.number.to_string() == number)
        };
        self.projection.analyses.iter().find(is_wanted)
    }

    /// The list of published analyses.
    pub fn rca_list_page(&self, now: Instant) -> String {
        let row = |one: &PublicAnalysis| ListRow {
            day: Stamp {
                iso: one.published_at.date_naive().to_string(),
                text: day(one.published_at.date_naive(), now),
            },
            path: site::rca(&one.reference),
            title: one.title.clone(),
            words: format!(
                "{} · {} · {}",
                one.reference,
                stage(one.is_final),
                count(one.items.len(), "action")
            ),
        };
        let rows = self.projection.newest_analyses().into_iter().map(row).collect();
        let frame = Frame::new(self, "Analyses", "rca");
        render(&RcaListPage { frame, rows, as_of: Stamp::whole(self.projection.as_of) })
    }
}
