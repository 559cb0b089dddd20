//! A folder of its own for every test, and the program run inside it: no terminal, no colour, no paths in snapshots.

use super::contract;
use super::output::Output;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Variables that change what the program prints.
pub const AMBIENT: [&str; 5] = ["COLUMNS", "LINES", "CLICOLOR_FORCE", "FORCE_COLOR", "TZ"];

/// A folder with a test's files; it is gone when the test ends.
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// An empty folder.
    pub fn new() -> Self {
        Fixture { folder: TempDir::new().expect("a temporary folder") }
    }

    /// Writes a file; folders in its name are made.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(&path, content).unwrap_or_else(|error| panic!("{name}: {error}"));
        self
    }

    /// Where a file of the folder is, or would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that the program wrote. Fails when it is not there.
    pub fn read(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A file that the program wrote, as bytes. Fails when it is not there.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name} was not written: {error}"))
    }

    /// Every file below a folder, by its name there, with its bytes. Fails when the folder is not there.
    pub fn tree(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.path(folder), "", &mut found);
        found.sort();
        assert!(!found.is_empty(), "{folder} is empty");
        found
    }

    /// Runs the program in the folder.
    pub fn hearback(&self, args: &[&str]) -> Run {
        self.run(self.command(args), args)
    }

    /// Runs the program in the folder with further variables.
    pub fn hearback_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.command(args);
        command.envs(variables.iter().copied());
        self.run(command, args)
    }

    /// Runs a prepared command to its end.
    pub fn run(&self, command: Command, args: &[&str]) -> Run {
        let output = assert_cmd::Command::from_std(command).output().expect("the program runs");
        let text = |bytes: &[u8]| self.filtered(std::str::from_utf8(bytes).expect("output is UTF-8"));
        Run {
            args: self.filtered(&args.join(" ")),
            code: output.status.code().unwrap_or_else(|| panic!("{args:?} was killed: {:?}", output.status)),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The program with its arguments, in the folder, not yet started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hearback"));
        command.args(args).current_dir(self.folder.path()).env("NO_COLOR", "1");
        AMBIENT.iter().for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    fn filtered(&self, text: &str) -> String {
        text.replace(&self.folder.path().display().to_string(), "[DIR]").replace(env!("CARGO_MANIFEST_DIR"), "[REPO]")
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.map(|entry| entry.expect("an entry")) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push((name, std::fs::read(entry.path()).expect("a file")));
        }
    }
}

/// The path of the demonstration, or of a file in it. Fails when it is not there.
pub fn demo(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo").join(file);
    assert!(path.exists(), "{} is missing: cargo run --example make_demo", path.display());
    path.display().to_string()
}

/// What one run of the program did.
#[derive(Debug)]
pub struct Run {
    args: String,
    /// Exit code.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Talk.
    pub stderr: String,
}

impl Run {
    /// Fails unless the program was done.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self}");
        self
    }

    /// Fails unless the program could not, said why and what to do, and printed no data.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{self}");
        assert!(self.stderr.starts_with("error: ") && self.stderr.contains("to do: "), "{self}");
        self
    }

    /// The standard output as JSON that keeps the contract.
    #[track_caller]
    pub fn json(&self) -> Output {
        contract::command(&self.stdout)
    }

    /// The standard output as CSV: a header, and rows by column. No cell may be a formula.
    #[track_caller]
    pub fn csv(&self) -> Vec<Vec<String>> {
        contract::csv(&self.stdout)
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ hearback {}\n[exit {}]", self.args, self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}

/// Several runs as one text for a snapshot, each under a heading.
#[derive(Default)]
pub struct Transcript(String);

impl Transcript {
    /// Adds a run under a heading.
    pub fn add(&mut self, heading: &str, run: &Run) {
        self.0.push_str(&format!("## {heading}\n{run}\n"));
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
