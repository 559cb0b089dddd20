//! What is personal does not tell messages apart, and hostile texts do no harm.

use super::*;
use proptest::prelude::*;

fn of(text: &str, to: &[&str]) -> Written {
    Written::of(text, to.iter().copied()).unwrap()
}

fn alike(one: &Written, other: &Written) -> f64 {
    resemblance(&one.sketch, &other.sketch)
}

#[test]
fn greeting_names_numbers_and_links_do_not_tell_messages_apart() {
    let ada = of(
        "Hi Ada,\n\nI saw your talk at Acme on 12 May and would love to hear how Acme hires. See https://x.org/a.",
        &["Ada Lovelace", "ada@acme.com"],
    );
    let bo = of(
        "Dear Mr. Berg,\r\n\r\nI saw your talk at Bolt Labs on 3 May and would love to hear how Bolt Labs hires. See https://x.org/b?c=1.",
        &["Bo Berg", "Bolt Labs"],
    );
    assert_eq!(ada.sketch, bo.sketch);
    assert_eq!(&*ada.excerpt, "I saw your talk at Acme on 12 May and would love to hear how Acme hires. See htt…");
    let other = of("Could you tell me whether the role that you posted last week is still open, and who decides?", &[]);
    assert!(alike(&ada, &other) < 0.05);
}

#[test]
fn greetings_end_where_they_end() {
    let behind = |text: &'static str| without_greeting(text);
    assert_eq!(behind("Hi Ada, I hope you are well"), "I hope you are well");
    assert_eq!(behind("Hey Ada - quick question"), "quick question");
    assert_eq!(behind("Ada,\nthank you"), "thank you");
    assert_eq!(behind("Sehr geehrte Frau Dr. Berg,\n\nich schreibe"), "ich schreibe");
    assert_eq!(behind("尊敬的王先生：我是一名学生"), "我是一名学生");
    assert_eq!(behind("Hello Ada\nI write"), "I write");
    assert_eq!(behind("Highly interested, as you know"), "Highly interested, as you know");
    assert_eq!(behind("Thanks, see you on Friday at ten"), "Thanks, see you on Friday at ten");
    assert_eq!(behind("Hi!"), "Hi!");
}

#[test]
fn what_stands_under_every_message_does_not_make_them_alike() {
    let signed = "\n\nBest regards,\nSam Reyes\nStudent of Economics, Example University, 12 Example Road, Exampletown\nMember of the \
                  board of the Society for Networking among Students of Economics\nThis message may hold what is not meant for you.";
    let of = |text: &str| of(&format!("{text}{signed}"), &[]);
    let (one, other) =
        (of("Hi Ada,\nhow did you come to build pumps?"), of("Dear Bo,\nis the post of analyst still open?"));
    assert_eq!(alike(&one, &other), 0.0);
    assert_eq!(one, of("how did you come to build pumps?"));
    assert_eq!(without_closing("Thanks for the talk.\nMay I ask?\nThanks!\nSam"), "Thanks for the talk.\nMay I ask?\n");
    assert_eq!(without_closing("Viele Grüße"), "Viele Grüße", "that is all there is");
    let long = format!("Hi\nThanks\n{}", "and further ".repeat(200));
    assert_eq!(without_closing(&long), long, "what is that long is text");
}

#[test]
fn labels_for_texts_are_told_apart_by_their_numbers() {
    assert_ne!(of("Template 1", &[]).sketch, of("Template 2", &[]).sketch);
    assert_eq!(of("template  A", &[]).sketch, of("Template A", &[]).sketch);
}

#[test]
fn scripts_without_blanks_are_read_letter_by_letter() {
    let one = of("您好，我是一名计算机专业的学生，想请教您在公司的工作经历。", &["王小明"]);
    let two = of("您好，我是一名计算机专业的学生，想请教您在银行的工作经历。", &["李雷"]);
    let other = of("请问贵公司今年夏天还招实习生吗？我下个月可以开始。", &[]);
    assert!(alike(&one, &two) > 0.7);
    assert!(alike(&one, &other) < 0.1);
}

#[test]
fn hostile_texts_do_no_harm() {
    assert_eq!(Written::of("", []), None);
    assert_eq!(Written::of("🚀🚀 !!! \u{202e}", []), None);
    let turned = of("\u{202e}abc def\u{200f} مرحبا بك في العمل", &["\u{202e}"]);
    assert!(!turned.excerpt.contains('\u{202e}'));
    for body in
        ["a".repeat(1 << 20), "字".repeat(1 << 19), "a b ".repeat(1 << 18), "@.".repeat(1 << 19), "\n".repeat(1 << 20)]
    {
        if let Some(written) = Written::of(&body, ["Ada"]) {
            assert!(written.sketch.len() <= MOST_HASHES && written.excerpt.chars().count() <= EXCERPT + 1);
        }
    }
}

#[test]
fn resemblance_is_exact_for_short_texts_and_near_for_long_ones() {
    let of = |words: std::ops::Range<u64>| sketch(&words.collect::<Vec<_>>());
    let (one, other) = (of(0..61), of(20..81));
    // 60 pairs each, 40 of them in both.
    assert_eq!(resemblance(&one, &other), 40.0 / 80.0);
    let (one, other) = (of(0..1_001), of(250..1_251));
    // 750 of 1250: three standard errors of an estimate from 128.
    assert!((resemblance(&one, &other) - 0.6).abs() < 3.0 * (0.24_f64 / 128.0).sqrt());
}

proptest! {
    #[test]
    fn any_text_has_a_sketch_that_comes_back_from_its_bytes(text in "\\PC{0,400}", to in "\\PC{0,20}") {
        if let Some(written) = Written::of(&text, [to.as_str()]) {
            prop_assert_eq!(Written::of_bytes(&written.bytes(), &written.excerpt), Some(written.clone()));
            prop_assert_eq!(alike(&written, &written), 1.0);
            prop_assert!(written.excerpt.chars().count() <= EXCERPT + 1);
        }
    }

    #[test]
    fn resemblance_is_the_same_both_ways(one in "[a-e ]{1,300}", other in "[a-e ]{1,300}") {
        if let (Some(one), Some(other)) = (Written::of(&one, []), Written::of(&other, [])) {
            prop_assert_eq!(alike(&one, &other), alike(&other, &one));
            prop_assert!((0.0..=1.0).contains(&alike(&one, &other)));
        }
    }
}
