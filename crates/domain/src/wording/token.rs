//! Sentences and their words, in one spelling: lower case, straight apostrophes, contractions taken apart.
//!
//! It must not know any rule.

use std::borrow::Cow;

use super::scan::{self, Mark};

/// The longest sentence, in words and signs; what goes on is taken for the next one.
const LONGEST: usize = 200;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// Code, an address or a quotation.
    Opaque,
    Punct,
}

/// A word or a sign of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    /// The word in the common spelling.
    pub norm: Cow<'t, str>,
    /// Where it starts, in bytes of the text.
    pub start: usize,
    /// Where it ends, in bytes of the text.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether the writer began it with a capital letter.
    pub is_capital: bool,
}

/// One sentence.
#[derive(Debug)]
pub(super) struct Sentence<'t> {
    /// Its words and signs.
    pub tokens: Vec<Token<'t>>,
}

impl Sentence<'_> {
    /// The word at a place; empty outside and for everything that is not a word.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map_or("", |token| &token.norm)
    }

    /// The word some places before another.
    pub fn word_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The word or sign at a place; empty outside.
    pub fn any(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.norm)
    }

    /// Whether it asks something.
    pub fn is_question(&self) -> bool {
        self.tokens.last().is_some_and(|token| token.norm == "?")
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The place of the first word.
    pub fn first_word(&self) -> Option<usize> {
        self.tokens.iter().position(|token| token.kind == Kind::Word)
    }
}

/// Hands every sentence of a Markdown text to `each`.
pub(super) fn sentences<'t>(text: &'t str, mut each: impl FnMut(&Sentence<'t>)) {
    let marks = scan::marks(text);
    let mut reader = Reader { text, marks: &marks, sentence: Sentence { tokens: Vec::new() } };
    let mut at = 0;
    while at < text.len() {
        match marks[at] {
            Mark::Break => {
                reader.end(&mut each);
                at += 1;
            }
            Mark::Markup => at += 1,
            _ if reader.is_endless() => reader.end(&mut each),
            Mark::Opaque => at = reader.opaque(at),
            Mark::Prose => at = reader.prose(at, &mut each),
        }
    }
    reader.end(&mut each);
}

/// All words of a text in the common spelling, from prose alone.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    sentences(text, |sentence| {
        let of_sentence =
            sentence.tokens.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Number));
        words.extend(of_sentence.map(|token| token.norm.to_string()));
    });
    words
}

struct Reader<'t, 'm> {
    text: &'t str,
    marks: &'m [Mark],
    sentence: Sentence<'t>,
}

impl<'t> Reader<'t, '_> {
    fn end(&mut self, each: &mut impl FnMut(&Sentence<'t>)) {
        if !self.sentence.tokens.is_empty() {
            each(&self.sentence);
            self.sentence.tokens.clear();
        }
    }

    /// Whether what was read so far is longer than any sentence; rules look around in a sentence, and their time would
    /// grow by the square.
    fn is_endless(&self) -> bool {
        self.sentence.tokens.len() >= LONGEST
    }

    fn push(&mut self, norm: Cow<'t, str>, start: usize, end: usize, kind: Kind, is_capital: bool) {
        self.sentence.tokens.push(Token { norm, start, end, kind, is_capital });
    }

    fn opaque(&mut self, start: usize) -> usize {
        let length = self.marks[start..].iter().take_while(|mark| **mark == Mark::Opaque).count();
        self.push(Cow::Borrowed("`"), start, start + length, Kind::Opaque, false);
        start + length
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next().filter(|_| self.marks[at] == Mark::Prose)
    }

    fn prose(&mut self, at: usize, each: &mut impl FnMut(&Sentence<'t>)) -> usize {
        let Some(c) = self.char_at(at) else { return at + 1 };
        if c.is_alphanumeric() {
            return self.read_word(at);
        }
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            return end;
        }
        self.push(Cow::Borrowed(&self.text[at..end]), at, end, Kind::Punct, false);
        let ends = matches!(c, '!' | '?' | '…') || (c == '.' && !self.is_abbreviation());
        let is_last = end >= self.text.len()
            || self.marks[end] == Mark::Markup
            || self.text[end..]
                .starts_with(|next: char| next.is_whitespace() || matches!(next, ')' | '"' | '\''));
        if ends && is_last {
            self.end(each);
        }
        end
    }

    /// Whether the dot that was just read belongs to the word before it.
    fn is_abbreviation(&self) -> bool {
        let Some(before) = self.sentence.tokens.len().checked_sub(2) else { return false };
        let word = &self.sentence.tokens[before];
        word.kind == Kind::Word
            && (ABBREVIATIONS.contains(&word.norm.as_ref())
                || (word.norm.len() == 1 && word.is_capital && word.norm != "i"))
    }

    fn read_word(&mut self, start: usize) -> usize {
        let mut end = start;
        let mut before = ' ';
        while end < self.text.len() {
            let Some(c) = self.char_at(end) else { break };
            let after = end + c.len_utf8();
            let next = (after < self.text.len()).then(|| self.char_at(after)).flatten();
            if !c.is_alphanumeric() && !joins(before, c, next) {
                break;
            }
            (end, before) = (after, c);
        }
        self.push_word(start, end);
        end
    }

    fn push_word(&mut self, start: usize, end: usize) {
        let raw = &self.text[start..end];
        let is_capital = raw.starts_with(char::is_uppercase);
        if raw.starts_with(|c: char| c.is_ascii_digit()) {
            let norm = if raw.bytes().any(|b| b.is_ascii_uppercase()) {
                Cow::Owned(raw.to_lowercase())
            } else {
                Cow::Borrowed(raw)
            };
            self.push(norm, start, end, Kind::Number, false);
            return;
        }
        let is_plain = raw.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let norm = if is_plain { Cow::Borrowed(raw) } else { Cow::Owned(plain(raw)) };
        let Some(quote) = norm.find('\'') else {
            if norm == "cannot" {
                self.push(Cow::Borrowed("can"), start, start + 3, Kind::Word, is_capital);
                self.push(Cow::Borrowed("not"), start + 3, end, Kind::Word, false);
            } else {
                self.push(spelling(norm), start, end, Kind::Word, is_capital);
            }
            return;
        };
        // In bytes of the text: an apostrophe may be longer than in the common spelling.
        let cut = raw.find(['\'', '\u{2019}']).map_or(end, |at| start + at);
        let (stem, tail) = (&norm[..quote], &norm[quote..]);
        self.contraction(stem, tail, (start, cut, end), is_capital);
    }

    fn contraction(
        &mut self,
        stem: &str,
        tail: &str,
        (start, cut, end): (usize, usize, usize),
        is_capital: bool,
    ) {
        let word = |word: &str| Cow::Owned::<str>(word.to_owned());
        if let (Some(verb), Some(rest)) = (stem.strip_suffix('n'), tail.strip_prefix("'t")) {
            let verb = match verb {
                "ca" => "can",
                "wo" => "will",
                "sha" => "shall",
                verb => verb,
            };
            self.push(spelling(word(verb)), start, cut - 1, Kind::Word, is_capital);
            self.push(Cow::Borrowed("not"), cut - 1, end, Kind::Word, false);
            if rest == "'ve" {
                self.push(Cow::Borrowed("have"), end, end, Kind::Word, false);
            }
            return;
        }
        self.push(spelling(word(stem)), start, cut, Kind::Word, is_capital);
        let tail = match tail {
            "'ve" => "have",
            "'d've" => {
                self.push(Cow::Borrowed("would"), cut, cut, Kind::Word, false);
                "have"
            }
            "'re" => "are",
            "'ll" => "will",
            "'m" => "am",
            other => other,
        };
        self.push(word(tail), cut, end, Kind::Word, false);
    }
}

const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "eg", "ie", "etc", "vs", "approx", "mr", "mrs", "ms", "dr", "ca", "cf", "inc", "ltd",
    "incl",
];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Whether a sign joins the letters around it to one word.
fn joins(before: char, sign: char, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    match sign {
        '\'' | '\u{2019}' => next.is_alphabetic(),
        '-' | '\u{2010}' | '\u{2011}' | '_' => next.is_alphanumeric(),
        '.' => next.is_lowercase() || (before.is_ascii_digit() && next.is_ascii_digit()),
        ':' | '/' | ',' => before.is_ascii_digit() && next.is_ascii_digit(),
        _ => false,
    }
}

fn plain(raw: &str) -> String {
    let mut norm = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            c if is_apostrophe(c) => norm.push('\''),
            '\u{2010}' | '\u{2011}' => norm.push('-'),
            c => norm.extend(c.to_lowercase()),
        }
    }
    norm
}

/// Starts of words that are written with s or z.
const WITH_S_OR_Z: &[&str] = &[
    "apolog", "author", "categor", "central", "critic", "custom", "emphas", "formal", "general", "initial",
    "maxim", "minim", "normal", "optim", "organ", "priorit", "real", "recogn", "scrutin", "stabil",
    "standard", "summar", "synchron", "unauthor", "util", "visual",
];

/// British words in the American spelling, so that both meet the same rule.
pub(super) fn spelling(word: Cow<'_, str>) -> Cow<'_, str> {
    if word.contains("judgement") {
        return Cow::Owned(word.replace("judgement", "judgment"));
    }
    if word.contains("behaviour") {
        return Cow::Owned(word.replace("behaviour", "behavior"));
    }
    match word.as_ref() {
        "whilst" => return Cow::Borrowed("while"),
        "unrecognised" => return Cow::Borrowed("unrecognized"),
        _ => {}
    }
    let is_british = word.contains("is")
        && WITH_S_OR_Z.iter().any(|start| {
            word.strip_prefix(start).is_some_and(|rest| {
                ["ise", "ising", "isation"].iter().any(|end| rest.starts_with(end)) && rest.len() < 9
            })
        });
    if is_british { Cow::Owned(word.replacen("is", "iz", 1)) } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        sentences(text, |sentence| {
            let words: Vec<&str> = sentence.tokens.iter().map(|token| token.norm.as_ref()).collect();
            all.push(words.join(" "));
        });
        all
    }

    #[test]
    fn words_have_one_spelling() {
        for (text, expected) in [
            ("Didn\u{2019}t we?", "did not we ?"),
            ("It can't, won't, cannot", "it can not , will not , can not"),
            ("They shouldn't've gone", "they should not have gone"),
            ("Dave's query", "dave 's query"),
            ("We realised its judgement", "we realized its judgment"),
            ("on\u{2011}call, double-check", "on-call , double-check"),
            ("at 10:20 e.g. v0.0.7 on jenkins.io", "at 10:20 e.g . v0.0.7 on jenkins.io"),
            ("24/7/365 at 99.9 %", "24/7/365 at 99.9 %"),
            ("ran `x y` twice", "ran ` twice"),
        ] {
            assert_eq!(split(text), [expected], "{text}");
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(split("One. Two? Three\n\nFour"), ["one .", "two ?", "three", "four"]);
        assert_eq!(split("See J. Doe etc. for more."), ["see j . doe etc . for more ."]);
        assert_eq!(split("- one\n- two"), ["one", "two"]);
        assert_eq!(split("**Bold.** Then."), ["bold .", "then ."]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "“x” We couldn\u{2019}t’ve known";
        sentences(text, |sentence| {
            let at = |n: usize| &text[sentence.tokens[n].start..sentence.tokens[n].end];
            assert_eq!((at(1), at(2), at(3)), ("We", "could", "n\u{2019}t’ve"));
        });
    }
}
