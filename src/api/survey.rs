//! Surveys: files and a codebook in, shares out.

use super::{Disclosed, nothing_usable};
use crate::disclosure::Rule;
use crate::error::{Fault, Result, nearest};
use crate::estimate::brackets::is_bracketed;
use crate::estimate::options::{Asking, Scale};
use crate::estimate::sample::Degrees;
use crate::estimate::{Nonresponse, Numbers, OptionShares, Weighting, numbers};
use crate::input::Accounting;
use crate::project::{Audience, InputFile, SUPPRESS_BELOW, SurveyPart};
use crate::published;
use crate::stats::{Level, replicates};
use crate::survey::weighting::{self, Summary};
use crate::survey::{Codebook, Draft, Kind, Question, Responses, Role};
use crate::tally::{Answers, Completeness};
use std::path::Path;

/// A survey's file that waits for its codebook.
#[derive(Clone, Debug)]
pub struct SurveyFile {
    file: InputFile,
    weighting: Option<InputFile>,
}

impl SurveyFile {
    /// Weights the survey: by a recipe of margins, or by weights that were written before.
    pub fn weighting(self, path: impl AsRef<Path>) -> SurveyFile {
        SurveyFile { weighting: Some(InputFile::given(path.as_ref())), ..self }
    }

    /// Reads the codebook, then the file by it.
    ///
    /// # Errors
    /// When one of them cannot be read, or they contradict each other.
    pub fn codebook(self, path: impl AsRef<Path>) -> Result<Survey> {
        self.read(Some(&InputFile::given(path.as_ref())))
    }

    /// Reads the file by a codebook that is drafted from it.
    ///
    /// # Errors
    /// When it cannot be read, or holds no question.
    pub fn drafted(self) -> Result<Survey> {
        self.read(None)
    }

    fn read(self, codebook: Option<&InputFile>) -> Result<Survey> {
        Survey::of(responses(&[self.file], codebook, self.weighting.as_ref())?, None)
    }

    /// Drafts the file's codebook, to be written down and corrected. `sheet` names a workbook's sheet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn draft(self, sheet: Option<&str>) -> Result<Draft> {
        Draft::read(&self.file.path, &self.file.name, sheet)
    }
}

/// Responses and what is asked of them. For whoever holds the file: nothing is hidden unless [`Survey::audience`] says so.
#[derive(Clone, Debug)]
pub struct Survey {
    responses: Responses,
    weighted: Option<Summary>,
    rule: Option<Rule>,
}

impl Survey {
    /// Names a survey's file.
    pub fn open(path: impl AsRef<Path>) -> SurveyFile {
        SurveyFile { file: InputFile::given(path.as_ref()), weighting: None }
    }

    /// Reads the survey of a project.
    ///
    /// # Errors
    /// As [`SurveyFile::codebook`].
    pub fn of_part(part: &SurveyPart, rule: Option<Rule>) -> Result<Survey> {
        Survey::of(read(part)?, rule)
    }

    fn of((responses, weighted): (Responses, Option<Summary>), rule: Option<Rule>) -> Result<Survey> {
        if responses.is_empty() {
            return Err(nothing_usable("no respondent", &responses.accounts).into());
        }
        Ok(Survey { responses, weighted, rule })
    }

    /// Reads the responses of a project's survey also when none can be used: to tell what was left out, and why.
    ///
    /// # Errors
    /// When a file cannot be read, or contradicts the codebook.
    pub fn responses_of(part: &SurveyPart) -> Result<Responses> {
        Ok(read(part)?.0)
    }

    /// For whom what follows is: from others, figures about fewer than five people are hidden.
    pub fn audience(mut self, audience: Audience) -> Survey {
        self.rule = match audience {
            Audience::Own => None,
            Audience::Others => self.rule.or(Some(Rule { below: SUPPRESS_BELOW })),
        };
        self
    }

    /// What is hidden from whoever this is for.
    pub(super) fn rule(&self) -> Option<Rule> {
        self.rule
    }

    /// The typed responses.
    pub fn responses(&self) -> &Responses {
        &self.responses
    }

    /// Whether people have weights, or were drawn otherwise than one by one from all.
    pub fn is_designed(&self) -> bool {
        let design = &self.responses.codebook.design;
        let drawn = design.stratum.is_some() || design.cluster.is_some() || design.fpc.is_some();
        self.responses.is_weighted() || drawn || design.replicates.is_some()
    }

    /// Degrees of freedom of replicate weights: of everyone, and of each group.
    pub(super) fn degrees(&self, by: &[&str]) -> Result<Degrees> {
        let mut degrees = Degrees::new();
        for (group, rows) in self.responses.replicate_rows(by)? {
            let rows = rows.iter().map(Vec::as_slice);
            let found = replicates::degrees_of_freedom(self.responses.replicates()?.len(), rows);
            degrees.extend(found.ok().map(|df| (group, df as f64)));
        }
        Ok(degrees)
    }

    /// Row accounting, one a file.
    pub fn sources(&self) -> &[Accounting] {
        &self.responses.accounts
    }

    /// Questions with options, in the codebook's order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.responses.codebook.questions.iter().filter(|q| q.is_categorical())
    }

    /// The id of a question's option, told by its id or its text.
    ///
    /// # Errors
    /// When there is no such question or option; the nearest is named.
    pub fn option(&self, question: &str, text: &str) -> Result<String> {
        let book = &self.responses.codebook;
        let question = &book.questions[book.position(question)?];
        if let Some(place) = question.option(text) {
            return Ok(question.options[place].id.clone());
        }
        let ids: Vec<&str> = question.options.iter().map(|o| o.id.as_str()).collect();
        let remedy = nearest(text, ids.iter().copied())
            .map_or("name one of those".into(), |near| format!("did you mean \"{near}\"?"));
        Err(Fault::new(format!("question \"{}\" has no such option", question.id))
            .file(&book.name)
            .found(text)
            .accepted(ids.join(", "))
            .remedy(remedy)
            .into())
    }

    /// Whether it has a question of this id.
    pub fn has(&self, question: &str) -> bool {
        self.responses.codebook.questions.iter().any(|q| q.id == question)
    }

    /// Whether a question is known to ask what stops people.
    pub fn asks_for_barriers(&self) -> bool {
        self.questions().any(|q| q.role == Some(Role::Barriers))
    }

    /// Whether it asks what share of people's messages get a reply, in brackets.
    pub fn asks_for_reply_shares(&self) -> bool {
        self.questions().any(is_bracketed)
    }

    /// The questions that `barriers` shows when none is named: those with the role, else every multi-select.
    ///
    /// # Errors
    /// When there is neither.
    pub fn barrier_questions(&self) -> Result<Vec<&Question>> {
        let with_role: Vec<&Question> = self.questions().filter(|q| q.role == Some(Role::Barriers)).collect();
        let multi = || self.questions().filter(|q| q.kind == Kind::Multi).collect::<Vec<_>>();
        let found = if with_role.is_empty() { multi() } else { with_role };
        if found.is_empty() {
            return Err(Fault::new("has no question with role = \"barriers\" and no multi-select")
                .file(&self.responses.codebook.name)
                .accepted("a question with role = \"barriers\", or --question with any question's id")
                .remedy("add the role to the question that asks what stops people")
                .into());
        }
        Ok(found)
    }

    /// Asks for the shares of a question's options.
    ///
    /// # Errors
    /// When there is no such question, or it has no options.
    pub fn shares(&self, question: &str) -> Result<SharesQuery<'_>> {
        let book = &self.responses.codebook;
        let question = &book.questions[book.position(question)?];
        if !question.is_categorical() {
            return Err(no_options(book, question).into());
        }
        Ok(SharesQuery {
            survey: self,
            question,
            by: Vec::new(),
            level: Level::NINETY_FIVE,
            scale: Scale::Usual,
            group: None,
        })
    }

    /// Questions of numbers, in the codebook's order.
    pub fn number_questions(&self) -> impl Iterator<Item = &Question> {
        self.responses.codebook.questions.iter().filter(|q| q.kind == Kind::Number)
    }

    /// Asks for the numbers that were given to a question: mean, median, spread.
    ///
    /// # Errors
    /// When there is no such question, or it is not of kind number.
    pub fn numbers(&self, question: &str) -> Result<NumbersQuery<'_>> {
        let book = &self.responses.codebook;
        let question = &book.questions[book.position(question)?];
        if question.kind != Kind::Number {
            return Err(no_numbers(book, question).into());
        }
        Ok(NumbersQuery { survey: self, question, by: Vec::new(), level: Level::NINETY_FIVE })
    }

    /// Who answered which question, and where people stopped.
    ///
    /// # Errors
    /// When the responses were changed from outside.
    pub fn nonresponse(&self, level: Level) -> Result<Disclosed<Nonresponse>> {
        let tally = Completeness::count(&self.responses)?;
        Ok(Disclosed::new(Nonresponse::estimate(&tally, &self.responses.codebook, level), self.rule))
    }

    /// What weighting did.
    ///
    /// # Errors
    /// When the survey is not weighted to margins.
    pub fn weighting(&self, level: Level) -> Result<Disclosed<Weighting>> {
        let summary = self.weighted.as_ref().ok_or_else(|| {
            Fault::new("is not weighted to margins")
                .file(&self.responses.codebook.name)
                .accepted("--weighting FILE, or weighting = \"…\" under [[survey]]")
                .remedy("write a recipe: [[margin]] question = \"…\", shares = { … }")
        })?;
        Ok(Disclosed::new(Weighting::estimate(summary, level), self.rule))
    }

    /// Whether it is weighted to margins.
    pub fn has_margins(&self) -> bool {
        self.weighted.is_some()
    }

    /// The weights as a file, with the margins in its header.
    ///
    /// # Errors
    /// When the survey is not weighted to margins.
    pub fn weights_file(&self) -> Result<String> {
        weighting::file::text(&self.responses)
    }

    /// Whether a file holds weights that were written before.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_weights_file(path: impl AsRef<Path>) -> Result<bool> {
        weighting::file::is_file(path.as_ref())
    }

    /// Asks for the barriers: the shares of a question that asks what stops people.
    ///
    /// # Errors
    /// As [`Survey::shares`].
    pub fn barriers(&self, question: &str) -> Result<SharesQuery<'_>> {
        self.shares(question)
    }
}

/// The responses of a project's survey, weighted as it says.
fn read(part: &SurveyPart) -> Result<(Responses, Option<Summary>)> {
    let (responses, weighted) = responses(&part.files, part.codebook.as_ref(), part.weighting.as_ref())?;
    let book = &responses.codebook;
    for id in &part.by {
        one_group_each(book, &book.questions[book.position(id)?])?;
    }
    Ok((responses, weighted))
}

/// Reads files as one survey and weights them.
fn responses(
    files: &[InputFile],
    codebook: Option<&InputFile>,
    weighting: Option<&InputFile>,
) -> Result<(Responses, Option<Summary>)> {
    let weighting = weighting.map(|file| weighting::Weighting::read(&file.path, &file.name)).transpose()?;
    let mut all = unweighted(files, codebook, weighting.as_ref().and_then(|w| Some((w.start()?, w.name()))))?;
    let weighting = weighting.filter(|_| !all.is_empty());
    let summary = weighting.map(|weighting| weighting.apply(&mut all)).transpose()?;
    Ok((all, summary))
}

fn unweighted(files: &[InputFile], codebook: Option<&InputFile>, start: Option<(&str, &str)>) -> Result<Responses> {
    let mut book = codebook.map(|codebook| Codebook::read(&codebook.path, &codebook.name)).transpose()?;
    if book.is_none() && (files.len() > 1 || start.is_some()) {
        // The files of one survey have one codebook: the largest file says most.
        let length = |f: &&InputFile| std::fs::metadata(&f.path).map_or(0, |about| about.len());
        let largest = files.iter().max_by_key(length);
        book = largest.map(|f| Draft::read(&f.path, &f.name, None)?.codebook()).transpose()?;
    }
    if let (Some((column, recipe)), Some(book)) = (start, &mut book) {
        book.weigh_by(column, recipe);
    }
    let mut all: Option<Responses> = None;
    for file in files {
        let responses = match &book {
            Some(book) if files.len() > 1 => Responses::read_one_of_several(&file.path, &file.name, book)?,
            Some(book) => Responses::read(&file.path, &file.name, book)?,
            None => Responses::drafted(&file.path, &file.name)?,
        };
        match &mut all {
            Some(all) => all.append(responses)?,
            None => all = Some(responses),
        }
    }
    Ok(all.ok_or_else(|| Fault::new("a survey needs at least one file").remedy("name a file"))?)
}

fn no_options(book: &Codebook, question: &Question) -> Fault {
    let with: Vec<&str> = book.questions.iter().filter(|q| q.is_categorical()).map(|q| q.id.as_str()).collect();
    Fault::new(format!("question \"{}\" has no options to count", question.id))
        .file(&book.name)
        .accepted(with.join(", "))
        .remedy(match question.kind {
            Kind::Number => "name one of those; `hearback crosstab` shows numbers, also by groups",
            _ => "name a question of kind single, multi or ordinal",
        })
}

fn no_numbers(book: &Codebook, question: &Question) -> Fault {
    let with: Vec<&str> = book.questions.iter().filter(|q| q.kind == Kind::Number).map(|q| q.id.as_str()).collect();
    let accepted = if with.is_empty() { "none: no question is of kind number".into() } else { with.join(", ") };
    Fault::new(format!("question \"{}\" is not of numbers", question.id))
        .file(&book.name)
        .found(format!("kind = \"{}\"", question.kind.word()))
        .accepted(accepted)
        .remedy("name a question of kind number")
}

/// A question about numbers, not yet answered.
#[derive(Clone, Debug)]
pub struct NumbersQuery<'a> {
    survey: &'a Survey,
    question: &'a Question,
    by: Vec<String>,
    level: Level,
}

impl NumbersQuery<'_> {
    /// Breaks the numbers down by another question; said again, by every combination of both.
    pub fn by(mut self, question: &str) -> Self {
        self.by.push(question.to_owned());
        self
    }

    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Computes the figures and hides what may not be shown.
    ///
    /// # Errors
    /// When the by-question does not exist, or has no options for one respondent each.
    pub fn estimate(&self) -> Result<Disclosed<Numbers>> {
        let responses = &self.survey.responses;
        let book = &responses.codebook;
        let by: Vec<&str> = self.by.iter().map(String::as_str).collect();
        for id in &by {
            one_group_each(book, &book.questions[book.position(id)?])?;
        }
        let tally = Answers::count(responses, &[&self.question.id], &by)?;
        let asking = numbers::Asking {
            codebook: book,
            question: self.question,
            weighted: responses.is_weighted(),
            level: self.level,
            degrees: &self.survey.degrees(&by)?,
        };
        Ok(Disclosed::new(Numbers::estimate(&tally, &asking)?, self.survey.rule))
    }
}

/// A question about shares, not yet answered.
#[derive(Clone, Debug)]
pub struct SharesQuery<'a> {
    survey: &'a Survey,
    question: &'a Question,
    by: Vec<String>,
    level: Level,
    scale: Scale,
    group: Option<String>,
}

impl SharesQuery<'_> {
    /// Breaks the shares down by another question; said again, by every combination of both.
    pub fn by(mut self, question: &str) -> Self {
        self.by.push(question.to_owned());
        self
    }

    /// Compares one group, by its id, with everyone else; without it, every group with the others.
    pub fn group(mut self, option: &str) -> Self {
        self.group = Some(option.to_owned());
        self
    }

    /// Which interval the shares get.
    pub fn interval(mut self, scale: Scale) -> Self {
        self.scale = scale;
        self
    }

    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Computes the shares and hides what may not be shown.
    ///
    /// # Errors
    /// When the by-question does not exist, has no options for one respondent each, or is the question itself.
    pub fn estimate(&self) -> Result<Disclosed<OptionShares>> {
        let responses = &self.survey.responses;
        let book = &responses.codebook;
        let by: Vec<&str> = self.by.iter().map(String::as_str).collect();
        if let Some(twice) = by.iter().enumerate().find(|(i, id)| by[..*i].contains(id)).map(|(_, id)| id) {
            return Err(Fault::new("a question was named twice")
                .found(*twice)
                .remedy("name two different ones after --by")
                .into());
        }
        if by.len() > 2 {
            return Err(Fault::new("more than two questions were named after --by")
                .found(by.join(", "))
                .accepted("one, or two for every combination of both")
                .remedy("leave one out")
                .into());
        }
        for id in &by {
            self.check_by(&book.questions[book.position(id)?])?;
        }
        let tally = Answers::count(responses, &[&self.question.id], &by)?;
        let asking = Asking {
            codebook: book,
            question: self.question,
            weighted: responses.is_weighted(),
            level: self.level,
            scale: self.scale,
            group: self.group.as_deref(),
            degrees: &self.survey.degrees(&by)?,
        };
        let mut shares = OptionShares::estimate(&tally, &asking)?;
        for benchmark in published::benchmarks()? {
            let marks = benchmark.marks(self.question);
            if shares.marks.is_empty() {
                shares.marks = marks;
            }
        }
        Ok(Disclosed::new(shares, self.survey.rule))
    }

    fn check_by(&self, by: &Question) -> Result<()> {
        if by.id == self.question.id {
            return Err(Fault::new(format!("question \"{}\" cannot be broken down by itself", by.id))
                .remedy("name another question after --by, or under by in hearback.toml")
                .into());
        }
        one_group_each(&self.survey.responses.codebook, by)
    }
}

/// Whether a question puts everyone into one group, so that others can be broken down by it.
fn one_group_each(book: &Codebook, by: &Question) -> Result<()> {
    if matches!(by.kind, Kind::Single | Kind::Ordinal) {
        return Ok(());
    }
    let usable = book.questions.iter().filter(|q| matches!(q.kind, Kind::Single | Kind::Ordinal));
    Err(Fault::new(format!("question \"{}\" does not put everyone into one group", by.id))
        .accepted(usable.map(|q| q.id.as_str()).collect::<Vec<_>>().join(", "))
        .remedy("name a question of kind single or ordinal after --by, or under by in hearback.toml")
        .into())
}
