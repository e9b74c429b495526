//! The native shell (`examples/serve`), spoken to in raw bytes over TCP.
//!
//! `framing` tries where messages begin and end, `smuggling` messages that two readers would cut differently,
//! `expect` when content is asked for, `closing` how the server ends, `faults` what is wrong with messages, `limits` how much and how slowly
//! a client may send, and `program` the command line. All but `program` run the shell inside the test, on a port
//! that the system picks.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../examples/serve/args.rs"]
mod args;
#[path = "../../examples/serve/document.rs"]
mod document;
#[path = "../../examples/serve/shell/mod.rs"]
mod shell;

mod closing;
mod expect;
mod faults;
mod framing;
mod limits;
mod program;
mod smuggling;
mod talk;
