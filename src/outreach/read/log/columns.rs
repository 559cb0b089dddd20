//! Which column of a sheet is which of ours.

use super::names::{
    COLUMNS, DESCRIBED, FOLLOW_UPS, MEETINGS, OF_DAYS, OF_PEOPLE, REPLIED, THANKED, WEAK_STATUS, WEAK_TITLE, WHO, key,
    names_of,
};
use super::presets::{Preset, Sketch};
use super::{days::bare, follow_ups, meetings, status};
use crate::error::{Error, Fault, Result, nearest};
use crate::input::{Sheet, dates};
use crate::outreach::words::{self, Ask, Channel, Kind, Outcome, Warmth};
use std::collections::BTreeMap;

/// Whether a cell is a word of some kind.
type Is = fn(&str) -> bool;

/// The project's names for columns: ours → the file's.
pub type ColumnMap = BTreeMap<String, String>;

/// Which column is which.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Our column → the file's header.
    pub of: BTreeMap<&'static str, String>,
    /// The preset that named them.
    pub sketch: Option<&'static Sketch>,
    /// Columns that the user's own map names: their cells are taken as they are.
    pub mapped: Vec<&'static str>,
}

impl Columns {
    /// Finds them: the user's map first, then the preset's, then the usual words.
    ///
    /// # Errors
    /// When the map names what is not there, a header occurs twice, or a column that is needed is missing.
    pub fn find(sheet: &Sheet, map: &ColumnMap, preset: Option<Preset>) -> Result<Columns> {
        let keys = sheet.headers().into_iter().map(|h| (key(&h), h)).collect();
        let mut finder = Finder { sheet, keys, columns: Columns::default() };
        finder.map(map)?;
        match finder.sketch(preset)? {
            Some(sketch) => finder.by_sketch(sketch)?,
            None => finder.by_words()?,
        }
        finder.check()?;
        Ok(finder.columns)
    }

    /// Whether a column of ours was found.
    pub fn has(&self, our: &str) -> bool {
        self.of.contains_key(our)
    }

    /// A row is a person with a first message, and what came of it.
    pub fn one_row_a_person(&self) -> bool {
        let more = ["status", "replied", "was_sent", FOLLOW_UPS[0], MEETINGS[0]];
        !self.has("direction") && more.iter().any(|our| self.has(our))
    }
}

/// In the headers of sheets of applications, whose titles are those of jobs.
const APPLIED: [&str; 6] = ["appl", "bewerb", "candidat", "solicit", "submitted", "sollicit"];

/// Headers of the day of a reply, right behind the column that says whether.
const WHENS: [&str; 4] = ["when", "wann", "quand", "cuándo"];

struct Finder<'a> {
    sheet: &'a Sheet,
    /// The file's headers, each with its key.
    keys: Vec<(String, String)>,
    columns: Columns,
}

impl Finder<'_> {
    fn map(&mut self, map: &ColumnMap) -> Result<()> {
        let of_rows = COLUMNS.into_iter().chain(OF_PEOPLE).chain(DESCRIBED);
        let ours: Vec<&'static str> = of_rows.chain(FOLLOW_UPS).chain(MEETINGS).chain([THANKED]).collect();
        for (our, theirs) in map {
            let Some(known) = ours.iter().copied().find(|o| o == our) else {
                return Err(unknown_in_map(our, theirs, &ours));
            };
            let header = self.sheet.named(theirs, "map")?;
            self.columns.of.insert(known, header);
            self.columns.mapped.push(known);
        }
        Ok(())
    }

    fn sketch(&self, preset: Option<Preset>) -> Result<Option<&'static Sketch>> {
        let keys: Vec<&str> = self.keys.iter().map(|(key, _)| key.as_str()).collect();
        match preset {
            None if self.columns.mapped.contains(&"date") => Ok(None),
            None => Ok(Sketch::known_by(&keys)),
            Some(preset) => Sketch::of(preset, &keys).map(Some).ok_or_else(|| {
                Fault::new(format!("has not the columns of the preset {}", preset.word()))
                    .file(&self.sheet.name)
                    .row(1)
                    .found(self.sheet.headers().join(", "))
                    .accepted(preset.accepted())
                    .remedy("leave the preset out, or export the contacts with these columns")
                    .into()
            }),
        }
    }

    fn by_sketch(&mut self, sketch: &'static Sketch) -> Result<()> {
        for (our, names) in sketch.columns {
            if let Some(header) = self.candidates(names).into_iter().next().filter(|_| !self.columns.has(our)) {
                self.columns.of.insert(our, header);
            }
        }
        self.columns.sketch = Some(sketch);
        Ok(())
    }

    fn by_words(&mut self) -> Result<()> {
        for our in COLUMNS {
            if self.columns.has(our) {
                continue;
            }
            let candidates = self.candidates(&names_of(our));
            let found = match our {
                // `Contact 1` without a day is somebody's name.
                "date" => self.dated(&candidates)?.or_else(|| candidates.into_iter().find(|c| key(c) != "contact 1")),
                _ => candidates.first().cloned(),
            };
            if let Some(found) = found {
                self.columns.of.insert(our, self.sheet.named(&found, "the log reader")?);
            }
        }
        self.drop_other_words()?;
        self.replied()?;
        self.parties(&["profile", "address"]);
        if !self.columns.has("direction") {
            self.of_people()?;
        }
        self.described();
        Ok(())
    }

    /// What the contact works as, and what the message said.
    fn described(&mut self) {
        self.parties(&DESCRIBED);
        let says = |words: &[&str], header: &str| words.iter().any(|word| key(header).contains(word));
        let of_applications = ["date", "status"].iter().filter_map(|our| self.columns.of.get(our));
        let is_of_jobs = of_applications.into_iter().any(|header| says(&APPLIED, header));
        let has_people = ["contact", "first_name", "last_name"].iter().any(|our| self.columns.has(our));
        let title = self.columns.of.get("title").filter(|_| !self.columns.mapped.contains(&"title"));
        let is_weak = title.is_some_and(|header| WEAK_TITLE.contains(&key(header).as_str()));
        if is_weak && (is_of_jobs || !has_people) {
            self.columns.of.remove("title");
        }
    }

    /// Headers under one of these names that are not taken yet, the first name first; one that the file has twice stands here
    /// by its name, and is refused when it is taken.
    fn candidates(&self, names: &[&str]) -> Vec<String> {
        let taken = |header: &String| self.columns.of.values().any(|t| t == header);
        let find = |name: &&str| {
            let wanted = key(name);
            let found = self.keys.iter().find(|(key, header)| *key == wanted && !taken(header)).map(|(_, h)| h.clone());
            found.or_else(|| self.sheet.is_repeated(name).then(|| (*name).to_owned()))
        };
        let mut found: Vec<String> = Vec::new();
        for header in names.iter().filter_map(find) {
            if !found.contains(&header) {
                found.push(header);
            }
        }
        found
    }

    /// The first of these columns that holds a date.
    fn dated(&self, candidates: &[String]) -> Result<Option<String>> {
        for header in candidates {
            if self.sheet.is_repeated(header) {
                return Ok(Some(header.clone()));
            }
            if self.sheet.distinct(header)?.said().any(|c| dates::looks_like_a_date(bare(c))) {
                return Ok(Some(header.clone()));
            }
        }
        Ok(None)
    }

    /// Whether at least half of a column's cells are something, and one at least.
    fn mostly(&self, header: &str, is: impl Fn(&str) -> bool) -> Result<bool> {
        if self.sheet.is_repeated(header) {
            return Ok(false);
        }
        let cells = self.sheet.strings(header)?;
        let (mut all, mut yes) = (0_usize, 0_usize);
        for cell in cells.iter().flatten().filter(|c| !status::is_nothing(c)) {
            all += 1;
            yes += usize::from(is(cell));
        }
        Ok(yes > 0 && 2 * yes >= all)
    }

    /// In a sheet of people, `Type`, `Source` and `Result` often mean something else than a log's.
    fn drop_other_words(&mut self) -> Result<()> {
        let asked: [(&'static str, Is); 5] = [
            ("channel", |c| Channel::parse(c).is_some()),
            ("kind", |c| Kind::parse(c).is_some()),
            ("outcome", |c| Outcome::parse(c).is_some()),
            ("ask", |c| Ask::parse(c).is_some()),
            ("warmth", |c| Warmth::parse(c).is_some()),
        ];
        for (our, is) in asked {
            let Some(header) = self.columns.of.get(our).cloned() else { continue };
            let own_name = key(&header) == key(our) && our != "outcome";
            let said = self.columns.mapped.contains(&our) || self.columns.has("direction") || own_name;
            // `Answered` and `No answer` are those of calls, until a word stands beside them that no call has.
            let other = |c: &str| our == "outcome" && status::is_clear(c) && !is(c);
            if !said && (!self.mostly(&header, is)? || self.sheet.strings(&header)?.iter().flatten().any(other)) {
                self.columns.of.remove(our);
            }
        }
        Ok(())
    }

    /// The column of replies must say when. Of several that could be meant, the first with a date is; one that only says
    /// whether tells of replies without a day, and is left aside where replies have rows of their own.
    fn replied(&mut self) -> Result<()> {
        if self.columns.has(REPLIED) {
            return Ok(());
        }
        let days = OF_DAYS.map(key);
        let mut candidates = self.candidates(&names_of(REPLIED));
        candidates.extend(self.when());
        let (weak, strong): (Vec<String>, Vec<String>) =
            candidates.iter().cloned().partition(|c| days.contains(&key(c)));
        let dated = match self.dated(&strong)? {
            Some(dated) => Some(dated),
            None => self.dated(&weak)?,
        };
        let chosen = match dated {
            Some(dated) => Some(dated),
            None => {
                let mut blank = None;
                for header in &strong {
                    let all = self.sheet.strings(header)?.iter().flatten().all(status::says_no);
                    blank = blank.or_else(|| all.then(|| header.clone()));
                }
                blank
            }
        };
        if let Some(chosen) = &chosen {
            let header = self.sheet.named(chosen, "the log reader")?;
            self.columns.of.insert(REPLIED, header);
        }
        let whether = strong.into_iter().find(|c| Some(c) != chosen.as_ref());
        match whether {
            Some(whether) if !self.columns.has("direction") && !self.columns.has("replied") => {
                self.whether(whether, chosen.is_some())
            }
            _ => Ok(()),
        }
    }

    /// `Heard back?`, `When`: the day of what stands before it, where the first message has a date of its own.
    fn when(&self) -> Option<String> {
        let replies: Vec<String> = names_of(REPLIED).into_iter().map(key).collect();
        let pairs = self.keys.iter().zip(self.keys.iter().skip(1));
        let mut whens = pairs.filter(|((before, _), (k, _))| WHENS.contains(&k.as_str()) && replies.contains(before));
        let when = whens.next().map(|(_, (_, header))| header.clone());
        when.filter(|when| !self.columns.of.values().any(|taken| taken == when))
    }

    /// Takes a column that says whether they replied. One that cannot be understood is refused where nothing else tells of
    /// replies: to drop those who replied would be worse than no answer.
    fn whether(&mut self, header: String, has_days: bool) -> Result<()> {
        if self.mostly(&header, |c| status::parse(c).is_some())? {
            self.columns.of.insert("replied", header);
            return Ok(());
        }
        let cells = self.sheet.strings(&header)?;
        let example = cells.iter().flatten().find(|c| !status::says_no(c)).map(str::to_owned);
        match example {
            Some(example) if !has_days => {
                Err(Fault::new("this column is to say who replied, and its words are not known")
                    .file(&self.sheet.name)
                    .column(header)
                    .found(example)
                    .accepted(
                        "the day of the reply, blank where there is none yet; or yes and no, or words such as replied",
                    )
                    .remedy("write the days into this column")
                    .into())
            }
            _ => Ok(()),
        }
    }

    fn of_people(&mut self) -> Result<()> {
        self.status()?;
        self.flagged("was_sent")?;
        self.flagged("bounced")?;
        self.parties(&["first_name", "last_name"]);
        self.whether_beside_a_status()?;
        let mut follow_ups = Vec::new();
        for header in self.untaken(follow_ups::is_header) {
            // `Contact 2` may name another person.
            if !follow_ups::is_later_contact(&key(&header)) || self.dated(std::slice::from_ref(&header))?.is_some() {
                follow_ups.push(header);
            }
        }
        self.fill(&FOLLOW_UPS, follow_ups);
        self.meetings()
    }

    /// Columns that say who the contact is, beside their name.
    fn parties(&mut self, ours: &[&'static str]) {
        for our in ours {
            let found = self.candidates(&names_of(our)).into_iter().find(|c| !self.sheet.is_repeated(c));
            if let Some(found) = found.filter(|_| !self.columns.has(our)) {
                self.columns.of.insert(our, found);
            }
        }
    }

    /// `Status` may say what I did, and `Response` beside it whether they replied.
    fn whether_beside_a_status(&mut self) -> Result<()> {
        if self.columns.has("replied") {
            return Ok(());
        }
        for header in self.candidates(&OF_DAYS) {
            if self.mostly(&header, |c| status::parse(c).is_some())? {
                self.columns.of.insert("replied", header);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Headers of a kind that are not taken yet, in the order of the sheet.
    fn untaken(&self, is: fn(&str) -> bool) -> Vec<String> {
        let taken = |header: &String| self.columns.of.values().any(|t| t == header);
        let all = self.keys.iter().filter(|(key, header)| is(key) && !taken(header));
        all.map(|(_, header)| header.clone()).collect()
    }

    /// Gives these headers to those of our columns that the user's map leaves free.
    fn fill(&mut self, ours: &[&'static str], headers: Vec<String>) {
        let free: Vec<&'static str> = ours.iter().copied().filter(|our| !self.columns.has(our)).collect();
        self.columns.of.extend(free.into_iter().zip(headers));
    }

    /// Columns of meetings and of thanks, where days stand below: `Interview` may say yes and no, and `Met` at what event.
    fn meetings(&mut self) -> Result<()> {
        // A day below `Thanks` is none of the words of that column of ours.
        let flag = self.columns.of.get("thanks").filter(|_| !self.columns.mapped.contains(&"thanks")).cloned();
        if let Some(flag) = flag
            && self.dated(&[flag])?.is_some()
        {
            self.columns.of.remove("thanks");
        }
        let (mut met, mut thanked) = (Vec::new(), Vec::new());
        for (found, is) in [(&mut met, meetings::is_header as fn(&str) -> bool), (&mut thanked, meetings::is_thanks)] {
            for header in self.untaken(is) {
                if !self.sheet.is_repeated(&header) && self.dated(std::slice::from_ref(&header))?.is_some() {
                    found.push(header);
                }
            }
        }
        self.fill(&MEETINGS, met);
        self.fill(&[THANKED], thanked);
        Ok(())
    }

    fn status(&mut self) -> Result<()> {
        if self.columns.has("status") {
            return Ok(());
        }
        for header in self.candidates(&names_of("status")) {
            if self.sheet.is_repeated(&header) {
                continue;
            }
            let weak = WEAK_STATUS.contains(&key(&header).as_str());
            if !weak || self.mostly(&header, |c| status::parse(c).is_some())? {
                self.columns.of.insert("status", header);
                return Ok(());
            }
        }
        Ok(())
    }

    /// A column of yes and no.
    fn flagged(&mut self, our: &'static str) -> Result<()> {
        for header in self.candidates(&names_of(our)) {
            if !self.columns.has(our) && self.mostly(&header, |c| words::flag(c).is_some())? {
                self.columns.of.insert(our, header);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        if !self.columns.has("date") {
            return Err(missing(self.sheet, "date"));
        }
        if !WHO.iter().any(|our| self.columns.has(our)) {
            return Err(missing(self.sheet, "contact"));
        }
        let tells = ["direction", REPLIED, "replied", "status", FOLLOW_UPS[0], MEETINGS[0]];
        if !tells.iter().any(|our| self.columns.has(our)) {
            return Err(missing(self.sheet, "direction"));
        }
        Ok(())
    }
}

fn unknown_in_map(our: &str, theirs: &str, ours: &[&str]) -> Error {
    let near = nearest(our, ours.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`? "));
    Fault::new("map names a column that a log does not have")
        .found(format!("{our} = \"{theirs}\""))
        .accepted(ours.join(", "))
        .remedy(format!("{near}The left side is ours, the right side is the file's header"))
        .into()
}

/// At most so many spellings are told.
const MOST_TOLD: usize = 12;

fn missing(sheet: &Sheet, needed: &str) -> Error {
    let names = names_of(needed);
    let more = if names.len() > MOST_TOLD { ", …" } else { "" };
    let told = names.into_iter().take(MOST_TOLD).collect::<Vec<_>>().join(", ");
    let others = match needed {
        "direction" => "; or a column of replies (replied_on, reply date, …), of follow-ups, of meetings, or a status",
        "contact" => "; or a company",
        _ => "",
    };
    Fault::new(format!("no column for \"{needed}\" was recognised, so this cannot be read as an outreach log"))
        .file(&sheet.name)
        .row(1)
        .found(sheet.headers().join(", "))
        .accepted(format!("{told}{more}{others}"))
        .remedy(format!(
            "rename a column, or say in hearback.toml under [[outreach]]: map = {{ {needed} = \"your header\" }}"
        ))
        .into()
}
