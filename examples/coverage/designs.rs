//! How often the interval of a share holds the truth under weights, strata and clusters: the estimate of the product, from a tally.

use super::draw::{Dice, surveys};
use super::survey::{cell, header, question};
use hearback::estimate::OptionShares;
use hearback::estimate::options::{Asking, Scale};
use hearback::estimate::sample::Degrees;
use hearback::stats::Level;
use hearback::survey::Codebook;
use hearback::tally::answers::Weighted;
use hearback::tally::{Answers, Sums};
use hearback::view::Shown;

/// The shares in the population.
pub const SHARES: [f64; 6] = [0.02, 0.05, 0.1, 0.3, 0.5, 0.9];

/// People drawn, whether they answer or not.
pub const SIZES: [usize; 3] = [100, 300, 1000];

/// Rules that are tried: fewer yes or no than this, and the interval is Korn & Graubard's; else the logit one.
pub const RULES: [u64; 6] = [0, 5, 10, 15, 20, 30];

/// How strongly people of a class, or a stratum, differ from all.
const DEPENDENCE: f64 = 0.4;

/// Classes of people that are drawn with unequal chances.
const CLASSES: usize = 5;

/// How people are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Design {
    /// What it is called.
    pub name: &'static str,
    /// Chances of being drawn differ by class and at random; weights are their inverse. Kish's design effect is about 1.5.
    pub weighted: bool,
    /// Strata, equally many people from each though they are not equally large; 1 for none.
    pub strata: usize,
    /// Clusters (PSUs) in all; 0 for none.
    pub clusters: usize,
    /// How two people of one cluster correlate.
    pub icc: f64,
    /// The share that gives no answer.
    pub silent: f64,
}

const PLAIN: Design = Design { name: "plain", weighted: false, strata: 1, clusters: 0, icc: 0.0, silent: 0.0 };

/// The designs that are simulated.
pub const DESIGNS: [Design; 8] = [
    Design { name: "weighted", weighted: true, ..PLAIN },
    Design { name: "weighted, 20 % silent", weighted: true, silent: 0.2, ..PLAIN },
    Design { name: "4 strata", strata: 4, ..PLAIN },
    Design { name: "30 PSUs, ICC 0.02", clusters: 30, icc: 0.02, ..PLAIN },
    Design { name: "30 PSUs, ICC 0.1", clusters: 30, icc: 0.1, ..PLAIN },
    Design {
        name: "30 PSUs, ICC 0.05, weighted, 20 % silent",
        weighted: true,
        clusters: 30,
        icc: 0.05,
        silent: 0.2,
        ..PLAIN
    },
    Design { name: "5 strata of 6 PSUs, ICC 0.05", strata: 5, clusters: 30, icc: 0.05, ..PLAIN },
    Design {
        name: "5 strata of 6 PSUs, ICC 0.05, weighted, 20 % silent",
        weighted: true,
        strata: 5,
        clusters: 30,
        icc: 0.05,
        silent: 0.2,
    },
];

/// What is counted over the surveys of a setting.
#[derive(Clone, Debug)]
pub struct Covered {
    /// Of which the interval holds the truth: the usual one, logit, beta (Korn & Graubard), Wilson on the effective n.
    pub scales: [u64; 4],
    /// The usual interval lies above the truth, and below it.
    pub misses: [u64; 2],
    /// Which hold it under each of [`RULES`].
    pub rules: [u64; RULES.len()],
    /// Mean widths of the usual, logit and beta intervals, in points.
    pub widths: [f64; 3],
}

impl Design {
    /// People expected to say yes, or no if these are fewer.
    pub fn expected(&self, p: f64, people: usize) -> f64 {
        people as f64 * (1.0 - self.silent) * p.min(1.0 - p)
    }

    fn codebook(&self) -> Codebook {
        let mut book = question("multi", 1, "single", 1);
        book.design.stratum = (self.strata > 1).then(|| "stratum".into());
        book.design.cluster = (self.clusters > 0).then(|| "cluster".into());
        book
    }

    /// Draws surveys and counts how often the truth is held.
    pub fn run(&self, p: f64, people: usize, times: u64) -> Covered {
        let (book, name) = (self.codebook(), format!("{}/{p}/{people}", self.name));
        let sums = surveys(times, |survey| {
            let tally = self.tally(p, people, &mut Dice::new(&name, survey));
            let shown =
                [Scale::Usual, Scale::Logit, Scale::Exact, Scale::Wilson].map(|scale| self.share(&tally, &book, scale));
            counted(p, &shown)
        });
        let mean = |i: usize| sums[i] as f64 / times as f64 / 1e9 * 100.0;
        Covered {
            scales: [sums[0], sums[1], sums[2], sums[3]],
            misses: [sums[4], sums[5]],
            rules: std::array::from_fn(|i| sums[9 + i]),
            widths: [mean(6), mean(7), mean(8)],
        }
    }

    fn share(&self, tally: &Answers, book: &Codebook, scale: Scale) -> Shown {
        let asking = Asking {
            codebook: book,
            question: &book.questions[0],
            weighted: self.weighted || self.strata > 1,
            level: Level::NINETY_FIVE,
            scale,
            group: None,
            degrees: &Degrees::new(),
        };
        let made = OptionShares::estimate(tally, &asking).expect("every stratum has two units");
        made.total.cases[0].shown().expect("nothing is hidden here").clone()
    }

    /// One survey as a tally.
    fn tally(&self, p: f64, people: usize, dice: &mut Dice) -> Answers {
        let mut tally = Answers::empty(header(&[]));
        let total: f64 = (1..=self.strata).sum::<usize>() as f64;
        let middle: f64 = (1..=self.strata).map(|h| (h * h) as f64 / total).sum();
        let reach = (1..=self.strata).map(|h| (h as f64 - middle).abs()).fold(1e-9, f64::max);
        for h in 1..=self.strata {
            let share = p + DEPENDENCE * p.min(1.0 - p) * (h as f64 - middle) / reach;
            let weight = h as f64 / total * self.strata as f64;
            let units = (self.clusters / self.strata).max(1);
            let mean = people as f64 / (self.strata * units) as f64;
            for unit in 0..units {
                let size = if self.clusters > 0 { (mean * (0.5 + dice.unit())).round().max(1.0) } else { mean };
                let of_unit = dice.cluster_share(share, self.icc);
                let stratum = if self.strata > 1 { h.to_string() } else { String::new() };
                let cluster = if self.clusters > 0 { unit.to_string() } else { String::new() };
                for (answer, sums) in ["0", "1", "?"].iter().zip(self.people(of_unit, weight, size as usize, dice)) {
                    if sums.n > 0 {
                        tally.add(cell(answer, &[], &stratum, &cluster), &sums).expect("weights are small");
                    }
                }
            }
        }
        tally
    }

    /// People of one unit: who say no, yes, and nothing.
    fn people(&self, share: f64, weight: f64, size: usize, dice: &mut Dice) -> [Weighted; 3] {
        let mut sums: [Weighted; 3] = Default::default();
        let rates: [f64; CLASSES] = std::array::from_fn(|k| (0.35 * (k as f64 - 2.0)).exp());
        let all: f64 = rates.iter().sum();
        for _ in 0..size {
            let (mut share, mut weight) = (share, weight);
            if self.weighted {
                let class = dice.one_of(&rates.map(|r| r / all));
                share += DEPENDENCE * share.min(1.0 - share) * (class as f64 - 2.0) / 2.0;
                weight *= (0.35 * dice.normal()).exp() / rates[class];
            }
            let place = if dice.chance(self.silent) { 2 } else { usize::from(dice.chance(share)) };
            sums[place].add(&Weighted::one(weight)).expect("weights are small");
        }
        sums
    }
}

/// 1 where something holds: usual, logit, beta, Wilson; misses to either side; widths in 10⁻⁹; the rules.
fn counted(p: f64, shown: &[Shown; 4]) -> [u64; 9 + RULES.len()] {
    let limits = |s: &Shown| (s.low.unwrap_or(0.0), s.high.unwrap_or(1.0));
    let holds = |s: &Shown| u64::from(limits(s).0 <= p && p <= limits(s).1);
    let width = |s: &Shown| ((limits(s).1 - limits(s).0) * 1e9) as u64;
    let [usual, logit, beta, _] = shown;
    let few = usual.count.map_or(0, |yes| yes.min(usual.n - yes));
    let mut counts = [0; 9 + RULES.len()];
    shown.iter().zip(&mut counts).for_each(|(s, count)| *count = holds(s));
    (counts[4], counts[5]) = (u64::from(limits(usual).0 > p), u64::from(limits(usual).1 < p));
    (counts[6], counts[7], counts[8]) = (width(usual), width(logit), width(beta));
    RULES.iter().zip(&mut counts[9..]).for_each(|(rule, count)| *count = holds(if few < *rule { beta } else { logit }));
    counts
}
