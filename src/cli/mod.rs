//! The command line: one file a command, from arguments to [`crate::api`] to [`crate::render`]. No arithmetic here. This
//! is the only room that reads the clock.

mod args;
mod barriers;
mod cadence;
mod check;
mod codebook;
mod compare;
mod contacts;
mod crosstab;
mod extras;
mod init;
mod input;
mod output;
mod power;
mod relations;
mod replies;
mod report;
mod response;
mod shares;
mod weight;

pub use args::{Cli, command};

use crate::error::{Error, Result};
use crate::input::guard;
use args::Command;
use clap::Parser;
use std::ffi::OsString;
use std::io::Write;

/// Done.
const DONE: u8 = 0;
/// Rows were left out for a fault; only `check` and `--strict` say so.
const FAULTS: u8 = 1;
/// Could not.
const COULD_NOT: u8 = 2;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Done,
    Faults,
}

/// Runs the program and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    guard::quiet();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // A pipe that closed while help was printed is no failure.
            let _ = error.print();
            return if error.use_stderr() { COULD_NOT } else { DONE };
        }
    };
    match dispatch(cli) {
        Ok(Ended::Done) => DONE,
        Ok(Ended::Faults) => FAULTS,
        Err(Stop::Closed) => DONE,
        Err(Stop::Error(error)) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            COULD_NOT
        }
    }
}

fn dispatch(cli: Cli) -> Result<Ended, Stop> {
    match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Codebook(args) => codebook::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Barriers(args) => barriers::run(&args),
        Command::Crosstab(args) => crosstab::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Power(args) => power::run(&args),
        Command::Response(args) => response::run(&args),
        Command::Weight(args) => weight::run(&args),
        Command::Replies(args) => replies::run(&args),
        Command::Cadence(args) => cadence::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Contacts(args) => contacts::run(&args),
        Command::Completions { shell } => extras::completions(shell),
        Command::Man { out } => extras::man(out.as_deref()),
    }
}

/// Why a command stopped early.
enum Stop {
    /// Whoever reads our output closed it (`| head`): end quietly.
    Closed,
    /// It could not be done.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

impl From<crate::error::Fault> for Stop {
    fn from(fault: crate::error::Fault) -> Self {
        Stop::Error(fault.into())
    }
}
