//! `hearback codebook`

use super::args::CodebookArgs;
use super::output::{self, typed};
use super::{Ended, Stop};
use crate::api::Survey;
use crate::error::visible;
use crate::project::{How, about, keep_codebook};

pub(super) fn run(args: &CodebookArgs) -> Result<Ended, Stop> {
    let draft = Survey::open(&args.file).draft(args.sheet.as_deref())?;
    let file = args.file.display().to_string();
    match &args.out {
        None => {
            output::write(&draft.toml())?;
            output::talk(&visible(&format!("{file}: {}", about(&draft))));
            output::talk(&format!("next: hearback codebook {} --out codebook.toml", typed(&file)));
        }
        Some(out) => {
            let kept = keep_codebook(&draft, out)?;
            let book = out.display().to_string();
            output::talk(&visible(&format!("{file}: {}", about(&draft))));
            output::talk(&visible(&format!("{book}: {}", words(kept.how))));
            kept.said.iter().for_each(|line| output::talk(&visible(&format!("  {line}"))));
            output::talk(&format!("next: hearback barriers {} --codebook {}", typed(&file), typed(&book)));
        }
    }
    Ok(Ended::Done)
}

fn words(how: How) -> &'static str {
    match how {
        How::New => "written",
        How::Changed => "what is new was added; everything that stood there was kept",
        How::Same => "nothing to add; everything that stood there was kept",
    }
}
