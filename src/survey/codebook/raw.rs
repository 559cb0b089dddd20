//! The codebook as TOML has it, and what is checked before it is believed.

use super::design::RawDesign;
use super::{Aside, BlankMeans, Bracket, Choice, Codebook, Kind, Place, Question, Role};
use crate::error::{Fault, Result, nearest};
use crate::input::labels;
use crate::survey::taxonomy::Taxonomy;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCodebook {
    title: Option<String>,
    respondent: Option<String>,
    weight: Option<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    keep: Vec<Aside>,
    sheet: Option<String>,
    #[serde(default)]
    design: RawDesign,
    #[serde(default, rename = "question")]
    questions: Vec<RawQuestion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: String,
    text: Option<String>,
    label: Option<String>,
    kind: Kind,
    role: Option<Role>,
    column: Option<String>,
    columns: Option<Vec<String>>,
    separator: Option<String>,
    #[serde(default)]
    options: Vec<RawChoice>,
    none_option: Option<String>,
    #[serde(default)]
    exclusive: Vec<String>,
    choose_at_most: Option<usize>,
    write_in: Option<String>,
    #[serde(default)]
    ticked: Vec<String>,
    #[serde(default)]
    unticked: Vec<String>,
    #[serde(default)]
    blank: Vec<String>,
    blank_means: Option<BlankMeans>,
    #[serde(default)]
    asked_if: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    id: String,
    label: Option<String>,
    code: Option<String>,
    column: Option<String>,
    #[serde(default)]
    written: bool,
    barrier: Option<String>,
    share: Option<String>,
}

impl RawCodebook {
    pub(super) fn check(self, name: &str) -> Result<Codebook> {
        if self.questions.is_empty() {
            return Err(Fault::new("declares no question")
                .file(name)
                .accepted("at least one [[question]] with id, kind and options")
                .remedy("add the questions that you want to see")
                .into());
        }
        let mut questions: Vec<Question> = Vec::new();
        for raw in self.questions {
            let question = raw.check(&questions).map_err(|fault| fault.file(name))?;
            questions.push(question);
        }
        let book = Codebook {
            name: name.into(),
            title: self.title,
            respondent: self.respondent,
            weight: self.weight,
            weight_by: None,
            ignore: self.ignore,
            drop: self.drop,
            keep: self.keep,
            sheet: self.sheet,
            design: self.design.check().map_err(|fault| fault.file(name))?,
            questions,
        };
        book.check_columns()?;
        Ok(book)
    }
}

impl RawQuestion {
    fn check(self, before: &[Question]) -> Result<Question, Fault> {
        let wrong = |what: String| Fault::new(format!("question \"{}\": {what}", self.id));
        if !labels::is_id(&self.id) {
            return Err(wrong("this is no id".into())
                .found(&self.id)
                .accepted("letters, digits, _ and -")
                .remedy("give it a short id; the wording belongs in text"));
        }
        if before.iter().any(|q| q.id == self.id) {
            return Err(wrong("the id is used twice".into()).remedy("give every question an id of its own"));
        }
        let options = self.options()?;
        self.brackets(&options)?;
        let place = self.place(&options)?;
        let index = |key: &str, id: &Option<String>| match id {
            None => Ok(None),
            Some(id) => options.iter().position(|o| &o.id == id).map(Some).ok_or_else(|| {
                wrong(format!("{key} names no option"))
                    .found(id)
                    .accepted(options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", "))
                    .remedy("name the option's id")
            }),
        };
        let (none_option, write_in) = (index("none_option", &self.none_option)?, index("write_in", &self.write_in)?);
        if place != Place::Split && !(self.ticked.is_empty() && self.unticked.is_empty()) {
            return Err(wrong("ticked and unticked are for a column an option".into())
                .remedy("remove them; an option's code says what stands in its cells"));
        }
        if write_in.is_some() && self.kind == Kind::Ordinal {
            return Err(
                wrong("free text has no place in an order".into()).remedy("remove write_in, or set kind = \"single\"")
            );
        }
        let several = none_option.is_some() || self.blank_means.is_some() || !self.exclusive.is_empty();
        if self.kind != Kind::Multi && (several || self.choose_at_most.is_some()) {
            return Err(wrong("none_option, blank_means, exclusive and choose_at_most are for multi-selects".into())
                .remedy("remove them, or set kind = \"multi\""));
        }
        let exclusive = self.exclusive.iter().map(|id| index("exclusive", &Some(id.clone())));
        let exclusive = exclusive.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        let choose_at_most = self.choose_at_most(options.len())?;
        Ok(Question {
            exclusive,
            choose_at_most,
            text: self.text.clone().unwrap_or_else(|| self.id.clone()),
            label: self.label.clone().or(self.text.clone()).unwrap_or_else(|| self.id.replace('_', " ")),
            kind: self.kind,
            role: self.role,
            asked_if: self.asked_if(before)?,
            none_option,
            write_in,
            blank_means: self.blank_means.unwrap_or_default(),
            ticked: self.ticked,
            unticked: self.unticked,
            blank: self.blank,
            options,
            place,
            id: self.id,
        })
    }

    /// How many options could be chosen.
    fn choose_at_most(&self, options: usize) -> Result<Option<usize>, Fault> {
        match self.choose_at_most {
            Some(most) if most == 0 || most > options => {
                Err(Fault::new(format!("question \"{}\": choose_at_most is no number of its options", self.id))
                    .found(most.to_string())
                    .accepted(format!("1 to {options}"))
                    .remedy("correct it, or leave it out where there was no limit"))
            }
            most => Ok(most),
        }
    }

    fn options(&self) -> Result<Vec<Choice>, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let counted = matches!(self.kind, Kind::Single | Kind::Multi | Kind::Ordinal);
        if counted && self.options.is_empty() {
            return Err(wrong("has no options")
                .accepted("options = [{ id = \"…\", label = \"…\" }, …]")
                .remedy("list the options as the survey words them"));
        }
        if !counted && !self.options.is_empty() {
            return Err(wrong("numbers and text have no options").remedy("remove them, or set another kind"));
        }
        let (mut seen, mut codes) = (BTreeSet::new(), BTreeSet::new());
        let mut options = Vec::new();
        for raw in &self.options {
            if !labels::is_id(&raw.id) {
                return Err(wrong("an option's id is no id")
                    .found(&raw.id)
                    .accepted("letters, digits, _ and -")
                    .remedy("give it a short id; the wording belongs in label"));
            }
            let label = raw.label.clone().unwrap_or_else(|| raw.id.clone());
            let code = raw.code.as_deref().filter(|c| !c.is_empty());
            let keys = BTreeSet::from([labels::normal(&raw.id), labels::normal(&label)]);
            if keys.iter().any(|k| seen.contains(k)) {
                return Err(wrong("two options have the same id or label")
                    .found(&label)
                    .accepted("ids and labels that differ by more than case and spaces")
                    .remedy("remove one, or reword it"));
            }
            seen.extend(keys);
            if let Some(code) = code.filter(|code| !codes.insert(labels::normal(code))) {
                return Err(wrong("two options have the same code")
                    .found(code)
                    .accepted("a code of its own for every option")
                    .remedy("correct one of them"));
            }
            if let Some(barrier) = raw.barrier.as_deref().filter(|b| Taxonomy::get().label(b).is_none()) {
                let known: Vec<&str> = Taxonomy::get().ids().collect();
                let remedy = match nearest(barrier, known.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "name one of the common list, or leave barrier out".into(),
                };
                return Err(wrong("an option names no barrier of the common list")
                    .found(barrier)
                    .accepted(known.join(", "))
                    .remedy(remedy));
            }
            let (code, column, barrier) = (code.map(str::to_owned), raw.column.clone(), raw.barrier.clone());
            let share = self.bracket(raw, &options)?;
            options.push(Choice { id: raw.id.clone(), label, code, column, written: raw.written, barrier, share });
        }
        Ok(options)
    }

    /// The reply shares that an option stands for; `before` are the options before it.
    fn bracket(&self, raw: &RawChoice, before: &[Choice]) -> Result<Option<Bracket>, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let Some(text) = &raw.share else { return Ok(None) };
        if self.role != Some(Role::ReplyShare) {
            return Err(wrong("an option has a share, and the question does not ask for one")
                .found(text)
                .remedy("add role = \"reply_share\" to the question, or remove share"));
        }
        let bracket = Bracket::parse(text).ok_or_else(|| {
            wrong("an option's share is no bracket")
                .found(text)
                .accepted("whole percents, such as \"25-50\"; a single one, such as \"0\", is exactly that")
                .remedy("correct it")
        })?;
        if before.iter().filter_map(|o| o.share).any(|other| other.overlaps(bracket)) {
            return Err(wrong("two options' shares overlap")
                .found(text)
                .accepted("a bracket ends where the next begins: \"0-25\", \"25-50\"")
                .remedy("correct one of them"));
        }
        Ok(Some(bracket))
    }

    /// A question of the role `reply_share` has one answer, and at least two brackets.
    fn brackets(&self, options: &[Choice]) -> Result<(), Fault> {
        let enough = options.iter().filter(|o| o.share.is_some()).count() > 1;
        if self.role != Some(Role::ReplyShare) || enough && matches!(self.kind, Kind::Single | Kind::Ordinal) {
            return Ok(());
        }
        Err(Fault::new(format!("question \"{}\": it has no brackets of reply shares", self.id))
            .accepted("kind = \"ordinal\", and options such as { id = \"under_quarter\", share = \"0-25\" }")
            .remedy("add share to its options, or remove role = \"reply_share\""))
    }

    fn place(&self, options: &[Choice]) -> Result<Place, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let with_column = options.iter().filter(|o| o.column.is_some()).count();
        let column = || self.column.clone().unwrap_or_else(|| self.id.clone());
        if let Some(columns) = &self.columns {
            let alone =
                self.kind == Kind::Multi && with_column == 0 && self.separator.is_none() && self.column.is_none();
            return if alone && !columns.is_empty() {
                Ok(Place::Mentions(columns.clone()))
            } else {
                Err(wrong("columns is for a multi-select with one column a mention")
                    .accepted("kind = \"multi\" and columns = [\"first\", \"second\", …], without column and separator")
                    .remedy("remove the others, or columns"))
            };
        }
        match (self.kind, with_column, &self.separator) {
            (Kind::Multi, 0, Some(separator))
                if separator.trim().is_empty() && separator != "\n" && separator != "\t" =>
            {
                Err(wrong("the separator is blank").accepted("for example \", \" or \";\"").remedy("correct it"))
            }
            (Kind::Multi, 0, Some(separator)) => Ok(Place::Joined(column(), separator.clone())),
            (Kind::Multi, 0, None) => Err(wrong("where its answers stand is not said")
                .accepted("column and separator for answers joined in one column, a column for every option, or columns for mentions")
                .remedy("add separator = \", \" (or \";\"), or a column to each option")),
            (Kind::Multi, n, None) if n == options.len() && self.column.is_none() => Ok(Place::Split),
            (Kind::Multi, _, None) if self.column.is_none() => {
                let missing = options.iter().find(|o| o.column.is_none()).map_or("", |o| o.id.as_str());
                Err(wrong("an option has no column").found(missing).remedy("give every option its column"))
            }
            (Kind::Multi, ..) => Err(wrong("it is both joined in one column and split over several")
                .accepted("either column and separator, or a column for every option")
                .remedy("remove one of the two")),
            (_, 0, None) => Ok(Place::Column(column())),
            _ => Err(wrong("separator and a column for every option are for multi-selects")
                .remedy("remove them, or set kind = \"multi\"")),
        }
    }

    fn asked_if(&self, before: &[Question]) -> Result<Vec<(usize, Vec<usize>)>, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let mut conditions = Vec::new();
        for (id, wanted) in &self.asked_if {
            let at = before.iter().position(|q| &q.id == id && q.is_categorical()).ok_or_else(|| {
                let known: Vec<&str> = before.iter().filter(|q| q.is_categorical()).map(|q| q.id.as_str()).collect();
                let known =
                    if known.is_empty() { "none: no such question stands before it".into() } else { known.join(", ") };
                wrong("asked_if names no question with options that stands before it")
                    .found(id)
                    .accepted(known)
                    .remedy("correct the id, or move that question up")
            })?;
            let option = |w: &String| {
                before[at].options.iter().position(|o| &o.id == w).ok_or_else(|| {
                    wrong("asked_if names no option of that question")
                        .found(w)
                        .accepted(before[at].options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", "))
                        .remedy("name the option's id")
                })
            };
            conditions.push((at, wanted.iter().map(option).collect::<Result<_, _>>()?));
        }
        Ok(conditions)
    }
}
