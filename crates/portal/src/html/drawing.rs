//! The causes of a published analysis as strokes: the geometry of `domain`, drawn with the marks that the inside knows.
//!
//! It must not know pages.

use domain::publication::{StoryCauses, without_marks};
use domain::rca::drawing::{Line, Mark, Rect};
use domain::rca::{GroupOperator, fishbone, map};

/// A stroke or a shape, as path data.
pub(super) struct Stroke {
    pub class: &'static str,
    pub path: String,
}

/// A line of text.
pub(super) struct Label {
    pub class: &'static str,
    pub anchor: &'static str,
    pub x: i64,
    pub y: i64,
    pub text: String,
}

/// A drawing.
#[derive(Default)]
pub(super) struct Drawing {
    pub width: i64,
    pub height: i64,
    pub strokes: Vec<Stroke>,
    pub labels: Vec<Label>,
    /// What it is, for those who do not see it: all of it stands in a list beside it.
    pub name: String,
}

impl Drawing {
    /// The drawing of some causes of what a head says; `None` where there are none.
    pub fn of(causes: &StoryCauses, head: &str) -> Option<Self> {
        if causes.causes.is_empty() {
            return None;
        }
        let mut causes = causes.clone();
        for cause in &mut causes.causes {
            cause.text = without_marks(&cause.text);
        }
        let head = without_marks(head);
        let mut drawing = if causes.is_fishbone {
            let mut drawing = Self::default();
            drawing.fish(&fishbone::layout(&causes.scene(&head)));
            drawing
        } else {
            let mut drawing = Self::default();
            drawing.map(&map::layout(&causes.map(&head)));
            drawing
        };
        let count = causes.causes.len();
        let kind = if causes.is_fishbone { "Fishbone" } else { "Cause map" };
        let plural = if count == 1 { "cause" } else { "causes" };
        drawing.name = format!("{kind} with {count} {plural}; the list below says the same");
        Some(drawing)
    }

    fn fish(&mut self, fish: &fishbone::Fishbone) {
        (self.width, self.height) = (fish.width, fish.height);
        self.stroke("d-line", &fish.spine);
        self.stroke("d-fill", &fish.tail);
        for bone in &fish.ribs {
            self.stroke("d-line", &bone.path);
            self.lines("d-bold", if bone.is_end { "end" } else { "middle" }, &bone.lines);
        }
        self.stroke("d-head", &fish.head.outline);
        self.lines("d-bold", "start", &fish.head.lines);
        for node in &fish.nodes {
            self.stroke(stroke(node.mark), &node.line);
            self.stroke(stroke(node.mark), &node.second);
            self.icon(node.mark, node.icon);
            self.lines(words(node.mark), "start", &node.lines);
        }
    }

    fn map(&mut self, map: &map::MapDrawing) {
        (self.width, self.height) = (map.width, map.height);
        self.lines("d-note", "start", &map.heads);
        self.lines("d-note", "start", map.loose.as_slice());
        for edge in &map.edges {
            self.stroke("d-edge", &edge.path);
            self.stroke("d-arrow", &edge.arrow);
        }
        for junction in &map.junctions {
            self.stroke("d-box", &junction.path);
            let (x, y) = junction.at;
            let text = if junction.operator == GroupOperator::And { "and" } else { "or" };
            self.lines("d-note", "middle", &[Line { x, y: y + 4, text: text.to_owned() }]);
        }
        for one in &map.boxes {
            let (class, label) = match one.role {
                map::Role::Problem | map::Role::Goal => ("d-head", "d-bold"),
                map::Role::Cause(Mark::Root) => ("d-box d-root", "d-bold"),
                map::Role::Cause(_) => ("d-box", "d-words"),
            };
            self.stroke(class, &rounded(one.area));
            if let (map::Role::Cause(mark), Some(at)) = (one.role, one.icon) {
                self.icon(mark, at);
            }
            self.lines(label, "start", &one.lines);
        }
    }

    fn stroke(&mut self, class: &'static str, path: &str) {
        if !path.is_empty() {
            self.strokes.push(Stroke { class, path: path.to_owned() });
        }
    }

    fn lines(&mut self, class: &'static str, anchor: &'static str, lines: &[Line]) {
        let label = |line: &Line| Label { class, anchor, x: line.x, y: line.y, text: line.text.clone() };
        self.labels.extend(lines.iter().filter(|line| !line.text.is_empty()).map(label));
    }

    /// The mark of a cause with its upper left corner at a point: a diamond for a root cause, a disc for what evidence has shown.
    fn icon(&mut self, mark: Mark, (x, y): (i64, i64)) {
        if mark == Mark::Root {
            self.stroke("d-fill d-root", &format!("M{} {y}l7 7-7 7-7-7z", x + 7));
        } else {
            self.stroke("d-fill", &format!("M{} {}a6 6 0 1 0 12 0 6 6 0 1 0-12 0z", x + 1, y + 7));
        }
        self.stroke("d-tick", &format!("M{} {}l2.1 2.1 3.9-4.1", x + 4, y + 7));
    }
}

const fn stroke(mark: Mark) -> &'static str {
    if matches!(mark, Mark::Root) { "d-line d-root" } else { "d-line" }
}

const fn words(mark: Mark) -> &'static str {
    if matches!(mark, Mark::Root) { "d-bold" } else { "d-words" }
}

/// A rectangle with round corners, as path data.
fn rounded(area: Rect) -> String {
    let Rect { x, y, w, h } = area;
    let (across, down) = (w - 10, h - 10);
    format!(
        "M{} {y}h{across}a5 5 0 0 1 5 5v{down}a5 5 0 0 1-5 5h-{across}a5 5 0 0 1-5-5v-{down}a5 5 0 0 1 5-5z",
        x + 5
    )
}
