//! The style sheet and the script of the portal, named by their content so that they may be kept for ever.

use std::sync::LazyLock;

use crate::etag::short;
use crate::site::ASSETS;

/// A file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its name, with a hash of the content in it.
    pub name: String,
    /// Where it is, from the root of the site.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub content: String,
}

/// The style sheet: all of it, for every page, in light, dark, forced colours and print.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| asset("portal", "css", "text/css; charset=utf-8", include_str!("../assets/portal.css")));

/// The script, which no page needs: times where the reader is, news while the page is open, and the choice of a theme.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    asset("portal", "js", "text/javascript; charset=utf-8", include_str!("../assets/portal.js"))
});

/// A file by its name.
pub fn by_name(name: &str) -> Option<&'static Asset> {
    [&*STYLE, &*SCRIPT].into_iter().find(|asset| asset.name == name)
}

/// Where the style sheet of an organisation's colour is, `#rrggbb`: its name says all that is in it. `None` for what is no colour.
pub fn brand(accent: &str) -> Option<String> {
    let name = format!("brand-{}.css", accent.strip_prefix('#')?.to_ascii_lowercase());
    brand_style(&name).map(|_| format!("{ASSETS}{name}"))
}

/// The style sheet of an organisation's colour, made of its name `brand-rrggbb.css`. `None` for every other name.
pub fn brand_style(name: &str) -> Option<String> {
    let digits = name.strip_prefix("brand-")?.strip_suffix(".css")?;
    // One name for one colour.
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_colour = digits.len() == 6 && digits.bytes().all(is_digit);
    is_colour.then(|| format!(":root {{ --brand: #{digits}; }}\n"))
}

fn asset(stem: &str, extension: &str, media_type: &'static str, source: &str) -> Asset {
    let content = bare(source);
    let hash = short(content.as_bytes());
    let name = format!("{stem}-{}.{extension}", hash.get(..12).unwrap_or(&hash));
    Asset { path: format!("{ASSETS}{name}"), name, media_type, content }
}

/// Without indentation, empty lines and lines of comment: `/* … */` or `//` on a line of their own.
fn bare(source: &str) -> String {
    let lines = source.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/*"));
    lines.fold(String::with_capacity(source.len()), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(text: &str) -> usize {
        let mut out = Vec::new();
        brotli::BrotliCompress(&mut text.as_bytes(), &mut out, &brotli::enc::BrotliEncoderParams::default())
            .unwrap();
        out.len()
    }

    #[test]
    fn files_are_small_and_found_by_their_names() {
        let (script, style) = (packed(&SCRIPT.content), packed(&STYLE.content));
        assert!(script <= 1_536, "the script has {script} bytes");
        assert!(style <= 4_096, "the style sheet has {style} bytes");
        for asset in [&*STYLE, &*SCRIPT] {
            assert_eq!(by_name(&asset.name).unwrap().content, asset.content);
            assert!(asset.path.ends_with(&asset.name) && !asset.content.contains("/*"));
        }
        assert!(by_name("portal.css").is_none());
        assert_eq!(bare("/* a */\n  x {\n\n // no\n }\n"), "x {\n}\n");
    }

    #[test]
    fn a_colour_has_a_file_and_nothing_else_gets_into_it() {
        let path = brand("#1A5fb4").unwrap();
        assert_eq!(path, "/status/assets/brand-1a5fb4.css");
        assert_eq!(brand_style("brand-1a5fb4.css").unwrap(), ":root { --brand: #1a5fb4; }\n");
        for text in ["", "red", "1a5fb4", "#fff", "#12345g", "#1234567", "#12;}*{", "#1234é", "##12345"] {
            assert_eq!(brand(text), None, "{text}");
        }
        for name in [
            "",
            "brand-.css",
            "brand-fff.css",
            "brand-1A5FB4.css",
            "brand-1a5fb44.css",
            "brand-1a5fb4.css.css",
            "brand-1a5fb4",
            "brand-%31a5fb.css",
            "brand-1a5f\u{661}.css",
            "brand-red;}*.css",
            "Brand-1a5fb4.css",
        ] {
            assert_eq!(brand_style(name), None, "{name}");
        }
        assert!(STYLE.content.contains("var(--brand)"), "the colour is used");
    }

    #[test]
    fn colours_are_those_of_the_client_whose_contrast_is_checked() {
        let tokens = include_str!("../../../frontend/style/00-tokens.css");
        let own = concat!(include_str!("../assets/portal.css"), include_str!("badge.rs"));
        let mut seen = 0;
        for colour in
            own.split("light-dark(").skip(1).filter_map(|rest| rest.split_once(')')).map(|(pair, _)| pair)
        {
            assert!(tokens.contains(&format!("light-dark({colour})")), "{colour}");
            seen += 1;
        }
        for (colour, _) in own.split("(\"#").skip(1).filter_map(|rest| rest.split_once('"')) {
            assert!(tokens.contains(&format!("-solid: light-dark(#{colour},")), "{colour}");
            seen += 1;
        }
        assert!(seen > 30, "{seen}");
    }
}
