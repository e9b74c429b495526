//! The page: served for work, built for the world.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    machine::{Job, Machine, Outcome, read, show, side_by_side, step, write},
    tools,
};

/// Where `cargo xtask build` leaves the site, from the project's folder.
pub(crate) const DIST: &str = "dist";

/// The wasm features that stable Rust compiles with, and every browser of the last three years has.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the page for work and serves it until stopped.
pub(crate) fn serve(machine: &Machine, words: &[&str]) -> Outcome {
    let (mut port, mut open, mut words) = (None, false, words.iter());
    while let Some(word) = words.next() {
        match *word {
            "--open" => open = true,
            "--port" => {
                let number =
                    words.next().and_then(|digits| digits.parse::<u16>().ok()).filter(|port| *port > 0);
                port = Some(number.ok_or("--port wants a number from 1 to 65535, as in `--port 8080`.")?);
            }
            other => return Err(format!("`serve` does not know `{other}`; it takes --port N and --open.")),
        }
    }
    // Before minutes of work, not after.
    let port = free_port(port)?;

    let mut app = machine.cargo();
    app.args(["build", "--locked", "--target", "wasm32-unknown-unknown", "--bin", "toyshelf"]);
    tools::wasm(machine, vec![Job { saying: "Compiling the app".into(), commands: vec![app] }])?;

    println!("Ready to start after {}. Starting Trunk; Ctrl-C stops it.", machine.elapsed());
    println!("\n   http://127.0.0.1:{port}/\n");
    let mut trunk = trunk(machine, "serve", &machine.target.join("site/serve"));
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    if open {
        trunk.arg("--open");
    }
    become_command(&mut trunk)
}

/// Writes an unoptimised site to `dist/`, in seconds.
pub(crate) fn build_dev(machine: &Machine) -> Outcome {
    tools::wasm(machine, Vec::new())?;
    step("Building the site, unoptimised", || {
        show("build the site", &mut trunk(machine, "build", &dist(machine)))
    })
}

/// Writes the site to `dist/`: optimised, with one style sheet, every file that changes named by its content.
pub(crate) fn build(machine: &Machine) -> Outcome {
    tools::wasm(machine, Vec::new())?;
    tools::npm(machine)?;
    let staged = machine.target.join("site/release");
    step("Compiling the app at its release profile", || {
        let mut trunk = trunk(machine, "build", &staged);
        // With relocations kept, the project's wasm-bindgen cuts the program into parts (src/view/part.rs).
        trunk.args(["--release", "--features", "split"]).env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "--cfg erase_components -Clink-arg=--emit-relocs",
        );
        show("build the site", &mut trunk)
    })?;
    step("Making it small", || finish(machine, &staged, &dist(machine)))?;
    println!("The site is in {DIST}/ after {}.", machine.elapsed());
    Ok(())
}

fn dist(machine: &Machine) -> PathBuf {
    machine.root.join(DIST)
}

fn trunk(machine: &Machine, chore: &str, dist: &Path) -> Command {
    let mut trunk = machine.command(tools::own(machine, "trunk"));
    trunk.args([chore, "--config", "Trunk.toml", "--dist"]).arg(dist);
    // Trunk takes NO_COLOR=1 for a malformed option and stops; it has its own way to say the same.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env_remove("NO_COLOR").args(["--color", "never"]);
    }
    trunk
}

/// Optimises what Trunk left in `staged` into `dist`.
fn finish(machine: &Machine, staged: &Path, dist: &Path) -> Outcome {
    let said = |what: &str, path: &Path, error: &std::io::Error| {
        format!("cannot {what} {}: {error}.", path.display())
    };
    let mut page = read(&staged.join("index.html"))?;
    let boot = tag(&page, "<script id=\"boot\"")
        .ok_or("Trunk left no boot script in index.html: see Trunk.toml.")?;
    let wasm = file_in(boot, "data-wasm")?;

    let _ = fs::remove_dir_all(dist);
    copy_folder(staged, dist).map_err(|error| said("copy the site to", dist, &error))?;

    // The program: what is needed at once, and the parts that are fetched when they are needed. All are named by one
    // digest, because they name each other.
    let script = file_in(boot, "data-js")?;
    let parts = parts(&machine.target.join("wasm-bindgen/release"))?;
    let mut program = vec![(staged.join(&wasm), "toyshelf.wasm".to_owned())];
    program.extend(parts.iter().map(|part| (part.clone(), file_name(part))));
    let mut digested = String::new();
    for (path, _) in &program {
        let content = fs::read(path).map_err(|error| said("read", path, &error))?;
        digested.push_str(&digest(&content));
    }
    let loader = machine.target.join("wasm-bindgen/release/parts.js");
    let scripts = [(staged.join(&script), "toyshelf.js"), (loader, "parts.js")];
    for (path, _) in &scripts {
        digested.push_str(&read(path)?);
    }
    let mark = digest(digested.as_bytes());
    let marked = |name: &str| name.replacen('.', &format!("-{mark}."), 1);
    for (path, name) in &program {
        let small = dist.join(marked(name));
        // By binaryen, from npm because Debian's is too old for today's wasm.
        let mut optimise = machine.node("node_modules/binaryen/bin/wasm-opt");
        optimise
            .arg(path)
            .args(FEATURES)
            .args(["-Oz", "--strip-debug", "--strip-producers", "-o"])
            .arg(&small);
        side_by_side(vec![Job { saying: format!("wasm-opt -Oz {name}"), commands: vec![optimise] }])?;
        let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
        println!("  {name}: {} bytes before, {} after", size(path), size(&small));
    }
    for (path, name) in &scripts {
        let mut text = read(path)?;
        for (_, other) in &program {
            text = text.replace(&format!("\"./{other}\""), &format!("\"./{}\"", marked(other)));
        }
        for (_, other) in &scripts {
            // Where it is imported from alone: the program asks for its imports under the old name.
            text = text.replace(&format!("from \"./{other}\""), &format!("from \"./{}\"", marked(other)));
        }
        write(&dist.join(marked(name)), text)?;
        minify(machine, &dist.join(marked(name)))?;
    }
    for (old, new) in [(&wasm, "toyshelf.wasm"), (&script, "toyshelf.js")] {
        fs::remove_file(dist.join(old)).map_err(|error| said("remove", &dist.join(old), &error))?;
        page = page.replace(&format!("./{old}"), &format!("./{}", marked(new)));
    }
    // The loader of the parts is asked for beside the script that imports it.
    let preload = format!("<link rel=\"modulepreload\" href=\"./{}\" crossorigin>", marked("parts.js"));
    page = page.replacen("</head>", &format!("{preload}</head>"), 1);

    // The loader's name follows its content; its text is in public/. The worker's name must stay.
    minify(machine, &dist.join("sw.js"))?;
    minify(machine, &dist.join("boot.js"))?;
    let text = read(&dist.join("boot.js"))?;
    let name = format!("boot-{}.js", digest(text.as_bytes()));
    fs::rename(dist.join("boot.js"), dist.join(&name))
        .map_err(|error| said("rename", &dist.join("boot.js"), &error))?;
    page = page.replace("./boot.js", &format!("./{name}"));

    // One style sheet: one request before the first paint, and better compression. Another for what is fetched later.
    let (mut sheet, mut late) = (String::new(), String::new());
    let mut place = None;
    while let Some(link) = tag(&page, "<link rel=\"stylesheet\"").map(str::to_owned) {
        let name = file_in(&link, "href")?;
        let sheet = if link.contains("data-late") { &mut late } else { &mut sheet };
        sheet.push_str(&read(&staged.join(&name))?);
        sheet.push('\n');
        fs::remove_file(dist.join(&name)).map_err(|error| said("remove", &dist.join(&name), &error))?;
        place = place.or_else(|| page.find(&link));
        page = page.replacen(&link, "", 1);
    }
    let place = place.ok_or("index.html links no style sheet.")?;
    let name = format!("style-{}.css", digest(sheet.as_bytes()));
    page.insert_str(place, &format!("<link rel=\"stylesheet\" href=\"./{name}\">"));
    write(&dist.join(&name), &sheet)?;
    minify(machine, &dist.join(&name))?;
    if !late.is_empty() {
        let name = format!("late-{}.css", digest(late.as_bytes()));
        page =
            page.replacen("<script id=\"boot\"", &format!("<script id=\"boot\" data-late=\"./{name}\""), 1);
        write(&dist.join(&name), &late)?;
        minify(machine, &dist.join(&name))?;
    }

    let page: Vec<&str> = page.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    write(&dist.join("index.html"), page.join("\n") + "\n")
}

/// The wasm files that the program was cut into, beside the one that loads them.
fn parts(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unread = |error| format!("cannot read {}: {error}.", folder.display());
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let name = file_name(&path);
        if (name.starts_with("split_") || name.starts_with("chunk_")) && name.ends_with(".wasm") {
            parts.push(path);
        }
    }
    parts.sort();
    if parts.is_empty() {
        return Err(format!("the program was not cut into parts: {} has none.", folder.display()));
    }
    Ok(parts)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Takes out of a script or a style sheet what only people read. What it does stays as it is.
fn minify(machine: &Machine, path: &Path) -> Outcome {
    let mut esbuild = machine.node("node_modules/esbuild/bin/esbuild");
    esbuild.arg(path).args(["--minify", "--allow-overwrite", "--log-level=error"]);
    esbuild.arg(format!("--outfile={}", path.display()));
    show(&format!("make {} small", file_name(path)), &mut esbuild)
}

/// The first tag of the page that begins so.
fn tag<'a>(page: &'a str, beginning: &str) -> Option<&'a str> {
    let from = page.find(beginning)?;
    let length = page[from..].find('>')?;
    Some(&page[from..=from + length])
}

/// The file that an attribute of a tag names, without its leading `./`.
fn file_in(tag: &str, attribute: &str) -> Outcome<String> {
    let missing =
        || format!("Trunk's page has no usable {attribute} in {tag}: has Trunk changed what it writes?");
    let (_, rest) = tag.split_once(&format!("{attribute}=\"")).ok_or_else(missing)?;
    let (value, _) = rest.split_once('"').ok_or_else(missing)?;
    let file = value.strip_prefix("./").ok_or_else(missing)?;
    if file.is_empty() || file.contains('/') { Err(missing()) } else { Ok(file.to_owned()) }
}

/// FNV-1a, 64 bits, in hexadecimal: names a file by its content, guards nothing.
fn digest(content: &[u8]) -> String {
    let hash = content.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The port asked for, if it is free; else the first free one from 8080.
fn free_port(asked: Option<u16>) -> Outcome<u16> {
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    match asked {
        Some(port) if free(&port) => Ok(port),
        Some(port) => Err(format!(
            "port {port} is taken by another program (or not yours to use). Stop it, or choose another --port."
        )),
        None => {
            let port =
                (8080..8100).find(free).ok_or("ports 8080 to 8099 are all taken. Choose one with --port.")?;
            if port != 8080 {
                println!("Port 8080 is taken; using {port}.");
            }
            Ok(port)
        }
    }
}

/// Lets Trunk take this process's place, so that stopping one stops both.
#[cfg(unix)]
fn become_command(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(format!("could not start Trunk: {}.", command.exec()))
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Outcome {
    show("serve the page", command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_the_page() {
        let page = r#"<head><link rel="stylesheet" href="./a-1.css" integrity="x"/><script id="boot" data-wasm="./b.wasm">"#;
        assert_eq!(file_in(tag(page, "<link rel=\"stylesheet\"").unwrap(), "href").unwrap(), "a-1.css");
        assert_eq!(file_in(tag(page, "<script id=\"boot\"").unwrap(), "data-wasm").unwrap(), "b.wasm");
        assert!(file_in("<link href=\"../up.css\">", "href").is_err());
    }

    #[test]
    fn a_digest_follows_the_content() {
        assert_eq!(digest(b""), "cbf29ce484222325");
        assert_eq!(digest(b"a"), "af63dc4c8601ec8c");
    }

    #[test]
    fn a_taken_port_is_said() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = holder.local_addr().unwrap().port();
        assert!(free_port(Some(port)).unwrap_err().contains("taken"));
    }
}
