//! Small inputs that many tests share, with their results counted by hand.

/// A codebook of a small survey: one choice, one multi-select in a joined cell, a number, a text.
pub const CODEBOOK: &str = r#"title = "A small survey"
respondent = "id"

[[question]]
id = "college"
text = "Which college?"
kind = "single"
options = [{ id = "arts", label = "Arts" }, { id = "law", label = "Law" }]

[[question]]
id = "barriers"
text = "What stops you?"
kind = "multi"
role = "barriers"
separator = ", "
none_option = "none"
options = [
  { id = "bother", label = "Bothering someone" },
  { id = "fear", label = "Fear of rejection" },
  { id = "words", label = "Not knowing what to say, or how to begin" },
  { id = "none", label = "None of these" },
]

[[question]]
id = "contacts"
kind = "number"

[[question]]
id = "comment"
kind = "text"
"#;

/// Twelve respondents. Answered barriers: 11 (all but 6). Bothering 5 (1, 2, 3, 7, 11), fear 5 (1, 4, 7, 8, 12), words
/// 4 (3, 7, 9, 12), none 2 (5, 10); 14 mentions. Arts: 5 answered, bothering 3, fear 2, words 1, none 1. Law: 6
/// answered, bothering 2, fear 3, words 3, none 1.
pub const SURVEY: &str = r#"id,college,barriers,contacts,comment
1,Arts,"Bothering someone, Fear of rejection",3,
2,Arts,Bothering someone,12,"a comment,
over two lines"
3,Arts,"Bothering someone, Not knowing what to say, or how to begin",0,
4,Arts,Fear of rejection,7,
5,Arts,None of these,40,
6,Arts,,1,
7,Law,"Bothering someone, Fear of rejection, Not knowing what to say, or how to begin",2,
8,Law,Fear of rejection,5,
9,Law,"Not knowing what to say, or how to begin",8,
10,Law,None of these,30,
11,Law,Bothering someone,4,"he said ""no"""
12,Law,"Not knowing what to say, or how to begin, Fear of rejection",6,
"#;

/// Three people: Ada replied on day 3, Bo on the phone at once, Cy not at all.
pub const LOG: &str = "\
date,contact,direction,channel,kind,outcome
2025-03-03,Ada Ames,out,email,message,
2025-03-04,Bo Berg,out,phone,call,answered
2025-03-05,Cy Cole,out,linkedin,message,
2025-03-06,Ada Ames,in,email,message,
2025-03-12,Cy Cole,out,linkedin,message,
";

/// A project of both.
pub const PROJECT: &str = r#"[project]
timezone = "Europe/Berlin"
as_of = "2025-03-31"

[[survey]]
files = ["survey.csv"]
codebook = "codebook.toml"
by = ["college"]

[[outreach]]
files = ["log.csv"]
map = { contact = "contact" }
complete = true

[cadence]
quiet_days = 90

[report]
title = "A small report"
audience = "others"
suppress_below = 5
"#;

/// A folder with all four.
pub fn project() -> super::fixture::Fixture {
    super::fixture::Fixture::new()
        .file("hearback.toml", PROJECT)
        .file("codebook.toml", CODEBOOK)
        .file("survey.csv", SURVEY)
        .file("log.csv", LOG)
}
