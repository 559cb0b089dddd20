//! Every error text: what is wrong, where, what stood there, what would be accepted, what to do. Each is refused with 2,
//! prints no data, and is kept as a snapshot.

use super::fixture::{Fixture, Transcript};
use super::samples::{self, CODEBOOK, LOG, PROJECT, SURVEY};

const SURVEY_ARGS: [&str; 4] = ["barriers", "survey.csv", "--codebook", "codebook.toml"];

/// Runs a list of cases, each with one file of the sample project replaced, and keeps all their texts.
#[track_caller]
fn refused(name: &str, args: &[&str], cases: &[(&str, &str, Vec<u8>)]) {
    let mut all = Transcript::default();
    for (heading, file, content) in cases {
        let run = samples::project().file(file, content).hearback(args).refused();
        all.add(heading, &run);
    }
    insta::assert_snapshot!(name, all.to_string());
}

/// One file with a part replaced. Fails when the part is not there.
#[track_caller]
fn with(text: &str, from: &str, to: &str) -> Vec<u8> {
    assert!(text.contains(from), "{from:?} is not in the sample");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn files_that_cannot_be_read() {
    let open_quote = with(SURVEY, "rejection\",6", "rejection,6");
    let cases = [
        ("0 bytes", "survey.csv", Vec::new()),
        ("blank lines only", "survey.csv", b"\n\n\n".to_vec()),
        ("a header only", "survey.csv", b"id,college,barriers,contacts,comment\n".to_vec()),
        ("a byte-order mark only", "survey.csv", b"\xEF\xBB\xBF".to_vec()),
        ("every row left out", "survey.csv", b"id,college,barriers,contacts,comment\n1,Arts\n2,Law\n".to_vec()),
        ("a quote that never closes", "survey.csv", open_quote),
        ("a picture", "survey.csv", b"\x89PNG\r\n\x1a\n\x00\x00".to_vec()),
        ("a workbook", "survey.csv", b"PK\x03\x04\x14\x00\xff\xfe\x08\x00".to_vec()),
        ("half a Parquet file", "survey.csv", b"PAR1\x15\x04\x15".to_vec()),
        ("a column that the codebook names is not there", "survey.csv", with(SURVEY, "barriers", "barrier")),
        ("a header twice that the codebook names", "survey.csv", with(SURVEY, "contacts", "college")),
        ("another delimiter than any that is tried", "survey.csv", SURVEY.replace(',', "#").into_bytes()),
    ];
    refused("survey_files", &SURVEY_ARGS, &cases);
}

#[test]
fn logs_that_cannot_be_read() {
    let cases = [
        ("0 bytes", "log.csv", Vec::new()),
        ("a header only", "log.csv", b"date,contact,direction\n".to_vec()),
        ("no row can be used", "log.csv", b"date,contact,direction\nsoon,A,out\n".to_vec()),
        ("no date", "log.csv", with(LOG, "date", "x")),
        ("no contact", "log.csv", with(LOG, "contact", "x")),
        ("neither direction nor reply", "log.csv", with(LOG, "direction", "x")),
        ("a header twice", "log.csv", with(LOG, "channel", "date")),
    ];
    refused("logs", &["replies", "log.csv"], &cases);
}

#[test]
fn files_and_folders_that_are_something_else() {
    let mut all = Transcript::default();
    let fixture = samples::project().file("empty/notes.txt", "nothing").file("data/a.csv", SURVEY);
    for args in [
        &["barriers", "nowhere.csv", "--codebook", "codebook.toml"] as &[&str],
        &["barriers", "survey.csv", "--codebook", "nowhere.toml"],
        &["barriers", "survey.csv", "--codebook", "data"],
        &["barriers", "data", "--codebook", "codebook.toml"],
        &["barriers", "log.csv"],
        &["barriers", ".", "survey.csv"],
        &["barriers", "survey.csv", ".", "--codebook", "codebook.toml"],
        &["barriers", "--codebook", "codebook.toml"],
        &["barriers", ".", "--codebook", "codebook.toml"],
        &["replies", "nowhere.csv"],
        &["replies", "data"],
        &["replies", "log.csv", "--codebook", "codebook.toml"],
        &["report", "empty"],
        &["report", "nowhere"],
        &["report", "nowhere/hearback.toml"],
        &["report", "empty/notes.txt"],
        &["report", "survey.csv", "data"],
        &["check", "codebook.toml"],
        &["init", "empty"],
        &["init", "nowhere"],
        &["init", "survey.csv"],
        &["codebook", "nowhere.csv"],
        &["codebook", "data"],
        &["codebook", "survey.csv", "--out", "nowhere/codebook.toml"],
        &["codebook", "survey.csv", "--out", "data"],
        &["codebook", "survey.csv", "--out", "log.csv"],
        &["crosstab", "empty"],
        &["report", "--out", "log.csv"],
        &["check", "nowhere"],
        &["barriers", "--chart", "nowhere/c.svg"],
        &["barriers", "--chart", "c.foo"],
        &["barriers", "--chart", "chart"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(args).refused());
    }
    insta::assert_snapshot!("places", all.to_string());
}

#[test]
fn codebooks_that_contradict_themselves() {
    let second = |text: &str| format!("{CODEBOOK}\n{text}\n").into_bytes();
    let at = |from: &str, to: &str| with(CODEBOOK, from, to);
    let bracketed = |one: &str, other: &str| {
        let options = format!("{{ id = \"a\", share = \"{one}\" }}, {{ id = \"b\", share = \"{other}\" }}");
        second(&format!("[[question]]\nid = \"t\"\nkind = \"ordinal\"\nrole = \"reply_share\"\noptions = [{options}]"))
    };
    let cases = [
        ("no question", b"title = \"x\"\n".to_vec()),
        ("no TOML", b"title = \n".to_vec()),
        ("a key twice", at("title", "title = \"x\"\ntitle")),
        ("an unknown key", at("respondent", "respondant")),
        ("an unknown key of a question", at("separator", "seperator")),
        ("an unknown key of an option", at("label = \"Arts\"", "lable = \"Arts\"")),
        ("an unknown kind", at("kind = \"multi\"", "kind = \"multiple\"")),
        ("an unknown role", at("role = \"barriers\"", "role = \"barrier\"")),
        ("blank_means something else", at("none_option", "blank_means = \"skip\"\nnone_option")),
        ("no kind", at("kind = \"number\"\n", "")),
        ("no id", at("id = \"contacts\"\n", "")),
        ("an id that is none", at("id = \"contacts\"", "id = \"How many?\"")),
        ("an id twice", at("id = \"contacts\"", "id = \"college\"")),
        ("no options", at("options = [{ id = \"arts\", label = \"Arts\" }, { id = \"law\", label = \"Law\" }]", "")),
        ("options of a number", second("[[question]]\nid = \"n\"\nkind = \"number\"\noptions = [{ id = \"a\" }]")),
        ("an option id twice", at("id = \"fear\"", "id = \"bother\"")),
        ("an option label twice", at("label = \"Fear of rejection\"", "label = \"bothering  SOMEONE\"")),
        ("an option id that is none", at("id = \"fear\"", "id = \"fear of\"")),
        ("no separator", at("separator = \", \"\n", "")),
        ("a blank separator", at("separator = \", \"", "separator = \"  \"")),
        ("joined and split", at("\"Bothering someone\" }", "\"Bothering someone\", column = \"contacts\" }")),
        (
            "one option without a column",
            second(
                "[[question]]\nid = \"t\"\nkind = \"multi\"\noptions = [{ id = \"a\", column = \"x\" }, { id = \"b\" }]",
            ),
        ),
        ("a separator for one choice", at("kind = \"single\"", "kind = \"single\"\nseparator = \";\"")),
        ("none_option names no option", at("none_option = \"none\"", "none_option = \"nobody\"")),
        ("none_option of one choice", at("kind = \"single\"", "kind = \"single\"\nnone_option = \"law\"")),
        (
            "write_in of split columns",
            second(
                "[[question]]\nid = \"t\"\nkind = \"multi\"\nwrite_in = \"a\"\noptions = [{ id = \"a\", column = \"x\" }]",
            ),
        ),
        (
            "asked_if names a later question",
            at("kind = \"single\"", "kind = \"single\"\nasked_if = { barriers = [\"fear\"] }"),
        ),
        ("asked_if names no option", at("kind = \"multi\"", "kind = \"multi\"\nasked_if = { college = [\"Arts\"] }")),
        (
            "asked_if of a number",
            second("[[question]]\nid = \"t\"\nkind = \"text\"\nasked_if = { contacts = [\"1\"] }"),
        ),
        ("a share of a question that asks for none", at("label = \"Arts\" }", "label = \"Arts\", share = \"0-25\" }")),
        ("a reply share without brackets", at("kind = \"single\"", "kind = \"single\"\nrole = \"reply_share\"")),
        ("a bracket that is none", bracketed("a quarter", "25-50")),
        ("brackets that overlap", bracketed("0-30", "25-50")),
        ("two questions of one column", second("[[question]]\nid = \"t\"\nkind = \"text\"\ncolumn = \"Comment\"")),
        ("the respondent is a question", at("respondent = \"id\"", "respondent = \"college\"")),
        ("a column that is not in the file", at("respondent = \"id\"", "respondent = \"idd\"")),
        ("a weight column that is not in the file", at("respondent = \"id\"", "weight = \"weight\"")),
    ];
    let cases: Vec<_> = cases.into_iter().map(|(heading, content)| (heading, "codebook.toml", content)).collect();
    refused("codebooks", &SURVEY_ARGS, &cases);
}

#[test]
fn project_files_that_are_wrong() {
    let at = |from: &str, to: &str| with(PROJECT, from, to);
    let cases = [
        ("empty", b" \n".to_vec()),
        ("0 bytes", Vec::new()),
        ("no TOML", at("[project]", "[project")),
        ("no data", b"[project]\ntimezone = \"UTC\"\n".to_vec()),
        ("an unknown section", at("[cadence]", "[cadense]")),
        ("an unknown key", at("timezone", "time_zone")),
        ("an unknown key of a survey", at("by = [\"college\"]", "groups = [\"college\"]")),
        ("an unknown key of the report", at("suppress_below", "supress_below")),
        ("an unknown timezone", at("Europe/Berlin", "Europe/Atlantis")),
        ("as_of is no date", at("2025-03-31", "31 March 2025")),
        ("as_of is no day", at("\"2025-03-31\"", "31")),
        ("as_of in the year 0202", at("2025-03-31", "0202-03-31")),
        ("no files", at("files = [\"survey.csv\"]\n", "")),
        ("an empty list of files", at("files = [\"survey.csv\"]", "files = []")),
        ("a file that is missing", at("survey.csv", "surveys.csv")),
        ("a codebook that is missing", at("codebook.toml", "codebooks.toml")),
        ("a log that is missing", at("log.csv", "logs.csv")),
        ("quiet_days of 0", at("quiet_days = 90", "quiet_days = 0")),
        ("quiet_days below 0", at("quiet_days = 90", "quiet_days = -1")),
        ("a horizon of centuries", at("quiet_days = 90", "horizon = 99999")),
        ("strikes of 0", at("quiet_days = 90", "strikes = 0")),
        ("no gaps", at("quiet_days = 90", "gaps = []")),
        ("a gap that is none", at("quiet_days = 90", "gaps = [\"2-4\", \"a week\"]")),
        ("a gap that ends before it begins", at("quiet_days = 90", "gaps = [\"4-2\"]")),
        ("gaps that overlap", at("quiet_days = 90", "gaps = [\"2-4\", \"4-8\"]")),
        ("gaps that do not ascend", at("quiet_days = 90", "gaps = [\"5-8\", \"2-4\"]")),
        ("a search without a start", at("[cadence]", "[[search]]\nend = \"2025-03-01\"\n[cadence]")),
        ("a search of no day", at("[cadence]", "[[search]]\nstart = \"spring\"\n[cadence]")),
        ("an unknown key of a search", at("[cadence]", "[[search]]\nstart = \"2025-03-01\"\nstop = 1\n[cadence]")),
        (
            "a search that ends before it begins",
            at("[cadence]", "[[search]]\nstart = \"2025-03-01\"\nend = \"2025-02-01\"\n[cadence]"),
        ),
        (
            "searches that overlap",
            at(
                "[cadence]",
                "[[search]]\nstart = \"2025-02-01\"\n[[search]]\nstart = \"2025-01-01\"\nend = \"2025-02-01\"\n[cadence]",
            ),
        ),
        (
            "a search after one that lasts",
            at("[cadence]", "[[search]]\nstart = \"2025-01-01\"\n[[search]]\nstart = \"2025-02-01\"\n[cadence]"),
        ),
        ("an owner that is a name", at("complete = true", "owner = \"Ada Ames\"")),
        (
            "me among other people",
            format!(
                "[me]\naddresses = [\"me@example.org\"]\n{}",
                PROJECT
                    .replace("complete = true", "owner = \"r1\"\n[[outreach]]\nowner = \"r2\"\nfiles = [\"log.csv\"]")
            )
            .into_bytes(),
        ),
        ("an unknown audience", at("\"others\"", "\"dean\"")),
        ("map names an unknown column of ours", at("{ contact =", "{ contakt =")),
        ("map names an unknown column of the file", at("= \"contact\" }", "= \"kontakt\" }")),
        ("by names no question", at("[\"college\"]", "[\"colleges\"]")),
        ("by names a multi-select", at("[\"college\"]", "[\"barriers\"]")),
        ("a font that is missing", at("title = \"A small report\"", "font = \"nowhere.ttf\"")),
        ("a font that is none", at("title = \"A small report\"", "font = \"log.csv\"")),
        ("a survey's id that is none", at("[[survey]]", "[[survey]]\nid = \"../\\\"><script>\"")),
        (
            "two surveys of one id",
            format!(
                "{PROJECT}\n[[survey]]\nid = \"survey_1\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n"
            )
            .into_bytes(),
        ),
    ];
    let cases: Vec<_> = cases.into_iter().map(|(heading, content)| (heading, "hearback.toml", content)).collect();
    refused("projects", &["report"], &cases);
}

#[test]
fn arguments_that_fit_nothing() {
    let fixture = samples::project();
    let mut all = Transcript::default();
    for args in [
        &["barriers", "--question", "barier"] as &[&str],
        &["barriers", "--question", "zzz"],
        &["barriers", "--question", "comment"],
        &["barriers", "--question", "comment"],
        &["barriers", "survey.csv", "--question", "stops"],
        &["crosstab", "survey.csv", "--question", "zzz"],
        &["barriers", "--by", "colege"],
        &["barriers", "--by", "barriers"],
        &["barriers", "--question", "college", "--by", "barriers"],
        &["barriers", "--by", "comment"],
        &["barriers", "--level", "95"],
        &["barriers", "--level", "0"],
        &["barriers", "--level", "1"],
        &["barriers", "--level", "-0.5"],
        &["barriers", "--level", "NaN"],
        &["barriers", "--table", "barrier"],
        &["barriers", "--as-of", "yesterday"],
        &["replies", "--by", "warmt"],
        &["replies", "--by", "college"],
        &["replies", "--level", "200"],
        &["replies", "--format", "csv", "--table", "nothing"],
        &["replies", "--as-of", "2020-01-01"],
        &["cadence", "--level", "95"],
        &["report", "--level", "95"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(args).refused());
    }
    insta::assert_snapshot!("arguments", all.to_string());
}

#[test]
fn csv_holds_one_table() {
    let no_role = with(CODEBOOK, "role = \"barriers\"\n", "");
    let second = "\n[[question]]\nid = \"more\"\nkind = \"multi\"\nseparator = \";\"\noptions = [{ id = \"a\" }]\n";
    let survey = SURVEY.replacen("comment", "comment,more", 1).replace(",\n", ",,a\n").replace("\"\n3,", "\",a\n3,");
    let survey = survey.replace("\"\n12,", "\",a\n12,");
    let fixture =
        samples::project().file("codebook.toml", [no_role, second.into()].concat()).file("survey.csv", survey);
    let mut all = Transcript::default();
    all.add("several tables as CSV", &fixture.hearback(&["barriers", "--format", "csv"]).refused());
    all.add("several charts", &fixture.hearback(&["barriers", "--chart", "c.svg"]).refused());
    insta::assert_snapshot!("several", all.to_string());
    assert_eq!(fixture.hearback(&["barriers", "--format", "csv", "--table", "more"]).done().csv().len(), 2);
}

#[test]
fn a_project_without_one_wing() {
    let survey = "[[survey]]\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n";
    let outreach = "[[outreach]]\nfiles = [\"log.csv\"]\n";
    let mut all = Transcript::default();
    for (toml, args) in [(survey, ["replies"]), (survey, ["cadence"]), (outreach, ["barriers"])] {
        all.add(args[0], &samples::project().file("hearback.toml", toml).hearback(&args).refused());
    }
    let no_multi =
        "[[question]]\nid = \"college\"\nkind = \"single\"\noptions = [{ id = \"arts\" }, { id = \"law\" }]\n";
    let fixture = samples::project().file("codebook.toml", no_multi);
    all.add("a survey without a barrier question", &fixture.hearback(&SURVEY_ARGS).refused());
    insta::assert_snapshot!("one_wing", all.to_string());
}

#[test]
fn a_folder_without_a_project() {
    let run = Fixture::new().hearback(&["report"]).refused();
    insta::assert_snapshot!("no_project", run.to_string());
}

/// Whatever a file says, the terminal is told in escapes.
#[test]
fn control_characters_never_reach_the_terminal() {
    let log = "date,contact,direction,\u{1b}[2J\n\u{1b}[31msoon\u{7},A,out,\n2025-05-01,B,out,\n";
    let fixture = Fixture::new().file("log.csv", log).file("odd.csv", log.replace("date", "\u{1b}date"));
    let run = fixture.hearback(&["check", "log.csv"]);
    assert!(run.stdout.contains("\\u{1b}[31msoon") && run.stdout.contains("\\u{1b}[2J"), "{run}");
    let refused = fixture.hearback(&["replies", "odd.csv"]).refused();
    assert!(![run.stdout, refused.stderr].concat().contains(['\u{1b}', '\u{7}']));
}
