//! Drawings as SVG text: for the screen with classes, names and focus; for a file with resolved colours and nothing else. Every
//! word that comes from people is escaped here.

use core::fmt::{self, Write};

use domain::rca::drawing::Line;

use super::{
    ink::{self, Ink},
    pen::{Anchor, Node, Part, Pen, Role},
};

/// Where the text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    Screen,
    File,
}

pub struct Svg {
    text: String,
    goal: For,
    role: Option<Role>,
}

impl Svg {
    /// An empty drawing of a size.
    pub fn new(goal: For, name: &str, width: i64, height: i64) -> Self {
        let mut svg = Self { text: String::with_capacity(16_384), goal, role: None };
        let name = escape(name);
        match goal {
            For::Screen => svg.add(format_args!(
                "<svg role=\"group\" aria-label=\"{name}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">"
            )),
            For::File => svg.add(format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
                 font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif\">\
                 <title>{name}</title><path d=\"M0 0h{width}v{height}h-{width}z\" fill=\"#ffffff\"/>"
            )),
        }
        svg
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        self.text += "</svg>";
        self.text
    }

    fn add(&mut self, piece: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(piece);
    }

    fn look(&mut self, part: Part) -> bool {
        if self.goal == For::Screen {
            self.add(format_args!(" class=\"{}\"", part.class()));
            return true;
        }
        let Some(ink) = ink::of(part, self.role) else { return false };
        self.attributes(ink);
        true
    }

    fn attributes(&mut self, ink: Ink) {
        self.add(format_args!(" fill=\"{}\"", ink.fill));
        if ink.width > 0 {
            self.add(format_args!(
                " stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"",
                ink.stroke,
                tenths(ink.width)
            ));
        }
        if let [on, off] = ink.dash {
            self.add(format_args!(" stroke-dasharray=\"{on} {off}\""));
        }
        if ink.size > 0 {
            self.add(format_args!(" font-size=\"{}\"", tenths(ink.size)));
        }
        if ink.is_bold {
            self.text += " font-weight=\"600\"";
        }
        if ink.is_struck {
            self.text += " text-decoration=\"line-through\"";
        }
    }
}

impl Pen for Svg {
    fn open(&mut self, node: &Node<'_>) {
        self.role = Some(node.role);
        if self.goal == For::File {
            self.text += "<g>";
            self.add(format_args!("<title>{}</title>", escape(&node.name)));
            return;
        }
        let pending = if node.is_pending { " pending" } else { "" };
        self.add(format_args!(
            "<g class=\"node {}{pending}\" role=\"button\" tabindex=\"-1\" data-key=\"{}\" data-cause=\"{}\" aria-label=\"{}\">",
            node.role.class(),
            escape(node.key),
            escape(node.cause),
            escape(&node.name)
        ));
    }

    fn close(&mut self) {
        self.role = None;
        self.text += "</g>";
    }

    fn path(&mut self, part: Part, data: &str) {
        let start = self.text.len();
        self.text += "<path";
        if self.look(part) {
            self.add(format_args!(" d=\"{data}\"/>"));
        } else {
            self.text.truncate(start);
        }
    }

    fn text(&mut self, part: Part, line: &Line, anchor: Anchor) {
        if line.text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text += "<text";
        if !self.look(part) {
            self.text.truncate(start);
            return;
        }
        self.add(format_args!(" x=\"{}\" y=\"{}\"", line.x, line.y));
        if anchor != Anchor::Start {
            self.add(format_args!(" text-anchor=\"{}\"", anchor.word()));
        }
        // The blank keeps the words of two lines apart for whoever reads them as one text.
        self.add(format_args!(">{} </text>", escape(&line.text)));
    }
}

fn tenths(value: u16) -> String {
    if value.is_multiple_of(10) { (value / 10).to_string() } else { format!("{}.{}", value / 10, value % 10) }
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
