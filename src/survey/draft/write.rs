//! The draft as TOML that a person reads: evidence beside every guess, `# check` where it is weak.

use super::{Draft, Drafted, Told};
use crate::survey::codebook::{BlankMeans, Choice, Kind, Place, Role};
use toml_edit::Value;

/// Width at which lists are broken into lines.
const WIDTH: usize = 110;

/// A draft of fewer responses is a guess at most.
const FEW: usize = 10;

impl Draft {
    /// The codebook's text. Read again, it gives the same codebook.
    pub fn toml(&self) -> String {
        let mut out = self.head();
        for drafted in &self.questions {
            out.push('\n');
            out.push_str(&question(drafted, &self.questions));
        }
        out
    }

    fn head(&self) -> String {
        let n = self.responses;
        let many = if n == 1 { "" } else { "s" };
        let mut out = format!(
            "# The codebook of {}, drafted from {n} response{many} ({}).\n\
             # Every guess has its evidence beside it; look at the lines marked \"check\" first. What you correct here stays\n\
             # when it is drafted again with `hearback codebook` and `--out`. To call an option otherwise, put what the file\n\
             # says into its `code` and change its `label`.\n\n",
            comment(&self.file),
            self.platform,
        );
        if n < FEW {
            out.push_str("# check: everything, and draft it again when there are more responses\n");
        }
        if let Some(title) = &self.title {
            out.push_str(&format!("title = {}\n", text(title)));
        }
        if let Some(sheet) = &self.sheet {
            out.push_str(&format!("sheet = {}\n", text(sheet)));
        }
        out.push_str(&self.aside_lines());
        for (key, told) in [("respondent", &self.respondent), ("weight", &self.weight)] {
            if let Some(told) = told {
                out.push_str(&format!("# {}\n{key} = {}\n", comment(&told.evidence), text(&told.column)));
            }
        }
        if !self.drop.is_empty() {
            out.push_str("# Personal data: taken out as soon as the file is read.\n");
            out.push_str(&columns("drop", &self.drop));
        }
        if !self.ignore.is_empty() {
            out.push_str("# Of no use to the tables.\n");
            out.push_str(&columns("ignore", &self.ignore));
        }
        if !self.empty.is_empty() {
            let names: Vec<String> = self.empty.iter().map(|c| comment(&text(c))).collect();
            out.push_str(&format!("# Nobody answered, so nothing is known of: {}\n", names.join(", ")));
        }
        out
    }

    fn aside_lines(&self) -> String {
        if self.aside.is_empty() {
            return String::new();
        }
        let said: Vec<String> = self.aside.iter().map(|(kind, n)| format!("{n} {}", kind.word())).collect();
        let words: Vec<String> = self.aside.iter().map(|(kind, _)| text(kind.word())).collect();
        format!(
            "# Left out: {} responses. To count them, take away the next line's \"#\".\n# keep = [{}]\n",
            said.join(", "),
            words.join(", ")
        )
    }
}

/// A list of columns, each with its evidence.
pub(super) fn columns(key: &str, list: &[Told]) -> String {
    let mut out = format!("{key} = [\n");
    for told in list {
        out.push_str(&format!("  {}, # {}\n", text(&told.column), comment(&told.evidence)));
    }
    out.push_str("]\n");
    out
}

/// A question as a TOML table.
pub(super) fn question(drafted: &Drafted, all: &[Drafted]) -> String {
    let q = &drafted.question;
    let mut out = String::from("[[question]]\n");
    drafted.evidence.iter().for_each(|line| out.push_str(&format!("# {}\n", comment(line))));
    drafted.check.iter().for_each(|line| out.push_str(&format!("# check: {}\n", comment(line))));
    out.push_str(&format!("id = {}\n", text(&q.id)));
    if q.text != q.id {
        out.push_str(&format!("text = {}\n", text(&q.text)));
    }
    if q.label != q.text {
        out.push_str(&format!("label = {}\n", text(&q.label)));
    }
    out.push_str(&format!("kind = {}\n", text(q.kind.word())));
    if q.role == Some(Role::Barriers) {
        out.push_str("role = \"barriers\"\n");
    }
    match &q.place {
        Place::Column(column) => out.push_str(&format!("column = {}\n", text(column))),
        Place::Joined(column, separator) => {
            out.push_str(&format!("column = {}\nseparator = {}\n", text(column), text(separator)));
        }
        Place::Mentions(several) => out.push_str(&format!("columns = {}\n", list(several))),
        Place::Split => {}
    }
    for (key, words) in [("ticked", &q.ticked), ("unticked", &q.unticked), ("blank", &q.blank)] {
        if !words.is_empty() {
            out.push_str(&format!("{key} = {}\n", list(words)));
        }
    }
    for (key, option) in [("none_option", q.none_option), ("write_in", q.write_in)] {
        if let Some(option) = option.and_then(|i| q.options.get(i)) {
            out.push_str(&format!("{key} = {}\n", text(&option.id)));
        }
    }
    if !q.exclusive.is_empty() {
        let ids: Vec<String> = q.exclusive.iter().filter_map(|i| Some(q.options.get(*i)?.id.clone())).collect();
        out.push_str(&format!("exclusive = {}\n", list(&ids)));
    }
    if let Some(most) = q.choose_at_most {
        out.push_str(&format!("choose_at_most = {most} # as the question says\n"));
    }
    if q.kind == Kind::Multi {
        let means = if q.blank_means == BlankMeans::None { "none" } else { "skipped" };
        out.push_str(&format!("blank_means = \"{means}\"\n"));
    }
    for (filter, options) in q.asked_if.iter().filter_map(|(p, o)| Some((&all.get(*p)?.question, o))) {
        let ids: Vec<String> = options.iter().filter_map(|o| Some(filter.options.get(*o)?.id.clone())).collect();
        out.push_str(&format!("asked_if = {{ {} = {} }}\n", text(&filter.id), list(&ids)));
    }
    if !q.options.is_empty() {
        out.push_str("options = [\n");
        for (i, choice) in q.options.iter().enumerate() {
            let n = drafted.counts.get(i).map_or(String::new(), |n| format!(" # {n}"));
            out.push_str(&format!("  {},{n}\n", option(choice)));
        }
        out.push_str("]\n");
    }
    out
}

fn option(choice: &Choice) -> String {
    let mut parts = vec![format!("id = {}", text(&choice.id))];
    if choice.label != choice.id {
        parts.push(format!("label = {}", text(&choice.label)));
    }
    for (key, value) in [("code", &choice.code), ("column", &choice.column), ("barrier", &choice.barrier)] {
        parts.extend(value.as_ref().map(|v| format!("{key} = {}", text(v))));
    }
    if choice.written {
        parts.push("written = true".into());
    }
    format!("{{ {} }}", parts.join(", "))
}

fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| text(w)).collect();
    let line = format!("[{}]", quoted.join(", "));
    if line.len() <= WIDTH { line } else { format!("[\n  {},\n]", quoted.join(",\n  ")) }
}

/// A TOML string on one line.
pub(super) fn text(value: &str) -> String {
    if value.chars().all(|c| !c.is_control() && c != '"' && c != '\\') {
        return format!("\"{value}\"");
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text as a comment: on one line, without what TOML forbids there.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A list of columns as `toml_edit` keeps it.
pub(super) fn value(column: &str) -> Value {
    Value::from(column)
}
