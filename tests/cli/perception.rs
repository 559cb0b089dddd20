//! Perception beside reality: respondents' barriers, and reported brackets, beside their own measured reply shares, by hand and
//! against R.

use super::fixture::{Fixture, demo};
use super::output::Output;

const CODEBOOK: &str = r#"respondent = "id"

[[question]]
id = "stops"
text = "What stops you?"
kind = "multi"
role = "barriers"
separator = "; "
options = [{ id = "fear", label = "Fear of rejection" }, { id = "whom", label = "Not knowing whom" }]

[[question]]
id = "said"
text = "How many get a reply?"
kind = "ordinal"
role = "reply_share"
options = [
  { id = "none", label = "None", share = "0" },
  { id = "few", label = "Up to half", share = "0-50" },
  { id = "most", label = "Half or more", share = "50-100" },
  { id = "unsure", label = "Not sure" },
]
"#;

/// Of six people each, replies to six messages: of those who fear rejection, and of those who do not.
const FEAR: [usize; 6] = [0, 1, 1, 2, 0, 1];
const REST: [usize; 6] = [3, 2, 4, 3, 5, 2];

/// Messages to as many people, on days that have had their time on June 30, of which the first so many answered.
fn log(messages: usize, replies: usize) -> String {
    let mut log = "date,contact,direction,channel\n".to_owned();
    for contact in 0..messages {
        log.push_str(&format!("2025-03-0{},P{contact},out,email\n", contact + 1));
        if contact < replies {
            log.push_str(&format!("2025-03-2{contact},P{contact},in,email\n"));
        }
    }
    log
}

/// The twelve, one with four messages, one without an answer, one who is in no log, and one in no survey.
fn project(further: &str) -> Fixture {
    let mut survey = "id,stops,said\n".to_owned();
    let mut toml =
        format!("[project]\nas_of = \"2025-06-30\"\n{further}[[survey]]\nfiles = [\"s.csv\"]\ncodebook = \"c.toml\"\n");
    let mut fixture = Fixture::new().file("c.toml", CODEBOOK);
    let fear = FEAR.iter().map(|replies| ("Fear of rejection", 6, *replies));
    let rest = REST.iter().map(|replies| ("Not knowing whom", 6, *replies));
    let odd = [("Fear of rejection", 4, 4), ("", 6, 6), ("Fear of rejection", 0, 0), ("-", 6, 6)];
    for (n, (stops, messages, replies)) in fear.chain(rest).chain(odd).enumerate() {
        let said = ["None", "Up to half", "Up to half", "Half or more", "Not sure"][n % 5];
        if stops != "-" {
            survey.push_str(&format!("r{n},{stops},{said}\n"));
        }
        if messages > 0 {
            fixture = fixture.file(&format!("{n}.csv"), log(messages, replies));
            toml.push_str(&format!("[[outreach]]\nowner = \"r{n}\"\nfiles = [\"{n}.csv\"]\ncomplete = true\n"));
        }
    }
    fixture.file("s.csv", survey).file("hearback.toml", toml)
}

#[track_caller]
fn cadence(fixture: &Fixture, further: &[&str]) -> Output {
    fixture.hearback(&[&["cadence", "--format", "json"], further].concat()).done().json()
}

#[track_caller]
fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-9), "{found:?} instead of {wanted}");
}

/// R 4.2.2: x <- c(0, 1, 1, 2, 0, 1)/6; y <- c(3, 2, 4, 3, 5, 2)/6; wilcox.test(x, y, exact = FALSE)$p.value;
/// t.test(x, y, conf.level = 0.975). Both options are the same split, so Holm doubles the p-value, and of two rejected
/// the first has level 1 - 0.05/2.
#[test]
fn those_who_fear_against_the_rest() {
    let output = cadence(&project(""), &[]);
    let table = output.table("perception_stops");
    let row = "Fear of rejection";
    near(table.figure(row, "believers").number("value"), 0.138888888888889);
    near(table.figure(row, "rest").number("value"), 0.527777777777778);
    let difference = table.figure(row, "difference");
    near(difference.number("value"), -0.388888888888889);
    near(difference.number("se"), 0.094607702032924);
    near(difference.number("low"), -0.645602848680568);
    near(difference.number("high"), -0.132174929097210);
    assert_eq!((difference.text("method"), difference.number("n")), ("welch", Some(12.0)));
    near(table.cell(row, "p").as_f64(), 0.007154777220316);
    near(table.cell(row, "holm").as_f64(), 2.0 * 0.007154777220316);
    assert_eq!((table.count(row, "n_believers"), table.count(row, "n_rest")), (6, 6));
    assert!(difference.flags().contains(&"descriptive".to_owned()));
    assert!(table.text("base").contains("n = 14"), "{}", table.text("base"));
    let notes = table.notes();
    assert!(notes.contains("1 of 14 have fewer than 5 such messages"), "{notes}");
    assert!(notes.contains("1 of 14 did not answer"), "{notes}");
}

/// With six on one side, hiding groups of fewer than seven hides both, and what was made of them.
#[test]
fn few_on_one_side_hide_the_whole_row() {
    let output = cadence(&project(""), &["--suppress-below", "7"]);
    let table = output.table("perception_stops");
    for row in table.labels() {
        let columns = ["believers", "rest", "difference"];
        assert!(columns.into_iter().all(|column| table.figure(row, column).is_hidden()), "{row}");
        assert!(["p", "holm", "n_believers", "n_rest"].into_iter().all(|column| table.cell(row, column).is_null()));
    }
    assert!(table.text("base").contains("n = —"));
}

#[test]
fn fewer_than_five_on_one_side_are_not_compared() {
    let fixture = project("");
    let survey = fixture.read("s.csv").replacen("r0,Fear of rejection", "r0,Not knowing whom", 1).replacen(
        "r1,Fear of rejection",
        "r1,Not knowing whom",
        1,
    );
    let output = cadence(&fixture.file("s.csv", survey), &["--audience", "self"]);
    let table = output.table("perception_stops");
    let row = "Fear of rejection";
    assert_eq!((table.count(row, "n_believers"), table.count(row, "n_rest")), (4, 8));
    assert_eq!(["believers", "difference"].map(|c| table.figure(row, c).number("value")), [None, None]);
    assert!(table.cell(row, "p").is_null() && table.notes().contains("fewer than 5 people on one side"));
}

/// Of the twelve and the two who answered everyone: three of none, seven up to half (a half is in the next), the rest above.
#[test]
fn brackets_that_are_said_and_measured() {
    let output = cadence(&project(""), &[]);
    let table = output.table("reply_brackets_said");
    assert_eq!(table.labels(), ["None", "Up to half", "Half or more"], "who is not sure names no bracket");
    // Of 15 respondents, every fifth is not sure.
    assert_eq!(
        ["None", "Up to half", "Half or more"].map(|l| table.figure(l, "said").counts()),
        [(3, 12), (6, 12), (3, 12)]
    );
    assert_eq!(
        (table.figure("Up to half", "less").counts(), table.figure("Up to half", "more").counts()),
        ((3, 12), (3, 12))
    );
    // 0/6 twice; 1/6, 1/6, 2/6, 1/6, 2/6, 2/6; 3/6, 4/6, 3/6, 5/6, 6/6, 6/6. The one with four messages is left out.
    assert_eq!(
        ["None", "Up to half", "Half or more"].map(|l| table.figure(l, "measured").counts()),
        [(2, 14), (6, 14), (6, 14)]
    );
    assert!(table.notes().contains("1 person's outreach with fewer than 5"), "{}", table.notes());
    assert!(!output.ids().contains(&"reply_brackets_said_own"), "no single person is shown to others");
    let own = cadence(&project(""), &["--audience", "self"]);
    let table = own.table("reply_brackets_said_own");
    assert_eq!((table.labels().len(), table.figure("r3", "share").counts()), (14, (2, 6)));
    assert_eq!((table.cell("r0", "bracket"), table.cell("r3", "bracket")), (&"None".into(), &"Up to half".into()));
    assert_eq!(table.figure("r3", "said").counts(), (6, 12));
}

/// Without a survey, one's own share stands beside what was published: four messages of which one was answered in time.
#[test]
fn one_log_beside_a_published_bracket() {
    let rows = "2025-03-01,A,out,email\n2025-03-08,A,out,email\n2025-03-09,A,in,email\n2025-03-01,B,out,email\n\
                2025-05-30,B,in,email\n2025-03-01,C,out,email\n2025-03-02,D,out,email\n2025-06-29,E,out,email\n2025-06-30,E,in,email\n";
    let log = format!("date,contact,direction,channel\n{rows}");
    let fixture = Fixture::new().file("log.csv", log);
    let output = cadence(&fixture, &["log.csv", "--as-of", "2025-06-30"]);
    // A's two, of which the second was answered; B's answer came on day 90, after the horizon; E's message has had no time.
    let table = output.table("reply_brackets_resume_now_2025_own");
    assert_eq!(table.figure("me", "share").counts(), (1, 5));
    assert_eq!(table.cell("me", "bracket"), "Fewer than 1 in 4 messages get a reply");
    assert_eq!(table.figure("me", "said").number("value"), Some(0.33));
    assert!(table.notes().contains("was not published"));
    let young = cadence(&fixture, &["log.csv", "--as-of", "2025-03-20"]);
    assert!(!young.ids().contains(&"reply_brackets_resume_now_2025_own"));
    assert!(young.table("reply_brackets_resume_now_2025").notes().contains("fewer than 5 such messages"));
}

#[test]
fn the_demo() {
    let run = |table: &str| Fixture::new().hearback(&["cadence", &demo(""), "--table", table]).done().to_string();
    let all = ["habit", "reply_brackets_cold_reply", "reply_brackets_cold_reply_own"].map(run);
    insta::assert_snapshot!("demo", all.join("\n"));
}
