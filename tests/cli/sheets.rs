//! Sheets of one row a person, from the file to the tables: replies without a day are neither silences nor days.

use super::fixture::Fixture;
use super::output::Output;
use super::workbook::files::{ods_parts, pack, xlsx_parts};

/// A and D replied, nobody says when; B and C are silent; E was written to by mail, and answered on the fourth day.
const SHEET: &str = "\
Company,Contact,E-mail,Channel,Date Applied,Follow-Up,Replied on,Status
Acme,A,a@acme.example,LinkedIn,2025-01-01,2025-01-08,,Rejected
Acme,B,b@acme.example,LinkedIn,2025-01-01,,,Ghosted
Borg,C,c@borg.example,E-mail,2025-01-02,,,No response
Borg,D,d@borg.example,LinkedIn,2025-01-02,,,Interview
Corp,E,e@corp.example,E-mail,2025-01-03,,2025-01-07,Offer
";

fn fixture() -> Fixture {
    Fixture::new().file("sheet.csv", SHEET)
}

#[track_caller]
fn json(args: &[&str]) -> Output {
    fixture().hearback(&[args, &["sheet.csv", "--as-of", "2025-06-30", "--format", "json"]].concat()).done().json()
}

#[test]
fn replies_without_a_day_count_and_leave_shares_by_day_unknown() {
    let output = json(&["replies"]);
    let table = output.table("replies");
    assert_eq!(["n", "replied", "waiting"].map(|c| table.count("Everyone", c)), [5, 3, 0]);
    assert_eq!(table.figure("Everyone", "naive_share").number("value"), Some(0.6));
    for day in [7, 14, 30, 60] {
        let figure = table.figure("Everyone", &format!("replied_by_day_{day}"));
        for field in ["value", "se", "low", "high", "count"] {
            assert_eq!(figure.number(field), None, "{day} {field}");
        }
    }
    let notes = output.at("/tables/0/notes").to_string();
    assert!(notes.contains("2 of the replies have no day"), "{notes}");
    // E alone by day 60 if both came on the last day, 180 days later; A, D and E if on the first.
    assert!(notes.contains("would be 60% if all of them had come on the first day"), "{notes}");
    assert!(notes.contains("20% if on the last"), "{notes}");
    assert!(!notes.contains("nobody in this group has been watched"), "{notes}");
    let became = output.table("became");
    assert_eq!(became.count("Replied, on a day that is not known", "n"), 2);
    assert_eq!(became.count("Replied by day 60", "n"), 1);
}

#[test]
fn a_group_without_such_replies_keeps_its_shares() {
    let output = json(&["replies", "--by", "channel"]);
    let table = output.table("replies_by_channel");
    assert_eq!(table.figure("email", "replied_by_day_7").number("value"), Some(0.5));
    assert_eq!(table.figure("linkedin", "replied_by_day_7").number("value"), None);
}

#[test]
fn it_cannot_be_told_which_message_a_reply_without_a_day_answers() {
    let output = json(&["cadence", "--complete"]);
    let table = output.table("attempts");
    for attempt in ["1", "2"] {
        for column in ["share", "cumulative_share", "share_of_replies"] {
            assert_eq!(table.figure(attempt, column).number("value"), None, "{attempt} {column}");
        }
    }
    assert_eq!([table.count("1", "made"), table.count("2", "made")], [5, 1]);
    assert!(output.at("/tables/0/notes").to_string().contains("2 of the replies have no day"));
}

#[test]
fn everything_is_told_in_the_terminal_and_on_the_page() {
    let fixture = fixture();
    let run = fixture.hearback(&["replies", "sheet.csv", "--as-of", "2025-06-30"]).done();
    insta::assert_snapshot!("undated", run.to_string());
    let run = fixture.hearback(&["check", "sheet.csv", "--as-of", "2025-06-30"]).done();
    insta::assert_snapshot!("checked", run.to_string());
    fixture.hearback(&["report", "--as-of", "2025-06-30"]).done();
}

#[test]
fn a_folder_of_sheets_is_found() {
    let answers = ["Yes", "No", "No", "Yes"].map(|a| format!("2025-03-01 10:00,Ada,{a}\n")).concat();
    let survey = format!("Timestamp,Name,Have you applied?\n{}", answers.repeat(8));
    let run = fixture().file("survey.csv", survey).hearback(&["init", "--dry-run"]).done();
    let said = run.to_string();
    assert!(said.contains("[[outreach]]") && said.contains("[[survey]]"), "{said}");
}

#[test]
fn a_preset_is_named_in_the_project() {
    let toml = |preset: &str| {
        format!("[project]\nas_of = \"2025-06-30\"\n[[outreach]]\nfiles = [\"sheet.csv\"]\npreset = \"{preset}\"\n")
    };
    let text = "First Name,Last Contacted,Replied\nAda,2025-03-01,true\nBo,2025-03-01,false\n";
    let with = |preset: &str| Fixture::new().file("sheet.csv", text).file("hearback.toml", toml(preset));
    let output = with("apollo").hearback(&["replies", "--format", "json"]).done().json();
    let table = output.table("replies");
    assert_eq!([table.count("Everyone", "n"), table.count("Everyone", "replied")], [2, 1]);
    insta::assert_snapshot!("unknown_preset", with("apolo").hearback(&["replies"]).refused().to_string());
}

#[test]
fn mail_that_outlook_exported_as_csv_is_refused_with_the_way_out() {
    let text = "Subject,Body,From: (Name),From: (Address),From: (Type),To: (Name),To: (Address),To: (Type)\nHi,x,A,a@x.example,SMTP,B,b@x.example,SMTP\n";
    let run = Fixture::new().file("mail.csv", text).hearback(&["replies", "mail.csv"]).refused();
    insta::assert_snapshot!("outlook", run.to_string());
}

const ROWS: [[&str; 6]; 4] = [
    ["Company", "Contact", "E-mail", "Date Applied", "Follow-Up", "Status"],
    ["Acme", "Ada", "ada@acme.example", "2025-03-01", "2025-03-08", "Rejected"],
    ["Borg", "Bo", "bo@borg.example", "2025-03-02", "", "Pending"],
    ["Corp", "", "", "2025-03-03", "", "Ghosted"],
];

/// The same sheet as CSV, XLSX and ODS, days as days.
#[test]
fn every_kind_of_spreadsheet_gives_the_same() {
    let csv = ROWS.map(|row| row.join(",") + "\n").concat();
    let serial = |day: &str| format!("<v>{}</v>", 45_717 + day[8..].parse::<i32>().unwrap() - 1);
    let xlsx = |cell: &&str| match cell.starts_with("2025-") {
        true => format!(r#"<c s="1">{}</c>"#, serial(cell)),
        false => format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#),
    };
    let ods = |cell: &&str| match cell.starts_with("2025-") {
        true => format!(r#"<table:table-cell office:value-type="date" office:date-value="{cell}"/>"#),
        false => format!(r#"<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>"#),
    };
    let xlsx = ROWS.map(|row| format!("<row>{}</row>", row.iter().map(xlsx).collect::<String>())).concat();
    let ods = ROWS.map(|row| format!("<table:table-row>{}</table:table-row>", row.iter().map(ods).collect::<String>()));
    let fixture = Fixture::new()
        .file("sheet.csv", csv)
        .file("sheet.xlsx", pack(&xlsx_parts(false, &xlsx)))
        .file("sheet.ods", pack(&ods_parts(&ods.concat())));
    let read = |name: &str| {
        let args = ["replies", name, "--as-of", "2025-06-30", "--format", "json"];
        fixture.hearback(&args).done().json().at("/tables").to_string()
    };
    let csv = read("sheet.csv");
    assert!(csv.contains("1 of the replies has no day"), "{csv}");
    assert_eq!([read("sheet.xlsx"), read("sheet.ods")], [csv.clone(), csv]);
}
