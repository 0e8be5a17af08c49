//! Pages for when there is nothing to show: an address that leads nowhere, and a portal that knows nothing yet.

use askama::Template;

use super::frame::Frame;
use super::render;
use crate::text::cleaned;
use crate::{Portal, site};

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    frame: Frame,
    heading: &'static str,
    text: &'static str,
}

impl Portal {
    /// The page for an address that leads nowhere: the same whether or not something private is there.
    pub fn not_found_page(&self) -> String {
        let heading = "There is no such page";
        let frame = Frame { revision: String::new(), ..Frame::new(self, heading, "") };
        render(&NoticePage {
            frame,
            heading,
            text: "What you look for may have been published under another address.",
        })
    }
}

/// The page for when nothing is known. It says that, and never that all is well.
pub fn unknown_page(organisation: &str) -> String {
    let heading = "Status unknown";
    render(&NoticePage {
        frame: Frame::bare(heading, &cleaned(organisation), "now"),
        heading,
        text: "This page cannot say at the moment how the services are. That is no statement about the services themselves. \
               Please try again in a minute.",
    })
}
