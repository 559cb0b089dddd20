//! Surveys of one question and one by-question, drawn straight into a tally, and what the product calls different in them.

use super::draw::{Dice, surveys, threshold};
use hearback::estimate::OptionShares;
use hearback::estimate::options::{Asking, Scale};
use hearback::estimate::sample::Degrees;
use hearback::stats::Level;
use hearback::survey::Codebook;
use hearback::tally::answers::{AnswerKey, Unit, Weighted};
use hearback::tally::{Answers, Header, Key, SCHEMA, fixed};
use std::collections::BTreeMap;
use std::sync::Arc;

const ALPHA: f64 = 0.05;

/// A codebook of the question `q` and the by-question `g`.
pub fn question(kind: &str, options: usize, by: &str, groups: usize) -> Codebook {
    let list = |letter: &str, count: usize, columns: bool| {
        let column = |i: usize| if columns { format!(", column = \"{letter}{i}\"") } else { String::new() };
        (0..count).map(|i| format!("{{ id = \"{letter}{i}\"{} }}", column(i))).collect::<Vec<_>>().join(", ")
    };
    let text = format!(
        "[[question]]\nid = \"q\"\nkind = \"{kind}\"\noptions = [{}]\n\
         [[question]]\nid = \"g\"\nkind = \"{by}\"\noptions = [{}]\n",
        list("o", options, kind == "multi"),
        list("g", groups.max(2), false)
    );
    Codebook::parse(&text, "codebook.toml").expect("a sound codebook")
}

/// The header of such a tally.
pub fn header(by: &[&str]) -> Header {
    Header {
        schema: SCHEMA,
        tally: AnswerKey::KIND.into(),
        codebook: String::new(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: String::new(),
        by: by.iter().map(|b| (*b).to_owned()).collect(),
        settings: BTreeMap::new(),
    }
}

/// A cell of such a tally.
pub fn cell(answer: &str, by: &[&str], stratum: &str, cluster: &str) -> AnswerKey {
    let unit = Unit { stratum: stratum.to_owned(), cluster: cluster.to_owned(), ..Unit::default() };
    AnswerKey {
        question: "q".into(),
        answer: answer.into(),
        by: by.iter().map(|b| Arc::from(*b)).collect(),
        unit: Arc::new(unit),
    }
}

/// How people are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// One by one.
    Plain,
    /// With lognormal weights that have nothing to do with answers: Kish's design effect is about 1.3.
    Weighted,
    /// In 40 clusters, groups mixed within them.
    Clustered,
    /// In 40 clusters, every cluster of one group.
    WholeClusters,
}

const CLUSTERS: usize = 40;

/// Variance of the latent answer that a cluster has in common, option by option.
const OF_CLUSTER: f64 = 0.08;

/// Variance of the latent answer that a person's options have in common.
const OF_PERSON: f64 = 0.3;

/// A kind of survey.
#[derive(Clone, Debug)]
pub struct Survey {
    /// `multi` or `single`.
    pub kind: &'static str,
    /// The options' shares.
    pub options: Vec<f64>,
    /// The groups' shares.
    pub groups: Vec<f64>,
    /// How many people.
    pub people: usize,
    /// How they are drawn.
    pub drawn: Drawn,
    /// How much larger the first option's share is in the first group and smaller in the second, which then are as large as the
    /// groups' shares say, to a person; 0 for no difference.
    pub gap: f64,
}

/// What is found in surveys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Some gap is said to differ.
    pub differs: u64,
    /// The test of all options at once rejects.
    pub overall: u64,
    /// Some gap is rejected by Holm's correction, whatever the test of all says.
    pub gaps: u64,
    /// Some option's test is rejected, by Holm's correction.
    pub options: u64,
    /// Some option's slope over the groups is rejected, by Holm's correction.
    pub slopes: u64,
    /// Two options have no letter in common.
    pub pairs: u64,
    /// The test of all options beside each other rejects.
    pub pairs_overall: u64,
    /// The gap that was planted is said to differ, in the right direction.
    pub planted: u64,
    /// The same by Holm's correction alone.
    pub planted_holm: u64,
    /// The first two options have no letter in common, and the first is the larger.
    pub told_apart: u64,
}

impl Survey {
    /// Draws such surveys and counts what is found in them.
    pub fn run(&self, times: u64) -> Found {
        let ordered = if self.groups.len() > 2 { "ordinal" } else { "single" };
        let mut book = question(self.kind, self.options.len(), ordered, self.groups.len());
        book.design.cluster = self.clusters().then(|| "cluster".into());
        let name = format!("{self:?}");
        let sums = surveys(times, |survey| self.found(&self.tally(&mut Dice::new(&name, survey)), &book));
        let [differs, overall, gaps, options, slopes, pairs, pairs_overall, planted, planted_holm, told_apart] = sums;
        Found { differs, overall, gaps, options, slopes, pairs, pairs_overall, planted, planted_holm, told_apart }
    }

    fn clusters(&self) -> bool {
        matches!(self.drawn, Drawn::Clustered | Drawn::WholeClusters)
    }

    /// What the product says of a survey; 1 for yes.
    fn found(&self, tally: &Answers, book: &Codebook) -> [u64; 10] {
        let asking = Asking {
            codebook: book,
            question: &book.questions[0],
            weighted: self.drawn == Drawn::Weighted,
            level: Level::NINETY_FIVE,
            scale: Scale::Usual,
            group: None,
            degrees: &Degrees::new(),
        };
        let made = OptionShares::estimate(tally, &asking).expect("there are 40 clusters or none");
        let low = |p: Option<f64>| p.is_some_and(|p| p <= ALPHA);
        let mut found = [false; 10];
        let place = |id: &str| made.options.iter().position(|o| o.id == id);
        let (first, second) = (place("o0"), place("o1"));
        if let Some(tests) = &made.associations {
            let mine = |g: &&hearback::estimate::options::Gap| {
                Some(g.option) == first
                    && g.group == 0
                    && g.difference.shown().and_then(|d| d.value).is_some_and(|d| d > 0.0)
            };
            found[0] = tests.gaps.iter().any(|g| g.differs);
            found[1] = low(tests.overall.map(|t| t.p));
            found[2] = tests.gaps.iter().any(|g| low(g.holm));
            found[3] = tests.options.iter().any(|o| low(o.p));
            found[4] = tests.options.iter().any(|o| low(o.slope_p));
            found[7] = tests.gaps.iter().filter(mine).any(|g| g.differs);
            found[8] = tests.gaps.iter().filter(mine).any(|g| low(g.holm));
        }
        if let Some(pairs) = &made.pairs {
            found[5] = pairs.pairs.iter().any(|p| low(p.holm));
            found[6] = low(pairs.overall.map(|t| t.p));
            found[9] = pairs.pairs.iter().any(|p| Some(p.first) == first && Some(p.second) == second && low(p.holm));
        }
        found.map(u64::from)
    }

    /// One survey as a tally.
    fn tally(&self, dice: &mut Dice) -> Answers {
        let mut tally = Answers::empty(header(if self.groups.is_empty() { &[] } else { &["g"] }));
        let units = if self.clusters() { CLUSTERS } else { 1 };
        let mut started = 0;
        for unit in 0..units {
            let mean = self.people as f64 / units as f64;
            let size = if units > 1 { (mean * (0.5 + dice.unit())).round().max(1.0) as usize } else { self.people };
            let common: Vec<f64> = self.options.iter().map(|_| dice.normal()).collect();
            let shares = self.cluster_shares(dice);
            for person in 0..size {
                let group = match self.drawn {
                    _ if self.groups.is_empty() => None,
                    Drawn::WholeClusters => Some(self.group_at((unit as f64 + 0.5) / units as f64)),
                    _ if self.gap > 0.0 => Some(self.group_at((person as f64 + 0.5) / size as f64)),
                    _ => Some(dice.one_of(&self.groups)),
                };
                let answer = self.answer(group, &common, &shares, dice);
                let weight = if self.drawn == Drawn::Weighted { (0.5 * dice.normal()).exp() } else { 1.0 };
                let by = group.map(|g| format!("g{g}"));
                let by: Vec<&str> = by.iter().map(String::as_str).collect();
                let cluster = if units > 1 { unit.to_string() } else { String::new() };
                tally.add(cell(&answer, &by, "", &cluster), &Weighted::one(weight)).expect("weights are small");
            }
            started += size;
        }
        debug_assert!(started > 0);
        tally
    }

    /// The group at a place (0–1) among people who are sorted by group.
    fn group_at(&self, place: f64) -> usize {
        let mut up_to = 0.0;
        let beyond = |share: &&f64| {
            up_to += **share;
            up_to <= place
        };
        self.groups.iter().take_while(beyond).count().min(self.groups.len() - 1)
    }

    /// The share of an option in a group.
    fn share(&self, option: usize, group: Option<usize>) -> f64 {
        let shift = match (option, group) {
            (0, Some(0)) => self.gap / 2.0,
            (0, Some(1)) => -self.gap / 2.0,
            _ => 0.0,
        };
        self.options[option] + shift
    }

    /// A cluster's own shares of a single choice: Dirichlet, of an intraclass correlation of 0.05.
    fn cluster_shares(&self, dice: &mut Dice) -> Vec<f64> {
        if self.kind == "multi" || !self.clusters() {
            return self.options.clone();
        }
        let parts: Vec<f64> = self.options.iter().map(|p| dice.gamma(p * 0.95 / 0.05)).collect();
        let sum: f64 = parts.iter().sum();
        parts.iter().map(|part| part / sum).collect()
    }

    fn answer(&self, group: Option<usize>, common: &[f64], shares: &[f64], dice: &mut Dice) -> String {
        if self.kind == "single" {
            return format!("o{}", dice.one_of(&self.single_shares(group, shares)));
        }
        let of_cluster = if self.clusters() { OF_CLUSTER } else { 0.0 };
        let own = (1.0 - OF_PERSON - of_cluster).sqrt();
        let person = OF_PERSON.sqrt() * dice.normal();
        let chosen = (0..self.options.len()).map(|j| {
            let latent = of_cluster.sqrt() * common[j] + person + own * dice.normal();
            if latent > threshold(self.share(j, group)) { '1' } else { '0' }
        });
        chosen.collect()
    }

    /// The first option's share with its gap; the others make room in proportion.
    fn single_shares(&self, group: Option<usize>, shares: &[f64]) -> Vec<f64> {
        if self.gap == 0.0 {
            return shares.to_vec();
        }
        let first = self.share(0, group);
        let rest = (1.0 - first) / (1.0 - shares[0]);
        shares.iter().enumerate().map(|(j, p)| if j == 0 { first } else { p * rest }).collect()
    }
}
