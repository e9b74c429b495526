//! What the chores need, and how each comes to be there. Every function is quick when its tool is already in place.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::machine::{Job, Machine, Outcome, on_path, output, read, show, side_by_side, step, write};

/// The release of Trunk the project is built with. 0.22 needs a newer Rust than this project asks for.
const TRUNK: &str = "0.21.14";
const TARGET: &str = "wasm32-unknown-unknown";

/// All tools at once, for `cargo xtask setup`.
pub(crate) fn everything(machine: &Machine) -> Outcome {
    wasm(machine, Vec::new())?;
    test_runner(machine)?;
    npm(machine)?;
    println!("Chromium: {}", chromium()?.display());
    println!("ChromeDriver: {}", chromedriver()?.display());
    println!("\nAll is in place after {}.", machine.elapsed());
    Ok(())
}

/// The wasm target, Trunk and `wasm-bindgen`; `meanwhile` runs beside their compilation, since a 2-core machine is
/// idle for a third of the time while Trunk's longest crates compile alone.
pub(crate) fn wasm(machine: &Machine, meanwhile: Vec<Job>) -> Outcome {
    step("Looking for the WebAssembly target, Trunk and wasm-bindgen", || {
        wasm_target(machine)?;
        let mut jobs = Vec::new();
        if !has(machine, "trunk", &format!("trunk {TRUNK}")) {
            jobs.push(install(
                machine,
                &format!("Compiling Trunk {TRUNK}, once"),
                &["trunk", "--version", TRUNK, "--no-default-features"],
            ));
        }
        let bindgen = locked_version(machine, "wasm-bindgen")?;
        // Only the project's own will do: it also cuts the program into parts.
        let source = ["Cargo.toml", "src/main.rs"].map(|file| machine.root.join("xtask/bindgen").join(file));
        let wanted = format!("{bindgen}\n{}{}", read(&source[0])?, read(&source[1])?);
        let stamp = machine.tools().join("wasm-bindgen-made-from");
        let compile_bindgen = !own(machine, "wasm-bindgen").is_absolute()
            || fs::read_to_string(&stamp).map_or(true, |made_from| made_from != wanted);
        let build = machine.tools().join("build");
        if compile_bindgen {
            let mut cargo = machine.cargo();
            cargo
                .args(["build", "--locked", "--package", "bindgen", "--profile", "tool", "--target-dir"])
                .arg(&build);
            jobs.push(Job {
                saying: format!("Compiling wasm-bindgen {bindgen}, once"),
                commands: vec![cargo],
            });
        }
        // With all tools there, Trunk itself shows what Cargo does.
        if !jobs.is_empty() {
            jobs.extend(meanwhile);
        }
        side_by_side(jobs)?;
        if compile_bindgen {
            let bin = machine.tools().join("bin");
            let name = |stem: &str| format!("{stem}{}", env::consts::EXE_SUFFIX);
            fs::create_dir_all(&bin)
                .and_then(|()| {
                    fs::copy(build.join("tool").join(name("bindgen")), bin.join(name("wasm-bindgen")))
                })
                .map_err(|error| format!("cannot put wasm-bindgen into {}: {error}.", bin.display()))?;
            write(&stamp, wanted)?;
        }
        // Hundreds of megabytes that no later run reads.
        let _ = fs::remove_dir_all(&build);
        Ok(())
    })
}

/// The runner of wasm tests, from the full command on crates.io.
pub(crate) fn test_runner(machine: &Machine) -> Outcome {
    let version = locked_version(machine, "wasm-bindgen")?;
    let name = "wasm-bindgen-test-runner";
    if has(machine, name, &format!("{name} {version}")) {
        return Ok(());
    }
    step("The runner for tests in a browser is missing", || {
        let arguments = ["wasm-bindgen-cli", "--version", &version, "--no-default-features", "--bin", name];
        side_by_side(vec![install(machine, &format!("Compiling {name} {version}, once"), &arguments)])?;
        let _ = fs::remove_dir_all(machine.tools().join("build"));
        Ok(())
    })
}

/// Node's packages, exactly as the lock file has them.
pub(crate) fn npm(machine: &Machine) -> Outcome {
    let wanted = read(&machine.root.join("package-lock.json"))?;
    let stamp = machine.root.join("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let node = output(machine.command("node").arg("--version")).unwrap_or_default();
    let major = node.trim_start_matches('v').split('.').next().and_then(|digits| digits.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        let found =
            if node.is_empty() { "none is on the path".to_owned() } else { format!("found {}", node.trim()) };
        return Err(format!(
            "Node 20 or newer is needed; {found}. Install it from your system's packages or nodejs.org."
        ));
    }
    let Some(npm) = on_path(&["npm", "npm.cmd"]) else {
        return Err(
            "npm is not on the path. It usually comes with Node; on Debian it is the package `npm`.".into()
        );
    };
    step("Installing Node's packages from package-lock.json", || {
        let mut command = machine.command(npm);
        command.args(["ci", "--ignore-scripts", "--no-audit", "--loglevel=error"]);
        side_by_side(vec![Job { saying: "npm ci".into(), commands: vec![command] }])?;
        write(&stamp, wanted)
    })
}

/// Chromium: `CHROME`, or on the path, or from Debian's packages where this may install them.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    const NAMES: [&str; 5] =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    find_or_install("Chromium", "CHROME", &NAMES).or_else(|sentence| {
        let mac = PathBuf::from(MAC);
        if mac.is_file() { Ok(mac) } else { Err(sentence) }
    })
}

/// ChromeDriver, likewise, by `CHROMEDRIVER`.
pub(crate) fn chromedriver() -> Outcome<PathBuf> {
    find_or_install("ChromeDriver", "CHROMEDRIVER", &["chromedriver"])
}

fn find_or_install(what: &str, variable: &str, names: &[&str]) -> Outcome<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        let named = PathBuf::from(named);
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!("{variable} says that {what} is {}, but there is no such file.", named.display()))
        };
    }
    if let Some(found) = on_path(names) {
        return Ok(found);
    }
    let root = output(std::process::Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if let (true, Some(apt)) = (root, on_path(&["apt-get"])) {
        step("Installing Chromium and its driver from the system's packages", || {
            let apt = |arguments: &[&str]| {
                let mut command = std::process::Command::new(&apt);
                command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
                command
            };
            let commands = vec![
                apt(&["update"]),
                apt(&["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]),
            ];
            side_by_side(vec![Job { saying: "apt-get install chromium chromium-driver".into(), commands }])
        })?;
    }
    on_path(names).ok_or_else(|| {
        format!(
            "{what} is not on the path. Install it (Debian: `apt-get install chromium chromium-driver`; elsewhere \
             Chrome and the ChromeDriver of the same version), or say where it is in {variable}."
        )
    })
}

/// The version of a crate in `Cargo.lock`.
pub(crate) fn locked_version(machine: &Machine, name: &str) -> Outcome<String> {
    let lock = read(&machine.root.join("Cargo.lock"))?;
    version_in(&lock, name).ok_or_else(|| format!("Cargo.lock does not name {name}."))
}

fn version_in(lock: &str, name: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{name}\""));
    let version = lines.nth(1)?;
    Some(version.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// Rust's standard library for wasm, by rustup.
pub(crate) fn wasm_target(machine: &Machine) -> Outcome {
    let mut rustc = machine.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    if output(&mut rustc).is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    if on_path(&["rustup"]).is_none() {
        return Err(format!(
            "Rust's standard library for {TARGET} is missing, and so is rustup, which would add it. Install rustup \
             (rustup.rs), or your system's package of that library (Debian: libstd-rust-dev-wasm32)."
        ));
    }
    let mut rustup = machine.command("rustup");
    show(&format!("add the target {TARGET}"), rustup.args(["target", "add", TARGET]))
}

/// The program among the project's tools by its full path, or by its name alone if it is not there.
pub(crate) fn own(machine: &Machine, program: &str) -> PathBuf {
    let own = machine.tools().join("bin").join(format!("{program}{}", env::consts::EXE_SUFFIX));
    if own.is_file() { own } else { program.into() }
}

/// Whether the program, among the project's tools or on the path, is of exactly this version.
fn has(machine: &Machine, program: &str, version: &str) -> bool {
    let mut command = machine.command(own(machine, program));
    // Trunk takes NO_COLOR=1 for a malformed option and stops.
    output(command.arg("--version").env_remove("NO_COLOR")).is_some_and(|said| said.trim() == version)
}

/// `cargo install` into the project's tools, compiled for a quick build rather than a quick program: Trunk at its own
/// release profile takes 8 minutes on 2 cores, and is no better for it.
fn install(machine: &Machine, saying: &str, what: &[&str]) -> Job {
    let mut cargo = machine.cargo();
    cargo.args(["install", "--locked", "--force", "--root"]).arg(machine.tools()).args(what);
    cargo.arg("--target-dir").arg(machine.tools().join("build").join(what[0]));
    for (key, value) in [
        ("OPT_LEVEL", "0"),
        ("LTO", "off"),
        ("CODEGEN_UNITS", "16"),
        ("DEBUG", "0"),
        ("STRIP", "symbols"),
        ("PANIC", "unwind"),
    ] {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    Job { saying: saying.to_owned(), commands: vec![cargo] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_of_the_very_crate() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \
                    \"wasm-bindgen\"\nversion = \"0.2.128\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.128"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
