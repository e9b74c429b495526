//! The Leptos components, thin: what they show is decided in the rooms below, and they may use all of those.
//!
//! Start with [`App`], which lays out the page, and [`Session`], which holds everything that changes. One
//! component stands in one file; each takes the session by value, because it is only a handful of signals. A
//! component reads signals and calls the session's actions; it keeps no state of its own beyond what is open.

// Leptos' component macro writes `pub` before what it makes, whatever was asked for.
#![allow(unreachable_pub)]

mod address;
mod api_panel;
mod app;
mod aside;
mod auth;
mod badge;
mod body;
mod branches;
mod bulk;
mod cache;
mod clients;
mod combinations;
mod combo;
mod compare;
mod composer;
mod composing;
mod copy;
mod desk;
mod dispatcher;
mod dock;
mod edits;
mod envelope;
mod errand;
mod evidence;
mod exchanges;
mod explain;
mod figure;
mod fleet;
mod header;
mod home;
mod icon;
mod import;
mod inspector;
mod journey;
mod keep;
mod keys;
mod legs;
mod lens;
mod letter;
mod log;
mod map;
mod map_card;
mod map_chart;
mod map_view;
mod menu;
mod methods;
mod mode;
mod moment;
mod more;
mod notices;
mod on_stage;
mod order;
mod panel;
mod part;
mod path;
mod player;
mod presets;
mod query;
mod reset;
mod rest;
mod rows;
mod sender;
mod server;
mod session;
mod settings;
mod shelf_more;
mod shell;
mod shortcuts;
mod split;
mod stage;
mod steps;
mod tabs;
mod term;
mod theme;
mod timeline;
mod told;
mod toy_card;
mod track;
mod travel;
mod wire;
mod wording;
mod words;

pub use app::App;
pub use session::Session;
pub use shell::Shell;
