//! What one more message does: emulated trials beside the naive comparison.

use super::draw::{Dice, many};
use super::log::{LEVEL, Log};
use super::summary::{Seen, Summary};
use super::tables::{coverage, head, moments, percent, row};
use super::world::{CONFOUNDED, HARMING, HELPING, LIKED, Second, World};
use hearback::error::{Result, internal};
use hearback::estimate::follow_up::effect::{Comparison, DAYS, FollowUp};
use hearback::estimate::follow_up::silences::Judged;
use hearback::stats::trials::{Day, Ended, Estimated, Silence, Trials};

/// People from whom the truth is taken; each of their messages has its exact chances.
const TRUTH: u64 = 400_000;

/// The worlds, and the sizes of their logs.
const SETTINGS: [(World, &[usize]); 4] =
    [(CONFOUNDED, &[120, 500, 1500]), (HELPING, &[120, 500, 1500]), (HARMING, &[120, 500, 1500]), (LIKED, &[500])];

/// So many logs of each setting are read by the whole estimate as well.
const CHECKED: u64 = 20;

/// Silences are followed so long, and further messages told of, as in [`FollowUp`].
const LONGEST: u32 = 150;
/// See [`LONGEST`].
const LEAST: u64 = 10;

/// The difference, the same without the day of the message, and the naive one.
const NAMES: [&str; 3] = ["emulated trials", "day of the message left out", "naive"];

/// Prints the table.
pub fn run(times: u64) -> Result<()> {
    println!(
        "## What following up does, by day {DAYS}\n\n{times} logs a line; differences in points. The truth is that of the messages \
         that are sent."
    );
    head(&[
        "following up",
        "people",
        "difference",
        "logs that give it",
        "truth",
        "mean",
        "bias",
        "sd",
        "mean se",
        "told apart from 0",
        "covers",
        "93.5–96.5 %",
    ]);
    let worlds = SETTINGS.map(|(world, sizes)| (world, truth(&world), sizes));
    let settings =
        worlds.iter().flat_map(|(world, truth, sizes)| sizes.iter().map(move |people| (world, *truth, *people)));
    for (world, truth, people) in settings {
        let read = many(times, |log| one(world, people, log)).into_iter().collect::<Result<Vec<_>>>()?;
        for (i, name) in NAMES.iter().enumerate() {
            let found = Summary::of(truth, read.iter().map(|seen| seen[i]));
            let told = read.iter().filter_map(|seen| seen[i]?.limits);
            let told = told.filter(|(low, high)| *low > 0.0 || *high < 0.0).count() as f64 / found.n as f64;
            let [covers, met] = coverage(found.coverage);
            // Asked of the estimate, where what stands behind messages and replies is seen.
            let asked = i == 0 && !world.liking;
            let mut cells = vec![world.name.into(), people.to_string(), (*name).into(), found.n.to_string()];
            cells.extend(moments(&found));
            cells.push(if i < 2 { percent(told) } else { "—".into() });
            cells.extend([covers, if asked { met } else { "—".into() }]);
            row(&cells);
        }
    }
    println!();
    Ok(())
}

/// The mean difference over the messages that are sent.
fn truth(world: &World) -> f64 {
    const PARTS: u64 = 64;
    let part = |part: u64| {
        let mut dice = Dice::new(&format!("{} effect", world.name), part);
        let (mut sum, mut n) = (0.0, 0.0);
        for place in 0..TRUTH / PARTS {
            let person = world.person(place as usize, &mut dice);
            let history = world.history(&person, person.opened, Second::Own, &mut dice);
            for [with, without] in world.effects(&person, &history, DAYS) {
                sum += with - without;
                n += 1.0;
            }
        }
        (sum, n)
    };
    let (sum, n) = many(PARTS, part).into_iter().fold((0.0, 0.0), |(sum, n), part| (sum + part.0, n + part.1));
    sum / n
}

/// What is read off one log: the difference, the same without the day of the message, and the naive one.
type Read = [Option<Seen>; 3];

fn one(world: &World, people: usize, log: u64) -> Result<Read> {
    let drawn = Log::draw(world, people, &mut Dice::new(&format!("{} {people} effect", world.name), log))?;
    let read = alone(&drawn)?;
    if log < CHECKED && read != reported(&drawn)? {
        return Err(internal(format!("log {log} of {}: the estimate has other figures", world.name)));
    }
    Ok(read)
}

/// The figures of the whole estimate.
fn reported(log: &Log) -> Result<Read> {
    let found = FollowUp::estimate(&Judged::of(&log.paths()?), log.settings().horizon, LEVEL)?;
    let difference = |row: &Option<Comparison>| Seen::of(&row.as_ref()?.difference);
    let [with, without] = &found.naive;
    let naive = Seen::less(Seen::of(with), Seen::of(without));
    Ok([difference(&found.any), difference(&found.day_left_out), naive])
}

/// The same figures alone: the estimate also judges by other days, and after each message.
fn alone(log: &Log) -> Result<Read> {
    let paths = log.paths()?;
    let silences = Judged::of(&paths).silences();
    if silences.is_empty() {
        return Ok([None; 3]);
    }
    let trials = Trials::new(&silences, LONGEST).map_err(internal)?;
    let difference = |day: Day| -> Result<Option<Seen>> {
        let effect = trials.effect(|_| true, DAYS, day, LEVEL).map_err(internal)?;
        let Some(effect) = effect.filter(|effect| effect.treated >= LEAST) else { return Ok(None) };
        let Estimated { value, std_err, interval } = effect.difference;
        Ok(value.map(|value| Seen { value, se: std_err, limits: interval.map(|i| (i.low, i.high)) }))
    };
    Ok([difference(Day::Counted)?, difference(Day::LeftOut)?, naive(&silences)])
}

/// The share of further messages that were replied to in time, less that of last ones.
fn naive(silences: &[Silence]) -> Option<Seen> {
    let share = |counts: &dyn Fn(&Silence) -> bool| {
        let sum = |is: &dyn Fn(&Silence) -> bool| -> u64 { silences.iter().filter(|s| is(s)).map(|s| s.n).sum() };
        let n = sum(counts);
        let replied = sum(&|s| counts(s) && s.end == Ended::Replied && s.days <= DAYS);
        (n > 0).then(|| Seen { value: replied as f64 / n as f64, se: None, limits: None })
    };
    Seen::less(share(&|s| s.attempt > 1), share(&|s| s.end != Ended::WrittenAgain))
}
