//! The toy library on a real TCP port: the engine of the page, for curl and for any other HTTP client.
//!
//! ```sh
//! cargo run --no-default-features --example serve -- --port 8080
//! curl -i http://127.0.0.1:8080/api/toys/car
//! ```
//!
//! Start reading at [`shell`]. Ctrl-C stops the server once the answers under way are out; a second Ctrl-C, at once.
//! The toys live in memory only, so nothing needs saving.

mod args;
mod document;
mod shell;

use std::{
    io::{self, Write},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::ExitCode,
};

use crate::{
    args::Asked,
    shell::{Closing, Limits},
};

fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(Asked::Help) => {
            say(args::HELP);
            ExitCode::SUCCESS
        }
        Ok(Asked::Serve { port, openapi }) => serve(port, openapi.as_deref()),
        Err(sentence) => {
            complain(&format!("{sentence} See --help."));
            ExitCode::from(2)
        }
    }
}

/// Listens on 127.0.0.1 alone, so that the toys are for this machine only.
fn serve(port: u16, openapi: Option<&Path>) -> ExitCode {
    let world = match document::world(openapi, "/api") {
        Ok(world) => world,
        Err(sentence) => {
            complain(&sentence);
            return ExitCode::FAILURE;
        }
    };
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(listener) => listener,
        Err(error) => {
            complain(&cannot_listen(port, &error));
            return ExitCode::FAILURE;
        }
    };
    // Port 0 lets the system choose, so the address is asked back rather than put together.
    let address = match listener.local_addr() {
        Ok(address) => address,
        Err(error) => {
            complain(&cannot_listen(port, &error));
            return ExitCode::FAILURE;
        }
    };
    let closing = Closing::of(address);
    let interrupted = closing.clone();
    let handled = ctrlc::set_handler(move || {
        if interrupted.has_begun() {
            std::process::exit(130);
        }
        // Said first: once the server knows, the program may end at any moment.
        complain("Stopping, once the answers under way are out.");
        interrupted.begin();
    });
    if let Err(error) = handled {
        complain(&format!("Ctrl-C will stop the server in the midst of its answers: {error}."));
    }
    say(&format!("http://{address}/api/\n"));
    complain("Toyshelf is listening. Press Ctrl-C to stop; what is stored is then as new again.");
    shell::serve(&listener, world, Limits::default(), &closing);
    ExitCode::SUCCESS
}

fn cannot_listen(port: u16, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "Port {port} is taken by another program. Stop that one, or pick another port: --port 0 finds a free one."
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("Port {port} may not be used without special rights. Pick one from 1024 up, or --port 0.")
        }
        _ => format!("Cannot listen on 127.0.0.1:{port}: {error}."),
    }
}

/// Writes to standard output at once. A reader who has gone away is no reason to stop serving.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
