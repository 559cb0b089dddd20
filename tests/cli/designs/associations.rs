//! Two questions in one table: R `svychisq`. The product has Rao & Scott's F; their first-order chi-squared follows from the same two
//! numbers. Wald's statistics it does not offer for a table (too many cells for too few clusters make it reject far too often): they are
//! worked out here from its covariance, which they hold to R once more.

use super::world::{DESIGNS, GROUPS, OPTIONS, SINGLE, World, assert_all, designs, option, people, said, values};
use crate::stats::oracle::Case;
use hearback::estimate::options::Association;
use hearback::estimate::sample::{Cell, Ratios, Sample};
use hearback::stats::distribution::{chi_squared_sf, f_sf};
use hearback::stats::matrix::Matrix;
use hearback::stats::rao_scott::independence;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const TABLES: [&str; 3] = ["single_x_group", "ms_a_x_group", "single_x_ms_b"];
const STATISTICS: [&str; 4] = ["F", "Chisq", "Wald", "adjWald"];

/// The cases that this module compares.
pub fn names() -> Vec<String> {
    let of = |d: &&str| {
        let d = (*d).to_owned();
        TABLES.into_iter().flat_map(move |table| {
            let d = d.clone();
            STATISTICS.map(move |statistic| format!("{d}_svychisq_{table}_{statistic}"))
        })
    };
    DESIGNS.iter().flat_map(of).collect()
}

/// The row and the column of a table that somebody is in, levels in the order of R's factors.
fn place(table: &str, cell: &Cell) -> Option<(usize, usize)> {
    let chosen = |o: usize| option(o)(cell).map(|yes| yes as usize);
    let single = || SINGLE.iter().position(|s| Some(*s) == said(cell, "single"));
    let group = || GROUPS.iter().position(|g| Some(*g) == said(cell, "group"));
    match table {
        "single_x_group" => single().zip(group()),
        "ms_a_x_group" => chosen(0).zip(group()),
        "single_x_ms_b" => single().zip(chosen(1)),
        other => panic!("{other}"),
    }
}

fn size(table: &str) -> (usize, usize) {
    match table {
        "single_x_group" => (4, 4),
        "ms_a_x_group" => (2, 4),
        _ => (4, 2),
    }
}

/// Each cell's share of all who are in the table.
pub fn shares(sample: &Sample, size: (usize, usize), place: impl Fn(&Cell) -> Option<(usize, usize)>) -> Ratios {
    let count = size.0 * size.1;
    let parts = |_: usize, cell: &Cell, row: &mut Vec<(usize, f64, f64)>| {
        let Some((r, c)) = place(cell) else { return };
        row.extend((0..count).map(|k| (k, f64::from(u8::from(k == r * size.1 + c)), 1.0)));
    };
    sample.ratios(count, parts).unwrap_or_else(|error| panic!("{error}"))
}

/// Each cell's sum of weights.
pub fn sums(sample: &Sample, size: (usize, usize), place: impl Fn(&Cell) -> Option<(usize, usize)>) -> Ratios {
    let parts = |_: usize, cell: &Cell, row: &mut Vec<(usize, f64, f64)>| {
        row.extend(place(cell).map(|(r, c)| (r * size.1 + c, 1.0, 0.0)));
    };
    sample.totals(size.0 * size.1, parts).unwrap_or_else(|error| panic!("{error}"))
}

/// Wald's statistic of deviations N_rc − N_r·N_c/N without the first row and column, from the covariance of the cells' sums.
pub fn wald(sums: &Ratios, (rows, columns): (usize, usize)) -> f64 {
    let value = |r: usize, c: usize| sums.value(r * columns + c).expect("a sum");
    let row = |r: usize| (0..columns).map(|c| value(r, c)).sum::<f64>();
    let column = |c: usize| (0..rows).map(|r| value(r, c)).sum::<f64>();
    let all: f64 = (0..rows).map(row).sum();
    let free: Vec<(usize, usize)> = (1..rows).flat_map(|r| (1..columns).map(move |c| (r, c))).collect();
    let deviations: Vec<f64> = free.iter().map(|(r, c)| value(*r, *c) - row(*r) * column(*c) / all).collect();
    let one = |yes: bool| f64::from(u8::from(yes));
    let slopes = Matrix::from_fn(free.len(), rows * columns, |k, i| {
        let ((r, c), (a, b)) = (free[k], (i / columns, i % columns));
        let of_all = row(r) * column(c) / (all * all);
        one((r, c) == (a, b)) - one(r == a) * column(c) / all - one(c == b) * row(r) / all + of_all
    });
    let covariance = slopes.sandwich(sums.covariance.as_ref().expect("a covariance")).expect("shapes fit");
    covariance.inverse_form(&deviations).expect("a covariance with an inverse")
}

/// Compares a case of one table: which statistic is told by its name.
pub fn assert_table(case: &Case, (shares, sums): (&Ratios, &Ratios), size: (usize, usize), n: f64, df: f64) {
    let values: Vec<f64> = shares.values.iter().map(|v| v.expect("a share")).collect();
    let test = independence(&values, size.1, shares.covariance.as_ref().expect("a covariance"), n, df).expect("a test");
    let q = ((size.0 - 1) * (size.1 - 1)) as f64;
    let (statistic, parameter, p) = match case.name.rsplit('_').next() {
        Some("F") => (test.f, vec![test.df1, test.df2], test.p),
        Some("Chisq") => (test.pearson, vec![q], chi_squared_sf(test.pearson * q / test.trace, q)),
        Some("Wald") => {
            let f = wald(sums, size) / q;
            (f, vec![q, df], f_sf(f, q, df))
        }
        Some("adjWald") => {
            let left = df - q + 1.0;
            let f = wald(sums, size) * left / (q * df);
            (f, vec![q, left], f_sf(f, q, left))
        }
        other => panic!("{other:?}"),
    };
    assert_close(statistic, case.number("/statistic").expect("a number"), RELATIVE, &case.name);
    assert_all(&parameter, &case.full_list("/parameter"), RELATIVE, &format!("{} df", case.name));
    assert_close(p, case.number("/p").expect("a number"), RELATIVE, &format!("{} p", case.name));
}

#[test]
fn tests_of_tables_are_those_of_r() {
    let golden = designs();
    for d in DESIGNS {
        World::of(d).with_everyone(|sample| {
            let (n, df) = (people(sample, |_| true) as f64, sample.degrees_of_freedom(&[], |_| true));
            for table in TABLES {
                let found = shares(sample, size(table), |cell| place(table, cell));
                let weights = sums(sample, size(table), |cell| place(table, cell));
                for statistic in STATISTICS {
                    let case = golden.case(&format!("{d}_svychisq_{table}_{statistic}"));
                    assert_table(case, (&found, &weights), size(table), n, df);
                    let rows = values(&weights);
                    let rows: Vec<Vec<f64>> = rows.chunks(size(table).1).map(<[f64]>::to_vec).collect();
                    super::means::assert_tables(&rows, &case.table("/table"), &case.name);
                    case.assert_all_compared();
                }
            }
        });
    }
}

/// The test of a whole question by a group, and of an option by a group, as they are shown.
#[test]
fn the_product_tests_as_r_does() {
    let golden = designs();
    for d in DESIGNS {
        let world = World::of(d);
        let assert_f = |found: Association, name: String| {
            let case = golden.case(&name);
            assert_close(found.f, case.number("/statistic").expect("a number"), RELATIVE, &name);
            assert_all(&[found.df.0, found.df.1], &case.full_list("/parameter"), RELATIVE, &name);
            assert_close(found.p, case.number("/p").expect("a number"), RELATIVE, &name);
        };
        let single = world.survey.shares("single").expect("a question").by("group").estimate().expect("shares");
        let found = single.associations.as_ref().and_then(|a| a.overall).expect("a test");
        assert_f(found, format!("{d}_svychisq_single_x_group_F"));
        let ms = world.survey.shares("ms").expect("a question").by("group").estimate().expect("shares");
        let place = ms.options.iter().position(|o| o.id == OPTIONS[0]).expect("an option");
        let found = ms.associations.as_ref().and_then(|a| a.options[place].association).expect("a test");
        assert_f(found, format!("{d}_svychisq_ms_a_x_group_F"));
    }
}
