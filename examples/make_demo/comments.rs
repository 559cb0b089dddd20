//! The free-text column: mostly blank, with everything in it that a careless reader of the file would trip over.

use crate::latent::RESPONDENTS;
use crate::random::Random;

/// What the first row says, so that nobody who opens the file takes it for real.
pub const SYNTHETIC: &str = "Synthetic data: neither this respondent nor any other in this file exists.";

/// A line break, quotes with a comma, accents, a formula and a tag: text from outside is hostile.
pub const AWKWARD: [&str; 5] = [
    "I never know how long to wait.\nThen it feels too late to write again.",
    "My adviser said \"just ask\", but nobody says what to ask for.",
    "Me ayudaría mucho ver ejemplos de mensajes; el español también cuenta, ¿no?",
    "=SUM(1)",
    "The <b>first</b> line is the hardest part.",
];

const ORDINARY: [&str; 30] = [
    "I write, nobody answers, I stop.",
    "A professor introduced me and everything changed.",
    "LinkedIn feels like shouting into a room.",
    "I got my internship from one message to an alum.",
    "Nobody in my family has done this before.",
    "I would rather apply online.",
    "Please offer more events in the evening.",
    "People are kinder than I expected.",
    "I do not want to waste anyone's time.",
    "I met two mentors at the career fair.",
    "It depends on the field, I think.",
    "I only write to people I have met.",
    "Following up once worked for me.",
    "I worry that my English is not good enough.",
    "Working remotely, I met almost nobody.",
    "The career centre read my draft and that helped.",
    "I keep putting it off.",
    "Three replies out of twenty so far.",
    "I ask for advice, never for a job.",
    "No time between classes and work.",
    "An AI draft sounded nothing like me.",
    "Practising the call out loud helped.",
    "More alumni in health would be good.",
    "It is easier when someone has introduced you.",
    "Not sure this is fair to quiet people.",
    "My cousin's friend answered within an hour.",
    "I keep a list of who answered.",
    "Nothing to add.",
    "I learned most from people who said no.",
    "A thank-you note got me a second call.",
];

/// The column: each comment once.
pub fn column(random: &mut Random) -> Vec<String> {
    let mut column = vec![String::new(); RESPONDENTS];
    column[0] = SYNTHETIC.to_owned();
    let mut places: Vec<usize> = (1..RESPONDENTS).collect();
    random.shuffle(&mut places);
    for (text, place) in AWKWARD.iter().chain(&ORDINARY).zip(places) {
        column[place] = (*text).to_owned();
    }
    column
}
