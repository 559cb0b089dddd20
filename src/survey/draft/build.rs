//! From columns that were found to be one question to the question, its options counted over all rows.

use super::blocks::{Block, How};
use super::boxes::{self, boxed};
use super::guess::{self, Guess};
use super::ids::Taken;
use super::joined::{Joined, recurring};
use super::personal::is_private;
use super::profile::{Profile, Value, tidy};
use super::stems::segments;
use super::{Drafted, scale, wording};
use crate::error::Result;
use crate::input::{Sheet, labels};
use crate::survey::codebook::{BlankMeans, Choice, Kind, Place, Question, Role};
use crate::survey::joined::Splitter;
use crate::survey::read::Holds;
use crate::survey::taxonomy;
use std::collections::{BTreeMap, BTreeSet};

/// Makes a question of a block; `None` when nothing in it can be asked for.
pub(super) fn question(sheet: &Sheet, profiles: &[Profile], block: &Block, guess: &Guess) -> Result<Option<Drafted>> {
    Ok(match (block, guess) {
        (Block::One(i), Guess::Choice) => Some(choice(&profiles[*i])),
        (Block::One(i), Guess::Joined(found)) => Some(joined(&profiles[*i], found)),
        (Block::One(i), Guess::Number) => Some(plain(&profiles[*i], Kind::Number, "numbers")),
        (Block::One(i), Guess::Date) => Some(plain(&profiles[*i], Kind::Date, "dates")),
        (Block::One(i), Guess::Text(doubt)) => {
            let mut drafted = plain(&profiles[*i], Kind::Text, "free text: never shown, never counted");
            drafted.check.extend(doubt.clone());
            Some(drafted)
        }
        (Block::Split { columns, text, parts, how }, _) => {
            let columns: Vec<&Profile> = columns.iter().map(|i| &profiles[*i]).collect();
            Some(split(sheet, &columns, text.as_deref(), parts, *how)?)
        }
        (Block::Mentions { columns, text }, _) => {
            let columns: Vec<&Profile> = columns.iter().map(|i| &profiles[*i]).collect();
            Some(mentions(&columns, text.as_deref()))
        }
        _ => None,
    })
}

/// A question of which its wording and its place are known.
fn blank_question(text: String, kind: Kind, place: Place) -> Question {
    Question {
        id: String::new(),
        label: text.clone(),
        text,
        kind,
        role: None,
        place,
        options: Vec::new(),
        none_option: None,
        exclusive: Vec::new(),
        choose_at_most: None,
        write_in: None,
        ticked: Vec::new(),
        unticked: Vec::new(),
        blank: Vec::new(),
        blank_means: BlankMeans::Skipped,
        asked_if: Vec::new(),
    }
}

/// The wording of a column's question, with the row of its grid.
fn wording_of(profile: &Profile) -> String {
    let stem = profile.about.text.as_deref().map(tidy).filter(|t| !t.is_empty());
    match (stem, profile.about.part.as_deref().map(tidy).filter(|p| !p.is_empty())) {
        (Some(stem), Some(part)) if part != stem => format!("{stem} [{part}]"),
        (Some(stem), _) => stem,
        (None, _) => tidy(&profile.header),
    }
}

fn plain(profile: &Profile, kind: Kind, evidence: &str) -> Drafted {
    let mut question = blank_question(wording_of(profile), kind, Place::Column(profile.header.clone()));
    question.blank = guess::missing_codes(profile);
    let rate = format!("{evidence}; {} of the rows", percent(profile.answer_rate()));
    Drafted { question, counts: Vec::new(), is_worded: true, evidence: vec![rate], check: Vec::new() }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// Options in the making: labels that differ, with codes, columns and counts.
#[derive(Default)]
struct Options {
    list: Vec<Choice>,
    counts: Vec<usize>,
    taken: Taken,
    seen: BTreeSet<String>,
}

impl Options {
    fn add(&mut self, label: &str, code: Option<String>, column: Option<String>, count: usize) {
        let mut text = tidy(label);
        let mut n = 2;
        while text.is_empty() || !self.seen.insert(labels::normal(&text)) {
            text = format!("{} ({n})", tidy(label));
            n += 1;
        }
        self.list.push(Choice {
            id: String::new(),
            label: text,
            code,
            column,
            written: false,
            barrier: None,
            share: None,
        });
        self.counts.push(count);
    }

    /// Puts the options into another order.
    fn reorder(&mut self, order: &[usize]) {
        self.list = order.iter().map(|i| self.list[*i].clone()).collect();
        self.counts = order.iter().map(|i| self.counts[*i]).collect();
    }

    fn put(mut self, question: &mut Question) -> Vec<usize> {
        // An id may be another option's label only where it is that option's own.
        self.list.iter().for_each(|o| self.taken.reserve(&o.label));
        let mut ids = Taken::default();
        for (i, option) in self.list.iter_mut().enumerate() {
            let otherwise = format!("option_{}", i + 1);
            let mut id = ids.id(&option.label, &otherwise);
            let elsewhere = |id: &str| {
                labels::normal(id) != labels::normal(&option.label) && self.seen.contains(&labels::normal(id))
            };
            while elsewhere(&id) {
                id = ids.id(&format!("{id}_option"), &otherwise);
            }
            option.id = id;
        }
        question.options = self.list;
        question.none_option = question.options.iter().position(|o| wording::is_none(&o.label));
        if question.kind != Kind::Multi {
            question.none_option = None;
        } else {
            question.choose_at_most =
                wording::most_choices(&question.text).filter(|most| *most < question.options.len());
        }
        self.counts
    }
}

/// One answer of several: a list, or a scale where the answers have a natural order.
fn choice(profile: &Profile) -> Drafted {
    let mut question = blank_question(wording_of(profile), Kind::Single, Place::Column(profile.header.clone()));
    let mut options = Options::default();
    let (mut evidence, mut check) = (Vec::new(), Vec::new());
    if !profile.about.labels.is_empty() {
        labelled(profile, &mut options);
        evidence.push("the file names its answers".into());
    } else {
        let rare = rare_answers(profile);
        question.blank = guess::missing_codes(profile);
        let (common, uncommon) = profile.values.split_at(profile.values.len() - rare);
        for value in common.iter().filter(|v| !question.blank.contains(&v.text) && !is_private(&v.text)) {
            options.add(&value.text, None, None, value.n);
        }
        evidence.push(format!("{} answers in {} of the rows", profile.values.len(), percent(profile.answer_rate())));
        let private = common.iter().filter(|v| is_private(&v.text)).map(|v| v.n).sum::<usize>();
        if rare > 0 || private > 0 {
            let n = uncommon.iter().map(|v| v.n).sum::<usize>() + private;
            question.write_in = Some(write_in(&mut options, n));
            evidence.push(format!("{n} wrote something of their own"));
        }
    }
    if question.write_in.is_none() {
        order(&mut question, &mut options, &mut evidence, &mut check);
    }
    let counts = options.put(&mut question);
    Drafted { question, counts, is_worded: true, evidence, check }
}

/// Options that the platform names, chosen or not; then cells that it does not name.
fn labelled(profile: &Profile, options: &mut Options) {
    let codes: BTreeSet<String> = profile.about.labels.iter().map(|(c, _)| labels::normal(c)).collect();
    let count = |code: &str, label: &str| {
        let (code, label) = (labels::normal(code), labels::normal(label));
        // A label that is another answer's code is not what such a cell means.
        let means = |v: &&Value| v.normal == code || v.normal == label && !codes.contains(&label);
        profile.values.iter().filter(means).map(|v| v.n).sum()
    };
    for (code, label) in &profile.about.labels {
        let own = (labels::normal(code) != labels::normal(label)).then(|| code.clone());
        options.add(label, own, None, count(code, label));
    }
    let known: BTreeSet<String> =
        profile.about.labels.iter().flat_map(|(c, l)| [labels::normal(c), labels::normal(l)]).collect();
    for value in profile.values.iter().filter(|v| !known.contains(&v.normal)) {
        options.add(&value.text, None, None, value.n);
    }
}

/// How many of the last answers are write-ins: in a list too long for a form, those that hardly anyone gave.
fn rare_answers(profile: &Profile) -> usize {
    if profile.values.len() <= 15 {
        return 0;
    }
    let least = recurring(profile.answered);
    profile.values.iter().rev().take_while(|v| v.n < least).count()
}

/// The option that stands for what people wrote; an option worded "Other" becomes it.
fn write_in(options: &mut Options, n: usize) -> usize {
    if let Some(i) = options.list.iter().position(|o| wording::is_other(&o.label)) {
        options.counts[i] += n;
        return i;
    }
    options.add("Other", None, None, n);
    options.list.len() - 1
}

/// Puts answers with a natural order into it.
fn order(question: &mut Question, options: &mut Options, evidence: &mut Vec<String>, check: &mut Vec<String>) {
    let texts: Vec<&str> = options.list.iter().map(|o| o.label.as_str()).collect();
    // A yes and a no have no order, written as numbers either.
    if texts.iter().all(|t| ["0", "1"].contains(t)) {
        return;
    }
    let Some(found) = scale::natural_order(&texts) else {
        if let Some(order) = answer_codes(&texts) {
            question.kind = Kind::Ordinal;
            check.push("its answers are codes: whether they have an order, and what they stand for".into());
            options.reorder(&order);
            return;
        }
        if in_coded_order(options) {
            question.kind = Kind::Ordinal;
            evidence.push("in the order of their codes, which is that of a scale".into());
        }
        return;
    };
    question.kind = Kind::Ordinal;
    evidence.push(format!("in the order of {}", found.name));
    if !found.outside.is_empty() {
        let outside: Vec<String> = found.outside.iter().map(|i| format!("{:?}", texts[*i])).collect();
        check.push(format!("{} has no place in that order, and stands last", outside.join(", ")));
    }
    if !found.sure {
        check.push("the order of its answers".into());
    }
    if !in_coded_order(options) {
        options.reorder(&found.order);
    }
}

/// The order of answers that are codes with a number each: `A1`, `A2`, `A10`.
fn answer_codes(texts: &[&str]) -> Option<Vec<usize>> {
    let code = |text: &str| {
        let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = text[stem.len()..].parse::<u32>().ok()?;
        (stem.len() <= 3 && stem.chars().all(|c| c.is_ascii_alphabetic())).then(|| (stem.to_lowercase(), number))
    };
    let codes: Vec<(String, u32)> = texts.iter().map(|t| code(t)).collect::<Option<_>>()?;
    let alike = codes.len() >= 3 && codes.iter().all(|(stem, _)| *stem == codes[0].0 && !stem.is_empty());
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_key(|i| codes[*i].1);
    alike.then_some(order)
}

/// Whether coded answers are a scale in the order of their codes, once those that are outside any order ("No opinion") are
/// looked away from: in the middle of a scale such an answer is its middle.
fn in_coded_order(options: &Options) -> bool {
    let codes: Option<Vec<i64>> = options.list.iter().map(|o| o.code.as_deref()?.parse().ok()).collect();
    let rising = codes.is_some_and(|codes| codes.windows(2).all(|w| w[0] < w[1]));
    let inside: Vec<&str> =
        options.list.iter().map(|o| o.label.as_str()).filter(|l| !wording::is_dont_know(l)).collect();
    let found = scale::natural_order(&inside);
    let same = |order: &[usize]| order.windows(2).all(|w| w[0] < w[1]) || order.windows(2).all(|w| w[0] > w[1]);
    rising && inside.len() >= 3 && inside.len() < options.list.len() && found.is_some_and(|f| same(&f.order))
}

/// Several answers joined in one cell.
fn joined(profile: &Profile, found: &Joined) -> Drafted {
    let place = Place::Joined(profile.header.clone(), found.separator.to_owned());
    let mut question = blank_question(wording_of(profile), Kind::Multi, place);
    let mut options = Options::default();
    let label_of = |piece: &str| {
        let named = profile.about.labels.iter().find(|(code, _)| labels::normal(code) == labels::normal(piece));
        named.map(|(code, label)| (label.clone(), Some(code.clone())))
    };
    let pieces: Vec<String> = found.options.iter().map(|(p, _)| p.clone()).filter(|p| !is_private(p)).collect();
    let counted = count_pieces(profile, found.separator, pieces);
    for (piece, n) in &counted.options {
        let (label, code) = label_of(piece).unwrap_or((piece.clone(), None));
        options.add(&label, code, None, *n);
    }
    let share = |n: usize| percent(n as f64 / profile.answered.max(1) as f64);
    let mut evidence = vec![format!(
        "answers joined by {:?}: {} pieces recur, {} of the cells hold nothing else, {} hold several",
        found.separator,
        counted.options.len(),
        share(counted.whole),
        share(counted.several)
    )];
    let mut check = Vec::new();
    if counted.others > 0 {
        question.write_in = Some(write_in(&mut options, counted.others));
        evidence.push(format!(
            "{} people gave something that hardly anyone else gave: taken as written in",
            counted.others
        ));
    }
    if (counted.whole as f64) < 0.8 * profile.answered as f64 {
        check.push(format!("only {} of the cells are explained by the options", share(counted.whole)));
    }
    let counts = options.put(&mut question);
    Drafted { question, counts, is_worded: true, evidence, check }
}

/// What the cells of a joined question hold, over all rows, taken apart as they will be when they are counted.
struct Counted {
    options: Vec<(String, usize)>,
    /// Cells that hold options only.
    whole: usize,
    /// Cells that hold several options.
    several: usize,
    /// Cells that hold something else.
    others: usize,
}

/// Counts the options; pieces that recur and were not in the sample become options too.
fn count_pieces(profile: &Profile, separator: &str, mut pieces: Vec<String>) -> Counted {
    let mut last = false;
    loop {
        let splitter = Splitter::of_texts(&pieces, separator);
        let mut counted = Counted { options: Vec::new(), whole: 0, several: 0, others: 0 };
        let mut counts = vec![0; pieces.len()];
        let mut unknown: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for value in &profile.values {
            let chosen = splitter.split(&value.text);
            chosen.options.iter().zip(&mut counts).for_each(|(ticked, n)| *n += if *ticked { value.n } else { 0 });
            let ticked = chosen.options.iter().filter(|t| **t).count();
            counted.several += if ticked > 1 { value.n } else { 0 };
            if chosen.unknown.is_empty() {
                counted.whole += value.n;
            } else {
                counted.others += value.n;
            }
            for piece in chosen.unknown {
                unknown.entry(labels::normal(&piece)).or_insert_with(|| (tidy(&piece), 0)).1 += value.n;
            }
        }
        let recur = recurring(profile.answered);
        let missed: Vec<String> =
            unknown.into_values().filter(|(text, n)| *n >= recur && !is_private(text)).map(|(text, _)| text).collect();
        let mut list: Vec<(String, usize)> = pieces.iter().cloned().zip(counts).collect();
        list.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        counted.options = list;
        if missed.is_empty() || last {
            return counted;
        }
        pieces.extend(missed);
        last = true;
    }
}

/// One column an option.
fn split(sheet: &Sheet, columns: &[&Profile], text: Option<&str>, parts: &[String], how: How) -> Result<Drafted> {
    let wording = text.map(tidy).filter(|t| !t.is_empty()).unwrap_or_else(|| listed(parts));
    let mut question = blank_question(wording, Kind::Multi, Place::Split);
    let mut options = Options::default();
    let (mut yes, mut not_shown) = (BTreeSet::new(), BTreeSet::new());
    let mut no = denials(columns, parts);
    for (profile, part) in columns.iter().zip(parts) {
        let part = part.as_str();
        let header = Some(profile.header.clone());
        if profile.about.holds == Some(Holds::WriteInBox) || boxes::is_write_in(profile, Some(part)) {
            options.add(part, None, header, profile.answered);
            if let Some(option) = options.list.last_mut() {
                option.written = true;
            }
            continue;
        }
        let said = boxed(profile, Some(part));
        if let Some(yes) = &profile.about.ticked {
            no.extend(profile.values.iter().filter(|v| labels::normal(yes) != v.normal).map(|v| v.text.clone()));
        }
        no.extend(said.as_ref().and_then(|b| b.unticked.clone()));
        not_shown.extend(boxes::not_shown(profile, Some(part)));
        // Where the other boxes deny with this word, it is no tick of an option that is worded so.
        let denied =
            |t: &String| profile.values.len() == 1 && no.iter().any(|n| labels::normal(n) == labels::normal(t));
        let said = said.filter(|b| !b.ticked.as_ref().is_some_and(denied));
        let ticked = profile.about.ticked.clone().or_else(|| said.as_ref().and_then(|b| b.ticked.clone()));
        let constant =
            || boxes::constant(profile).filter(|t| !no.iter().any(|n| labels::normal(n) == labels::normal(t)));
        let ticked = ticked.or_else(|| constant().map(str::to_owned));
        let count = ticked.as_deref().map_or(0, |t| count_of(profile, t));
        let own = said.as_ref().is_none_or(|b| b.own) && ticked.is_some();
        match ticked {
            // The cell says more than a header such as `Q3_1` or `SQ001`.
            Some(cell) if own && boxes::is_code(part) && !boxes::is_code(&cell) => {
                options.add(&cell, None, header, count)
            }
            Some(cell) if labels::normal(&cell) == labels::normal(part) => options.add(part, None, header, count),
            Some(cell) if boxes::is_usual_tick(&cell) => options.add(part, None, header, count),
            Some(cell) if profile.about.ticked.is_some() => {
                yes.insert(cell);
                options.add(part, None, header, count);
            }
            Some(cell) if own => options.add(part, Some(cell), header, count),
            Some(cell) => {
                yes.insert(cell);
                options.add(part, None, header, count);
            }
            None => options.add(part, None, header, 0),
        }
    }
    question.ticked = yes.into_iter().collect();
    let worded = |text: &String| options.seen.contains(&labels::normal(text));
    question.blank = not_shown.into_iter().filter(|text| !worded(text)).collect();
    let counts = options.put(&mut question);
    let rows = Rows::of(sheet, columns, &no, &question.blank)?;
    let (evidence, mut check) = split_evidence(&rows, columns.len(), &question, how);
    let denied = rows.all - rows.ticked.min(rows.all) - rows.blank.min(rows.all - rows.ticked.min(rows.all));
    if !no.is_empty() && denied > 0 && rows.blank * 10 < denied {
        // Nobody's row is empty: whoever skipped the question has the same cells as whoever ticked nothing.
        let share = percent(denied as f64 / rows.all as f64);
        let words = no.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", ");
        check.push(format!(
            "{share} of the rows hold nothing but {words}, and count as no answer; take away blank if they answered"
        ));
        question.blank.extend(no);
    } else {
        if denied > 0 {
            let share = percent(denied as f64 / rows.all as f64);
            check.push(format!("{share} of the rows deny every option, and count as answers of none"));
        }
        // An option worded "No" would be ticked by it.
        let worded = |n: &String| question.options.iter().any(|o| labels::normal(&o.label) == labels::normal(n));
        question.unticked = no.into_iter().filter(|n| !boxes::is_usual_no(n) || worded(n)).collect();
    }
    Ok(Drafted { question, counts, is_worded: text.is_some(), evidence, check })
}

/// The words by which boxes of a question that hold both a tick and a denial deny.
fn denials(columns: &[&Profile], parts: &[String]) -> BTreeSet<String> {
    let both = columns.iter().zip(parts).filter_map(|(p, part)| boxed(p, Some(part)).filter(|b| b.ticked.is_some()));
    both.filter_map(|b| b.unticked).collect()
}

fn count_of(profile: &Profile, cell: &str) -> usize {
    let normal = labels::normal(cell);
    profile.values.iter().filter(|v| v.normal == normal).map(|v| v.n).sum()
}

/// A name for a question whose wording the export does not hold.
fn listed(parts: &[String]) -> String {
    let shown: Vec<&str> = parts.iter().take(3).map(String::as_str).collect();
    format!("{}{}", shown.join(" / "), if parts.len() > 3 { " / …" } else { "" })
}

fn split_evidence(rows: &Rows, columns: usize, question: &Question, how: How) -> (Vec<String>, Vec<String>) {
    let share = |n: usize| percent(n as f64 / rows.all.max(1) as f64);
    let told = match how {
        How::Said => "columns share this question",
        How::Headers => "columns have headers that begin alike",
        How::Adjacent => "columns stand side by side, each repeating its own header",
    };
    let evidence = vec![format!("{columns} {told}; {} of the rows tick at least one", share(rows.ticked))];
    let mut check = Vec::new();
    if how == How::Adjacent {
        check.push("where the question begins and ends; its wording is not in the export".into());
    }
    if question.none_option.is_none() && rows.blank * 20 > rows.all {
        check.push(format!(
            "{} of the rows are blank here and count as no answer; if they mean \"none of these\", set blank_means = \"none\"",
            share(rows.blank)
        ));
    }
    (evidence, check)
}

/// What the rows of a question of boxes hold.
struct Rows {
    /// Rows there are.
    all: usize,
    /// Rows that tick at least one box.
    ticked: usize,
    /// Rows in which every box is empty, or was not shown.
    blank: usize,
}

impl Rows {
    fn of(sheet: &Sheet, columns: &[&Profile], no: &BTreeSet<String>, not_shown: &[String]) -> Result<Rows> {
        let normal =
            |words: &mut dyn Iterator<Item = &String>| words.map(|n| labels::normal(n)).collect::<BTreeSet<_>>();
        let (no, not_shown) = (normal(&mut no.iter()), normal(&mut not_shown.iter()));
        let mut ticked = vec![false; sheet.height()];
        let mut said = vec![false; sheet.height()];
        for profile in columns {
            let mut last = ("", (false, false));
            let cells = sheet.cells(&profile.header)?;
            for ((ticked, said), cell) in ticked.iter_mut().zip(&mut said).zip(cells.iter()) {
                let Some(cell) = cell else { continue };
                if cell != last.0 {
                    let normal = labels::normal(cell);
                    let shown = !not_shown.contains(&normal);
                    last = (cell, (shown, shown && !no.contains(&normal)));
                }
                *said |= last.1.0;
                *ticked |= last.1.1;
            }
        }
        let count = |of: &[bool]| of.iter().filter(|b| **b).count();
        Ok(Rows { all: sheet.height(), ticked: count(&ticked), blank: sheet.height() - count(&said) })
    }
}

/// One column a mention.
fn mentions(columns: &[&Profile], text: Option<&str>) -> Drafted {
    let headers: Vec<String> = columns.iter().map(|p| p.header.clone()).collect();
    let stem = segments(&headers[0]).first().cloned().unwrap_or_default();
    let wording = text.map(tidy).filter(|t| !t.is_empty()).unwrap_or(stem);
    let mut question = blank_question(wording, Kind::Multi, Place::Mentions(headers));
    let mut options = Options::default();
    let first = columns[0];
    let count = |texts: &[&str]| {
        let normals: Vec<String> = texts.iter().map(|t| labels::normal(t)).collect();
        columns.iter().flat_map(|p| &p.values).filter(|v| normals.contains(&v.normal)).map(|v| v.n).sum()
    };
    if first.about.labels.is_empty() {
        let mut seen = BTreeSet::new();
        for value in columns.iter().flat_map(|p| &p.values) {
            if is_private(&value.text) {
                continue;
            }
            if seen.insert(value.normal.clone()) {
                options.add(&value.text, None, None, count(&[&value.text]));
            }
        }
    } else {
        for (code, label) in &first.about.labels {
            options.add(label, Some(code.clone()), None, count(&[code, label]));
        }
    }
    let private = columns.iter().flat_map(|p| &p.values).filter(|v| is_private(&v.text)).map(|v| v.n).sum::<usize>();
    if private > 0 {
        question.write_in = Some(write_in(&mut options, private));
    }
    let evidence = vec![format!("{} columns hold the first, second, … choice of one list", columns.len())];
    let counts = options.put(&mut question);
    Drafted { question, counts, is_worded: true, evidence, check: Vec::new() }
}

/// Says of questions whose options are bare codes that nobody will know what they mean.
pub(super) fn codes(questions: &mut [Drafted]) {
    for drafted in questions.iter_mut().filter(|d| matches!(d.question.kind, Kind::Multi | Kind::Single)) {
        let options = &drafted.question.options;
        let bare = |label: &str| label.parse::<i64>().is_ok() || boxes::is_code(label) && label.len() > 2;
        if options.len() > 1 && options.iter().filter(|o| bare(&o.label)).count() * 10 >= options.len() * 8 {
            drafted.check.push("its options are codes: export it with the answers' texts, or write them into label and the code into code".into());
        }
    }
}

/// Finds the questions that ask what stops people, by their wording and their options.
pub(super) fn roles(questions: &mut [Drafted]) {
    for drafted in questions.iter_mut() {
        let question = &mut drafted.question;
        if !matches!(question.kind, Kind::Multi | Kind::Single) {
            continue;
        }
        let options: Vec<&str> = question.options.iter().map(|o| o.label.as_str()).collect();
        let worded = drafted.is_worded && !boxes::is_code(&question.text);
        let text = if worded { question.text.as_str() } else { "" };
        let Some(evidence) = wording::asks_for_barriers(text, &options) else { continue };
        question.role = Some(Role::Barriers);
        drafted.evidence.push(evidence.what);
        if !evidence.sure {
            drafted.check.push("whether it asks what stops people".into());
        }
        for option in &mut question.options {
            option.barrier = taxonomy::barrier(&option.label).map(str::to_owned);
        }
    }
}

/// Gives every question a name: `barriers` for the first that has the role, the survey's own code where there is one, else
/// the telling words of its wording.
pub(super) fn name(questions: &mut [Drafted], taken: &mut Taken) {
    let barriers =
        questions.iter().position(|d| d.question.role == Some(Role::Barriers) && d.question.kind == Kind::Multi);
    let barriers = barriers.or_else(|| questions.iter().position(|d| d.question.role == Some(Role::Barriers)));
    if let Some(i) = barriers {
        questions[i].question.id = taken.id("barriers", "barriers");
    }
    for (i, drafted) in questions.iter_mut().enumerate().filter(|(i, _)| Some(*i) != barriers) {
        let question = &mut drafted.question;
        let code = code_of(question).map(|c| c.to_lowercase().replace([' ', '.'], "_"));
        question.id = taken.id(code.as_deref().unwrap_or(&question.text), &format!("question_{}", i + 1));
    }
}

/// The survey's own code of a question, such as `Q3` or `barriers`, where its column has one.
fn code_of(question: &Question) -> Option<String> {
    let header = match &question.place {
        Place::Column(c) | Place::Joined(c, _) => c.clone(),
        Place::Mentions(columns) => columns.first().map(|c| segments(c)[0].clone())?,
        Place::Split => {
            let first = question.options.first()?.column.as_deref()?;
            segments(first).first()?.clone()
        }
    };
    let short = header.chars().count() <= 24
        && !header.contains(char::is_whitespace)
        && labels::is_id(&header.replace('.', "_"));
    short.then_some(header)
}
