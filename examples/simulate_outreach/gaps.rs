//! When to write again: strategies beside shares by crude gap.

use super::draw::{Dice, many};
use super::log::{LEVEL, Log};
use super::summary::{Seen, Summary};
use super::tables::{coverage, head, moments, percent, row};
use super::world::{CONFOUNDED, HARMING, HELPING, Second, World};
use hearback::error::{Result, internal};
use hearback::estimate::Cadence;
use hearback::estimate::follow_up::gaps::{AfterMessage, Gaps, words};
use hearback::estimate::follow_up::silences::Judged;
use hearback::stats::distribution::t_quantile_upper;
use hearback::stats::strategies::{Strategy, compare};
use hearback::tally::Paths;

/// H.
const HORIZON: u32 = 60;

/// People from whom each strategy's truth is taken: its error is at most 0.07 points.
const TRUTH: u64 = 500_000;

const STRATEGIES: [Strategy; 5] = [
    Strategy::Within(2, 4),
    Strategy::Within(5, 8),
    Strategy::Within(9, 15),
    Strategy::Within(16, 30),
    Strategy::Never,
];

/// What is read off one log.
struct Read {
    /// Each strategy's share.
    shares: [Option<Seen>; 5],
    /// 5–8 days less never, with its interval of 95 % if nothing else were asked.
    difference: Option<Seen>,
    /// 2–4 days less 16–30, with the report's interval, corrected over all pairs.
    soon: Option<Seen>,
    /// The same of shares by crude gap.
    crude: Option<Seen>,
}

/// Prints the tables.
pub fn run(times: u64) -> Result<()> {
    println!(
        "## When to write again after message 1, by day {HORIZON}\n\n{times} logs a line; shares in percent, differences in points."
    );
    let mut sooner = Vec::new();
    head(&[
        "following up",
        "people",
        "strategy",
        "logs that give it",
        "truth",
        "mean",
        "bias",
        "sd",
        "mean se",
        "covers",
        "93.5–96.5 %",
    ]);
    let sizes: [&[usize]; 3] = [&[500, 1500], &[500], &[500]];
    let truth = |world: World| many(STRATEGIES.len() as u64, |i| truth(&world, STRATEGIES[i as usize]));
    let worlds = [CONFOUNDED, HELPING, HARMING].map(|world| (world, truth(world)));
    let settings = worlds.iter().zip(sizes).flat_map(|(world, sizes)| sizes.iter().map(move |people| (world, *people)));
    for ((world, truth), people) in settings {
        let read = many(times, |log| one(world, people, log)).into_iter().collect::<Result<Vec<Read>>>()?;
        let line = |name: String, found: &Summary| {
            let mut cells = vec![world.name.into(), people.to_string(), name, found.n.to_string()];
            cells.extend(moments(found));
            cells.extend(coverage(found.coverage));
            row(&cells);
        };
        for (i, strategy) in STRATEGIES.into_iter().enumerate() {
            line(words(strategy), &Summary::of(truth[i], read.iter().map(|read| read.shares[i])));
        }
        line("5–8 less never".into(), &Summary::of(truth[1] - truth[4], read.iter().map(|read| read.difference)));
        let soon = truth[0] - truth[3];
        for (name, of) in [("weighted", 0), ("by crude gap", 1)] {
            let seen: Vec<Option<Seen>> =
                read.iter().map(|read| if of == 0 { read.soon } else { read.crude }).collect();
            sooner.push((world.name, people, name, Summary::of(soon, seen.iter().copied()), told(&seen)));
        }
    }
    println!(
        "\nMessage 2 after 2–4 days less message 2 after 16–30. Told: the report's corrected interval, or that of two shares beside \
         each other, does not hold 0."
    );
    head(&[
        "following up",
        "people",
        "shares",
        "logs that give it",
        "truth",
        "mean",
        "bias",
        "sd",
        "mean se",
        "told sooner is better",
        "told it is worse",
    ]);
    for (world, people, name, found, [better, worse]) in sooner {
        let mut cells = vec![world.into(), people.to_string(), name.into(), found.n.to_string()];
        cells.extend(moments(&found));
        cells.extend([percent(better), percent(worse)]);
        row(&cells);
    }
    println!();
    Ok(())
}

/// The shares of logs that tell a difference, above 0 and below.
fn told(seen: &[Option<Seen>]) -> [f64; 2] {
    let share = |is: fn((f64, f64)) -> bool| {
        let told = seen.iter().filter_map(|seen| seen.as_ref()?.limits).filter(|limits| is(*limits)).count();
        told as f64 / seen.len() as f64
    };
    [share(|(low, _)| low > 0.0), share(|(_, high)| high < 0.0)]
}

/// The share who reply if everyone is written to by this strategy.
fn truth(world: &World, strategy: Strategy) -> f64 {
    let mut dice =
        Dice::new(&format!("{} gaps", world.name), STRATEGIES.iter().position(|s| *s == strategy).unwrap_or(0) as u64);
    let mut replied = 0_u64;
    for place in 0..TRUTH {
        let person = world.person(place as usize, &mut dice);
        let second = match strategy {
            Strategy::Within(first, last) => Second::On(world.second_within(&person, (first, last), &mut dice)),
            Strategy::Never => Second::Never,
        };
        replied += u64::from(world.history(&person, HORIZON, second, &mut dice).reply.is_some());
    }
    replied as f64 / TRUTH as f64
}

fn one(world: &World, people: usize, log: u64) -> Result<Read> {
    let log = Log::draw(world, people, &mut Dice::new(&format!("{} {people} gaps", world.name), log))?;
    let (paths, settings) = (log.paths()?, log.settings());
    let gaps = Gaps::estimate(&Judged::of(&paths), &settings.gaps, settings.horizon, LEVEL)?;
    let after = gaps.after.first();
    let share = |i: usize| Seen::of(&after?.strategies.get(i)?.share);
    let cadence = Cadence::estimate(&paths, &settings.gaps, settings.strikes, settings.horizon, LEVEL);
    let crude = |label: &str| Seen::of(&cadence.gaps.iter().find(|gap| gap.label == label)?.share);
    Ok(Read {
        shares: [0, 1, 2, 3, 4].map(share),
        difference: difference(&paths)?,
        soon: after.and_then(|after| pair(after, [0, 3])),
        crude: beside(crude("2–4"), crude("16–30")),
    })
}

fn pair(after: &AfterMessage, of: [usize; 2]) -> Option<Seen> {
    Seen::of(&after.pairs.iter().find(|pair| pair.of == of)?.difference)
}

/// 5–8 days less never: the table's own interval is wider, since it is corrected over all pairs.
fn difference(paths: &Paths) -> Result<Option<Seen>> {
    let judged = Judged::of(paths);
    let design = judged.design().map_err(internal)?;
    let found = compare(&judged.courses(1), &design, &STRATEGIES, HORIZON).map_err(internal)?;
    let Some((value, se)) = found.difference(1, 4) else { return Ok(None) };
    let reach = se * t_quantile_upper(LEVEL.alpha() / 2.0, found.df(&[1, 4])).map_err(internal)?;
    Ok(Some(Seen { value, se: Some(se), limits: Some((value - reach, value + reach)) }))
}

/// Two shares as if they were of different people who differ in nothing else.
fn beside(a: Option<Seen>, b: Option<Seen>) -> Option<Seen> {
    let (a, b) = (a?, b?);
    let (value, se) = (a.value - b.value, a.se?.hypot(b.se?));
    let reach = LEVEL.z() * se;
    Some(Seen { value, se: Some(se), limits: Some((value - reach, value + reach)) })
}
