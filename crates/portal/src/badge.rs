//! Badges: a name and a status as a small SVG, for pages of others.

use askama::Template;
use domain::portal::badge::{Badge, badge};

use crate::Portal;
use crate::html::status_mark;
use crate::text::cleaned;

#[derive(Template)]
#[template(path = "badge.svg")]
struct BadgeTemplate {
    badge: Badge,
    mark: Mark,
}

impl Portal {
    /// The badge of the whole page, or of one service. `None` when there is no such service.
    pub fn badge(&self, service: Option<&str>) -> Option<String> {
        self.projection.badge(service).map(draw)
    }
}

/// The badge for when nothing is known.
pub fn unknown_badge(name: &str) -> String {
    draw(badge(&cleaned(name), None))
}

/// A mark: its colour, on which white has a contrast of 4.5 or more, its outline in a square of ten, and whether it is filled.
struct Mark {
    colour: &'static str,
    path: &'static str,
    is_filled: bool,
}

impl Mark {
    /// Of a status, by the name that pages give it.
    fn of(name: &str) -> Option<Self> {
        let (colour, path) = match name {
            "ok" => ("#1d7549", "m1.5 5.5 2.5 2.5 4.5-6"),
            "mnt" => ("#5746af", "M5 .8 9.2 5 5 9.2.8 5z"),
            "3" => ("#8f5f00", "M1.4 1.4h7.2v7.2H1.4z"),
            "2" => ("#b8480b", "M5 1.2 9.4 9H.6z"),
            "1" => ("#c62a2f", "M5 .4 9.6 5 5 9.6.4 5z"),
            "none" => ("#60646c", "M5 1.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z"),
            _ => return None,
        };
        Some(Self { colour, path, is_filled: matches!(name, "1" | "2" | "3") })
    }
}

#[derive(Template)]
#[template(path = "icon.svg")]
struct IconTemplate {
    mark: Mark,
}

/// The mark of a status for a browser's tab, by the name in its path: `/status/icon-NAME.svg`. `None` for another name.
pub fn icon(name: &str) -> Option<String> {
    IconTemplate { mark: Mark::of(name)? }.render().ok()
}

fn draw(badge: Badge) -> String {
    let name = badge.status.map_or("none", status_mark);
    let mark = Mark::of(name);
    mark.and_then(|mark| BadgeTemplate { badge, mark }.render().ok()).unwrap_or_default()
}
