//! What is different between two versions, in sentences for whoever read the earlier one.
//!
//! What only the earlier one says is not quoted: that may be why there is another. It must not know who published them.

use std::collections::HashSet;

use super::{Parts, PublishedItem, Story};

/// What a version shows that the one before did not, and the other way round; nothing where only its readers are others. Both are
/// without marks.
pub fn changes(
    before: (&Parts, &Story, &[PublishedItem]),
    after: (&Parts, &Story, &[PublishedItem]),
    is_other_stage: bool,
) -> Vec<String> {
    let mut told = Vec::new();
    if before.0.title != after.0.title {
        told.push("The title is another.".to_owned());
    }
    for ((part, old), (_, new)) in before.0.named().into_iter().zip(after.0.named()) {
        if old != new {
            told.push(format!("“{}” {}.", part.heading(), rewritten(old.as_str(), new.as_str())));
        }
    }
    let causes = |story: &Story, only_roots: bool| -> Vec<String> {
        let all = story.causes.causes.iter().filter(|cause| !only_roots || cause.is_root);
        all.map(|cause| cause.text.clone()).collect()
    };
    let known = causes(before.1, false);
    tell(&mut told, &known, &causes(after.1, false), ("New among the causes", "cause"));
    let confirmed: Vec<String> =
        causes(after.1, true).into_iter().filter(|text| known.contains(text)).collect();
    let roots: Vec<String> = causes(before.1, true);
    told.extend(new_of(&roots, &confirmed).map(|text| format!("Confirmed as a root cause: {text}")));
    let titles =
        |items: &[PublishedItem]| -> Vec<String> { items.iter().map(|item| item.title.clone()).collect() };
    tell(&mut told, &titles(before.2), &titles(after.2), ("New among the actions", "action"));
    let lines: HashSet<_> = before.1.lines.iter().map(|line| (line.at, &line.text)).collect();
    match after.1.lines.iter().filter(|line| !lines.contains(&(line.at, &line.text))).count() {
        0 => {}
        1 => told.push("The timeline has one line more.".to_owned()),
        many => told.push(format!("The timeline has {many} new lines.")),
    }
    if told.is_empty() && is_other_stage {
        told.push("Nothing but the stage is different.".to_owned());
    }
    told
}

/// Names what is new, and counts what is gone.
fn tell(told: &mut Vec<String>, before: &[String], after: &[String], (new, one): (&str, &str)) {
    told.extend(new_of(before, after).map(|text| format!("{new}: {text}")));
    match new_of(after, before).count() {
        0 => {}
        1 => told.push(format!("One {one} is no longer named.")),
        many => told.push(format!("{many} {one}s are no longer named.")),
    }
}

/// What is in the second and not in the first.
fn new_of<'a>(before: &'a [String], after: &'a [String]) -> impl Iterator<Item = &'a String> {
    after.iter().filter(|text| !before.contains(text))
}

/// How much of a text is other than it was, by its paragraphs.
fn rewritten(before: &str, after: &str) -> String {
    let paragraphs = |text: &str| -> HashSet<String> {
        text.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    };
    let (old, new) = (paragraphs(before), paragraphs(after));
    let count = |number: usize| match number {
        1 => "one paragraph".to_owned(),
        many => format!("{many} paragraphs"),
    };
    match (new.difference(&old).count(), old.difference(&new).count()) {
        (0, 0) => "has its paragraphs in another order".to_owned(),
        (added, 0) => format!("has {} more", count(added)),
        (0, removed) => format!("has {} less", count(removed)),
        _ if old.intersection(&new).count() == 0 => "was written anew".to_owned(),
        (changed, _) => {
            format!("has {} that {} new", count(changed), if changed == 1 { "is" } else { "are" })
        }
    }
}
