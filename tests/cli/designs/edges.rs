//! Few people, nobody, and designs that contradict themselves.

use super::world::{World, choice, multi};
use crate::fixture::{Fixture, Transcript};
use hearback::estimate::OptionShares;
use hearback::view::{Figure, Shown};

const HEADER: &str = "id,stratum,cluster,size,weight,group,a,b\n";

/// Two strata of two clusters of three people.
const ROWS: [&str; 12] = [
    "1,north,n1,10,1,x,1,0",
    "2,north,n1,10,2,y,0,1",
    "3,north,n1,10,1,x,1,1",
    "4,north,n2,10,1.5,y,0,0",
    "5,north,n2,10,1,x,1,0",
    "6,north,n2,10,1,y,1,0",
    "7,south,s1,20,2,x,0,0",
    "8,south,s1,20,1,y,1,0",
    "9,south,s1,20,1,x,0,1",
    "10,south,s2,20,1,y,1,1",
    "11,south,s2,20,3,x,0,0",
    "12,south,s2,20,1,y,1,0",
];

const STRATA: &str = "weight = \"weight\"\n[design]\nstratum = \"stratum\"\n";
const CLUSTERS: &str = "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"cluster\"\n";
const ALL: [&str; 5] = [
    "",
    "weight = \"weight\"\n",
    STRATA,
    CLUSTERS,
    "weight = \"weight\"\n[design.replicates]\nkind = \"jk1\"\ncolumns = [\"weight\", \"size\", \"id\"]\n",
];

fn codebook(design: &str) -> String {
    format!("{design}{}{}", choice("group", "single", &["x", "y", "z"]), multi("q", None, &["a", "b"]))
}

fn csv(rows: impl IntoIterator<Item = String>) -> String {
    HEADER.to_owned() + &rows.into_iter().map(|row| row + "\n").collect::<String>()
}

/// The rows, each changed at a column.
fn changed(column: &str, change: impl Fn(usize, &str) -> String) -> String {
    let place = HEADER.trim_end().split(',').position(|h| h == column).expect("a column");
    let row = |(i, row): (usize, &&str)| {
        let cells =
            row.split(',').enumerate().map(|(k, cell)| if k == place { change(i, cell) } else { cell.to_owned() });
        cells.collect::<Vec<_>>().join(",")
    };
    csv(ROWS.iter().enumerate().map(row))
}

fn shares(csv: &str, design: &str) -> OptionShares {
    let world = World::new(csv, &codebook(design));
    (*world.survey.shares("q").expect("a question").by("group").estimate().unwrap_or_else(|e| panic!("{design}: {e}")))
        .clone()
}

fn seen(figure: &Figure) -> &Shown {
    figure.shown().expect("a figure that is shown")
}

/// Nothing is no number, and no interval leaves 0–1 or turns round.
fn assert_sane(shares: &OptionShares, what: &str) {
    assert!(!format!("{shares:?}").contains("NaN"), "{what}: {shares:?}");
    for figure in shares.groups.iter().chain([&shares.total]).flat_map(|g| &g.cases) {
        let shown = seen(figure);
        if let (Some(low), Some(high)) = (shown.low, shown.high) {
            let value = shown.value.expect("limits of something");
            assert!(0.0 <= low && low <= value && value <= high && high <= 1.0, "{what}: {shown:?}");
        }
    }
}

#[test]
fn a_group_of_one_person_has_a_share_and_no_error() {
    for design in ALL {
        let shares = shares(&changed("group", |i, cell| if i == 0 { "z" } else { cell }.to_owned()), design);
        assert_sane(&shares, design);
        let alone = shares.groups.iter().find(|g| g.name.id == "z").expect("the group");
        let shown = seen(&alone.cases[0]);
        assert_eq!((alone.answered, shown.value), (Some(1), Some(1.0)), "{design}");
        if shares.designed {
            assert_eq!(shown.se, None, "{design}: one person says nothing of how much people vary");
        }
        assert!(shown.low.expect("a limit") < 0.25 && shown.high == Some(1.0), "{design}: {shown:?}");
    }
}

#[test]
fn where_nobody_answered_nothing_is_known() {
    for design in ALL {
        let blank = |_: usize, row: &str| row.rsplitn(3, ',').last().expect("cells").to_owned() + ",,";
        let shares = shares(&csv(ROWS.iter().enumerate().map(|(i, row)| blank(i, row))), design);
        assert_sane(&shares, design);
        for figure in &shares.total.cases {
            let shown = seen(figure);
            assert_eq!(
                (shown.n, shown.value, shown.se, shown.low, shown.high),
                (0, None, None, None, None),
                "{design}"
            );
        }
        assert!(shares.associations.is_none() && shares.pairs.is_none(), "{design}");
    }
}

#[test]
fn an_option_nobody_chose_is_zero_and_not_unknown() {
    for design in ALL {
        let shares = shares(&changed("b", |_, _| "0".to_owned()), design);
        assert_sane(&shares, design);
        let place = shares.options.iter().position(|o| o.id == "b").expect("the option");
        for group in shares.groups.iter().chain([&shares.total]) {
            let shown = seen(&group.cases[place]);
            assert_eq!((shown.value, shown.low), (Some(0.0), Some(0.0)), "{design}");
            assert!((0.1..=1.0).contains(&shown.high.expect("a limit")), "{design}: {shown:?}");
        }
        let associations = shares.associations.as_ref().expect("associations");
        assert_eq!(associations.options[place].association, None, "{design}: nobody chose it");
        let gap = associations.gaps.iter().find(|g| g.option == place).expect("a gap");
        assert_eq!(seen(&gap.difference).value, Some(0.0), "{design}");
        assert!(!gap.differs, "{design}");
    }
}

#[test]
fn where_all_weights_are_zero_nothing_is_known() {
    for design in &ALL[1..] {
        let shares = shares(&changed("weight", |_, _| "0".to_owned()), design);
        assert_sane(&shares, design);
        for figure in shares.groups.iter().chain([&shares.total]).flat_map(|g| &g.cases) {
            assert_eq!((seen(figure).value, seen(figure).low), (None, None), "{design}");
        }
    }
}

/// A single cluster in a group is not lonely: the stratum has others, in which nobody is of the group.
#[test]
fn a_group_in_a_single_cluster_has_an_error() {
    let shares = shares(&changed("group", |i, _| if i < 3 { "z" } else { "x" }.to_owned()), CLUSTERS);
    assert_sane(&shares, "one cluster");
    let alone = shares.groups.iter().find(|g| g.name.id == "z").expect("the group");
    // Shares of 3 of 4 and 3 of 4 of the weight, each a ratio whose influences add up to 0 within the only cluster that counts.
    let shown = seen(&alone.cases[0]);
    assert_eq!(shown.n, 3);
    assert_eq!(shown.precision.expect("precision").df, 0.0, "clusters less strata");
    assert!(shown.low.expect("a limit") < 0.2 && shown.high.expect("a limit") > 0.8, "{shown:?}");
}

#[test]
fn designs_that_contradict_themselves_are_refused_by_name() {
    let run = |design: &str, csv: String| {
        let fixture = Fixture::new().file("survey.csv", csv).file("codebook.toml", codebook(design));
        fixture
            .hearback(&["crosstab", "survey.csv", "--codebook", "codebook.toml", "--question", "q", "--by", "group"])
            .refused()
    };
    let with_size = format!("{CLUSTERS}fpc = \"size\"\n");
    let mut all = Transcript::default();
    all.add("lonely cluster", &run(CLUSTERS, changed("cluster", |i, c| if i < 6 { "n1" } else { c }.to_owned())));
    all.add("lonely person", &run(STRATA, changed("stratum", |i, s| if i == 0 { "west" } else { s }.to_owned())));
    all.add("drawn from fewer", &run(&with_size, changed("size", |i, s| if i < 6 { "1.5" } else { s }.to_owned())));
    all.add("two sizes", &run(&with_size, changed("size", |i, s| if i == 2 { "12" } else { s }.to_owned())));
    insta::assert_snapshot!("refused", all.to_string());
}

/// Replicates of the weights as they were before would measure how far the margins moved a share.
#[test]
fn margins_and_replicate_weights_are_refused_together() {
    let recipe = "[[margin]]\nquestion = \"group\"\nshares = { x = 0.3, y = 0.7 }\n";
    let codebook = codebook(ALL[4]).replace("\"x\" }, { id = \"y\" }, { id = \"z\" }", "\"x\" }, { id = \"y\" }");
    let fixture = Fixture::new()
        .file("survey.csv", changed("a", |_, a| a.to_owned()))
        .file("codebook.toml", codebook)
        .file("recipe.toml", recipe);
    let run = fixture
        .hearback(&["weight", "survey.csv", "--codebook", "codebook.toml", "--weighting", "recipe.toml"])
        .refused();
    assert!(run.stderr.contains("recipe.toml: the codebook has replicate weights"), "{run}");
}

/// With only some of the rows of a stratum left out, the rest still is the design.
#[test]
fn rows_that_do_not_say_how_they_were_drawn_are_left_out_and_counted() {
    let run = |column: &str, design: &str| {
        let csv = changed(column, |i, cell| if i == 4 { String::new() } else { cell.to_owned() });
        let fixture = Fixture::new().file("survey.csv", csv).file("codebook.toml", codebook(design));
        fixture.hearback(&["check", "survey.csv", "--codebook", "codebook.toml"])
    };
    let with_size = format!("{CLUSTERS}fpc = \"size\"\n");
    let mut all = Transcript::default();
    for column in ["stratum", "cluster", "size", "weight"] {
        all.add(column, &run(column, &with_size));
    }
    insta::assert_snapshot!("left_out", all.to_string());
    let shares = shares(&changed("stratum", |i, cell| if i == 4 { String::new() } else { cell.to_owned() }), CLUSTERS);
    assert_eq!(shares.total.answered, Some(11));
}
