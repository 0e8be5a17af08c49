//! Words of a text in one spelling, so that a name is found however it is written: any case, with or without accents, composed or
//! decomposed, full width or not.
//!
//! It must not know what is looked for.

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The word in the common spelling.
    pub folded: String,
    /// Whether it begins with a capital letter, or is of a script that has none.
    pub is_capital: bool,
}

/// Letters with what is left of them without their accents.
const BASES: [(&str, &str); 27] = [
    ("àáâãäåāăąǎȁȃạảấầẩẫậắằẳẵặ", "a"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęěȅȇẹẻẽếềểễệ", "e"),
    ("ĝğġģǧ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįıǐȉȋỉị", "i"),
    ("ĵ", "j"),
    ("ķǩ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŉ", "n"),
    ("òóôõöøōŏőǒǫȍȏơọỏốồổỗộớờởỡợ", "o"),
    ("ŕŗřȑȓ", "r"),
    ("śŝşšș", "s"),
    ("ţťŧț", "t"),
    ("ùúûüũūŭůűųǔȕȗưụủứừửữự", "u"),
    ("ŵ", "w"),
    ("ýÿŷỳỵỷỹ", "y"),
    ("źżž", "z"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("þ", "th"),
    ("ﬁ", "fi"),
    ("ﬂ", "fl"),
    ("ά", "α"),
    ("ё", "е"),
];

/// Characters that nobody sees; they are taken out of what is published.
pub(super) const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Accents that stand behind their letter.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Scripts that put no space between words: each character is taken for a word.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Adds a character in the common spelling.
fn fold_into(c: char, out: &mut String) {
    for lower in c.to_lowercase().filter(|lower| !is_mark(*lower)) {
        let plain = match lower {
            // Full width, as in East Asian text.
            'ａ'..='ｚ' | '０'..='９' => char::from_u32(u32::from(lower) - 0xfee0).unwrap_or(lower),
            other => other,
        };
        match BASES.iter().find(|(letters, _)| letters.contains(plain)) {
            Some((_, base)) if !plain.is_ascii() => out.push_str(base),
            _ => out.push(plain),
        }
    }
}

/// The words of a text, in their order. Letters and digits make a word; everything else parts two.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        if is_unseen(c) || is_mark(c) {
            // Part of the word that it stands in.
            if is_open && let Some(word) = words.last_mut() {
                word.end = at + c.len_utf8();
            }
            continue;
        }
        if !c.is_alphanumeric() {
            is_open = false;
            continue;
        }
        let is_alone = is_unspaced(c);
        if !is_open || is_alone {
            let is_capital = c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic();
            words.push(Word { start: at, end: at, folded: String::new(), is_capital });
        }
        if let Some(word) = words.last_mut() {
            word.end = at + c.len_utf8();
            fold_into(c, &mut word.folded);
        }
        is_open = !is_alone;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn one_spelling_for_all() {
        for text in [
            "José Muñoz",
            "JOSE MUNOZ",
            "Jose\u{301} Mun\u{303}oz",
            "Ｊｏｓé_Muñoz",
            "Jo\u{200b}sé\u{a0}Mu\u{ad}ñoz",
        ] {
            assert_eq!(folded(text), ["jose", "munoz"], "{text}");
        }
        assert_eq!(
            folded("Straße İpek Ørsted O’Brien-Łoś"),
            ["strasse", "ipek", "orsted", "o", "brien", "los"]
        );
        assert_eq!(folded("李伟 restarted"), ["李", "伟", "restarted"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "é, Jose\u{301}!";
        let word = &words(text)[1];
        assert_eq!((&text[word.start..word.end], word.is_capital), ("Jose\u{301}", true));
        assert!(!words("é")[0].is_capital && words("李")[0].is_capital);
    }
}
