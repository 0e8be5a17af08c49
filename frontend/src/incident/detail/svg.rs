//! The impact axis as SVG text: some sixty small elements that are drawn anew as a whole, so text is the smallest way.
//! Every word that comes from people is escaped here. It must not know incidents, only the laid-out axis.

use core::fmt::{self, Write};

use domain::incident::{
    ImpactLevel,
    axis::{Axis, Lane, Point, Stretch, Tick},
};

/// The whole drawing with its accessible name.
pub fn draw(axis: &Axis, name: &str) -> String {
    let mut out = Svg(String::with_capacity(4_096));
    out.add(format_args!(
        "<svg role=\"img\" aria-label=\"{}\" width=\"{}\" height=\"{}\">",
        escape(name),
        axis.width,
        axis.height
    ));
    for tick in &axis.ticks {
        out.line("hour", (tick.x, 20), (tick.x, axis.floor));
        out.text("tick", tick.x, 12, if tick.x <= axis.left { "start" } else { "middle" }, &tick.label);
    }
    for lane in &axis.lanes {
        out.lane(axis, lane);
    }
    if !axis.is_narrow {
        out.text("lab", 0, axis.floor + 22, "start", "Degraded");
        if !axis.points.is_empty() {
            out.text("lab", 0, axis.floor + 50, "start", "Clock");
        }
    }
    for stretch in &axis.stretches {
        out.stretch(stretch, axis.floor + 18);
    }
    for point in &axis.points {
        out.point(point, axis.floor + 50);
    }
    if let Some(now) = &axis.now {
        out.now(now, axis.floor);
    }
    out.0 += "</svg>";
    out.0
}

struct Svg(String);

impl Svg {
    fn add(&mut self, piece: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(piece);
    }

    fn line(&mut self, class: &str, from: (i64, i64), to: (i64, i64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.add(format_args!("<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"));
    }

    fn text(&mut self, class: &str, x: i64, y: i64, anchor: &str, words: &str) {
        if !words.is_empty() {
            let words = escape(words);
            self.add(format_args!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{words}</text>"
            ));
        }
    }

    fn lane(&mut self, axis: &Axis, lane: &Lane) {
        let base = lane.base;
        self.text("lab", 0, if axis.is_narrow { base - 19 } else { base - 5 }, "start", &fit(&lane.label));
        self.line("base", (axis.left, base), (axis.width, base));
        for bar in &lane.bars {
            let tone = match bar.level {
                ImpactLevel::MajorOutage => 1,
                ImpactLevel::PartialOutage => 2,
                ImpactLevel::DegradedPerformance => 3,
            };
            let class = if bar.is_open { "win open" } else { "win" };
            let (x, y, width, height) = (bar.x, base - bar.height, bar.width, bar.height);
            self.add(format_args!(
                "<rect class=\"{class}\" data-sev=\"{tone}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
            ));
        }
    }

    /// A dimension line with its label in the middle, or beside it.
    fn stretch(&mut self, s: &Stretch, y: i64) {
        let middle = i64::midpoint(s.x1, s.x2);
        let letters = i64::try_from(s.label.len()).unwrap_or(0);
        let half = if s.label.is_empty() || s.is_beside { 0 } else { letters * 7 / 2 + 4 };
        if !s.is_gap {
            self.line("dim", (s.x1, y - 9), (s.x1, y + 9));
            self.line("dim", (s.x2, y - 9), (s.x2, y + 9));
        }
        for (from, to) in [(s.x1 + 3, middle - half), (middle + half, s.x2 - 3)] {
            if to > from {
                self.line(if s.is_gap { "dim gap" } else { "dim" }, (from, y), (to, y));
            }
        }
        let (x, anchor) = if s.is_beside { (s.x2 + 8, "start") } else { (middle, "middle") };
        self.text(if s.is_gap { "dim-label gap" } else { "dim-label" }, x, y + 4, anchor, &s.label);
    }

    fn point(&mut self, p: &Point, y: i64) {
        self.line("dim", (p.x, y - 12), (p.x, y + 4));
        let (x, anchor) = if p.is_left { (p.x - 6, "end") } else { (p.x + 6, "start") };
        self.add(format_args!(
            "<text class=\"pt\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"><tspan class=\"at\">{}</tspan> {}</text>",
            p.clock,
            escape(&p.label)
        ));
    }

    fn now(&mut self, now: &Tick, floor: i64) {
        self.line("now", (now.x, 18), (now.x, floor));
        self.add(format_args!(
            "<rect class=\"now-box\" x=\"{}\" y=\"0\" width=\"42\" height=\"17\" rx=\"3\"/>",
            now.x - 21
        ));
        self.text("now-label", now.x, 12, "middle", &now.label);
    }
}

/// A lane's name as far as the gutter is wide; the table has it whole.
fn fit(name: &str) -> String {
    if name.chars().count() <= 16 { name.to_owned() } else { name.chars().take(15).chain(['…']).collect() }
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
