//! How a request reaches the server, and what is done when it cannot.
//!
//! May use everything up to `stage`; the browser half (feature `app`) also uses `browser`. Start with
//! [`obstacle`], which says whether a `fetch` would carry a request unchanged, then `Dispatcher::send`.
//!
//! There are two ways to the server. *Live*: a real `fetch`, which the service worker (`public/sw.js`) hands
//! back to this page, so that the browser's network panel shows it. *In the page*: a direct call, which always
//! works. One promise holds for both: a request is answered exactly once, and never lost.

mod carry;
mod outbox;
mod state;

#[cfg(feature = "app")]
mod dispatcher;
#[cfg(feature = "app")]
mod live;
#[cfg(feature = "app")]
mod relay;

pub use carry::{Obstacle, obstacle};
pub use outbox::{Claim, Outbox, Ticket};
pub use state::{TransportState, Why};

#[cfg(feature = "app")]
pub use dispatcher::{Dispatcher, Sent, Served};
#[cfg(feature = "app")]
pub use live::rewritten;
