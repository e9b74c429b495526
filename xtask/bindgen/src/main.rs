//! The `wasm-bindgen` command, as much of it as Trunk calls.
//!
//! The command on crates.io brings a test runner, an HTTP client and a web server along, and takes three times as
//! long to compile. This is its library behind the same options; `cargo xtask` puts it on Trunk's path under the
//! name `wasm-bindgen`.

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    // The command's own default, where the library's differs.
    bindgen.omit_default_module_path(false);
    let (mut input, mut out_dir) = (None, None);
    for argument in arguments {
        let (name, value) = argument.split_once('=').unwrap_or((&argument, ""));
        match (name, value) {
            ("--version", _) => {
                println!("wasm-bindgen {}", wasm_bindgen_shared::version());
                return Ok(());
            }
            ("--target", "web") => {
                bindgen.web(true).map_err(|error| format!("{error:#}"))?;
            }
            ("--target", "no-modules") => {
                bindgen.no_modules(true).map_err(|error| format!("{error:#}"))?;
            }
            ("--out-dir", path) if !path.is_empty() => out_dir = Some(path.to_owned()),
            ("--out-name", stem) if !stem.is_empty() => {
                bindgen.out_name(stem);
            }
            ("--no-typescript", _) => {
                bindgen.typescript(false);
            }
            ("--no-demangle", _) => {
                bindgen.demangle(false);
            }
            ("--keep-debug", _) => {
                bindgen.keep_debug(true);
            }
            // Decided from the module itself these days; the original accepts and ignores them as well.
            ("--reference-types" | "--weak-refs", _) => {}
            (path, "") if !path.starts_with('-') => input = Some(path.to_owned()),
            _ => {
                return Err(format!(
                    "{argument}: not an option of the project's small wasm-bindgen. If Trunk has begun to ask for \
                     it, add it in xtask/bindgen/src/main.rs"
                ));
            }
        }
    }
    let input = input.ok_or("which file? Give the path of a .wasm file")?;
    let out_dir = out_dir.ok_or("where to? Give --out-dir=DIR")?;
    bindgen.input_path(&input);
    bindgen.generate(&out_dir).map_err(|error| format!("{input}: {error:#}"))
}
