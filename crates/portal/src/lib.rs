//! The public status portal: from what was published to the bytes of pages, feeds, status JSON and badges.
//!
//! [`Portal`] holds one [`Projection`](domain::portal::Projection) and answers every request from it, so that nothing private can be
//! shown and no database is needed. All functions are pure; `now` comes in as an argument.
//!
//! It must not know HTTP, a database, a clock or use cases. Paths are in [`site`], for whoever routes them.

pub mod assets;
mod badge;
mod etag;
mod feeds;
mod html;
mod markdown;
mod publication;
pub mod site;
mod statuspage;
mod text;
mod words;

pub use badge::{icon, unknown_badge};
pub use etag::etag;
pub use html::{
    Account, SharedAnalysis, SharedPage, SharedQuestion, SignInForm, SubscribeForm, SubscriptionWords,
    rca_article, unknown_page,
};
pub use publication::Portal;
pub use site::Site;
pub use statuspage::Endpoint;
