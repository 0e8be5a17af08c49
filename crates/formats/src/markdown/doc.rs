//! The shape of a Markdown text: front matter, title, sections, list items, tables, labelled values.
//!
//! Text inside fences is never taken for structure. It must not know what sections are about.

use super::clean;

/// A Markdown text with its structure.
#[derive(Debug, Default)]
pub(super) struct Doc {
    /// Keys and values of the front matter.
    pub front: Vec<(String, String)>,
    /// A front matter that has no end.
    pub has_open_front: bool,
    /// The first heading of the first level.
    pub title: Option<String>,
    pub sections: Vec<Section>,
}

/// Everything below a heading of the highest level after the title, deeper headings included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// `None` for text above the first heading.
    pub heading: Option<String>,
    pub body: String,
}

/// A deeper heading with the text below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub heading: String,
    pub body: String,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its text without the marker, deeper items included and shifted to the left.
    pub text: String,
    /// The box in front: whether it is ticked.
    pub is_ticked: Option<bool>,
}

/// `**Label**: value`, a row of a table of two columns, a line of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled {
    pub label: String,
    pub value: String,
}

impl Doc {
    pub fn parse(text: &str) -> Self {
        let mut doc = Self::default();
        let body = doc.take_front(text);
        let lines: Vec<&str> = body.split('\n').collect();
        let headings = headings(&lines);
        let title = headings.iter().position(|heading| heading.level == 1);
        let rest: Vec<&Heading> =
            headings.iter().enumerate().filter(|(at, _)| Some(*at) != title).map(|(_, one)| one).collect();
        let after_title = |heading: &&&Heading| title.is_none_or(|at| heading.line > headings[at].line);
        let top = rest.iter().filter(after_title).map(|heading| heading.level).min().unwrap_or(1);
        doc.title = title.map(|at| headings[at].text.clone());
        let mut current = Section::default();
        let mut own: Vec<&str> = Vec::new();
        let mut skip = 0;
        for (number, line) in lines.iter().enumerate() {
            if number < skip {
                continue;
            }
            let heading = headings.iter().find(|heading| heading.line == number);
            let is_title = title.is_some_and(|at| headings[at].line == number);
            match heading {
                Some(heading) if is_title => skip = number + heading.lines,
                Some(heading) if heading.level <= top => {
                    doc.push(std::mem::take(&mut current), &own);
                    own.clear();
                    current.heading = Some(heading.text.clone());
                    skip = number + heading.lines;
                }
                _ => own.push(line),
            }
        }
        doc.push(current, &own);
        doc
    }

    fn push(&mut self, mut section: Section, lines: &[&str]) {
        lines.join("\n").trim_matches('\n').trim_end().clone_into(&mut section.body);
        if section.heading.is_some() || !section.body.trim().is_empty() {
            self.sections.push(section);
        }
    }

    /// Reads `key: value` between two lines of `---`, and gives back the text below.
    fn take_front<'a>(&mut self, text: &'a str) -> &'a str {
        let start = text.trim_start_matches(['\n', ' ']);
        let Some(rest) = start.strip_prefix("---\n") else { return text };
        let end = rest.find("\n---").filter(|at| {
            let tail = &rest[at + 4..];
            tail.is_empty() || tail.starts_with(['\n', ' '])
        });
        let Some(end) = end else {
            // Without an end only lines that look like fields are taken; a rule is no front matter.
            self.has_open_front = rest.lines().next().is_some_and(|line| field(line).is_some());
            if self.has_open_front {
                self.front = rest.lines().map_while(field).collect();
            }
            return text;
        };
        self.front = rest[..end].lines().filter_map(field).collect();
        rest[end + 4..].trim_start_matches([' ', '-'])
    }

    /// A field of the front matter, not empty.
    pub fn front(&self, key: &str) -> Option<&str> {
        let found = self.front.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

fn field(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    let bare = bare.or_else(|| value.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')));
    is_key.then(|| (key.trim().to_owned(), bare.unwrap_or(value).to_owned()))
}

#[derive(Debug)]
struct Heading {
    level: usize,
    text: String,
    line: usize,
    /// How many lines it takes: two when it is underlined.
    lines: usize,
}

fn headings(lines: &[&str]) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut fence = Fence::default();
    for (number, line) in lines.iter().enumerate() {
        if fence.is_inside(line) {
            continue;
        }
        if let Some((level, text)) = heading(line) {
            found.push(Heading { level, text, line: number, lines: 1 });
            continue;
        }
        let under = lines.get(number + 1).map_or("", |line| line.trim_end());
        let level = match under.chars().next() {
            Some('=') if under.chars().all(|c| c == '=') && under.len() >= 3 => 1,
            Some('-') if under.chars().all(|c| c == '-') && under.len() >= 3 => 2,
            _ => continue,
        };
        let is_text = line.starts_with(char::is_alphanumeric) && !line.contains('|');
        if is_text && (number == 0 || lines[number - 1].trim().is_empty()) {
            found.push(Heading { level, text: clean::heading(line), line: number, lines: 2 });
        }
    }
    found
}

/// `## Text`, with or without marks behind.
fn heading(line: &str) -> Option<(usize, String)> {
    let text = line.trim_start_matches(' ');
    let inner = text.trim_start_matches('#');
    let level = text.len() - inner.len();
    let is_heading = line.len() - text.len() < 4
        && (1..=6).contains(&level)
        && (inner.is_empty() || inner.starts_with([' ', '\t']));
    is_heading.then(|| (level, clean::heading(inner)))
}

/// Whether one is inside a fence.
#[derive(Debug, Default)]
pub(super) struct Fence(Option<char>);

impl Fence {
    pub fn is_inside(&mut self, line: &str) -> bool {
        let text = line.trim_start();
        let mark = ['`', '~'].into_iter().find(|mark| text.starts_with(&mark.to_string().repeat(3)));
        match (self.0, mark) {
            (None, Some(mark)) => {
                // A fence that ends on its own line opens nothing.
                let ends = mark == '`' && text.trim_start_matches('`').contains("```");
                self.0 = (!ends).then_some(mark);
                true
            }
            (Some(open), Some(mark)) if open == mark => {
                self.0 = None;
                true
            }
            (open, _) => open.is_some(),
        }
    }
}

impl Section {
    /// The text above the first deeper heading, and the deeper headings of the highest level.
    pub fn parts(&self) -> (String, Vec<Part>) {
        let lines: Vec<&str> = self.body.split('\n').collect();
        let headings = headings(&lines);
        let top = headings.iter().map(|heading| heading.level).min().unwrap_or(0);
        let starts: Vec<&Heading> = headings.iter().filter(|heading| heading.level == top).collect();
        let text = |from: usize, to: usize| {
            lines[from.min(to)..to].join("\n").trim_matches('\n').trim_end().to_owned()
        };
        let end = |at: usize| starts.get(at + 1).map_or(lines.len(), |heading| heading.line);
        let parts = starts
            .iter()
            .enumerate()
            .map(|(at, heading)| Part {
                heading: heading.text.clone(),
                body: text(heading.line + heading.lines, end(at)),
            })
            .collect();
        (text(0, starts.first().map_or(lines.len(), |heading| heading.line)), parts)
    }
}

/// What a line of a list begins with: its indent, and where its text begins.
fn marker(line: &str) -> Option<(usize, usize)> {
    let text = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - text.len();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let mark = match text.chars().next()? {
        '-' | '*' | '+' | '•' | '–' => text.chars().next()?.len_utf8(),
        _ if (1..=3).contains(&digits) && text[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    let after = &text[mark..];
    let spaces = after.len() - after.trim_start().len();
    (after.is_empty() || spaces > 0).then_some((indent, indent + mark + spaces.min(4)))
}

/// The items of the outermost list of a text; text outside of lists is left out.
pub(super) fn items(text: &str) -> Vec<Item> {
    let mut fence = Fence::default();
    let plain: Vec<(&str, bool)> = text.split('\n').map(|line| (line, fence.is_inside(line))).collect();
    let markers = plain.iter().filter(|(_, fenced)| !fenced).filter_map(|(line, _)| marker(line));
    let Some(top) = markers.map(|(indent, _)| indent).min() else { return Vec::new() };
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut is_inside = false;
    let mut after_blank = false;
    for (line, fenced) in plain {
        let start = if fenced { None } else { marker(line).filter(|(indent, _)| *indent <= top) };
        if let Some((_, text)) = start {
            found.push(vec![&line[text.min(line.len())..]]);
            is_inside = true;
        } else if is_inside {
            let indent = line.len() - line.trim_start().len();
            // A paragraph that is not indented ends the list, unless it goes on without a blank.
            is_inside = line.trim().is_empty() || indent > top || !after_blank || fenced;
            let is_heading = !fenced && heading(line).is_some();
            is_inside = is_inside && !is_heading;
            if let Some(item) = found.last_mut().filter(|_| is_inside) {
                item.push(line);
            }
        }
        after_blank = line.trim().is_empty();
    }
    found.iter().map(|lines| item(lines)).collect()
}

fn item(lines: &[&str]) -> Item {
    let indents = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let shift = indents.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let tail = lines.iter().skip(1).map(|line| line.get(shift..).unwrap_or_default());
    let text: Vec<&str> = lines.first().copied().into_iter().chain(tail).collect();
    let text = text.join("\n");
    let boxes = [("[ ]", false), ("[x]", true), ("[X]", true)];
    let ticked = boxes.into_iter().find_map(|(mark, is)| Some((text.trim_start().strip_prefix(mark)?, is)));
    match ticked {
        Some((rest, is_ticked)) => Item { text: rest.trim().to_owned(), is_ticked: Some(is_ticked) },
        None => Item { text: text.trim().to_owned(), is_ticked: None },
    }
}

/// The tables of a text, each as rows of cells, the heading row first.
pub(super) fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut fence = Fence::default();
    let mut found: Vec<Vec<Vec<String>>> = Vec::new();
    let mut current: Vec<Vec<String>> = Vec::new();
    for line in text.split('\n').chain([""]) {
        let is_row = !fence.is_inside(line) && line.trim().starts_with('|') && line.trim().len() > 1;
        if is_row {
            let inner = line.trim().trim_start_matches('|');
            let inner = inner.strip_suffix('|').unwrap_or(inner).replace("\\|", "\u{1}");
            current.push(inner.split('|').map(|cell| cell.replace('\u{1}', "|").trim().to_owned()).collect());
        } else if !current.is_empty() {
            let table = std::mem::take(&mut current);
            let is_rule =
                |row: &Vec<String>| row.iter().all(|cell| cell.trim_matches([':', '-', ' ']).is_empty());
            found.push(
                table.into_iter().filter(|row| !is_rule(row) || row.iter().all(String::is_empty)).collect(),
            );
        }
    }
    found
}

/// `**Label**: value`, `**Label:** value`, `__Label__ value`: label and value.
pub(super) fn bold_label(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let mark = ["**", "__"].into_iter().find(|mark| text.starts_with(mark))?;
    let (label, rest) = text[2..].split_once(mark)?;
    let label = label.trim();
    let is_label = !label.is_empty() && label.len() <= 60 && !label.contains('\n');
    let rest = rest.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches([' ', '\t']);
    is_label.then(|| (label.trim_end_matches(':').trim_end(), rest))
}

/// The labelled items of a list, if it has two of them or more, as sections.
pub(super) fn labelled_items(text: &str) -> Vec<Labelled> {
    let labelled: Vec<Labelled> = items(text)
        .iter()
        .filter_map(|item| {
            let (label, value) = bold_label(&item.text)?;
            Some(Labelled { label: label.to_owned(), value: value.trim().to_owned() })
        })
        .collect();
    if labelled.len() < 2 { Vec::new() } else { labelled }
}

/// A list of labelled items as sections. What stands between them stays with the one before.
pub(super) fn labelled_sections(text: &str) -> Vec<Section> {
    let mut fence = Fence::default();
    let mut found: Vec<(Option<String>, Vec<&str>)> = vec![(None, Vec::new())];
    for line in text.split('\n') {
        let start = if fence.is_inside(line) { None } else { marker(line) };
        let inner = start.map(|(_, text)| line.get(text..).unwrap_or_default());
        match inner.and_then(bold_label).filter(|_| start.is_some_and(|(indent, _)| indent < 2)) {
            Some((label, value)) => found.push((Some(label.to_owned()), vec![value])),
            None => found.last_mut().into_iter().for_each(|(_, lines)| lines.push(line)),
        }
    }
    found
        .into_iter()
        .map(|(heading, lines)| {
            let body = if heading.is_some() { item(&lines).text } else { lines.join("\n").trim().to_owned() };
            Section { heading, body }
        })
        .filter(|section| section.heading.is_some() || !section.body.is_empty())
        .collect()
}

/// Values with a label in a text: labelled lines and tables of two columns.
pub(super) fn labelled_lines(text: &str) -> Vec<Labelled> {
    let mut found = Vec::new();
    for table in tables(text).iter().filter(|table| table.iter().all(|row| row.len() == 2)) {
        for row in table {
            let label = clean::inline(&row[0]);
            if !label.is_empty() && label.len() <= 60 && !row[1].is_empty() {
                found.push(Labelled { label: label.trim_end_matches(':').to_owned(), value: row[1].clone() });
            }
        }
    }
    let mut fence = Fence::default();
    for line in text.split('\n') {
        if fence.is_inside(line) || line.trim().starts_with('|') {
            continue;
        }
        let inner = marker(line).map_or(line, |(_, start)| line.get(start..).unwrap_or_default());
        let plain = inner.split_once(':').map(|(label, value)| (label.trim(), value.trim()));
        let plain = plain.filter(|(label, value)| {
            !value.is_empty()
                && label.split_whitespace().count() <= 4
                && !label.contains(['[', '`', '*', '('])
        });
        if let Some((label, value)) = bold_label(inner).or(plain).filter(|(_, value)| !value.is_empty()) {
            found.push(Labelled { label: label.to_owned(), value: value.to_owned() });
        }
    }
    found
}
