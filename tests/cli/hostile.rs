//! Text from outside never runs: not in pages, pictures, Markdown, CSV or the terminal.

use super::fixture::Fixture;
use super::samples::{self, CODEBOOK, LOG, PROJECT, SURVEY};

const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "\"><img src=x onerror=alert(1)>";

/// The sample with hostile words wherever a file may hold words.
fn hostile() -> Fixture {
    let label = format!("Fear {SCRIPT}");
    let in_toml = IMAGE.replace('"', "\\\"");
    let codebook = CODEBOOK
        .replace("Fear of rejection", &label)
        .replace("Bothering someone", &format!("Bothering {in_toml}"))
        .replace("What stops you?", &format!("What {in_toml} stops {SCRIPT}?"))
        .replace("label = \"Arts\"", &format!("label = \"Arts {SCRIPT}\""))
        .replace("A small survey", SCRIPT);
    let survey = SURVEY
        .replace("\"Bothering someone", "\"Bothering \"\"><img src=x onerror=alert(1)>")
        .replace(",Bothering someone,", ",\"Bothering \"\"><img src=x onerror=alert(1)>\",")
        .replace("Fear of rejection", &label)
        .replace(",Arts,", &format!(",Arts {SCRIPT},"));
    let log = LOG.replace("Ada Ames", SCRIPT).replace("channel", "channel,<b>odd</b>").replace("email,", "email,,");
    let project = PROJECT
        .replace("A small report", &format!("{SCRIPT}{in_toml}"))
        .replace("survey.csv", "<img src=x onerror=alert(1)>.csv");
    samples::project()
        .file("hearback.toml", project)
        .file("codebook.toml", codebook)
        .file("<img src=x onerror=alert(1)>.csv", survey)
        .file("log.csv", log)
}

#[test]
fn pages_pictures_and_markdown_hold_it_as_text() {
    let fixture = hostile();
    let run = fixture.hearback(&["report"]).done();
    assert!(!run.stderr.contains("unknown option"), "the labels are the codebook's: {run}");
    let mut pictures = 0;
    for (name, bytes) in fixture.tree("reports") {
        if name.ends_with(".png") || name.ends_with(".json") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("text").to_lowercase();
        for tag in ["<script", "<img", "<b>"] {
            assert!(!text.contains(tag), "{tag} in {name}");
        }
        pictures += usize::from(name.ends_with(".svg"));
    }
    assert!(pictures >= 5, "{pictures} pictures");
    for name in ["reports/index.html", "reports/report.md"] {
        assert!(fixture.read(name).contains("&lt;script&gt;alert(1)"), "{name} shows the words");
    }
}

#[test]
fn names_of_charts_cannot_leave_their_folder() {
    let two = format!(
        "{}\n{}",
        PROJECT.replace("[[survey]]", "[[survey]]\nid = \"../../up\""),
        "[[survey]]\nid = \"b\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n"
    );
    let fixture = samples::project().file("hearback.toml", two);
    fixture.hearback(&["report", "--out", "deep/down"]).refused();
    assert!(!fixture.path("up-barriers.svg").exists());
}

/// Option texts that a spreadsheet would run, in every table and in the list of faults.
#[test]
fn csv_is_never_a_formula() {
    let formulas = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)"];
    let options: Vec<String> =
        formulas.iter().enumerate().map(|(i, f)| format!("{{ id = \"o{i}\", label = \"{f}\" }}")).collect();
    let codebook = format!(
        "[[question]]\nid = \"q\"\ntext = \"=1\"\nkind = \"multi\"\nseparator = \";\"\noptions = [{}]\n\
         [[question]]\nid = \"g\"\ntext = \"@g\"\nkind = \"single\"\noptions = [{{ id = \"a\", label = \"-a\" }}]\n",
        options.join(", ")
    );
    let survey = format!("q,g,=x\n{};=unknown,-a,1\n{},+b,1\n=cmd,-a,1\n", formulas.join(";"), formulas.join(";"));
    let fixture = Fixture::new().file("=s.csv", survey).file("c.toml", codebook);
    for further in [
        &["--question", "q"] as &[&str],
        &["--question", "g"],
        &["--question", "q", "--by", "g"],
        &["--question", "q", "--by", "g", "--table", "q_by_g_base"],
    ] {
        let args = [&["barriers", "=s.csv", "--codebook", "c.toml", "--format", "csv"], further].concat();
        let rows = fixture.hearback(&args).done().csv();
        assert!(rows.len() > 1, "{rows:?}");
    }
    let run = fixture.hearback(&["check", "=s.csv", "--codebook", "c.toml", "--format", "csv"]);
    assert!(run.csv().len() > 2, "{run}");
}

#[test]
fn logs_with_formulas_are_harmless_too() {
    let log = "date,contact,direction,template\n2025-03-01,=A,out,=t\n2025-03-01,B,out,+t\n=soon,@C,out,-t\n";
    let fixture = Fixture::new().file("log.csv", log);
    let args = ["replies", "log.csv", "--as-of", "2025-06-30", "--by", "template", "--format", "csv"];
    assert_eq!(fixture.hearback(&args).done().csv().len(), 4);
    assert!(fixture.hearback(&["check", "log.csv", "--format", "csv"]).csv().len() > 1);
}

#[test]
fn the_terminal_is_not_steered() {
    let label = "Fear\u{1b}[2J\u{7}";
    let codebook = CODEBOOK.replace("Fear of rejection", "Fear\\u001b[2J\\u0007");
    let fixture =
        Fixture::new().file("survey.csv", SURVEY.replace("Fear of rejection", label)).file("codebook.toml", codebook);
    for format in ["table", "md"] {
        let args = ["barriers", "survey.csv", "--codebook", "codebook.toml", "--format", format];
        let run = fixture.hearback(&args).done();
        assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{7}'), "{format}: {run:?}");
    }
    let run = fixture.hearback(&["barriers", "survey.csv", "--codebook", "codebook.toml", "--chart", "c.svg"]).done();
    assert!(!run.stderr.contains('\u{1b}') && !fixture.read("c.svg").contains('\u{1b}'), "{run:?}");
}
