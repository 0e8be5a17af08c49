//! Places in a text as browsers count them.

/// Turns growing byte places into UTF-16 places, reading the text once.
pub(super) struct Places<'t> {
    text: &'t str,
    byte: usize,
    utf16: usize,
}

impl<'t> Places<'t> {
    /// At the start of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, byte: 0, utf16: 0 }
    }

    /// The place in UTF-16 code units of a byte place on a character's border. A place before the last one is
    /// counted anew.
    pub fn utf16(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.utf16) = (0, 0);
        }
        self.utf16 += self.text[self.byte..byte].chars().map(char::len_utf16).sum::<usize>();
        self.byte = byte;
        self.utf16
    }
}
