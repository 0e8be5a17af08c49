//! Stems of English words, roughly: enough to see that "queries" and "query" are one word.
//!
//! Too rough for a dictionary; both sides of a comparison go through it.

/// Endings of number and time, the longest first.
const INFLECTIONS: &[&str] = &["ings", "ing", "edly", "ed", "es", "s"];
/// Endings that make other words of a word, the longest first.
const DERIVATIONS: &[&str] = &[
    "ization", "ation", "ition", "ance", "ence", "ment", "ness", "able", "ible", "ize", "ate", "ion", "iz",
    "at", "er", "or", "ly", "al", "e",
];

/// The shortest stem.
const SHORTEST: usize = 3;

/// The stem of a word in the common spelling.
pub(super) fn stem(word: &str) -> String {
    let is_plain = word.ends_with("ss") || word.ends_with("us") || word.ends_with("is");
    let mut stem = match ["ies", "ied"].iter().find_map(|end| word.strip_suffix(end)).filter(|s| s.len() > 1)
    {
        Some(start) => format!("{start}y"),
        None if is_plain => word.to_owned(),
        None => cut(word, INFLECTIONS).to_owned(),
    };
    undouble(&mut stem);
    let mut stem = cut(&stem, DERIVATIONS).to_owned();
    undouble(&mut stem);
    match stem.strip_suffix('y').filter(|start| start.len() >= SHORTEST) {
        Some(start) => format!("{start}i"),
        None => stem,
    }
}

fn cut<'w>(word: &'w str, endings: &[&str]) -> &'w str {
    let rest =
        |end: &&str| word.strip_suffix(*end).filter(|rest| rest.len() >= SHORTEST && rest.contains(is_vowel));
    endings.iter().find_map(rest).unwrap_or(word)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// "dropp" of "dropped" is "drop"; "call" stays.
fn undouble(stem: &mut String) {
    let mut last = stem.chars().rev();
    if let (Some(a), Some(b)) = (last.next(), last.next())
        && a == b
        && stem.len() > SHORTEST
        && a.is_ascii_alphabetic()
        && !is_vowel(a)
        && !matches!(a, 'l' | 's' | 'z')
    {
        stem.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["query", "queries", "queried"][..],
            &["degrade", "degraded", "degrading", "degradation", "degrades"],
            &["optimize", "optimized", "optimization", "optimizing"],
            &["allocate", "allocated", "allocation"],
            &["process", "processes", "processing"],
            &["index", "indexes", "indexing", "indexed"],
            &["drop", "dropped", "dropping"],
            &["perform", "performance", "performs"],
            &["develop", "development", "developers"],
            &["notice", "noticed", "noticing"],
            &["verify", "verified", "verifies", "verifying"],
            &["tool", "tools", "tooling"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
        }
        assert_ne!(stem("database"), stem("data"));
        assert_ne!(stem("alert"), stem("alarm"));
    }
}
