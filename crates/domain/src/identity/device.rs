//! What a browser says of itself, in words people recognise their devices by.
//!
//! It must not know sessions. The words are a hint, never a proof: anybody can send any.

/// Browsers by a mark of their user agent. Most claim to be others too, so the order decides.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by a mark of the user agent; phones claim the desktop's system too, so they come first.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox on Linux`; the name of the program when it is no browser; `Unknown device` when nothing was said.
pub fn device(user_agent: Option<&str>) -> String {
    let said = user_agent.unwrap_or_default().trim();
    let find = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| said.contains(mark)).map(|(_, word)| *word)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, system) => match (program(said), system) {
            (Some(program), _) => program.to_owned(),
            (None, Some(system)) => system.to_owned(),
            (None, None) => "Unknown device".to_owned(),
        },
    }
}

/// The first word without its version, unless it is what every browser begins with.
fn program(said: &str) -> Option<&str> {
    let first = said.split([' ', '/']).next()?;
    let short = first.char_indices().nth(40).map_or(first, |(end, _)| &first[..end]);
    (!short.is_empty() && short != "Mozilla").then_some(short)
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_are_told_in_words() {
        let like = "(KHTML, like Gecko)";
        let long = "x".repeat(200);
        let cases = [
            (
                format!(
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 {like} Chrome/140.0 Safari/537.36"
                ),
                "Chrome on Linux",
            ),
            (
                format!("Mozilla/5.0 (X11; Linux x86_64) {like} HeadlessChrome/140.0 Safari/537.36"),
                "Chrome on Linux",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64) {like} Chrome/140 Safari/537.36 Edg/140.0"),
                "Edge on Windows",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64) {like} Chrome/140 Safari/537.36 OPR/120"),
                "Opera on Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
                "Firefox on Linux",
            ),
            (
                format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {like} Version/18.0 Safari/605.1"),
                "Safari on macOS",
            ),
            (
                format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {like} Mobile Safari/604.1"),
                "Safari on iPhone",
            ),
            (
                format!("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {like} CriOS/140.0 Safari/604.1"),
                "Chrome on iPad",
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 15) {like} Chrome/140.0 Mobile Safari/537.36"),
                "Chrome on Android",
            ),
            (
                format!("Mozilla/5.0 (X11; CrOS x86_64 1) {like} Chrome/140.0 Safari/537.36"),
                "Chrome on ChromeOS",
            ),
            ("curl/8.5.0".into(), "curl"),
            ("deploy-bot".into(), "deploy-bot"),
            ("Mozilla/5.0 (Linux)".into(), "Linux"),
            ("Mozilla/5.0".into(), "Unknown device"),
            (long.clone(), &long[..40]),
            ("  ".into(), "Unknown device"),
        ];
        for (said, expected) in &cases {
            assert_eq!(device(Some(said)), *expected, "{said}");
        }
        assert_eq!(device(None), "Unknown device");
    }
}
