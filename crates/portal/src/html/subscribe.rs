//! Pages of subscribing: the form, the yes, the end, and what was done. They work without script, and none of them is kept.

use askama::Template;

use super::frame::Frame;
use super::render;
use crate::text::cleaned;
use crate::{Portal, site};

/// What the form of subscribing shows: empty at first, and what was typed when something is at fault.
#[derive(Clone, Debug, Default)]
pub struct SubscribeForm {
    /// Whether mail can be sent from here.
    pub has_mail: bool,
    /// `MAIL` or `WEBHOOK`; what else is typed is neither.
    pub channel: String,
    /// The address.
    pub address: String,
    /// Ids of the services that were chosen.
    pub services: Vec<String>,
    /// What is at fault, in a sentence.
    pub fault: Option<String>,
}

/// A subscription that is looked at, in words.
#[derive(Clone, Debug)]
pub struct SubscriptionWords {
    /// Whether it is told by calls of an endpoint; by mail otherwise.
    pub is_webhook: bool,
    /// Names of the services; all when empty.
    pub services: Vec<String>,
}

struct ServiceChoice {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "subscribe.html")]
struct SubscribePage {
    frame: Frame,
    form: SubscribeForm,
    is_webhook: bool,
    services: Vec<ServiceChoice>,
}

#[derive(Template)]
#[template(path = "subscribe_ask.html")]
struct AskPage {
    frame: Frame,
    heading: &'static str,
    /// What is about to happen.
    text: String,
    action: String,
    button: &'static str,
}

#[derive(Template)]
#[template(path = "subscribe_done.html")]
struct DonePage {
    frame: Frame,
    heading: &'static str,
    text: String,
    secret: Option<String>,
}

impl SubscriptionWords {
    fn about(&self) -> String {
        let way = if self.is_webhook { "calls of your endpoint" } else { "mail" };
        let services: Vec<String> = self.services.iter().map(|name| cleaned(name)).collect();
        if services.is_empty() {
            return format!("by {way}, about all services");
        }
        format!("by {way}, about {}", domain::text::listed(services.iter().map(String::as_str)))
    }
}

impl Portal {
    /// The form.
    pub fn subscribe_page(&self, form: SubscribeForm) -> String {
        let fault = form.fault.as_deref().map(cleaned);
        let form = SubscribeForm { address: cleaned(&form.address), fault, ..form };
        let services = self.projection.services().map(|service| ServiceChoice {
            id: service.id.clone(),
            name: service.name.clone(),
            is_chosen: form.services.contains(&service.id),
        });
        let services = services.collect();
        let is_webhook = form.channel == "WEBHOOK" || !form.has_mail;
        render(&SubscribePage { frame: self.still("Subscribe"), form, is_webhook, services })
    }

    /// What is shown after somebody asked, whether or not the address is known.
    pub fn asked_page(&self) -> String {
        self.done(
            "One more step",
            "If the address can be reached, a message is on its way to it with a link. Open the link and confirm: nothing else is sent \
             before. An address is asked at most three times an hour, and a request that nobody confirms ends after three days."
                .to_owned(),
            None,
        )
    }

    /// What asks for the yes; `token` stands in the address.
    pub fn confirm_page(&self, token: &str, what: &SubscriptionWords) -> String {
        render(&AskPage {
            frame: self.still("Confirm"),
            heading: "Confirm your subscription",
            text: format!("You will be told of updates {}.", what.about()),
            action: site::confirm(token),
            button: "Confirm",
        })
    }

    /// What is shown after the yes; the secret this once.
    pub fn confirmed_page(&self, what: &SubscriptionWords, secret: Option<&str>) -> String {
        let text =
            format!("You are told of updates {}. Every message has a link that ends this.", what.about());
        self.done("You are subscribed", text, secret.map(cleaned))
    }

    /// What asks whether to end it; `token` stands in the address.
    pub fn unsubscribe_page(&self, token: &str, what: &SubscriptionWords) -> String {
        render(&AskPage {
            frame: self.still("Unsubscribe"),
            heading: "End your subscription",
            text: format!("You are told of updates {}.", what.about()),
            action: site::unsubscribe(token),
            button: "Unsubscribe",
        })
    }

    /// What is shown after it was ended.
    pub fn unsubscribed_page(&self) -> String {
        self.done(
            "You are unsubscribed",
            "Nothing more is sent, and the address was removed.".to_owned(),
            None,
        )
    }

    /// What is shown for every link that does not hold.
    pub fn dead_link_page(&self) -> String {
        let text = "The link was used, is too old, or never was one. You can subscribe again at any time.";
        self.done("This link does not work", text.to_owned(), None)
    }

    /// What is shown to whoever asks too often.
    pub fn too_many_page(&self) -> String {
        let text = "Too many subscriptions were asked for from your network. Please try again in an hour.";
        self.done("Please wait a little", text.to_owned(), None)
    }

    fn done(&self, heading: &'static str, text: String, secret: Option<String>) -> String {
        render(&DonePage { frame: self.still(heading), heading, text, secret })
    }

    /// A frame that follows no news.
    fn still(&self, title: &str) -> Frame {
        Frame { revision: String::new(), ..Frame::new(self, title, "subscribe") }
    }
}
