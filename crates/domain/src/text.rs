//! Texts that people write, parsed once: a value of these types cannot be empty where it must not
//! be, too long, or carry control characters.
//!
//! Lengths count Unicode scalar values. It must not render anything.

use std::fmt;

/// Why a text was refused. Carries facts, never the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Longer than allowed.
    #[error("must be at most {max} characters")]
    TooLong {
        /// The longest allowed length, in characters.
        max: usize,
    },
    /// A control character, or one that reorders text.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// Not a `http` or `https` address.
    #[error("must be an http or https address")]
    NotAUrl,
    /// Not an e-mail address.
    #[error("must be an e-mail address")]
    NotAnEmail,
}

/// Characters that end lines, move cursors or reorder what a reader sees.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn one_line(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if text.chars().any(is_control) {
        return Err(TextError::ControlCharacter);
    }
    Ok(text.to_owned())
}

/// Names as a list for people: `a`, `a and b`, `a, b and c`.
pub fn listed<I>(names: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let names: Vec<I::Item> = names.into_iter().collect();
    let mut text = String::new();
    for (place, name) in names.iter().enumerate() {
        text.push_str(match place {
            0 => "",
            last if last + 1 == names.len() => " and ",
            _ => ", ",
        });
        text.push_str(name.as_ref());
    }
    text
}

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident, $max:literal, $parse:ident;)+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The longest allowed length, in characters.
            pub const MAX: usize = $max;

            /// Checks and keeps a text.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                $parse(text, Self::MAX).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, given away.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

texts! {
    /// The title of a record: one line.
    Title, 200, one_line;
    /// The name of a person, team, service or key: one line.
    Name, 100, one_line;
    /// Any other short text: one line.
    ShortText, 1024, one_line;
    /// A tag: one line, lower case.
    Tag, 50, tag;
    /// Markdown that may be empty, such as a summary.
    Markdown, 65536, markdown;
    /// Markdown that says something, such as a timeline entry.
    Body, 65536, body;
    /// A `http` or `https` address.
    WebUrl, 1024, web_url;
    /// An e-mail address, lower case.
    Email, 254, email;
}

impl Default for Markdown {
    /// Nothing was written.
    fn default() -> Self {
        Self(String::new())
    }
}

fn tag(text: &str, max: usize) -> Result<String, TextError> {
    one_line(text, max).map(|tag| tag.to_lowercase())
}

fn markdown(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.replace("\r\n", "\n");
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if text.chars().any(|c| is_control(c) && c != '\n' && c != '\t') {
        return Err(TextError::ControlCharacter);
    }
    Ok(text.trim_end().to_owned())
}

fn body(text: &str, max: usize) -> Result<String, TextError> {
    let text = markdown(text, max)?;
    if text.trim().is_empty() { Err(TextError::Empty) } else { Ok(text) }
}

fn web_url(text: &str, max: usize) -> Result<String, TextError> {
    let text = one_line(text, max)?;
    let lower = text.to_ascii_lowercase();
    let rest =
        lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).ok_or(TextError::NotAUrl)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') || text.contains(char::is_whitespace) {
        return Err(TextError::NotAUrl);
    }
    Ok(text)
}

fn email(text: &str, max: usize) -> Result<String, TextError> {
    let text = one_line(text, max)?.to_lowercase();
    let (local, host) = text.rsplit_once('@').ok_or(TextError::NotAnEmail)?;
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@' || c == ',');
    if plain(local) && plain(host) && !host.starts_with('.') && !host.ends_with('.') {
        Ok(text)
    } else {
        Err(TextError::NotAnEmail)
    }
}

/// The number of a reference such as `INC-42` after its prefix, in any case; `None` for anything else.
pub(crate) fn number_of(text: &str, prefix: &str) -> Option<i64> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.strip_prefix(prefix)?;
    (!digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_bounded() {
        assert_eq!(Title::parse("  Shop is slow ").map(Title::into_string), Ok("Shop is slow".to_owned()));
        assert_eq!(Title::parse(" \t "), Err(TextError::Empty));
        assert_eq!(Title::parse(&"x".repeat(201)), Err(TextError::TooLong { max: 200 }));
        assert!(Title::parse(&"é".repeat(200)).is_ok());
        for bad in ["a\nb", "a\u{1b}[31m", "a\0b", "a\u{202e}b"] {
            assert_eq!(Title::parse(bad), Err(TextError::ControlCharacter), "{bad:?}");
        }
    }

    #[test]
    fn names_stand_in_a_row() {
        for (names, expected) in [
            (&[][..], ""),
            (&["a"], "a"),
            (&["a", "b"], "a and b"),
            (&["a", "b", "c"], "a, b and c"),
            (&["", "b", "", "d"], ", b,  and d"),
        ] {
            assert_eq!(listed(names), expected);
        }
    }

    #[test]
    fn markdown_keeps_lines_and_may_be_empty() {
        assert_eq!(Markdown::parse("a\r\nb\n").map(Markdown::into_string), Ok("a\nb".to_owned()));
        assert!(Markdown::parse("").is_ok());
        assert_eq!(Body::parse(" \n"), Err(TextError::Empty));
        assert_eq!(Body::parse("a\u{7}"), Err(TextError::ControlCharacter));
    }

    #[test]
    fn addresses_are_of_the_web_or_of_a_person() {
        assert!(WebUrl::parse("https://logs.example.org/q?x=1").is_ok());
        for bad in ["javascript:alert(1)", "ftp://x", "https://", "https://user@host/", "https://a b"] {
            assert_eq!(WebUrl::parse(bad), Err(TextError::NotAUrl), "{bad}");
        }
        assert_eq!(
            Email::parse("Taylor@Trips.example").map(Email::into_string),
            Ok("taylor@trips.example".to_owned())
        );
        for bad in ["taylor", "@x", "a@", "a b@c", "a@b@c"] {
            assert_eq!(Email::parse(bad), Err(TextError::NotAnEmail), "{bad}");
        }
    }
}
