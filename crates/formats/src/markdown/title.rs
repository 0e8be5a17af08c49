//! Title and date of a report, from its heading and the name of its file.
//!
//! It must not know what else the report says.

use chrono::NaiveDate;
use domain::finding::Finding;
use domain::text::Title;

use super::{clean, when};
use crate::text::{fit_line, quote};

/// What a file name says: `YYYY-MM-DD-slug.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    pub stem: String,
    pub date: Option<NaiveDate>,
    /// What looks like a date and is none.
    pub bad_date: Option<String>,
    slug: String,
}

/// Endings of file names, of which one may stand behind another.
const ENDINGS: [&str; 7] = [".erb", ".markdown", ".mdown", ".mdx", ".mkd", ".md", ".html"];

/// The name of a file without folders and endings, such as `.html.md.erb`.
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let strip = |name: &'_ str| {
        let ending = ENDINGS.iter().find(|ending| name.to_ascii_lowercase().ends_with(**ending));
        ending.map_or(name.len(), |ending| name.len() - ending.len())
    };
    let mut end = name.len();
    loop {
        let next = strip(&name[..end]);
        if next == end || next == 0 {
            return &name[..end];
        }
        end = next;
    }
}

pub(super) fn file_name(file: &str) -> FileName {
    let stem = stem(file).to_owned();
    let spaced = stem.replace('_', "-");
    let read = when::read(&spaced, None).filter(|_| stem.starts_with(|c: char| c.is_ascii_digit()));
    let is_date = |word: &str| word.bytes().filter(u8::is_ascii_digit).count() >= 6;
    let date = read.as_ref().and_then(|when| when.date);
    let bad = read.as_ref().and_then(|when| when.malformed.as_deref()).unwrap_or_default();
    let bad = bad.split(char::is_alphabetic).next().unwrap_or_default().trim_end_matches(['-', '_', ' ']);
    let bad_date = Some(bad.to_owned()).filter(|word| is_date(word));
    let used = if date.is_some() { 10.min(stem.len()) } else { 0 };
    let slug = stem.get(used..).unwrap_or_default().trim_start_matches(['-', '_', ' ']).to_owned();
    FileName { stem, date, bad_date, slug }
}

/// The first whole date in a line.
pub(super) fn date_in(line: &str) -> Option<NaiveDate> {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if !before.is_alphanumeric() && c.is_alphanumeric() {
            let found = when::read(&line[at..], None).and_then(|when| when.date);
            if found.is_some() {
                return found;
            }
        }
        before = c;
    }
    None
}

/// The title as written, or one made from the file's name.
pub(super) fn read(given: Option<&str>, name: &FileName, findings: &mut Vec<Finding>) -> String {
    let given = clean::inline(given.unwrap_or_default());
    let (title, is_changed) = fit_line(&given, Title::MAX);
    if !title.is_empty() {
        if is_changed {
            let message =
                format!("The title was fitted to one line of {} characters: {}.", Title::MAX, quote(&title));
            findings.push(Finding::hint("IMP-15", message));
        }
        return title;
    }
    let words = if name.slug.is_empty() { name.stem.clone() } else { name.slug.replace(['-', '_'], " ") };
    let mut letters = words.trim().chars();
    let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let (mut title, _) = fit_line(&words, Title::MAX);
    if title.is_empty() {
        "Untitled incident".clone_into(&mut title);
    }
    let message = format!("The file has no title; it was made from the file name: {}.", quote(&title));
    findings.push(Finding::warning("IMP-03", message));
    title
}

/// IMP-03, IMP-04: a date in the file's name that is broken, or another than the title's.
pub(super) fn compare_dates(title: Option<NaiveDate>, name: &FileName, findings: &mut Vec<Finding>) {
    if let Some(bad) = &name.bad_date {
        let message = format!("The file is named after {}, which is not a date.", quote(bad));
        findings.push(Finding::warning("IMP-03", message));
    }
    if let (Some(title), Some(named)) = (title, name.date)
        && title != named
    {
        let message =
            format!("The title says {title}, but the file is named after {named}; both were kept as given.");
        findings.push(Finding::warning("IMP-04", message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let day = |d| NaiveDate::from_ymd_opt(2024, 3, d);
        for (file, stem, date, slug) in [
            ("a/2024-03-05-shop-down.html.md.erb", "2024-03-05-shop-down", day(5), "shop-down"),
            ("2024-03-05.md", "2024-03-05", day(5), ""),
            ("2024_03_05_shop.md", "2024_03_05_shop", day(5), "shop"),
            ("index.extract.md", "index.extract", None, "index.extract"),
            (".md", ".md", None, ".md"),
        ] {
            let name = file_name(file);
            assert_eq!((name.stem.as_str(), name.date, name.slug.as_str()), (stem, date, slug), "{file}");
        }
        assert_eq!(file_name("20244-03-05-shop.md").bad_date.as_deref(), Some("20244-03-05"));
        assert_eq!(date_in("Incident on 2024-03-05 - shop"), day(5));
        assert_eq!(date_in("Incident report March 5 2024 - shop"), day(5));
        assert_eq!(date_in("Q3 2024 (July-September)"), None);
    }
}
