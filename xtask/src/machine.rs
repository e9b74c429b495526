//! Where things are on this machine, and running commands on it with progress in words.

use std::{
    env, fs,
    io::{BufRead, BufReader, IsTerminal, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

/// What every chore gives back: nothing, or the sentence to stop with.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The project's folder, its build folder, and when the chore began.
pub(crate) struct Machine {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    began: Instant,
}

impl Machine {
    /// The machine as found; the project is the workspace that Cargo ran this program from.
    pub(crate) fn here() -> Outcome<Machine> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").ok_or(
            "run this as `cargo xtask …` inside the project, so that Cargo can say where the project is.",
        )?;
        let root = Path::new(&manifest).parent().ok_or("the xtask folder has no parent folder.")?.to_owned();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Machine { root, target, began: Instant::now() })
    }

    /// The folder that holds tools installed for this project alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A command in the project's folder, with the project's tools first on its path.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut paths = vec![self.tools().join("bin")];
        paths.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        if let Ok(path) = env::join_paths(paths) {
            command.env("PATH", path);
        }
        // `cargo run` leaves these for xtask's own package; a Cargo started from here must not take them over.
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") {
                command.env_remove(name);
            }
        }
        command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH");
        command
    }

    /// `cargo` of the toolchain that runs this.
    pub(crate) fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// `node` on a script of the project.
    pub(crate) fn node(&self, script: &str) -> Command {
        let mut command = self.command("node");
        command.arg(self.root.join(script));
        command
    }

    /// Seconds since the chore began, for closing lines.
    pub(crate) fn elapsed(&self) -> String {
        seconds(self.began.elapsed())
    }
}

/// `3.2 s`, `1 min 05 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// The first of `names` found on the path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| {
            folders.iter().map(move |folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        })
        .find(|file| file.is_file())
}

/// What a command prints to standard output, if it runs and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command in sight; its output is the person's to read. `doing` completes "Could not …".
pub(crate) fn show(doing: &str, command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(doing, command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("could not {doing}: see above ({status}).")) }
}

/// Runs a command in sight, and returns what it printed on standard output besides, for its closing lines.
pub(crate) fn show_and_keep(doing: &str, command: &mut Command) -> (String, Outcome) {
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return (String::new(), Err(not_started(doing, command, &error))),
    };
    let mut kept = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            kept.push_str(&line);
            kept.push('\n');
        }
    }
    let outcome = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("could not {doing}: see above ({status}).")),
        Err(error) => Err(format!("could not {doing}: lost sight of it ({error}).")),
    };
    (kept, outcome)
}

/// One long job, run out of sight: what is said while it runs, and the command.
pub(crate) struct Job {
    pub(crate) saying: String,
    pub(crate) commands: Vec<Command>,
}

/// Runs jobs side by side and says how far each is. When one fails, the end of its output is shown.
pub(crate) fn side_by_side(jobs: Vec<Job>) -> Outcome {
    let voice = Mutex::new(());
    thread::scope(|scope| {
        let running: Vec<_> = jobs.into_iter().map(|job| scope.spawn(|| quietly(job, &voice))).collect();
        let mut outcomes = running.into_iter().map(ScopedJoinHandle::join);
        outcomes.try_for_each(|job| job.unwrap_or_else(|_| Err("a job's thread ended.".into())))
    })
}

/// How often a silent job says that it is still at work.
const REMINDER: Duration = Duration::from_secs(20);

fn quietly(job: Job, voice: &Mutex<()>) -> Outcome {
    let began = Instant::now();
    let say = |line: String| {
        let _turn = voice.lock();
        println!("  {line}");
        let _ = std::io::stdout().flush();
    };
    say(format!("{} …", job.saying));
    let (done, finished) = mpsc::channel::<()>();
    let compiled = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (said, compiled, speak) = (&job.saying, &compiled, &say);
        scope.spawn(move || {
            // Ends when `done` is dropped.
            while finished.recv_timeout(REMINDER) == Err(mpsc::RecvTimeoutError::Timeout) {
                let crates = compiled.load(Ordering::Relaxed);
                let far = if crates > 0 { format!(", {crates} crates so far") } else { String::new() };
                speak(format!("{said}: still at work after {}{far}", seconds(began.elapsed())));
            }
        });
        let done = done;
        for mut command in job.commands {
            let mut lines = Vec::new();
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
            let mut child = child.map_err(|error| not_started(&job.saying, &command, &error))?;
            if let Some(stderr) = child.stderr.take() {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line).into_owned();
                    compiled.fetch_add(
                        usize::from(line.trim_start().starts_with("Compiling ")),
                        Ordering::Relaxed,
                    );
                    lines.push(line);
                }
            }
            let status =
                child.wait().map_err(|error| format!("{}: lost sight of it ({error}).", job.saying))?;
            if !status.success() {
                let end = lines[lines.len().saturating_sub(40)..].join("\n");
                return Err(format!(
                    "{} failed ({status}). The end of what it said:\n\n{end}\n{}",
                    job.saying,
                    hint(&end)
                ));
            }
        }
        drop(done);
        say(format!("{}: done in {}", job.saying, seconds(began.elapsed())));
        Ok(())
    })
}

fn not_started(doing: &str, command: &Command, error: &std::io::Error) -> String {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    format!("could not {doing}: `{program}` did not start ({error}). Is it installed and on the path?")
}

/// What to do about a failure, when its output tells.
fn hint(output: &str) -> &'static str {
    const NETWORK: [&str; 7] = [
        "Could not resolve host",
        "Couldn't resolve host",
        "failed to download",
        "network failure",
        "ENOTFOUND",
        "EAI_AGAIN",
        "spurious network error",
    ];
    if NETWORK.iter().any(|sign| output.contains(sign)) {
        "\nThe network did not answer. The first run downloads from crates.io (and npm): connect once, and later runs \
         work offline."
    } else if output.contains("No space left") {
        "\nThe disk is full. The first run needs about 4 GB."
    } else if output.contains("linker `cc` not found") {
        "\nThere is no C linker. Install one: `apt-get install build-essential`, or Xcode's command line tools."
    } else {
        ""
    }
}

/// Says what begins, runs it, and says how long it took.
pub(crate) fn step<T>(saying: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let began = Instant::now();
    println!("{} {saying}", if std::io::stdout().is_terminal() { "▸" } else { "--" });
    let done = work()?;
    println!("   {}", seconds(began.elapsed()));
    Ok(done)
}

/// Reads a text file of the project.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}.", path.display()))
}

/// Writes a file.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    fs::write(path, content).map_err(|error| format!("cannot write {}: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_in_the_unit_a_person_would_use() {
        assert_eq!(seconds(Duration::from_millis(3_240)), "3.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_lost_network_is_recognised() {
        assert!(hint("error: failed to download from registry").contains("connect once"));
        assert_eq!(hint("error[E0308]: mismatched types"), "");
    }

    #[test]
    fn a_failing_job_shows_its_last_words() {
        let mut command = Command::new("cargo");
        command.arg("no-such-chore");
        let failure = side_by_side(vec![Job { saying: "Trying".into(), commands: vec![command] }]);
        assert!(failure.unwrap_err().contains("no-such-chore"));
    }
}
