//! `hearback completions` and `hearback man`

use super::{Ended, Stop, command, output};
use crate::error::{Error, Result, internal};
use std::path::Path;

pub(super) fn completions(shell: clap_complete::Shell) -> Result<Ended, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command(), "hearback", &mut text);
    output::write(&String::from_utf8_lossy(&text))?;
    Ok(Ended::Done)
}

pub(super) fn man(out: Option<&Path>) -> Result<Ended, Stop> {
    if let Some(folder) = out {
        std::fs::create_dir_all(folder).map_err(|e| Error::writing(folder, e))?;
        clap_mangen::generate_to(command(), folder).map_err(|e| Error::writing(folder, e))?;
        return Ok(Ended::Done);
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(command()).render(&mut text).map_err(internal)?;
    output::write(&String::from_utf8_lossy(&text))?;
    Ok(Ended::Done)
}
