//! The `wasm-bindgen` command, as much of it as Trunk calls.
//!
//! The command on crates.io brings a test runner, an HTTP client and a web server along, and takes three times as
//! long to compile. This is its library behind the same options; `cargo xtask` puts it on Trunk's path under the
//! name `wasm-bindgen`.
//!
//! It does one thing more. A program that was linked with `--emit-relocs` is cut first, at the functions that
//! `wasm_split_helpers` has marked: the parts are written beside the rest, to be fetched when they are needed. That has to
//! happen before wasm-bindgen, which loses the relocations.

use std::{env, fs, path::Path, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

/// The module that loads the parts, and that the program imports its loaders from.
const LINK: &str = "./parts.js";

/// The name of the section that tells where the linker put what.
const RELOCATIONS: &[u8] = b"reloc.CODE";

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
    let (mut input, mut out_dir, mut out_name) = (None, None, None);
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
            ("--out-name", stem) if !stem.is_empty() => out_name = Some(stem.to_owned()),
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
    let stem = Path::new(&input).file_stem().and_then(|stem| stem.to_str());
    let stem = out_name.or(stem.map(str::to_owned)).ok_or("under which name? Give --out-name=STEM")?;
    bindgen.out_name(&stem);
    let program = fs::read(&input).map_err(|error| format!("{input}: {error}"))?;
    // Only a program linked with `--emit-relocs` has this section.
    if program.windows(RELOCATIONS.len()).any(|bytes| bytes == RELOCATIONS) {
        let main = Path::new(&input).with_extension("main.wasm");
        let loader = format!("./{stem}.js");
        let mut options = wasm_split_cli_support::Options::new(&program);
        options.output_dir = Path::new(&out_dir);
        options.main_out_path = &main;
        options.link_name = LINK;
        options.main_module = &loader;
        wasm_split_cli_support::transform(options).map_err(|error| format!("{input}: {error:#}"))?;
        // The parts call on what the linker exported.
        bindgen.keep_lld_exports(true).input_path(&main);
    } else {
        bindgen.input_path(&input);
    }
    bindgen.generate(&out_dir).map_err(|error| format!("{input}: {error:#}"))
}
