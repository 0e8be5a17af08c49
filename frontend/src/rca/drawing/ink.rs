//! The ink of the light theme, for drawings that leave the program. On the screen the same parts have classes; see the style sheet.

use domain::rca::drawing::Mark;

use super::pen::{Part, Role};

const TEXT: &str = "#1c2024";
const MUTED: &str = "#60646c";
const CONTROL: &str = "#80838d";
const DOUBT: &str = "#8f5f00";
const VIOLET: &str = "#5746af";
const GREEN: &str = "#1d7549";
const PAPER: &str = "#ffffff";
const NONE: &str = "none";

/// How a part is drawn. Widths and sizes are tenths of a pixel.
#[derive(Clone, Copy)]
pub struct Ink {
    pub fill: &'static str,
    pub stroke: &'static str,
    pub width: u16,
    pub dash: &'static [u16],
    pub size: u16,
    pub is_bold: bool,
    pub is_struck: bool,
}

const fn line(stroke: &'static str, width: u16, dash: &'static [u16]) -> Ink {
    Ink { fill: NONE, stroke, width, dash, size: 0, is_bold: false, is_struck: false }
}

const fn shape(fill: &'static str, stroke: &'static str, width: u16) -> Ink {
    Ink { fill, ..line(stroke, width, &[]) }
}

const fn letters(fill: &'static str, size: u16, is_bold: bool) -> Ink {
    Ink { size, is_bold, ..shape(fill, NONE, 0) }
}

/// The ink of a part of a node, or of no node; `None` for what is not for paper.
pub fn of(part: Part, role: Option<Role>) -> Option<Ink> {
    let mark = match role {
        Some(Role::Cause(mark)) => Some(mark),
        _ => None,
    };
    Some(match part {
        Part::Area => return None,
        Part::Spine => line(TEXT, 25, &[]),
        Part::Fin | Part::Arrow => shape(if part == Part::Fin { TEXT } else { MUTED }, NONE, 0),
        Part::Head => shape("#f4f0fe", VIOLET, 15),
        Part::Rib => line(TEXT, 12, &[]),
        Part::RibName => letters(TEXT, 125, true),
        Part::Twig => stroke(mark),
        Part::Box if mark.is_none() => shape("#f0f0f3", TEXT, 22),
        Part::Box => Ink { fill: PAPER, ..stroke(mark) },
        Part::Inner => line(VIOLET, 10, &[]),
        Part::Edge => line(MUTED, 12, &[]),
        Part::Dim => line(CONTROL, 12, &[3, 4]),
        Part::Cross => line("#c62a2f", 17, &[]),
        Part::Junction => shape(PAPER, MUTED, 12),
        Part::Operator => letters(TEXT, 95, true),
        Part::Column | Part::Note => letters(MUTED, 110, false),
        Part::Words => words(mark),
        Part::Flag => shape("#e6f6eb", GREEN, 10),
        Part::FlagWords => letters("#17633f", 110, false),
        Part::Disc => shape(colour(mark), NONE, 0),
        Part::Ring => Ink { stroke: colour(mark), ..stroke(mark) },
        Part::Tick => {
            let is_on_disc = matches!(mark, Some(Mark::Validated | Mark::Root));
            line(if is_on_disc { PAPER } else { colour(mark) }, 15, &[])
        }
    })
}

/// Five verdicts, five lines.
fn stroke(mark: Option<Mark>) -> Ink {
    match mark {
        Some(Mark::Potential) => line(CONTROL, 12, &[5, 4]),
        Some(Mark::Unresolved) => line(DOUBT, 17, &[2, 4]),
        Some(Mark::Refuted) => line(CONTROL, 10, &[]),
        Some(Mark::Root) => line(VIOLET, 25, &[]),
        Some(Mark::Validated) | None => line(TEXT, 17, &[]),
    }
}

fn words(mark: Option<Mark>) -> Ink {
    match mark {
        Some(Mark::Refuted) => Ink { is_struck: true, ..letters(MUTED, 120, false) },
        // Goals and the problem are set like root causes.
        Some(Mark::Root) | None => letters(TEXT, 120, true),
        Some(_) => letters(TEXT, 120, false),
    }
}

const fn colour(mark: Option<Mark>) -> &'static str {
    match mark {
        Some(Mark::Validated) => GREEN,
        Some(Mark::Root) => VIOLET,
        Some(Mark::Unresolved) => DOUBT,
        Some(Mark::Refuted) => MUTED,
        Some(Mark::Potential) | None => CONTROL,
    }
}
