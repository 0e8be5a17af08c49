//! Words as the full-text search of either database takes them.
//!
//! Words are letters and digits alone, so nothing of the search languages gets through. It must not know what is searched.

use crate::Backend;

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Finds every one of these words, each from its beginning; `None` without words.
pub(crate) fn all_of(words: &[String], backend: Backend) -> Option<String> {
    joined(words, backend, " ", " & ")
}

/// Finds any of these words, each from its beginning; `None` without words.
pub(crate) fn any_of(words: &[String], backend: Backend) -> Option<String> {
    joined(words, backend, " OR ", " | ")
}

fn joined(words: &[String], backend: Backend, sqlite: &str, postgres: &str) -> Option<String> {
    let plain = |word: &&String| !word.is_empty() && word.chars().all(char::is_alphanumeric);
    let words = words.iter().filter(plain);
    let text = match backend {
        Backend::Sqlite => words.map(|word| ["\"", word, "\"*"].concat()).collect::<Vec<_>>().join(sqlite),
        Backend::Postgres => words.map(|word| [word, ":*"].concat()).collect::<Vec<_>>().join(postgres),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_and_joined_as_each_database_wants() {
        let words = words("Shop* \"slow\" & (late)");
        assert_eq!(words, ["shop", "slow", "late"]);
        assert_eq!(all_of(&words, Backend::Sqlite).as_deref(), Some("\"shop\"* \"slow\"* \"late\"*"));
        assert_eq!(any_of(&words, Backend::Sqlite).as_deref(), Some("\"shop\"* OR \"slow\"* OR \"late\"*"));
        assert_eq!(all_of(&words, Backend::Postgres).as_deref(), Some("shop:* & slow:* & late:*"));
        assert_eq!(any_of(&words, Backend::Postgres).as_deref(), Some("shop:* | slow:* | late:*"));
    }

    #[test]
    fn what_is_no_word_is_left_out() {
        let words = ["a b".to_owned(), "c'".to_owned(), String::new()];
        assert_eq!(any_of(&words, Backend::Postgres), None);
        assert_eq!(all_of(&[], Backend::Sqlite), None);
    }
}
