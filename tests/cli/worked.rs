//! Cases of outreach whose answers are worked by hand, asked of the program: `replies` on a log of its own each.

use super::fixture::Fixture;
use super::output::Output;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const HEADER: &str = "date,time,contact,address,direction,channel,kind,outcome\n";

/// A log as of 2025-06-30 that holds everything.
fn log(rows: &str) -> Fixture {
    Fixture::new().file("log.csv", format!("{HEADER}{rows}"))
}

const ARGS: [&str; 5] = ["replies", "log.csv", "--complete", "--as-of", "2025-06-30"];

#[track_caller]
fn replies(rows: &str) -> Output {
    log(rows).hearback(&[&ARGS[..], &["--format", "json"]].concat()).done().json()
}

/// Replied, of how many, by the table of people.
#[track_caller]
fn replied(output: &Output) -> (u64, u64) {
    let table = output.table("replies");
    (table.count("Everyone", "replied"), table.count("Everyone", "n"))
}

#[track_caller]
fn share_by(output: &Output, day: u32) -> Option<f64> {
    output.table("replies").figure("Everyone", &format!("replied_by_day_{day}")).number("value")
}

#[track_caller]
fn messages(output: &Output) -> [u64; 5] {
    let table = output.table("messages");
    ["matured", "replied", "late", "not_matured", "not_matured_replied"].map(|c| table.count("Messages", c))
}

/// 33 people were written to once, on March 1; 3 of them replied, 5 days later. 789 people were written to on June 20,
/// 23 and 26; 24 of them replied on June 28, 8 days after the first message.
///
/// Messages: 33 + 3 · 789 = 2,400; replies: 27. Only the first 33 messages have had 60 days: 3 of 33 were answered, 9 %. Of
/// people: 822 are at risk on day 5, 819 on day 8, so S = 819/822 · 795/819 and 27 of 822 have replied, 3.3 %. 27 of 33 is 82 %,
/// which nothing here says.
#[test]
fn replies_of_all_are_not_divided_by_those_who_ran_their_course() {
    let mut rows = String::new();
    for i in 0..33 {
        rows.push_str(&format!("2025-03-01,,old {i},,out,email,,\n"));
        if i < 3 {
            rows.push_str(&format!("2025-03-06,,old {i},,in,email,,\n"));
        }
    }
    for i in 0..789 {
        for day in [20, 23, 26] {
            rows.push_str(&format!("2025-06-{day},,new {i},,out,email,,\n"));
        }
        if i < 24 {
            rows.push_str(&format!("2025-06-28,,new {i},,in,email,,\n"));
        }
    }
    let output = replies(&rows);
    assert_eq!(messages(&output), [33, 3, 0, 2367, 24]);
    let share = output.table("messages").figure("Messages", "replies_per_matured_message");
    assert_close(share.number("value").unwrap(), 3.0 / 33.0, RELATIVE, "of messages");
    assert_eq!(share.counts(), (3, 33));
    assert!(share.flags().contains(&"descriptive".to_owned()));
    assert_eq!(replied(&output), (27, 822));
    for day in [14, 30, 60] {
        assert_close(share_by(&output, day).unwrap(), 27.0 / 822.0, RELATIVE, &format!("by day {day}"));
    }
    let printed = log(&rows).hearback(&ARGS).done().stdout;
    assert!(printed.contains("9% (3–") && !printed.contains("82%"), "{printed}");
}

/// Every message is from yesterday: nothing is known but that they wait. No share, no day, no chance, no curve.
#[test]
fn a_log_of_yesterday_claims_nothing() {
    let rows: String = (0..40).map(|i| format!("2025-06-29,09:00,P{i},,out,email,,\n")).collect();
    let output = replies(&rows);
    let tables = output.at("/tables").as_array().expect("tables");
    let cells =
        tables.iter().flat_map(|t| t["rows"].as_array().expect("rows")).flat_map(|r| r.as_array().expect("cells"));
    // How people were met is known, and says nothing of who hears back.
    let is_claim = |cell: &&serde_json::Value| {
        cell.is_object() && !["people met so", "people in the log"].contains(&cell["base"].as_str().unwrap_or_default())
    };
    let figures: Vec<_> = cells.filter(is_claim).collect();
    assert!(figures.len() > 20, "{} figures", figures.len());
    for figure in figures {
        assert!(["value", "low", "high"].iter().all(|key| figure[*key].is_null()), "{figure}");
    }
    assert_eq!((replied(&output), output.table("replies").count("Everyone", "waiting")), ((0, 40), 40));
    assert!(output.table("replies").notes().contains("nothing is claimed"), "{}", output.table("replies").notes());
    let fixture = log(&rows);
    fixture.hearback(&[&ARGS[..], &["--chart", "c.svg"]].concat()).done();
    assert!(!fixture.read("c.svg").contains("<path d=\"M"), "no curve: {}", fixture.read("c.svg"));
}

/// A replies 10 minutes after the message, B on the same day without clock times, C never: 2 of 3 on day 0. Half of the
/// replies have come by day 0. Of those silent on day 0, one, none is ever heard.
#[test]
fn a_reply_on_the_same_day_is_a_wait_of_no_days() {
    let output = replies(
        "2025-03-01,09:00,A,,out,email,,\n2025-03-01,09:10,A,,in,email,,\n2025-03-01,,B,,out,email,,\n2025-03-01,,B,,in,email,,\n\
         2025-03-01,,C,,out,email,,\n",
    );
    assert_close(share_by(&output, 7).unwrap(), 2.0 / 3.0, RELATIVE, "by day 7");
    let half = output.table("time_to_reply").figure("Half", "by_day");
    assert_eq!((half.number("value"), half.number("n")), (Some(0.0), Some(2.0)));
    let silent = output.table("after_silence").figure("0", "heard_by_horizon");
    assert_eq!((silent.number("value"), silent.counts()), (Some(0.0), (0, 1)));
    let clock = output.table("within_day");
    assert_eq!(clock.figure("15 minutes", "share").counts(), (1, 1), "B has no clock time");
    assert!(clock.notes().contains("without a clock time on both sides, 1;"), "{}", clock.notes());
}

/// Written to by e-mail, answered on LinkedIn two days later: a reply, and one to the e-mail.
#[test]
fn a_reply_on_another_channel_counts_where_the_message_was_sent() {
    let rows = "2025-03-01,,A,,out,email,,\n2025-03-03,,A,,in,linkedin,,\n";
    assert_eq!(replied(&replies(rows)), (1, 1));
    let by = log(rows).hearback(&[&ARGS[..], &["--by", "channel", "--format", "json"]].concat()).done().json();
    assert_eq!(by.table("replies_by_channel").labels(), ["Everyone", "email"]);
    assert_eq!(by.table("replies_by_channel").figure("email", "naive_share").counts(), (1, 1));
}

/// Message 1 on day 0, message 2 on day 7, a reply on day 9. The person replied after 9 days, and is one of one by day 14;
/// of two messages, the second has the reply.
#[test]
fn a_reply_to_message_1_after_message_2_is_one_wait_from_the_first() {
    let output = replies("2025-03-01,,A,,out,email,,\n2025-03-08,,A,,out,email,,\n2025-03-10,,A,,in,email,,\n");
    assert_eq!([7, 14].map(|day| share_by(&output, day)), [Some(0.0), Some(1.0)]);
    assert_eq!(messages(&output), [2, 1, 0, 0, 0]);
    assert_eq!(output.table("messages").figure("Messages", "replies_per_matured_message").number("value"), Some(0.5));
}

/// A meeting, and a message two days later: the meeting neither opens an episode nor answers it. The reply comes 3 days after
/// the message.
#[test]
fn a_message_two_days_after_a_meeting_opens_an_episode() {
    let met = "2025-03-01,,A,,mutual,in_person,meeting,\n2025-03-03,,A,,out,email,,\n";
    let silent = replies(met);
    assert_eq!(replied(&silent), (0, 1));
    assert_eq!(share_by(&silent, 60), Some(0.0));
    let answered = replies(&format!("{met}2025-03-06,,A,,in,email,,\n"));
    assert_eq!(replied(&answered), (1, 1));
    assert_eq!(answered.table("time_to_reply").figure("Half", "by_day").number("value"), Some(3.0));
}

/// A call that is picked up is its own answer, on day 0 and at once; one that is not is an attempt, and the second call, on day
/// 4, is answered on day 4.
#[test]
fn an_answered_call_is_a_reply_at_once() {
    let output = replies("2025-03-01,10:00,A,,out,phone,call,answered\n");
    assert_eq!((replied(&output), share_by(&output, 7), messages(&output)), ((1, 1), Some(1.0), [1, 1, 0, 0, 0]));
    assert_eq!(output.table("within_day").figure("15 minutes", "share").counts(), (1, 1));
    let second = replies("2025-03-01,10:00,A,,out,phone,call,voicemail\n2025-03-05,10:00,A,,out,phone,call,answered\n");
    assert_eq!(second.table("time_to_reply").figure("Half", "by_day").number("value"), Some(4.0));
    assert_eq!(messages(&second), [2, 1, 0, 0, 0]);
}

/// Two people are called Sam Lee. The address tells them apart: one replied, one did not.
#[test]
fn two_people_of_one_name_are_two() {
    let output = replies(
        "2025-03-01,,Sam Lee,sam@one.example,out,email,,\n2025-03-01,,Sam Lee,sam@two.example,out,email,,\n\
         2025-03-04,,Sam Lee,sam@two.example,in,email,,\n",
    );
    assert_eq!(replied(&output), (1, 2));
    assert_close(share_by(&output, 60).unwrap(), 0.5, RELATIVE, "one of two");
}

/// Their clock is two minutes slow. The answer to message 2 is stamped before it, on its day: it is a reply to message 1, after
/// three days, and no wait is negative. Where all that there is is an answer stamped before the only message, they
/// wrote first as far as anyone can tell, and that is no outreach.
#[test]
fn a_reply_that_is_stamped_before_the_message_makes_no_negative_wait() {
    let output =
        replies("2025-03-01,10:00,A,,out,email,,\n2025-03-04,10:00,A,,out,email,,\n2025-03-04,09:58,A,,in,email,,\n");
    assert_eq!((replied(&output), messages(&output)), ((1, 1), [1, 1, 0, 0, 0]));
    assert_eq!(output.table("time_to_reply").figure("Half", "by_day").number("value"), Some(3.0));
    let alone =
        replies("2025-03-01,10:00,A,,out,email,,\n2025-03-01,09:58,A,,in,email,,\n2025-03-01,,B,,out,email,,\n");
    assert_eq!(replied(&alone), (0, 1), "B alone");
}
