//! The words of the drawings.

pub const ZOOM_IN: &str = "Zoom in";
pub const ZOOM_OUT: &str = "Zoom out";
pub const FIT: &str = "Fit";
pub const FIT_HINT: &str = "Show the whole drawing (0)";
pub const EXPORT: &str = "Export";
pub const AS_SVG: &str = "Drawing (SVG)";
pub const AS_PNG: &str = "Picture (PNG)";
pub const KEYS: &str = "Arrow keys walk the drawing, Enter opens a cause, plus and minus zoom.";
pub const ALONE: &str = "explains nothing yet";

/// `1 cause`, `2 causes`.
pub fn causes(count: usize) -> String {
    if count == 1 { "1 cause".to_owned() } else { format!("{count} causes") }
}

/// What the badge of a cause says.
pub fn evidence(count: i64) -> String {
    match count {
        0 => "? no evidence".to_owned(),
        1 => "1 evidence".to_owned(),
        count => format!("{count} evidence"),
    }
}
