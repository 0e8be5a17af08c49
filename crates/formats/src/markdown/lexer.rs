//! A line cut into numbers, words and marks, with a way back.
//!
//! It must not know what they mean.

/// A piece of text with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    pub start: usize,
}

/// One piece, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Number(Piece<'a>),
    Word(Piece<'a>),
    Mark(Piece<'a>),
}

impl<'a> Token<'a> {
    fn piece(self) -> Piece<'a> {
        match self {
            Self::Number(piece) | Self::Word(piece) | Self::Mark(piece) => piece,
        }
    }

    pub fn text(self) -> &'a str {
        self.piece().text
    }

    pub fn start(self) -> usize {
        self.piece().start
    }
}

/// Walks over a text. Cloning marks a place to come back to.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes were taken.
    pub fn used(&self) -> usize {
        self.at
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// What was taken since a place.
    pub fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    pub fn skip_bytes(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The token at a place of the text.
    fn token(&self, from: usize) -> Option<Token<'a>> {
        let rest = &self.text[from..];
        let first = rest.chars().next()?;
        let long = |is: fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let piece = |length| Piece { text: &rest[..length], start: from };
        Some(if first.is_ascii_digit() {
            Token::Number(piece(long(|c| c.is_ascii_digit())))
        } else if first.is_alphabetic() {
            Token::Word(piece(long(char::is_alphabetic)))
        } else {
            Token::Mark(piece(first.len_utf8()))
        })
    }

    /// Takes the next token, over spaces.
    pub fn next_token(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
        let token = self.token(self.at + spaces)?;
        self.at = token.start() + token.text().len();
        Some(token)
    }

    /// Takes a word or mark, in any case, over spaces.
    pub fn take(&mut self, wanted: &str) -> bool {
        let mark = self.at;
        let found = self.next_token().is_some_and(|token| token.text().eq_ignore_ascii_case(wanted));
        if !found {
            self.at = mark;
        }
        found
    }

    /// Takes a word or mark that follows without a space.
    pub fn take_glued(&mut self, wanted: &str) -> bool {
        let found = self.token(self.at).filter(|token| token.text() == wanted);
        self.at += found.map_or(0, |token| token.text().len());
        found.is_some()
    }

    /// Takes a number that follows without a space.
    pub fn glued_number(&mut self) -> Option<&'a str> {
        let Some(Token::Number(piece)) = self.token(self.at) else { return None };
        self.at += piece.text.len();
        Some(piece.text)
    }

    pub fn peek_glued(&self) -> &'a str {
        self.token(self.at).map_or("", Token::text)
    }

    pub fn peek_is_glued_word(&self) -> bool {
        matches!(self.token(self.at), Some(Token::Word(word)) if word.text != "Z" && word.text != "ish")
    }

    pub fn peek_text(&self) -> &'a str {
        self.clone().next_token().map_or("", Token::text)
    }

    /// Whether a number comes next.
    pub fn starts_value(&self) -> bool {
        matches!(self.clone().next_token(), Some(Token::Number(_)))
    }

    /// Whether a word comes next.
    pub fn starts_word(&self) -> bool {
        matches!(self.clone().next_token(), Some(Token::Word(_)))
    }

    /// Takes what is left of the word that one is in.
    pub fn skip_word(&mut self) {
        let rest = self.rest();
        let is_end = |c: char| !(c.is_alphanumeric() || matches!(c, '?' | '-' | '_'));
        // A colon or point belongs to the word only with more of it behind.
        let mut end = rest.find(is_end).unwrap_or(rest.len());
        while rest[end..].starts_with([':', '.']) && rest[end + 1..].starts_with(char::is_alphanumeric) {
            end += 1;
            end += rest[end..].find(is_end).unwrap_or(rest.len() - end);
        }
        self.at += end;
    }
}
