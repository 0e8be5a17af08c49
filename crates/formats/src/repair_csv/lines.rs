//! Lines of a file, counted as people's editors do.
//!
//! The reader's own count stands between the two bytes of a Windows line end, and so is one behind.

/// Counts lines up to places that only go forward.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// Where a record that was read from `from` on really begins, behind line ends and empty lines; and on which line.
    pub(super) fn begin(&mut self, from: usize) -> (usize, u64) {
        let from = from.min(self.bytes.len());
        let ends = self.bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begin = from + ends;
        while self.at < begin {
            let is_end = match self.bytes[self.at] {
                b'\n' => true,
                b'\r' => self.bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(is_end);
            self.at += 1;
        }
        (begin, self.line)
    }
}
