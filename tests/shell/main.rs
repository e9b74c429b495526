//! The native shell (`examples/serve`), spoken to in raw bytes over TCP.
//!
//! `framing` tries where messages begin and end, `faults` what is wrong with them, `limits` how much and how slowly
//! a client may send, and `program` the command line. All but `program` run the shell inside the test, on a port
//! that the system picks.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../examples/serve/args.rs"]
mod args;
#[path = "../../examples/serve/shell/mod.rs"]
mod shell;

mod faults;
mod framing;
mod limits;
mod program;
mod talk;
