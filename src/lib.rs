//! Toyshelf: a REST API you can watch.
//!
//! A client sends a request; a real HTTP server, living in the same page, checks it question by question, acts
//! and answers. Everything that decides is pure and lives in this library:
//!
//! ```
//! use toyshelf::{http::Request, server::dispatch, world::World};
//!
//! let world = World::toy_library("/api");
//! let (after, exchange) = dispatch(&world, Request::new("GET", "/api/toys/car"));
//!
//! assert_eq!(exchange.response.status, 200);
//! assert!(exchange.trace.steps.iter().any(|step| step.decision.id == "found"));
//! # let _ = after;
//! ```
//!
//! The rooms, each of which may use only those named before it:
//!
//! | room | holds |
//! |---|---|
//! | [`http`] | messages, targets, header fields as types |
//! | [`schema`] | a JSON Schema validator that explains itself |
//! | [`api`] | the API description (OpenAPI 3.1) and the built-in toy library |
//! | [`world`] | stored resources, clock, snapshots: one persistent value |
//! | [`server`] | the decisions in order, and [`server::dispatch`] |
//! | [`lens`] | the four wordings of every decision, status and field |
//! | [`client`] | composing requests |
//! | [`journal`] | the exchanges so far, with the world before and after each |
//! | [`lesson`] | goals as data |
//! | [`stage`] | storyboard and player, pure |
//! | [`dispatch`] | how a request reaches the server, and what is done when it cannot |
//! | `browser` | everything that touches the browser (feature `app`) |
//! | `view` | the Leptos components (feature `app`) |

pub mod api;
pub mod client;
pub mod dispatch;
pub mod http;
pub mod journal;
pub mod lens;
pub mod lesson;
pub mod schema;
pub mod server;
pub mod stage;
pub mod world;

#[cfg(feature = "app")]
pub mod browser;
#[cfg(feature = "app")]
pub mod view;
