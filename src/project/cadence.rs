//! Bands of gaps and periods of job search, as the project file writes them, and their checks.

use super::day_of;
use crate::error::{Fault, Result};
use crate::outreach::Search;
use serde::Deserialize;

/// The longest gap between two messages that a band may reach, in days.
const MOST_DAYS: u32 = 3650;

/// A period of job search. Days in quotes, or TOML's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSearch {
    start: toml::Value,
    end: Option<toml::Value>,
    name: Option<String>,
}

/// Bands of days such as `2-4`, ascending and disjoint.
pub(super) fn gaps(words: &[String]) -> Result<Vec<(u32, u32)>, Fault> {
    let wrong = |what: &str, found: &str, remedy: &str| {
        Fault::new(what).column("gaps").found(found).accepted("bands of days such as [\"2-4\", \"5-8\"]").remedy(remedy)
    };
    if words.is_empty() {
        return Err(wrong("gaps is empty", "[]", "name at least one band, or remove gaps to use the default"));
    }
    let mut bands: Vec<(u32, u32)> = Vec::with_capacity(words.len());
    for word in words {
        let band = band(word).ok_or_else(|| wrong("gaps names what is no band of days", word, "correct it"))?;
        if bands.last().is_some_and(|before| before.1 >= band.0) {
            return Err(wrong("gaps does not ascend, or two bands have days in common", word, "put them in order"));
        }
        bands.push(band);
    }
    Ok(bands)
}

/// The first and the last day of `2-4`; a single day is a band too.
fn band(word: &str) -> Option<(u32, u32)> {
    let (first, last) = word.split_once(['-', '–']).unwrap_or((word, word));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last <= MOST_DAYS).then_some((first, last))
}

/// Periods of job search in order of time.
pub(super) fn searches(raw: &[RawSearch], name: &str) -> Result<Vec<Search>> {
    let mut searches = raw.iter().map(|raw| raw.check(name)).collect::<Result<Vec<_>>>()?;
    searches.sort_by_key(|search| search.start);
    for pair in searches.windows(2) {
        if let [before, after] = pair
            && before.end.is_none_or(|end| end >= after.start)
        {
            return Err(Fault::new("two periods of [[search]] have days in common")
                .file(name)
                .found(format!("{} and {}", said(before), said(after)))
                .accepted("periods one after the other; only the last may have no end")
                .remedy("end the earlier one before the later begins, or make one of them")
                .into());
        }
    }
    Ok(searches)
}

impl RawSearch {
    fn check(&self, name: &str) -> Result<Search> {
        let start = day_of(Some(&self.start), "search.start", name)?;
        let start =
            start.ok_or_else(|| Fault::new("a [[search]] has no start").file(name).remedy("say its first day"))?;
        let end = day_of(self.end.as_ref(), "search.end", name)?;
        let search = Search { start, end, name: self.name.clone().filter(|name| !name.trim().is_empty()) };
        if end.is_some_and(|end| end < start) {
            return Err(Fault::new("a [[search]] ends before it begins")
                .file(name)
                .found(said(&search))
                .remedy("exchange the two days")
                .into());
        }
        Ok(search)
    }
}

/// A period in words.
fn said(search: &Search) -> String {
    match search.end {
        Some(end) => format!("{} to {end}", search.start),
        None => format!("from {}", search.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_ascend_and_have_no_day_in_common() {
        let read = |words: &[&str]| gaps(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()).ok();
        assert_eq!(read(&["2-4", " 5 – 8 ", "9"]), Some(vec![(2, 4), (5, 8), (9, 9)]));
        for wrong in [&[][..], &["4-2"], &["2-4", "4-8"], &["5-8", "2-4"], &["a-b"], &["-4"], &["2-"], &["1-99999"]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
