//! The way to the server: requests, session, live events, errors. Screens call [`send`]; nothing here knows a screen.

mod decode;
pub mod error;
mod http;
pub mod live;
pub mod session;
pub mod tree;

pub use decode::decode;
pub use error::ApiError;
pub use http::{Done, ask, change, send};
