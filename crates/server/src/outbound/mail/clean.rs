//! Texts on their way into a mail: nothing in them begins a header, moves a terminal or turns the
//! direction of reading (A17).

/// One line, with single spaces.
pub(super) fn line(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !turns(*c)).map(|c| if ends(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines; their ends and tabs stay.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !(ends(*c) || turns(*c))).collect()
}

/// Characters that end a line or a word of a protocol, or begin an order to a terminal.
fn ends(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that are not seen and change how others are.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(
            line(" Shop\r\nBcc: x@y\u{2028}is\u{1b}[31m  slow\u{202e}\0 "),
            "Shop Bcc: x@y is [31m slow"
        );
        assert_eq!(line("Größe ✓"), "Größe ✓");
        assert_eq!(line("\u{202e}\r\n"), "");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(lines("a\r\nb\rc\n\td\u{1b}[0m\u{2066}"), "a\nb\nc\n\td[0m");
    }
}
