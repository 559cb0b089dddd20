//! Who replies, and when: Kaplan–Meier shares beside the naive one.

use super::draw::{Dice, many};
use super::log::Log;
use super::summary::{Seen, Summary};
use super::tables::{coverage, days, head, moments, row};
use super::world::{CONFOUNDED, HARMING, HELPING, Second, World};
use hearback::error::Result;

/// H.
const HORIZON: usize = 60;

/// People from whom the truth is taken: its error is at most 0.04 points.
const TRUTH: u64 = 2_000_000;

/// Days of silence after which the chance to hear is asked.
const SILENT: [u32; 2] = [7, 21];

/// What is read off one log: the naive share, the shares by day 14 and by the horizon, the days of half and of 80 % of the replies,
/// the chances after silences.
type Read = [Option<Seen>; 7];

const NAMES: [&str; 7] = [
    "naive share",
    "by day 14",
    "by day 60",
    "half of the replies by day",
    "80 % of the replies by day",
    "heard by day 60, after 7 silent days",
    "the same after 21",
];

/// Prints both tables.
pub fn run(times: u64) -> Result<()> {
    println!("## Who replies, and when\n\n{times} logs a line; shares in percent, differences in points.");
    let (mut shares, mut timing) = (Vec::new(), Vec::new());
    let sizes: [&[usize]; 3] = [&[120, 500, 2000], &[500], &[500]];
    let worlds = [CONFOUNDED, HELPING, HARMING].map(|world| (world, truth(&world)));
    let settings = worlds.iter().zip(sizes).flat_map(|(world, sizes)| sizes.iter().map(move |people| (world, *people)));
    for ((world, truth), people) in settings {
        let read = many(times, |log| one(world, people, log)).into_iter().collect::<Result<Vec<Read>>>()?;
        let of = |i: usize| (i, Summary::of(truth[i], read.iter().map(|seen| seen[i])));
        let setting = [world.name.to_owned(), people.to_string()];
        shares.extend([2, 1, 0].map(of).map(|found| (setting.clone(), found)));
        timing.extend([3, 4, 5, 6].map(of).map(|found| (setting.clone(), found)));
    }
    head(&["following up", "people", "share", "truth", "mean", "bias", "sd", "mean se", "covers", "93.5–96.5 %"]);
    for (setting, (i, found)) in &shares {
        line(setting, *i, moments(found), found);
    }
    println!("\nDays are whole, so an interval of days covers at least as often as asked.");
    head(&["following up", "people", "what", "truth", "mean", "bias", "sd", "mean se", "covers", "93.5–96.5 %"]);
    for (setting, (i, found)) in &timing {
        let is_day = *i < 5;
        let numbers = if is_day { [days(found), vec!["—".into()]].concat() } else { moments(found) };
        line(setting, *i, numbers, found);
    }
    println!();
    Ok(())
}

fn line(setting: &[String; 2], i: usize, numbers: Vec<String>, found: &Summary) {
    let [covers, met] = coverage(found.coverage);
    // Of the naive share, and of whole days, nothing is asked.
    let met = if [0, 3, 4].contains(&i) { "—".into() } else { met };
    row(&[setting.to_vec(), vec![NAMES[i].into()], numbers, vec![covers, met]].concat());
}

/// What is true of everyone who is written to as in this world.
fn truth(world: &World) -> [f64; 7] {
    const PARTS: u64 = 64;
    let part = |part: u64| {
        let mut dice = Dice::new(&format!("{} truth", world.name), part);
        let mut on = [0_u64; HORIZON + 1];
        for place in 0..TRUTH / PARTS {
            let person = world.person(place as usize, &mut dice);
            if let Some(day) = world.history(&person, HORIZON as u32, Second::Own, &mut dice).reply {
                on[day as usize] += 1;
            }
        }
        on
    };
    let parts = many(PARTS, part);
    let mut share = [0.0; HORIZON + 1];
    let mut so_far = 0;
    for (day, share) in share.iter_mut().enumerate() {
        so_far += parts.iter().map(|on| on[day]).sum::<u64>();
        *share = so_far as f64 / TRUTH as f64;
    }
    let ever = share[HORIZON];
    let day_of = |part: f64| share.iter().take_while(|share| **share < part * ever).count() as f64;
    let after = |day: u32| (ever - share[day as usize]) / (1.0 - share[day as usize]);
    [ever, share[14], ever, day_of(0.5), day_of(0.8), after(SILENT[0]), after(SILENT[1])]
}

fn one(world: &World, people: usize, log: u64) -> Result<Read> {
    let log = Log::draw(world, people, &mut Dice::new(&format!("{} {people} replies", world.name), log))?;
    let replies = log.replies(None)?;
    let by_day = |day: u32| {
        let place = replies.days.iter().position(|d| *d == day)?;
        Seen::of(replies.total.by_day.get(place)?)
    };
    let timing = replies.everyone.as_ref().map(|everyone| &everyone.timing);
    let day_of = |name: &str| Seen::of(&timing?.days.iter().find(|(n, _)| *n == name)?.1);
    let after = |day: u32| Seen::of(&timing?.silences.iter().find(|(d, _)| *d == day)?.1);
    Ok([
        Seen::of(&replies.total.naive),
        by_day(14),
        by_day(HORIZON as u32),
        day_of("Half"),
        day_of("80 %"),
        after(SILENT[0]),
        after(SILENT[1]),
    ])
}
