//! What the command line asks for.

use std::ffi::OsString;

pub(crate) const HELP: &str = "\
The toy library on a real TCP port: the same server as in the page, for curl and other HTTP clients.

Usage: cargo run --no-default-features --example serve -- [--port PORT]

  --port PORT   the TCP port on 127.0.0.1; 0 takes any free one [default: 8080]
  --help, -h    this text

The address is printed once the server listens. Ctrl-C stops it.
";

const DEFAULT_PORT: u16 = 8080;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Help,
    Serve { port: u16 },
}

/// Reads the arguments that follow the program's name; the error is a sentence for the person who typed them.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut asked_port = None;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let argument = argument.to_string_lossy().into_owned();
        let value = match argument.as_str() {
            "--help" | "-h" => return Ok(Asked::Help),
            "--port" => match arguments.next() {
                Some(value) => value.to_string_lossy().into_owned(),
                None => return Err("--port needs a number after it, such as --port 8080.".into()),
            },
            _ => match argument.strip_prefix("--port=") {
                Some(value) => value.into(),
                None => return Err(format!("`{argument}` is not an argument this program knows.")),
            },
        };
        if asked_port.is_some() {
            return Err("--port is given twice; give it once.".into());
        }
        asked_port = Some(port(&value)?);
    }
    Ok(Asked::Serve { port: asked_port.unwrap_or(DEFAULT_PORT) })
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("`{text}` is not a port: a port is a whole number from 0 to 65535."))
}
