//! What must be equal whatever the data.

use super::world::{Csv, GROUPS, OPTIONS, World, choice, design, everyone, multi, questions, shown};
use hearback::estimate::Estimate;
use hearback::estimate::OptionShares;
use hearback::estimate::options::{Asking, Scale};
use hearback::estimate::sample::Degrees;
use hearback::stats::Level;
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close};
use hearback::survey::{Codebook, Responses};
use hearback::tally::Answers;

fn shares(world: &World) -> OptionShares {
    (*world.survey.shares("ms").expect("a question").by("group").estimate().expect("shares")).clone()
}

/// Values and errors of everyone and of each group, option by option in the codebook's order.
fn figures(shares: &OptionShares) -> Vec<(f64, f64)> {
    let place = |id: &str| shares.options.iter().position(|o| o.id == id).expect("an option");
    let groups = std::iter::once(&shares.total).chain(&shares.groups);
    groups.flat_map(|g| OPTIONS.map(|id| shown(std::slice::from_ref(&g.cases[place(id)]))[0])).collect()
}

fn errors(world: &World) -> Vec<f64> {
    figures(&shares(world)).into_iter().map(|(_, error)| error).collect()
}

fn assert_same(actual: &[f64], expected: &[f64], what: &str) {
    assert_eq!(actual.len(), expected.len());
    actual.iter().zip(expected).for_each(|(a, b)| assert_close(*a, *b, REORDERED * 100.0, what));
}

#[test]
fn weights_of_one_give_the_unweighted_shares() {
    let csv = everyone().with("one", |_| "1".to_owned()).text();
    let weighted = figures(&shares(&World::new(&csv, &format!("weight = \"one\"\n{}", questions()))));
    let plain = figures(&shares(&World::of("srs")));
    for (weighted, plain) in weighted.iter().zip(&plain) {
        assert_eq!(weighted.0, plain.0, "the same shares, to the last bit");
        // n/(n − 1) of the whole sample, which an unweighted share does not have.
        assert_close(weighted.1, plain.1 * (1500.0_f64 / 1499.0).sqrt(), REORDERED, "errors");
    }
}

#[test]
fn copies_of_people_in_their_cluster_tell_nothing_new() {
    let once = everyone();
    let twice = Csv {
        header: once.header.clone(),
        rows: once.rows.iter().flat_map(|row| [row.clone(), row.clone()]).collect(),
    };
    for d in ["cluster", "cluster_fpc"] {
        let codebook = format!("{}{}", design(d), questions());
        let (one, two) = (World::new(&once.text(), &codebook), World::new(&twice.text(), &codebook));
        assert_same(&errors(&two), &errors(&one), d);
    }
    // People who were drawn one by one would be twice as many.
    let codebook = format!("{}{}", design("weights"), questions());
    let (one, two) = (World::new(&once.text(), &codebook), World::new(&twice.text(), &codebook));
    let smaller = (1499.0_f64 / 2999.0).sqrt();
    assert_same(&errors(&two), &errors(&one).iter().map(|e| e * smaller).collect::<Vec<_>>(), "weights");
}

/// Σ W_g p_g, and errors from within the groups alone: n/(n − 1) Σ W_g² p_g(1 − p_g)/n_g.
#[test]
fn raking_one_margin_is_post_stratifying_on_it() {
    let parts = [("A", 0.1), ("B", 0.2), ("C", 0.3), ("D", 0.4)];
    let margin: Vec<String> = parts.iter().map(|(g, share)| format!("{g} = {share}")).collect();
    let recipe = format!("[[margin]]\nquestion = \"group\"\nshares = {{ {} }}\n", margin.join(", "));
    let csv = everyone();
    // Only those who answered: then the groups' sizes are the bases.
    let answered = csv.header.iter().position(|h| h == "ms_a").expect("a column");
    let csv = Csv { rows: csv.rows.into_iter().filter(|row| !row[answered].is_empty()).collect(), header: csv.header };
    let raked = World::weighted(&csv.text(), &questions(), Some(&recipe));
    let (raked, plain) = (shares(&raked), shares(&World::new(&csv.text(), &questions())));
    let n = csv.rows.len() as f64;
    for id in OPTIONS {
        let at = |shares: &OptionShares| shares.options.iter().position(|o| o.id == id).expect("an option");
        let (value, error) = shown(std::slice::from_ref(&raked.total.cases[at(&raked)]))[0];
        let (mut by_hand, mut variance) = (0.0, 0.0);
        for (group, (_, share)) in plain.groups.iter().zip(parts) {
            let (p, _) = shown(std::slice::from_ref(&group.cases[at(&plain)]))[0];
            by_hand += share * p;
            variance += share * share * p * (1.0 - p) / group.answered.expect("a base") as f64;
        }
        assert_close(value, by_hand, RELATIVE, id);
        assert_close(error, (variance * n / (n - 1.0)).sqrt(), RELATIVE, id);
    }
}

/// The estimate's tables, character by character.
fn bytes(tally: &Answers, book: &Codebook) -> String {
    let asking = Asking {
        codebook: book,
        question: book.questions.iter().find(|q| q.id == "ms").expect("the question"),
        weighted: true,
        level: Level::NINETY_FIVE,
        scale: Scale::Usual,
        group: None,
        degrees: &Degrees::new(),
    };
    let shares = OptionShares::estimate(tally, &asking).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_string(&shares.tables()).expect("JSON") + &format!("{shares:?}")
}

#[test]
fn neither_the_order_of_rows_nor_of_files_changes_a_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    for d in ["weights", "strata", "cluster", "cluster_fpc"] {
        let shared = if d.starts_with("cluster") { "shared = true\n" } else { "" };
        let book =
            Codebook::parse(&format!("{}{shared}{}", design(d), questions()), "codebook.toml").expect("a codebook");
        let read = |name: &str, csv: &Csv| {
            let path = folder.path().join(name);
            std::fs::write(&path, csv.text()).expect("a file");
            Responses::read(&path, name, &book).unwrap_or_else(|error| panic!("{error}"))
        };
        let count = |responses: &Responses| Answers::count(responses, &["ms"], &["group"]).expect("a tally");
        let csv = everyone();
        let whole = bytes(&count(&read("all.csv", &csv)), &book);
        // 1500 and 607 have no common divisor: every row once.
        let shuffled: Vec<Vec<String>> = (0..1500).map(|i| csv.rows[i * 607 % 1500].clone()).collect();
        assert_ne!(shuffled, csv.rows);
        let permuted = Csv { header: csv.header.clone(), rows: shuffled };
        assert_eq!(bytes(&count(&read("all.csv", &permuted)), &book), whole, "{d}: rows");
        let part = |from: usize, to: usize| Csv { header: csv.header.clone(), rows: permuted.rows[from..to].to_vec() };
        let (one, two) = (read("one.csv", &part(0, 400)), read("two.csv", &part(400, 1500)));
        for (first, second) in [(&one, &two), (&two, &one)] {
            let mut merged = count(first);
            merged.merge(&count(second)).expect("the same codebook");
            assert_eq!(bytes(&merged, &book), whole, "{d}: tallies merged");
            let mut together = first.clone();
            together.append(second.clone()).expect("the same codebook");
            assert_eq!(bytes(&count(&together), &book), whole, "{d}: files together");
        }
    }
}

/// Unless their names are said to be shared, the clusters of another file are others.
#[test]
fn clusters_of_two_files_are_different_unless_they_are_shared() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = everyone();
    let df = |shared: &str| {
        let book = Codebook::parse(&format!("{}{shared}{}", design("cluster"), questions()), "codebook.toml")
            .expect("a codebook");
        let read = |name: &str, rows: &[Vec<String>]| {
            let path = folder.path().join(name);
            std::fs::write(&path, Csv { header: csv.header.clone(), rows: rows.to_vec() }.text()).expect("a file");
            Responses::read(&path, name, &book).unwrap_or_else(|error| panic!("{error}"))
        };
        // Every second row: every cluster is in both files.
        let (even, odd): (Vec<_>, Vec<_>) = csv.rows.iter().cloned().enumerate().partition(|(i, _)| i % 2 == 0);
        let strip = |rows: Vec<(usize, Vec<String>)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
        let mut all = read("even.csv", &strip(even));
        all.append(read("odd.csv", &strip(odd))).expect("the same codebook");
        let tally = Answers::count(&all, &["ms"], &[]).expect("a tally");
        let sample =
            hearback::estimate::sample::Sample::new(&tally, "ms", &book, true, &Degrees::new()).expect("a sample");
        sample.degrees_of_freedom(&[], |_| true)
    };
    // 73 clusters in 12 strata, or twice as many.
    assert_eq!((df("shared = true\n"), df("")), (73.0 - 12.0, 146.0 - 12.0));
}

#[test]
fn a_single_stratum_is_none() {
    let csv = everyone().with("same", |_| "1".to_owned()).text();
    for (with, without) in [
        ("[design]\nstratum = \"same\"\n", ""),
        ("weight = \"weight\"\n[design]\nstratum = \"same\"\n", "weight = \"weight\"\n"),
    ] {
        let (with, without) = (
            World::new(&csv, &format!("{with}{}", questions())),
            World::new(&csv, &format!("{without}{}", questions())),
        );
        let scale = if without.survey.is_designed() { 1.0 } else { (1500.0_f64 / 1499.0).sqrt() };
        assert_same(&errors(&with), &errors(&without).iter().map(|e| e * scale).collect::<Vec<_>>(), "a stratum");
    }
}

/// Everyone was asked, or every cluster: as a number of them, or as a share of 1.
#[test]
fn where_everyone_was_drawn_nothing_is_left_to_vary() {
    let csv = everyone();
    let stratum = csv.header.iter().position(|h| h == "stratum").expect("a column");
    let mut clusters: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> = Default::default();
    csv.rows.iter().for_each(|row| {
        clusters.entry(row[stratum].clone()).or_default().insert(row[stratum + 1].clone());
    });
    let csv = csv
        .with("every_cluster", |cell| clusters[&cell("stratum")].len().to_string())
        .with("everyone", |_| "1500".to_owned())
        .with("share", |_| "1".to_owned())
        .text();
    for design in [
        "[design]\nfpc = \"everyone\"\n",
        "weight = \"weight\"\n[design]\nfpc = \"share\"\n",
        "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\nfpc = \"every_cluster\"\n",
        "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\nfpc = \"share\"\n",
    ] {
        let shares = shares(&World::new(&csv, &format!("{design}{}", questions())));
        for (_, error) in figures(&shares) {
            assert_eq!(error, 0.0, "{design}");
        }
        let sane = |figure: &hearback::view::Figure| {
            let shown = figure.shown().expect("a figure");
            let (low, high) = (shown.low.expect("a limit"), shown.high.expect("a limit"));
            assert!(low <= high && (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high), "{design}: {shown:?}");
        };
        shares.groups.iter().chain([&shares.total]).flat_map(|g| &g.cases).for_each(sane);
    }
}

#[test]
fn replicates_that_equal_the_weight_leave_nothing_to_vary() {
    let csv =
        ["r_1", "r_2", "r_3"].into_iter().fold(everyone(), |csv, name| csv.with(name, |cell| cell("weight"))).text();
    for kind in [
        "kind = \"brr\"",
        "kind = \"jk1\"",
        "kind = \"fay\"\nrho = 0.5",
        "kind = \"bootstrap\"",
        "kind = \"sdr\"",
        "kind = \"other\"\nscale = 1",
    ] {
        for mse in [true, false] {
            let design = format!("weight = \"weight\"\n[design.replicates]\n{kind}\nprefix = \"r_\"\nmse = {mse}\n");
            let shares = shares(&World::new(&csv, &format!("{design}{}", questions())));
            for (value, error) in figures(&shares) {
                assert!(error < 1e-15 && value.is_finite(), "{design}: {error}");
            }
            assert!(!format!("{shares:?}").contains("NaN"), "{design}");
        }
    }
}

/// Shares of one choice add up to 1, and so vary together to nothing.
#[test]
fn shares_of_one_choice_add_up_and_their_covariance_to_nothing() {
    for d in super::world::DESIGNS {
        World::of(d).with_everyone(|sample| {
            let reads = GROUPS.map(|g| super::world::is("group", g));
            let found = super::world::means(sample, &reads);
            assert_close(super::world::values(&found).iter().sum(), 1.0, REORDERED, d);
            let covariance = found.covariance.expect("a covariance");
            let largest = covariance.diagonal().fold(0.0, f64::max);
            for i in 0..4 {
                let sum: f64 = (0..4).filter_map(|j| covariance.get(i, j)).sum();
                assert!(sum.abs() < 1e-10 * largest, "{d}: {sum:e}");
            }
        });
    }
}

#[test]
fn an_option_that_nobody_chose_changes_no_other() {
    for d in &super::world::DESIGNS[1..] {
        let codebook = |columns: &[&str]| {
            format!("{}{}{}", design(d), choice("group", "single", &GROUPS), multi("ms", None, columns))
        };
        let nobody = |cell: &dyn Fn(&str) -> String| if cell("ms_a").is_empty() { "" } else { "0" }.to_owned();
        let csv = everyone().with("nobody", nobody).text();
        let with = shares(&World::new(&csv, &codebook(&[&OPTIONS[..], &["nobody"]].concat())));
        let without = shares(&World::new(&csv, &codebook(&OPTIONS)));
        for ((a, a_error), (b, b_error)) in figures(&with).into_iter().zip(figures(&without)) {
            assert_close(a, b, REORDERED, d);
            assert_close(a_error, b_error, 1e-10, d);
        }
        let overall = |shares: &OptionShares| shares.associations.as_ref().and_then(|a| a.overall).expect("a test").f;
        assert_close(overall(&with), overall(&without), 1e-9, "the overall test leaves it out");
    }
}
