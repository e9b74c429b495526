//! The command line, and the program itself.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
};

use crate::{
    args::{Asked, HELP, parse},
    document,
    talk::{GET_CAR, PATCH_CAR, Talk},
};

fn asked(arguments: &str) -> Result<Asked, String> {
    parse(arguments.split_whitespace().map(Into::into))
}

#[test]
fn arguments_are_read() {
    let serve = |port| Ok(Asked::Serve { port, openapi: None });
    assert_eq!(asked(""), serve(8080));
    assert_eq!(asked("--port 0"), serve(0));
    assert_eq!(asked("--port=65535"), serve(65535));
    for arguments in ["--openapi a=b.json --port 1", "--port=1 --openapi=a=b.json"] {
        assert_eq!(asked(arguments), Ok(Asked::Serve { port: 1, openapi: Some("a=b.json".into()) }));
    }
    assert_eq!(asked("--port 1 --help"), Ok(Asked::Help));
    assert!(HELP.contains("--port"));
}

#[test]
fn bad_arguments_get_a_sentence() {
    for (arguments, words) in [
        ("--port", "needs a number"),
        ("--port toys", "`toys` is not a port"),
        ("--port 65536", "from 0 to 65535"),
        ("--port=-1", "`-1`"),
        ("--port 1 --port 2", "twice"),
        ("--prot 1", "`--prot`"),
        ("--openapi", "needs a file"),
        ("--openapi=", "needs a file"),
        ("--openapi a --openapi b", "twice"),
    ] {
        let sentence = asked(arguments).unwrap_err();
        assert!(sentence.contains(words), "{sentence}");
    }
}

/// Builds the program as these tests were built and gives its path: cargo builds examples for a plain `cargo test`,
/// but not where one test was picked by name.
fn program() -> Command {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    let path = PATH.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let this = std::env::current_exe().unwrap();
        let profile = this.ancestors().nth(2).unwrap();
        let name = match profile.file_name().and_then(|name| name.to_str()) {
            Some("debug") => "dev",
            Some(name) => name,
            None => unreachable!("a profile's folder has a name"),
        };
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "serve", "--profile", name]);
        build.arg("--target-dir").arg(profile.parent().unwrap());
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        if !cfg!(feature = "app") {
            build.arg("--no-default-features");
        }
        assert!(build.status().unwrap().success());
        profile.join("examples").join(format!("serve{}", std::env::consts::EXE_SUFFIX))
    });
    Command::new(path)
}

/// The running program; ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

#[test]
fn it_prints_its_address_serves_and_names_a_taken_port() {
    let mut child = program().args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _running = Running(child);
    let address = line.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/api/\n"));
    let address: SocketAddr = address.unwrap_or_else(|| panic!("an address: {line:?}")).parse().unwrap();
    assert!(address.ip().is_loopback());
    assert_eq!(Talk::with(address).send(GET_CAR).answer().status, 200);

    let second = run(&["--port", &address.port().to_string()]);
    assert_eq!(second.status.code(), Some(1));
    let sentence = String::from_utf8(second.stderr).unwrap();
    assert!(sentence.contains(&format!("Port {} is taken", address.port())), "{sentence}");
}

#[test]
fn a_document_becomes_a_world() {
    let toys = document::world(None, "/api").unwrap();
    assert!(toys.find("/toys", "car").is_some());
    let file = std::env::temp_dir().join(format!("toyshelf-{}.json", std::process::id()));
    let path = Some(file.as_path());
    assert!(document::world(path, "/api").unwrap_err().starts_with("Cannot read"));
    std::fs::write(&file, "{").unwrap();
    let sentence = document::world(path, "/api").unwrap_err();
    assert!(sentence.contains("cannot be served") && sentence.contains("line 1"), "{sentence}");
    std::fs::write(&file, r#"{"openapi":"3.1.0","paths":{}}"#).unwrap();
    let sentence = document::world(path, "/api").unwrap_err();
    assert!(sentence.contains("(/paths)") && sentence.contains("no paths"), "{sentence}");
    std::fs::write(&file, toys.api().bytes()).unwrap();
    let world = document::world(path, "/api").unwrap();
    assert!(world.api().is_imported() && !world.collection("/toys").is_empty());
    assert_eq!(world.api().title(), "Toy library");
    std::fs::remove_file(&file).unwrap();
}

/// A signal can only be sent by another program.
#[cfg(unix)]
#[test]
fn ctrl_c_lets_the_answer_under_way_out() {
    let mut child =
        program().args(["--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/api/\n")).unwrap();
    let mut talk = Talk::with(address.parse().unwrap());
    talk.send(format!("{PATCH_CAR}Expect: 100-continue\r\nContent-Length: 15\r\n\r\n"));
    assert_eq!(talk.answer().status, 100);
    let mut running = Running(child);
    let interrupt = Command::new("kill").args(["-INT", &running.0.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(talk.send("{\"name\":\"Zoom\"}").answer().status, 200);
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("Stopping"), "{said}");
}

#[test]
fn it_helps_and_it_refuses() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert_eq!(String::from_utf8(help.stdout).unwrap(), HELP);

    let refused = run(&["--port", "toys"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("`toys` is not a port"));
}
