//! The parts of the page that are fetched when they are needed, each a wasm file of its own.
//!
//! A page that has just been opened loads what it takes to write a request, to send it, and to answer a plain read.
//! With the feature `split`, `cargo xtask build` cuts the rest off: all that is reached through the functions here
//! and from nowhere else. Without it the parts are there at once, which is all that work and tests need.

use std::fmt;

use leptos::prelude::*;

use super::{Session, Shell, rest, session::Example};
use crate::{
    api::Api,
    api::import::{self, Finding, Imported, example_request},
    client::{self, Draft, check::Checker, edits},
    dispatch,
    http::{Method, Request},
    journal::{Journal, Restored, Sender, Sent, Via},
    server::table::{Row, Work},
    world::World,
};

/// A part that could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a part of this page could not be fetched. Is the connection gone, or has the site changed since it was \
             opened? Reload the page when it is back",
        )
    }
}

/// The session behind the page, and all that is drawn beside the name and the request line.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) open: fn(Shell) -> Session,
    pub(super) answered: fn(Session, Result<Option<dispatch::Sent>, String>),
    pub(super) sprite: fn(Session) -> AnyView,
    pub(super) modes: fn(Session) -> AnyView,
    pub(super) bar: fn(Session) -> AnyView,
    pub(super) notices: fn(Session) -> AnyView,
    pub(super) side: fn(Session) -> AnyView,
    pub(super) theatre: fn(Session) -> AnyView,
    pub(super) request: fn(Session) -> AnyView,
    pub(super) panes: fn(Session) -> AnyView,
    pub(super) dialogs: fn(Session) -> AnyView,
}

/// The whole server, and what reads a kept session back by it.
pub(super) struct Engine {
    pub(super) send: fn(&mut Journal, u64, Request, Sender, Via) -> Sent,
    pub(super) restore: fn(&str, &[String], &str) -> Result<Restored, String>,
    /// Begins the table of what conditions come to; and its next row, one at a time.
    pub(super) combinations: fn(&World) -> Work,
    pub(super) combination: fn(&mut Work) -> Option<Row>,
    /// What is to be said of a body, what may stand at a place in it, and an example of one of a media type: all that
    /// takes the validator and what makes values up.
    pub(super) check: fn(&mut Checker, &World, &Draft) -> client::check::Report,
    pub(super) hint: fn(&World, &Draft, usize) -> Option<String>,
    pub(super) example: fn(&Api, &Draft, &str) -> Option<String>,
    /// Begins the search for what is one edit away; and tries the next edit, `false` where there is none left.
    pub(super) edits: fn(&World, &Draft) -> edits::Work,
    pub(super) edit: fn(&mut edits::Work) -> bool,
    /// The same for longer ways to these ways out.
    pub(super) further: fn(&World, &Draft, &[edits::Exit], &edits::Found) -> edits::Further,
    pub(super) go_further: fn(&mut edits::Further) -> bool,
}

static REST: Rest = Rest {
    open: Session::connect,
    answered: Session::take_in,
    sprite: rest::sprite,
    modes: rest::modes,
    bar: rest::bar,
    notices: rest::notices,
    side: rest::side,
    theatre: rest::theatre,
    request: rest::request,
    panes: rest::panes,
    dialogs: rest::dialogs,
};

/// What makes a world of an OpenAPI document.
pub(super) struct Importer {
    /// Begins to read a document; and does the next piece of that.
    pub(super) begin: fn(&str) -> import::Work,
    pub(super) advance: fn(&mut import::Work) -> Option<import::Outcome>,
    /// Has what was read served at this API root.
    pub(super) bring: fn(Imported, &str) -> Brought,
}

/// An API that was read, ready to be served.
pub(super) struct Brought {
    pub(super) world: World,
    pub(super) report: Vec<Finding>,
    pub(super) examples: Vec<Example>,
}

static IMPORTER: Importer =
    Importer { begin: |text| import::Work::on(text, 1), advance: import::Work::advance, bring };

fn bring(imported: Imported, base: &str) -> Brought {
    let world = World::imported(&imported, base);
    let mut all: Vec<_> = imported
        .api
        .routes()
        .iter()
        .flat_map(|route| route.operations.iter().map(move |operation| (route, operation)))
        .collect();
    // Those that read come first; a menu of more than this helps nobody.
    all.sort_by_key(|(_, operation)| operation.method != Method::GET);
    all.truncate(60);
    let examples = all
        .into_iter()
        .map(|(route, operation)| {
            let request = example_request(&imported.api, &imported.seed, route, operation, base);
            let path = route.template.text();
            Example {
                name: operation.id.clone(),
                about: format!("{} {path}", operation.method),
                draft: Draft::of(&request, base),
            }
        })
        .collect();
    Brought { world, report: imported.report, examples }
}

static ENGINE: Engine = Engine {
    send: |journal, now_ms, request, sender, via| journal.send(now_ms, request, sender, via),
    restore: |head, lines, base| Journal::restore(head, lines.iter().map(String::as_str), base),
    combinations: Work::on,
    combination: Work::next,
    check: Checker::look,
    hint: client::check::hint,
    example: client::content::example,
    edits: edits::Work::on,
    edit: edits::Work::step,
    further: edits::Further::on,
    go_further: edits::Further::step,
};

#[cfg(feature = "split")]
mod split {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{ENGINE, Engine, IMPORTER, Importer, Missing, REST, Rest};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(rest, fallible)]
    pub(in super::super) fn rest() -> Result<&'static Rest, Missing> {
        Ok(&REST)
    }

    #[wasm_split(importer, fallible)]
    pub(in super::super) fn importer() -> Result<&'static Importer, Missing> {
        Ok(&IMPORTER)
    }

    #[wasm_split(engine, fallible)]
    pub(in super::super) fn engine() -> Result<&'static Engine, Missing> {
        Ok(&ENGINE)
    }
}

#[cfg(not(feature = "split"))]
mod whole {
    use super::{ENGINE, Engine, IMPORTER, Importer, Missing, REST, Rest};

    pub(in super::super) async fn rest() -> Result<&'static Rest, Missing> {
        Ok(&REST)
    }

    pub(in super::super) async fn importer() -> Result<&'static Importer, Missing> {
        Ok(&IMPORTER)
    }

    pub(in super::super) async fn engine() -> Result<&'static Engine, Missing> {
        Ok(&ENGINE)
    }
}

#[cfg(feature = "split")]
pub(super) use split::{engine, importer, rest};
#[cfg(not(feature = "split"))]
pub(super) use whole::{engine, importer, rest};
