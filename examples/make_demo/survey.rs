//! The survey: 1,000 invented respondents whose totals are the published ones, exactly.

use std::error::Error;
use std::path::Path;

use crate::comments;
use crate::latent::{RESPONDENTS, answering, bands, everyone, those};
use crate::random::Random;

/// The header: one column a question, save `ai_*`, which is one column an option.
pub const COLUMNS: [&str; 18] = [
    "respondent",
    "year",
    "first_generation",
    "field",
    "remote_start",
    "network_vs_resume",
    "cold_message",
    "cold_reply",
    "barriers",
    "ai_draft",
    "ai_research",
    "ai_practice",
    "ai_none",
    "ai_reply",
    "fair_access",
    "contacts",
    "comment",
    "weight",
];

const YEARS: [&str; 5] = ["First year", "Second year", "Third year", "Fourth year", "Graduate"];
const BUSINESS: &str = "Business";
const FIELDS: [(&str, usize); 6] = [
    (BUSINESS, 210),
    ("Engineering", 180),
    ("Health", 150),
    ("Humanities", 110),
    ("Sciences", 160),
    ("Social sciences", 190),
];
const REMOTE: [&str; 3] = ["Yes, my first job or internship was remote", "Partly", "No"];
const NETWORK_OR_RESUME: [&str; 3] = ["My network", "My resume", "Not sure"];
const COLD_MESSAGE: [&str; 3] = ["Yes", "No, but I have considered it", "No, and I don't plan to"];
const COLD_REPLY: [&str; 4] = ["Fewer than 1 in 4", "1 in 4 to half", "More than half", "Nearly always"];
const AI_REPLY: [&str; 4] = ["Helped a lot", "Helped a little", "No difference", "Hurt"];
const FAIR_ACCESS: [&str; 5] =
    ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"];

/// The option for those whom nothing stops.
pub const NO_BARRIER: &str = "None of these";

/// A barrier: its label, how many chose it, and how strongly the two traits pull towards it.
pub struct Barrier {
    pub label: &'static str,
    pub count: usize,
    unease: f64,
    lost: f64,
}

/// The barriers with their exact counts of 1,000. The fourth label contains the separator of the cell.
pub const BARRIERS: [Barrier; 6] = [
    Barrier { label: "Feeling like I'm bothering someone", count: 420, unease: 0.45, lost: 0.0 },
    Barrier { label: "Fear of rejection", count: 330, unease: 0.5, lost: 0.0 },
    Barrier { label: "Not knowing whom to contact", count: 330, unease: 0.0, lost: 0.5 },
    Barrier { label: "Not knowing what to say, or how to begin", count: 290, unease: 0.1, lost: 0.45 },
    Barrier { label: "Believing it won't help", count: 270, unease: -0.15, lost: 0.0 },
    Barrier { label: "Feeling unworthy of their time", count: 120, unease: 0.5, lost: 0.0 },
];

/// Who a respondent is, and the traits that show in several answers but are no column.
struct Respondent {
    year: usize,
    first_generation: bool,
    field: &'static str,
    remote: Option<usize>,
    hesitance: f64,
    unease: f64,
    lost: f64,
}

impl Respondent {
    /// `shift` for business students, 0 for the rest.
    fn business(&self, shift: f64) -> f64 {
        if self.field == BUSINESS { shift } else { 0.0 }
    }

    /// `shift` for first-generation students, 0 for the rest.
    fn first_generation(&self, shift: f64) -> f64 {
        if self.first_generation { shift } else { 0.0 }
    }

    /// The planted difference between groups in a barrier, in standard deviations: what the demo's reader can find.
    fn inclined(&self, barrier: &str) -> f64 {
        let planted = match barrier {
            "Feeling like I'm bothering someone" => [0.32, 0.15, 0.0][self.remote.unwrap_or(2)],
            "Not knowing whom to contact" => self.first_generation(0.38),
            "Not knowing what to say, or how to begin" if self.year == 0 => 0.35,
            "Feeling unworthy of their time" => self.first_generation(0.4),
            _ => 0.0,
        };
        planted + self.business(-0.3)
    }
}

/// Writes the survey.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write(path: &Path) -> Result<(), Box<dyn Error>> {
    let random = &mut Random::stream(1);
    let people = respondents(random);
    let columns = [
        (1..=RESPONDENTS).map(|number| format!("r{number:04}")).collect(),
        people.iter().map(|who| YEARS[who.year].to_owned()).collect(),
        people.iter().map(|who| if who.first_generation { "Yes" } else { "No" }.to_owned()).collect(),
        people.iter().map(|who| who.field.to_owned()).collect(),
        people.iter().map(|who| who.remote.map_or("", |answer| REMOTE[answer]).to_owned()).collect(),
    ];
    let mut columns = Vec::from(columns);
    columns.extend(outlook(random, &people));
    columns.push(barriers(random, &people));
    columns.extend(ai(random, &people));
    columns.push(fair_access(random, &people));
    columns.push(contacts(random, &people));
    columns.push(comments::column(random));
    columns.push(weights(random, &people));
    write_columns(path, &columns)
}

/// Writes columns of equal length under the header, lines ended by a line feed alone.
fn write_columns(path: &Path, columns: &[Vec<String>]) -> Result<(), Box<dyn Error>> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_path(path)?;
    file.write_record(COLUMNS)?;
    for row in 0..RESPONDENTS {
        file.write_record(columns.iter().map(|column| &column[row]))?;
    }
    file.flush()?;
    Ok(())
}

/// The 1,000 with their exact margins.
fn respondents(random: &mut Random) -> Vec<Respondent> {
    let years = random.deck(&[(0, 240), (1, 230), (2, 220), (3, 200), (4, 110)]);
    let generations = random.deck(&[(true, 380), (false, 620)]);
    let fields = random.deck(&FIELDS);
    let remote = random.deck(&[(Some(0), 240), (Some(1), 190), (Some(2), 510), (None, 60)]);
    (0..RESPONDENTS)
        .map(|who| Respondent {
            year: years[who],
            first_generation: generations[who],
            field: fields[who],
            remote: remote[who],
            hesitance: random.normal(),
            unease: random.normal(),
            lost: random.normal(),
        })
        .collect()
}

/// The labels of an answer in bands; blank for those who gave none.
fn labelled(answers: &[Option<usize>], labels: &[&str]) -> Vec<String> {
    answers.iter().map(|answer| answer.map_or("", |band| labels[band]).to_owned()).collect()
}

/// `network_vs_resume`, `cold_message`, and `cold_reply` of those who have sent one.
fn outlook(random: &mut Random, people: &[Respondent]) -> [Vec<String>; 3] {
    let all = everyone();
    let network = bands(&all, &[700, 190, 110], |who| random.normal() + 0.06 * people[who].year as f64);
    let message = bands(&all, &[360, 220, 420], |who| {
        let person = &people[who];
        random.normal() - 0.35 * person.hesitance + 0.14 * person.year as f64 + person.business(0.3)
    });
    let tried = those(&message, |band| band == 0);
    let reply = bands(&tried, &[120, 132, 74, 34], |who| random.normal() + people[who].first_generation(0.15));
    [labelled(&network, &NETWORK_OR_RESUME), labelled(&message, &COLD_MESSAGE), labelled(&reply, &COLD_REPLY)]
}

/// `barriers`: the labels of all that were chosen, in the order of the form, in one cell.
fn barriers(random: &mut Random, people: &[Respondent]) -> Vec<String> {
    let all = everyone();
    let chosen = BARRIERS.map(|barrier| {
        let counts = [barrier.count, RESPONDENTS - barrier.count];
        let answers = bands(&all, &counts, |who| {
            let person = &people[who];
            let traits = 0.4 * person.hesitance + barrier.unease * person.unease + barrier.lost * person.lost;
            person.inclined(barrier.label) + traits + 0.8 * random.normal()
        });
        (barrier.label, answers)
    });
    (0..RESPONDENTS).map(|who| joined(chosen.iter().filter(|(_, answers)| answers[who] == Some(0)))).collect()
}

/// The cell of one respondent.
fn joined<'a, T: 'a>(chosen: impl Iterator<Item = &'a (&'static str, T)>) -> String {
    let labels: Vec<&str> = chosen.map(|&(label, _)| label).collect();
    if labels.is_empty() { NO_BARRIER.to_owned() } else { labels.join(", ") }
}

/// `ai_draft`, `ai_research`, `ai_practice`, `ai_none`, and `ai_reply` of those who used a tool.
fn ai(random: &mut Random, people: &[Respondent]) -> [Vec<String>; 5] {
    let answered = answering(random, &everyone(), 50);
    let used = bands(&answered, &[650, 300], |who| {
        random.normal() + if people[who].field == "Engineering" { 0.3 } else { 0.0 }
    });
    let users = those(&used, |band| band == 0);
    let [mut draft, mut research, mut practice] = [const { Vec::new() }; 3];
    for answer in &used {
        let uses = *answer == Some(0);
        let [looked, practised] = [uses && random.chance(0.52), uses && random.chance(0.27)];
        draft.push(uses && (random.chance(0.6) || !(looked || practised)));
        research.push(looked);
        practice.push(practised);
    }
    let none: Vec<bool> = used.iter().map(|answer| *answer == Some(1)).collect();
    let rated = answering(random, &users, 13);
    let reply = bands(&rated, &[140, 290, 165, 42], |who| random.normal() + if practice[who] { 0.3 } else { 0.0 });
    [ticks(&draft), ticks(&research), ticks(&practice), ticks(&none), labelled(&reply, &AI_REPLY)]
}

/// `Yes` or blank.
fn ticks(chosen: &[bool]) -> Vec<String> {
    chosen.iter().map(|&yes| if yes { "Yes" } else { "" }.to_owned()).collect()
}

/// `fair_access`: first-generation students agree less.
fn fair_access(random: &mut Random, people: &[Respondent]) -> Vec<String> {
    let answered = answering(random, &everyone(), 30);
    let answers = bands(&answered, &[95, 205, 235, 310, 125], |who| {
        random.normal() + people[who].first_generation(0.5) + 0.2 * people[who].lost
    });
    labelled(&answers, &FAIR_ACCESS)
}

/// `contacts`: many know a few, a few know many, and larger numbers are rounded as people round them.
fn contacts(random: &mut Random, people: &[Respondent]) -> Vec<String> {
    let answered = answering(random, &everyone(), 40);
    let mut column = vec![String::new(); RESPONDENTS];
    for who in answered {
        let person = &people[who];
        let most = 44.0 + 4.0 * person.year as f64 + person.first_generation(-14.0);
        let number = (random.unit() * random.unit() * most) as usize;
        let rounds = number > 11 && random.chance(0.7);
        column[who] = if rounds { (number + 2) / 5 * 5 } else { number }.to_string();
    }
    column
}

/// `weight`: the response of each group set right, roughly, and scaled to a mean of 1.
fn weights(random: &mut Random, people: &[Respondent]) -> Vec<String> {
    let raw: Vec<f64> = people
        .iter()
        .map(|person| {
            let by_year = [1.45, 1.15, 0.95, 0.75, 0.65][person.year];
            let by_generation = if person.first_generation { 1.2 } else { 0.88 };
            by_year * by_generation * (0.65 + 0.7 * random.unit())
        })
        .collect();
    let mean = raw.iter().sum::<f64>() / RESPONDENTS as f64;
    raw.iter().map(|weight| format!("{:.3}", (weight / mean).clamp(0.4, 2.6))).collect()
}
