//! The margins that weights meet: which category everyone is in.

use crate::error::{Fault, Result, nearest};
use crate::input::sheet;
use crate::stats::rake::Cells;
use crate::survey::{Codebook, Kind, Question, Responses};
use serde::{Deserialize, Serialize};

/// Combinations of options that a margin's questions may have.
const MOST_COMBINATIONS: usize = 1 << 20;

/// In no category.
const NOWHERE: u32 = u32::MAX;

/// What becomes of respondents without an answer to a margin's question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There may be none.
    #[default]
    Refuse,
    /// They are a category of their own, which keeps the share that it has by the starting weights.
    Own,
    /// They are left out of the survey, and counted.
    Drop,
}

/// The margins that weights were made to meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Whether the weights meet them; not if they were trimmed and not raked again.
    pub exact: bool,
    /// The margins.
    #[serde(rename = "margin")]
    pub margins: Vec<Margin>,
}

/// A margin: a question, or several of which the combinations count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// Ids of its questions.
    pub questions: Vec<String>,
    /// What became of those without an answer.
    pub missing: Missing,
    /// Its categories; no two have an answer in common.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
}

/// A category of a margin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// By question, the ids of the options that count together. None at all: those without an answer.
    pub answers: Vec<Vec<String>>,
    /// What the weights of those in it are to sum to.
    pub total: f64,
}

impl Category {
    /// Those without an answer.
    pub(super) fn unanswered(total: f64) -> Category {
        Category { answers: Vec::new(), total }
    }

    /// Whether it is those without an answer.
    pub fn is_unanswered(&self) -> bool {
        self.answers.is_empty()
    }

    /// Its name for programs: `first`, `third+fourth`, `first/f`; `?` for those without an answer.
    pub fn id(&self) -> String {
        if self.is_unanswered() {
            return "?".into();
        }
        self.answers.iter().map(|options| options.join("+")).collect::<Vec<_>>().join("/")
    }
}

impl Calibration {
    /// Puts respondents together who are in the same category of every margin; codes are places among the categories.
    ///
    /// # Errors
    /// When the codebook has no such question or option, or a respondent is in no category.
    pub fn cells(&self, responses: &Responses) -> Result<Cells> {
        let codes = self.codes(responses)?;
        let sizes = self.margins.iter().map(|m| m.categories.len());
        Ok(Cells::of(responses.len(), codes.iter().map(Vec::as_slice).zip(sizes)))
    }

    /// By margin, the category of every respondent.
    ///
    /// # Errors
    /// As [`Calibration::cells`].
    pub fn codes(&self, responses: &Responses) -> Result<Vec<Vec<u32>>> {
        self.margins.iter().map(|margin| margin.codes(responses)).collect()
    }
}

impl Margin {
    /// Its questions, as messages name it.
    pub fn title(&self) -> String {
        self.questions.join(" × ")
    }

    /// The category of every respondent.
    fn codes(&self, responses: &Responses) -> Result<Vec<u32>> {
        let places = self.places(responses)?;
        let unanswered = self.categories.iter().position(Category::is_unanswered);
        let missing: Vec<bool> = places.iter().map(|p| *p == Place::Unanswered && unanswered.is_none()).collect();
        self.refuse_missing(responses, &missing)?;
        let code = |(i, place): (usize, Place)| match place {
            Place::In(code) => Ok(code),
            Place::Unanswered => Ok(unanswered.unwrap_or(0) as u32),
            Place::Nowhere => Err(self.in_no_category(responses, i)?.into()),
        };
        places.into_iter().enumerate().map(code).collect()
    }

    /// Whether every respondent lacks an answer.
    pub(super) fn unanswered(&self, responses: &Responses) -> Result<Vec<bool>> {
        Ok(self.places(responses)?.into_iter().map(|p| p == Place::Unanswered).collect())
    }

    fn places(&self, responses: &Responses) -> Result<Vec<Place>> {
        let book = &responses.codebook;
        let questions: Vec<&Question> = self.questions.iter().map(|id| question(book, id)).collect::<Result<_>>()?;
        let table = self.table(&questions)?;
        let columns = questions.iter().map(|q| responses.codes(q)).collect::<Result<Vec<_>>>()?;
        let place = |i: usize| {
            let mut answers = columns.iter().zip(&questions);
            let combination = answers.try_fold(0, |so_far: usize, (column, question)| {
                Some(so_far * question.options.len() + column[i]? as usize)
            });
            match combination.map(|c| table[c]) {
                None => Place::Unanswered,
                Some(NOWHERE) => Place::Nowhere,
                Some(code) => Place::In(code),
            }
        };
        Ok((0..responses.len()).map(place).collect())
    }

    /// The category of every combination of options.
    fn table(&self, questions: &[&Question]) -> Result<Vec<u32>> {
        let mut sizes = questions.iter().map(|q| q.options.len());
        let combinations = sizes.try_fold(1usize, |all, n| all.checked_mul(n)).filter(|c| *c <= MOST_COMBINATIONS);
        let combinations = combinations.ok_or_else(|| {
            Fault::new(format!("margin \"{}\" has too many combinations of options", self.title()))
                .accepted(format!("at most {MOST_COMBINATIONS}"))
                .remedy("make several margins of it, of fewer questions each")
        })?;
        let mut table = vec![NOWHERE; combinations];
        for (code, category) in self.categories.iter().enumerate().filter(|(_, c)| !c.is_unanswered()) {
            for combination in category.combinations(questions)? {
                if table[combination] != NOWHERE {
                    let other = &self.categories[table[combination] as usize];
                    return Err(Fault::new(format!(
                        "margin \"{}\": two categories have an answer in common",
                        self.title()
                    ))
                    .found(format!("{} and {}", other.id(), category.id()))
                    .remedy("name every option, or combination of options, once")
                    .into());
                }
                table[combination] = code as u32;
            }
        }
        Ok(table)
    }

    fn refuse_missing(&self, responses: &Responses, missing: &[bool]) -> Result<()> {
        let n = missing.iter().filter(|m| **m).count();
        if n == 0 {
            return Ok(());
        }
        let names = responses.names()?;
        let first: Vec<String> =
            names.into_iter().zip(missing).filter(|(_, m)| **m).map(|(name, _)| name).take(6).collect();
        Err(Fault::new(format!(
            "margin \"{}\": {n} respondent{} without an answer to it {} in no category",
            self.title(),
            if n == 1 { "" } else { "s" },
            if n == 1 { "is" } else { "are" },
        ))
        .found(list(&first, n))
        .accepted("an answer of everyone; missing = \"own\": those without one keep their share; missing = \"drop\": they are left out")
        .remedy("write missing = \"own\" or missing = \"drop\" under this [[margin]]")
        .into())
    }

    /// Someone's answer belongs to no category: who answered so, and what to write.
    fn in_no_category(&self, responses: &Responses, row: usize) -> Result<Fault> {
        let book = &responses.codebook;
        let (mut labels, mut ids, mut same) = (Vec::new(), Vec::new(), vec![true; responses.len()]);
        for id in &self.questions {
            let question = question(book, id)?;
            let codes = responses.codes(question)?;
            let option = codes[row].and_then(|code| question.options.get(code as usize));
            labels.extend(option.map(|o| o.label.clone()));
            ids.extend(option.map(|o| o.id.clone()));
            same.iter_mut().zip(&codes).for_each(|(same, code)| *same &= *code == codes[row]);
        }
        let n = same.iter().filter(|s| **s).count();
        let known = self.categories.iter().filter(|c| !c.is_unanswered());
        let known: Vec<String> = known.map(Category::id).collect();
        Ok(Fault::new(format!(
            "margin \"{}\" has no category for what {n} respondent{} answered",
            self.title(),
            if n == 1 { "" } else { "s" }
        ))
        .found(labels.join(" × "))
        .accepted(sheet::list(&known, 12))
        .remedy(format!(
            "say its share, or count \"{}\" together with another: cells = [ {{ {} = [\"{}\", \"…\"], share = … }} ]",
            ids.join("/"),
            self.questions.last().map_or("", String::as_str),
            ids.last().map_or("", String::as_str)
        )))
    }
}

/// Where a respondent stands in a margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    In(u32),
    Unanswered,
    Nowhere,
}

impl Category {
    /// The combinations of options that it holds, by number.
    fn combinations(&self, questions: &[&Question]) -> Result<Vec<usize>> {
        let mut combinations = vec![0];
        for (question, options) in questions.iter().zip(&self.answers) {
            let options = options.iter().map(|o| option(question, o)).collect::<Result<Vec<_>, _>>()?;
            let size = question.options.len();
            combinations =
                combinations.iter().flat_map(|c| options.iter().map(move |option| c * size + option)).collect();
        }
        Ok(combinations)
    }

    /// Its name for people.
    pub(super) fn label(&self, questions: &[&Question]) -> String {
        if self.is_unanswered() {
            return "no answer".into();
        }
        let label = |question: &Question, id: &String| {
            question.options.iter().find(|o| &o.id == id).map_or(id.clone(), |o| o.label.clone())
        };
        let labels = questions.iter().zip(&self.answers);
        let labels = labels.map(|(q, ids)| ids.iter().map(|id| label(q, id)).collect::<Vec<_>>().join(" or "));
        labels.collect::<Vec<_>>().join(" × ")
    }
}

/// A question of a margin: everyone has at most one answer to it.
pub(super) fn question<'a>(book: &'a Codebook, id: &str) -> Result<&'a Question> {
    let usable = |q: &Question| matches!(q.kind, Kind::Single | Kind::Ordinal);
    match book.questions.iter().find(|q| q.id == id) {
        Some(question) if usable(question) => Ok(question),
        found => {
            let known: Vec<&str> = book.questions.iter().filter(|q| usable(q)).map(|q| q.id.as_str()).collect();
            let what = match found {
                Some(_) => "a margin's question does not put everyone into one category",
                None => "a margin names a question that the codebook does not have",
            };
            let near = nearest(id, known.iter().copied()).filter(|near| *near != id);
            Err(Fault::new(what)
                .found(id)
                .accepted(known.join(", "))
                .remedy(near.map_or("name a question of kind single or ordinal".into(), |near| {
                    format!("did you mean \"{near}\"?")
                }))
                .into())
        }
    }
}

/// An option of a margin's question, by its id or label.
pub(super) fn option(question: &Question, text: &str) -> Result<usize, Fault> {
    let by_id = question.options.iter().position(|o| o.id == text);
    by_id.or_else(|| question.option(text)).ok_or_else(|| {
        let ids: Vec<&str> = question.options.iter().map(|o| o.id.as_str()).collect();
        let fault = Fault::new(format!("question \"{}\" has no such option", question.id)).found(text);
        let near = nearest(text, ids.iter().copied());
        fault.accepted(ids.join(", ")).remedy(
            near.map_or("name an option by its id or its label".into(), |near| format!("did you mean \"{near}\"?")),
        )
    })
}

/// The first of a list, and how many more there are.
pub(super) fn list(first: &[String], n: usize) -> String {
    let shown = first.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if n > 5 { format!("{shown} and {} more", n - 5) } else { shown }
}
