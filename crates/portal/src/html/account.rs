//! Pages of a customer's own account: the form of signing in, and what she sees. They work without script, and none is kept.

use askama::Template;
use domain::time::Instant;

use super::frame::Frame;
use super::{render, status_mark};
use crate::text::cleaned;
use crate::words::{Stamp, stage};
use crate::{Portal, site};

/// What the form of signing in shows: empty at first, and what was typed when something is at fault.
#[derive(Clone, Debug, Default)]
pub struct SignInForm {
    /// The address that was typed.
    pub email: String,
    /// What the form carries so that no other page can send it.
    pub form_token: String,
    /// What is at fault, in a sentence.
    pub fault: Option<String>,
}

/// A customer's person at the portal.
#[derive(Clone, Debug)]
pub struct Account {
    /// How the person is shown.
    pub name: String,
    /// The organisation.
    pub customer: String,
    /// Ids of the services that the organisation uses.
    pub services: Vec<String>,
    /// Analyses that were shared with the organisation, newest first.
    pub analyses: Vec<SharedAnalysis>,
    /// What forms carry so that no other page can send them.
    pub form_token: String,
}

/// An analysis that was shared, as a line of a list.
#[derive(Clone, Debug)]
pub struct SharedAnalysis {
    /// Where it is read.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Whether it is the final one.
    pub is_final: bool,
    /// When it was published.
    pub published_at: Instant,
    /// Whether the organisation acknowledged it.
    pub is_acknowledged: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: SignInForm,
}

struct ServiceLine {
    name: String,
    mark: &'static str,
    words: &'static str,
}

struct AnalysisLine {
    path: String,
    title: String,
    stage: &'static str,
    published: Stamp,
    is_acknowledged: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    customer: String,
    as_of: Stamp,
    services: Vec<ServiceLine>,
    analyses: Vec<AnalysisLine>,
    form_token: String,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    frame: Frame,
}

impl Portal {
    /// The form of signing in.
    pub fn sign_in_page(&self, form: SignInForm) -> String {
        let form = SignInForm { email: cleaned(&form.email), ..form };
        render(&SignInPage { frame: self.own("Sign in"), form })
    }

    /// What a customer's person sees: how her services are, and what was shared with her organisation. Services are named
    /// only when everybody may know them.
    pub fn account_page(&self, account: &Account, now: Instant) -> String {
        let used = self.projection.services().filter(|service| account.services.contains(&service.id));
        let services = used.map(|service| ServiceLine {
            name: service.name.clone(),
            mark: status_mark(service.status),
            words: service.status.words(),
        });
        let analyses = account.analyses.iter().map(|one| AnalysisLine {
            path: site::fit(&one.path).to_owned(),
            title: cleaned(&one.title),
            stage: stage(one.is_final),
            published: Stamp::new(one.published_at, now),
            is_acknowledged: one.is_acknowledged,
        });
        render(&AccountPage {
            frame: self.own("Your account"),
            name: cleaned(&account.name),
            customer: cleaned(&account.customer),
            as_of: Stamp::whole(self.projection.as_of),
            services: services.collect(),
            analyses: analyses.collect(),
            form_token: account.form_token.clone(),
        })
    }

    /// What is shown when a form was too old or not ours: nothing was done.
    pub fn refused_page(&self) -> String {
        render(&RefusedPage { frame: self.own("Nothing was done") })
    }

    /// A frame that follows no news.
    fn own(&self, title: &str) -> Frame {
        Frame { revision: String::new(), ..Frame::new(self, title, "account") }
    }
}
