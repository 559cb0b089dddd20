//! TOML files that people write: unknown keys are errors that name the nearest known one.

use super::text;
use crate::error::{Error, Fault, Result, nearest};
use serde::de::DeserializeOwned;
use std::path::Path;

/// Reads and parses a TOML file. `name` is how messages call it.
///
/// # Errors
/// When the file cannot be read, is no TOML, or has a key or value that `T` does not know.
pub fn read<T: DeserializeOwned>(path: &Path, name: &str) -> Result<T> {
    let bytes = text::read(path).map_err(|mut e| {
        e.set_file(name);
        e
    })?;
    parse(&String::from_utf8_lossy(&bytes), name)
}

/// Parses TOML text.
///
/// # Errors
/// As [`read`].
pub fn parse<T: DeserializeOwned>(text: &str, name: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| fault(text, name, &e))
}

fn fault(text: &str, name: &str, error: &toml::de::Error) -> Error {
    let message = error.message().trim_end().replace('\n', "; ");
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let source = text.lines().nth(line - 1).unwrap_or("").trim();
    let fault = Fault::new(format!("line {line}: {}", first_words(&message))).file(name).found(source);
    let fault = match unknown(&message) {
        Some((word, known)) => suggest(fault, word, &known),
        None => fault.remedy(remedy(&message)),
    };
    fault.into()
}

fn remedy(message: &str) -> String {
    match message.strip_prefix("missing field ").and_then(|rest| rest.split('`').nth(1)) {
        Some(key) => format!("add `{key} = …` to this part of the file"),
        None if message.contains("expected a sequence") => "write a list: [\"…\"]".into(),
        None if message.contains("expected a string") => "put the value in quotes".into(),
        None if message.contains("expected a boolean") => "write true or false, without quotes".into(),
        None => "correct this line; the file must be TOML".into(),
    }
}

/// serde lists all that it expected behind the comma; we say that on a line of its own.
fn first_words(message: &str) -> &str {
    message.split(", expected").next().unwrap_or(message)
}

/// The word that serde does not know, and those that it does.
fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let (word, rest) = rest.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}

fn suggest(fault: Fault, word: &str, known: &[&str]) -> Fault {
    let fault = fault.accepted(known.join(", "));
    match nearest(word, known.iter().copied()) {
        Some(near) => fault.remedy(format!("did you mean `{near}`?")),
        None => fault.remedy("remove it, or use one of those"),
    }
}
