//! A badge: a name and a status side by side, as pure geometry in pixels.
//!
//! It must not know colours or a renderer.

use super::{ComponentStatus, Projection};
use crate::rca::drawing::{Style, width, wrap};

/// Letters of a badge.
const LETTERS: Style = Style { size: 110, is_bold: false };
/// Room beside a text.
const PAD: i64 = 8;
/// Room for the mark before the status.
const MARK: i64 = 14;
/// The widest name, pixels.
const NAME_MAX: i64 = 240;

/// A badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Whole width; the height is 20.
    pub width: i64,
    /// Where the half with the status begins.
    pub split: i64,
    /// The name, cut to what has room.
    pub name: String,
    /// Where the name begins.
    pub name_x: i64,
    /// How wide the name is to be drawn: whose font it is, is not known here.
    pub name_width: i64,
    /// The status in words.
    pub words: String,
    /// Where the words begin.
    pub words_x: i64,
    /// How wide the words are to be drawn.
    pub words_width: i64,
    /// Where the mark is; it is 10 wide.
    pub mark_x: i64,
    /// What the colour and the mark tell; `None` when it is not known.
    pub status: Option<ComponentStatus>,
}

/// Room for a text in the wide letters that badges are written in.
fn room(text: &str) -> i64 {
    width(text, LETTERS) * 114 / 100
}

/// Lays out a badge.
pub fn badge(name: &str, status: Option<ComponentStatus>) -> Badge {
    let name = wrap(name, NAME_MAX, 1, LETTERS).into_iter().next().unwrap_or_default();
    let words = status.map_or("unknown".to_owned(), |status| status.words().to_lowercase());
    let (name_width, words_width) = (room(&name), room(&words));
    let split = name_width + 2 * PAD;
    let words_x = split + PAD + MARK;
    Badge {
        width: words_x + words_width + PAD,
        split,
        name,
        name_x: PAD,
        name_width,
        words,
        words_x,
        words_width,
        mark_x: split + PAD,
        status,
    }
}

impl Projection {
    /// The badge of the whole page, or of one service; `None` when there is no such service.
    pub fn badge(&self, service: Option<&str>) -> Option<Badge> {
        match service {
            None => {
                let status = Some(self.overall()).filter(|_| !self.is_empty());
                Some(badge(&self.organisation.name, status))
            }
            Some(id) => self.service(id).map(|service| badge(&service.name, Some(service.status))),
        }
    }
}
