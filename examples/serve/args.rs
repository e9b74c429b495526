//! What the command line asks for.

use std::{ffi::OsString, path::PathBuf};

pub(crate) const HELP: &str = "\
The toy library on a real TCP port: the same server as in the page, for curl and other HTTP clients.

Usage: cargo run --no-default-features --example serve -- [--port PORT] [--openapi FILE]

  --port PORT      the TCP port on 127.0.0.1; 0 takes any free one [default: 8080]
  --openapi FILE   serve what this OpenAPI document describes instead of the toy library
  --help, -h       this text

The address is printed once the server listens. Ctrl-C stops it, after the answers that are under way.
";

const DEFAULT_PORT: u16 = 8080;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Help,
    Serve { port: u16, openapi: Option<PathBuf> },
}

/// Reads the arguments that follow the program's name; the error is a sentence for the person who typed them.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let (mut asked_port, mut openapi) = (None, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        let (name, value) = match text.split_once('=') {
            // A file's name is taken as it is, also where it is not Unicode.
            Some((name @ ("--port" | "--openapi"), value)) => (name.to_owned(), Some(OsString::from(value))),
            _ => (text.into_owned(), None),
        };
        match name.as_str() {
            "--help" | "-h" => return Ok(Asked::Help),
            "--port" => {
                let value = value
                    .or_else(|| arguments.next())
                    .ok_or("--port needs a number after it, such as --port 8080.")?;
                once("--port", &mut asked_port, port(&value.to_string_lossy())?)?;
            }
            "--openapi" => {
                let value = value.or_else(|| arguments.next()).filter(|value| !value.is_empty());
                let value =
                    value.ok_or("--openapi needs a file after it, such as --openapi openapi.json.")?;
                once("--openapi", &mut openapi, PathBuf::from(value))?;
            }
            other => return Err(format!("`{other}` is not an argument this program knows.")),
        }
    }
    Ok(Asked::Serve { port: asked_port.unwrap_or(DEFAULT_PORT), openapi })
}

fn once<T>(name: &str, place: &mut Option<T>, value: T) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("{name} is given twice; give it once.")),
    }
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("`{text}` is not a port: a port is a whole number from 0 to 65535."))
}
