//! From what is to be said to a message as it travels.
//!
//! It must not let any field become a header of its own (A17).

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use url::Url;

use super::clean;

/// The longest subject, in characters.
const MOST_SUBJECT: usize = 250;

/// A mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    /// May be empty.
    pub to_name: String,
    pub to_address: String,
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Such as `<dlv_01h…@coalmine.example>`: the same at each attempt, so that a mail that arrives
    /// twice is one for its reader.
    pub message_id: String,
    /// The page where the reader ends such mails with one click (RFC 8058).
    pub list_unsubscribe: Option<String>,
}

/// The message of a mail.
///
/// Errors: what is wrong with the mail, in words without its texts.
pub(super) fn build(from: &Mailbox, mail: &Mail) -> Result<Message, &'static str> {
    let address = mail.to_address.parse().map_err(|_| "the address is none")?;
    let name = Some(clean::line(&mail.to_name)).filter(|name| !name.is_empty());
    if !is_id(&mail.message_id) {
        return Err("the message's id is none");
    }
    let subject: String = clean::line(&mail.subject).chars().take(MOST_SUBJECT).collect();
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(subject)
        .message_id(Some(mail.message_id.clone()))
        // Nobody's "out of office" shall answer (RFC 3834).
        .raw_header(fixed("Auto-Submitted", "auto-generated"));
    if let Some(url) = &mail.list_unsubscribe {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or("the address to unsubscribe at is none")?;
        builder = builder
            .raw_header(fixed("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(fixed("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let text = SinglePart::plain(clean::lines(&mail.text));
    builder.singlepart(text).map_err(|_| "the mail cannot be written")
}

fn fixed(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// `<left@right>`, of characters that need no quotes.
fn is_id(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+=$".contains(&byte))
    };
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    text.len() <= 250
        && inner
            .and_then(|inner| inner.split_once('@'))
            .is_some_and(|(left, right)| is_plain(left) && is_plain(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "x\r\nBcc: evil@x.example\r\n\r\nbody\u{1b}[31m\u{202e}\u{2028}y";

    fn mail() -> Mail {
        Mail {
            to_name: "Kim".to_owned(),
            to_address: "kim@x.example".to_owned(),
            subject: "Hello".to_owned(),
            text: "Hello Kim".to_owned(),
            message_id: "<dlv_1@coalmine.example>".to_owned(),
            list_unsubscribe: None,
        }
    }

    fn written(mail: &Mail) -> Result<String, &'static str> {
        let from = "Coalmine <coalmine@x.example>".parse().unwrap();
        build(&from, mail).map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn texts_that_hold_headers_stay_texts() {
        let mut mail = mail();
        for field in [&mut mail.to_name, &mut mail.subject, &mut mail.text] {
            EVIL.clone_into(field);
        }
        mail.list_unsubscribe = Some("https://x.example/?a=\r\nBcc:%0d%0aevil@x.example".to_owned());
        let text = written(&mail).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> =
            head.split("\r\n").filter_map(|line| line.split_once(": ")).map(|pair| pair.0).collect();
        for name in &names {
            assert!(!name.trim_start().eq_ignore_ascii_case("bcc") || name.starts_with(' '), "{head}");
        }
        assert!(head.split("\r\n").all(|line| !line.to_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(
            head.matches("\r\nSubject:").count() + usize::from(head.starts_with("Subject:")),
            1,
            "{head}"
        );
        assert!(body.contains("Bcc: evil@x.example"), "the text itself is kept: {body}");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{2028}']), "{text}");
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        for address in
            ["", "kim", "kim@x.example\r\nBcc: a@b.example", "kim@x.example, a@b.example", "<kim@x.example>"]
        {
            assert!(written(&Mail { to_address: address.to_owned(), ..mail() }).is_err(), "{address:?}");
        }
        for id in ["", "a@b", "<a>", "<a@b>\r\nBcc: a@b", "<a b@c>", "<@b>", "<a@b@c>"] {
            assert!(written(&Mail { message_id: id.to_owned(), ..mail() }).is_err(), "{id:?}");
        }
        for url in ["", "javascript:alert(1)", "mailto:a@b.example"] {
            assert!(written(&Mail { list_unsubscribe: Some(url.to_owned()), ..mail() }).is_err(), "{url:?}");
        }
        let good = Mail { list_unsubscribe: Some("https://x.example/u?t=1".to_owned()), ..mail() };
        let text = written(&good).unwrap();
        for line in [
            "To: Kim <kim@x.example>",
            "Message-ID: <dlv_1@coalmine.example>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://x.example/u?t=1>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "MIME-Version: 1.0",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
    }
}
