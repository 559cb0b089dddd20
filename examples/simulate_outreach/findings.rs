//! What a report finds: where nothing differs, and where the warm reply more.

use super::draw::{Dice, many};
use super::log::{LEVEL, Log};
use super::tables::{falsely, found, head, percent, row};
use super::world::{NULL, World};
use hearback::error::{Result, internal};
use hearback::estimate::follow_up::effect::FollowUp;
use hearback::estimate::follow_up::gaps::Gaps;
use hearback::estimate::follow_up::silences::Judged;
use hearback::estimate::{Estimate, Evidence, Findings};

/// The attributes that these logs know, of those by which a report breaks replies down.
const BY: [&str; 2] = ["channel", "warmth"];

/// H.
const HORIZON: u32 = 60;

/// The shares who reply by day 60: of the cold, of the warm.
const PLANTED: [[f64; 2]; 4] = [[0.05, 0.30], [0.10, 0.35], [0.20, 0.45], [0.30, 0.55]];

/// What one log tells.
struct Told {
    /// Whether each table has a finding of its own: by channel, by warmth, following up, gaps.
    tables: [bool; 4],
    /// How many tables are corrected for.
    corrected: usize,
    /// Whether it is found that the warm reply more.
    warm: bool,
    /// The same, were that table alone in its report.
    alone: bool,
}

/// Prints how much is found where nothing is.
pub fn null(times: u64) -> Result<()> {
    println!(
        "## Findings where nothing differs\n\n{times} logs a line; percent of logs with a finding, corrected over all tables of the report."
    );
    head(&[
        "people",
        "written to again",
        "tables",
        "channel",
        "warmth",
        "following up",
        "gaps",
        "any",
        "at most 6.2 %",
    ]);
    for people in [120, 500] {
        for follows in [false, true] {
            let world = World { follows, ..NULL };
            let told = logs(&world, people, times)?;
            let share = |is: &dyn Fn(&Told) -> bool| told.iter().filter(|told| is(told)).count() as f64 / times as f64;
            let tables = told.iter().map(|told| told.corrected).sum::<usize>() as f64 / times as f64;
            let mut cells = vec![people.to_string(), yes(follows), format!("{tables:.1}")];
            cells.extend([0, 1, 2, 3].map(|i| percent(share(&|told| told.tables[i]))));
            cells.extend(falsely(share(&|told| told.tables.contains(&true))));
            row(&cells);
        }
    }
    println!();
    Ok(())
}

/// Prints how often 25 points are found.
pub fn planted(times: u64) -> Result<()> {
    println!(
        "## 25 points between 60 cold and 60 warm people\n\n{times} logs a line; percent of logs that find it in the right direction, as a \
         finding of the whole report, and as one of its own table alone. Everyone has been watched for {HORIZON} days."
    );
    head(&[
        "shares by day 60",
        "written to again",
        "tables",
        "its table alone",
        "a finding of the report",
        "at least 80 %",
    ]);
    for [cold, warm] in PLANTED {
        for follows in [false, true] {
            let world = planted_world([cold, warm], follows);
            let told = logs(&world, 120, times)?;
            let share = |is: &dyn Fn(&Told) -> bool| told.iter().filter(|told| is(told)).count() as f64 / times as f64;
            let tables = told.iter().map(|told| told.corrected).sum::<usize>() as f64 / times as f64;
            let mut cells =
                vec![format!("{:.0} and {:.0} %", 100.0 * cold, 100.0 * warm), yes(follows), format!("{tables:.1}")];
            cells.push(percent(share(&|told| told.alone)));
            cells.extend(found(share(&|told| told.warm)));
            row(&cells);
        }
    }
    println!();
    Ok(())
}

/// Half of the people are warm, and so many of each reply by day 60 if further messages do nothing.
fn planted_world(shares: [f64; 2], follows: bool) -> World {
    let world = World { name: "planted", warm: None, faster: 1.0, follows, opened: (61, 260), ..NULL };
    let never = |warm: bool| 1.0 - shares[usize::from(warm)] / world.ever(warm, HORIZON);
    World { never: [never(false), never(true)], ..world }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.into()
}

fn logs(world: &World, people: usize, times: u64) -> Result<Vec<Told>> {
    let setting = format!("{} {:?} {people} {}", world.name, world.never, world.follows);
    let one = |log: u64| told(&Log::draw(world, people, &mut Dice::new(&setting, log))?);
    many(times, one).into_iter().collect()
}

fn told(log: &Log) -> Result<Told> {
    let (paths, settings) = (log.paths()?, log.settings());
    let judged = Judged::of(&paths);
    let mut evidence: Vec<Vec<Evidence>> = Vec::new();
    for by in BY {
        evidence.push(log.replies(Some(by))?.evidence());
    }
    evidence.push(FollowUp::estimate(&judged, settings.horizon, LEVEL)?.evidence());
    evidence.push(Gaps::estimate(&judged, &settings.gaps, settings.horizon, LEVEL)?.evidence());
    let all = Findings::of(&evidence.concat(), LEVEL);
    let has = |findings: &Findings, own: &[Evidence]| {
        findings.found.iter().any(|found| own.iter().any(|evidence| evidence.table == found.table))
    };
    let of = |i: usize| evidence.get(i).map(Vec::as_slice).unwrap_or_default();
    // a finding names those who reply more first
    let warm_first = |sentence: &str| Some(sentence.find("warm intro")? < sentence.find("cold")?);
    let is_by_warmth = |table: &str| of(1).iter().any(|evidence| evidence.table == table);
    let warm = |findings: &Findings| -> Result<bool> {
        let directions = findings.found.iter().filter(|found| is_by_warmth(&found.table));
        let directions = directions.map(|found| {
            warm_first(&found.sentence).ok_or_else(|| internal(format!("no direction in: {}", found.sentence)))
        });
        Ok(directions.collect::<Result<Vec<bool>>>()?.contains(&true))
    };
    Ok(Told {
        tables: [0, 1, 2, 3].map(|i| has(&all, of(i))),
        corrected: all.tables,
        warm: warm(&all)?,
        alone: warm(&Findings::of(of(1), LEVEL))?,
    })
}
