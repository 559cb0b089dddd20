//! Discrete-time hazards against R 4.2.2: logistic models, separation, Firth, Mantel–Haenszel, life tables, and the
//! hazard for weights. Every case of both files is compared here; what is no target is listed beside its test.

use super::oracle::{self, Case};
use hearback::stats::Level;
use hearback::stats::life_table::discrete_hazard;
use hearback::stats::logistic::{Coefficient, Fit, Grouped, Kind, Link, Model, Separation, firth, fit};
use hearback::stats::mantel_haenszel::{Strata, Stratum, generalised};
use hearback::stats::matrix::Matrix;
use hearback::stats::propensity::{Days, PRECISION};
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing};

const FILE: &str = "discrete_time.json";
const MORE: &str = "discrete_more.json";

/// R's roots for exact odds ratios and their limits, as the cases note.
const ROOT: f64 = 1e-3;

/// A line of `person_period.csv`.
struct Period {
    person: usize,
    attempt: usize,
    gap: String,
    channel: String,
    warmth: f64,
    reply: f64,
}

fn periods() -> Vec<Period> {
    let text = std::fs::read_to_string(oracle::path("person_period.csv")).expect("fixture person_period.csv");
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |index: usize| cells[index].parse::<usize>().expect("a number");
        Period {
            person: number(0),
            attempt: number(1),
            gap: cells[2].to_owned(),
            channel: cells[3].to_owned(),
            warmth: number(4) as f64,
            reply: number(5) as f64,
        }
    };
    text.lines().skip(1).map(line).collect()
}

fn yes(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// A row of R's `model.matrix`, contrasts with the first of `attempts`, email and the gap 1-3.
fn design_row(formula: &str, attempts: &[usize], row: &Period) -> Vec<f64> {
    let terms: Vec<&str> = formula.trim_start_matches("reply ~ ").split(" + ").collect();
    let bare = terms.contains(&"0");
    let mut x = if bare { vec![] } else { vec![1.0] };
    for term in terms {
        match term {
            "att" => x.extend(attempts.iter().skip(usize::from(!bare)).map(|attempt| yes(row.attempt == *attempt))),
            "attempt" => x.push(row.attempt as f64),
            "gap" => x.extend(["4-7", "8+"].map(|gap| yes(row.gap == gap))),
            "channel" => x.extend(["forum", "talk"].map(|channel| yes(row.channel == channel))),
            "warmth" => x.push(row.warmth),
            "0" | "1" => {}
            other => panic!("no term {other}"),
        }
    }
    x
}

fn data(rows: &[Vec<f64>], trials: &[f64], events: &[f64]) -> Grouped {
    let design = Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap();
    Grouped::new(design, trials, events).unwrap()
}

fn persons(formula: &str, attempts: &[usize], rows: &[Period]) -> Grouped {
    let design: Vec<Vec<f64>> = rows.iter().map(|row| design_row(formula, attempts, row)).collect();
    let replies: Vec<f64> = rows.iter().map(|row| row.reply).collect();
    data(&design, &vec![1.0; rows.len()], &replies)
}

fn grouped(case: &Case) -> Grouped {
    data(&case.given_table("design"), &case.given_list("trials"), &case.given_list("events"))
}

fn link(case: &Case) -> Link {
    if case.input["link"].as_str() == Some("cloglog") { Link::Cloglog } else { Link::Logit }
}

fn ml(data: &Grouped, link: Link) -> Model {
    fit(data, link).unwrap().model().expect("a maximum").clone()
}

fn separated(data: &Grouped) -> Separation {
    match fit(data, Link::Logit).unwrap() {
        Fit::Separated(found) => *found,
        Fit::Ml(model) => panic!("separated data have a model {model:?}"),
    }
}

fn assert_list(actual: &[f64], case: &Case, field: &str, tolerance: f64) {
    let expected = case.full_list(field);
    assert_eq!(actual.len(), expected.len(), "{} {field}", case.name);
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert_close(*actual, expected, tolerance, &format!("{} {field} {index}", case.name));
    }
}

fn assert_number(actual: f64, case: &Case, field: &str, tolerance: f64) {
    assert_close(actual, case.number(field).unwrap(), tolerance, &format!("{} {field}", case.name));
}

/// Entries near 0 among large ones are what is left of differences: they are compared with the size of their row and
/// column.
fn assert_covariance(actual: &Matrix, case: &Case, field: &str, tolerance: f64) {
    let expected = case.table(field);
    assert_eq!((actual.rows(), actual.columns()), (expected.len(), expected.len()), "{} {field}", case.name);
    for (i, row) in expected.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let scale = (expected[i][i] * expected[j][j]).sqrt();
            let gap = (actual.get(i, j).unwrap() - value).abs() / scale;
            assert!(gap <= tolerance, "{} {field} {i} {j}: {gap:e} off", case.name);
        }
    }
}

fn assert_fitted(model: &Model, case: &Case) {
    let column = case.text("/fitted_column");
    let text = std::fs::read_to_string(oracle::path(case.text("/fitted_csv"))).expect("fixture of fitted values");
    let place = text.lines().next().unwrap().split(',').position(|name| name == column).expect("the column");
    let fitted = |line: &str| line.split(',').nth(place).unwrap().parse::<f64>().unwrap();
    let expected: Vec<f64> = text.lines().skip(1).map(fitted).collect();
    assert_eq!(expected.len(), model.fitted.len());
    for (actual, expected) in model.fitted.iter().zip(expected) {
        assert_close(
            *actual,
            expected,
            if model.link == Link::Logit { RELATIVE } else { tolerance_of(case) },
            &case.name,
        );
    }
}

/// How far R's errors are from those at its maximum: it stops by the deviance, which is flat there, and takes the
/// errors from the step before. Both are settled in `discrete_more.json`, whose `settled_` cases hold to 1e-9.
fn tolerance_of(case: &Case) -> f64 {
    match case.name.as_str() {
        "glm_logit_attempt" | "glm_logit_no_intercept" => 5e-7,
        "glm_logit_linear" | "glm_cloglog_main" => 1e-7,
        _ => RELATIVE,
    }
}

fn assert_coefficients(model: &Model, case: &Case, tolerance: f64) {
    let found = model.coefficients();
    let each = |value: fn(&Coefficient) -> f64| found.iter().map(value).collect::<Vec<f64>>();
    assert_list(&each(|c| c.estimate), case, "/coef", if model.link == Link::Logit { RELATIVE } else { tolerance });
    assert_list(&each(|c| c.se), case, "/se", tolerance);
    assert_list(&each(|c| c.z), case, "/z", tolerance);
    // the relative error of a far tail is that of z times about z²
    assert_list(&each(|c| c.p), case, "/p", if tolerance > RELATIVE { 100.0 * tolerance } else { RELATIVE });
    assert_covariance(&model.vcov, case, "/vcov", tolerance);
    for (coefficient, limits) in found.iter().zip(case.table("/ci95_wald")) {
        let interval = coefficient.interval(Level::NINETY_FIVE);
        assert_close(interval.low, limits[0], tolerance, &case.name);
        assert_close(interval.high, limits[1], tolerance, &case.name);
    }
}

fn assert_model(model: &Model, case: &Case) {
    assert_eq!(case.texts("/names").len(), model.coef.len(), "{}", case.name);
    assert_coefficients(model, case, tolerance_of(case));
    for (actual, field) in [
        (model.deviance, "/deviance"),
        (model.null_deviance, "/null_deviance"),
        (model.df_residual as f64, "/df_residual"),
        (model.df_null as f64, "/df_null"),
        (model.log_likelihood, "/log_lik"),
        (model.aic(), "/aic"),
        (model.bic(), "/bic"),
    ] {
        assert_number(actual, case, field, RELATIVE);
    }
    assert!(case.yes("/converged"), "{}", case.name);
}

/// Not a target: how many iterations R took with its own settings.
#[test]
fn models_match_r() {
    let rows = periods();
    for prefix in ["glm_logit_", "glm_cloglog_"] {
        for case in oracle::cases(FILE, prefix, if prefix == "glm_logit_" { 5 } else { 1 }) {
            let model = ml(&persons(case.given_text("formula"), &[1, 2, 3, 4, 5], &rows), link(&case));
            assert_model(&model, &case);
            assert_fitted(&model, &case);
            case.number("/iterations_default_control");
            case.assert_all_compared();
        }
    }
}

#[test]
fn models_match_r_to_the_last_digits_once_it_has_settled() {
    let rows = periods();
    for case in oracle::cases(MORE, "settled_", 4) {
        let model = ml(&persons(case.given_text("formula"), &[1, 2, 3, 4, 5], &rows), link(&case));
        assert_coefficients(&model, &case, RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn follow_ups_and_their_likelihood_ratio_match_r() {
    let rows: Vec<Period> = periods().into_iter().filter(|row| row.attempt > 1).collect();
    for case in oracle::cases(FILE, "glm_followups_gap", 1) {
        let attempts = [2, 3, 4, 5];
        let model = ml(&persons(case.given_text("formula"), &attempts, &rows), Link::Logit);
        let smaller = ml(&persons("reply ~ att + channel + warmth", &attempts, &rows), Link::Logit);
        assert_model(&model, &case);
        assert_list(&model.fitted, &case, "/fitted", RELATIVE);
        let test = model.likelihood_ratio(&smaller).unwrap();
        assert_number(test.statistic, &case, "/lr_gap_chisq", RELATIVE);
        assert_number(test.df, &case, "/lr_gap_df", RELATIVE);
        assert_number(test.p, &case, "/lr_gap_p", RELATIVE);
        assert!(smaller.likelihood_ratio(&model).is_err(), "the smaller one is not tested against the larger");
        case.assert_all_compared();
    }
}

#[test]
fn predictions_match_r() {
    let model = ml(&persons("reply ~ att + channel + warmth", &[1, 2, 3, 4, 5], &periods()), Link::Logit);
    for case in oracle::cases(FILE, "glm_main_predictions", 1) {
        let new = &case.input["newdata"];
        let row = |index: usize| {
            let period = Period {
                person: 0,
                attempt: new["att"][index].as_str().unwrap().parse().unwrap(),
                gap: String::new(),
                channel: new["channel"][index].as_str().unwrap().to_owned(),
                warmth: new["warmth"][index].as_f64().unwrap(),
                reply: 0.0,
            };
            model.predict(&design_row("reply ~ att + channel + warmth", &[1, 2, 3, 4, 5], &period)).unwrap()
        };
        let found: Vec<_> = (0..new["att"].as_array().unwrap().len()).map(row).collect();
        let limits = |index: usize| found[index].interval(Level::NINETY_FIVE);
        assert_list(&found.iter().map(|p| p.eta).collect::<Vec<_>>(), &case, "/link", RELATIVE);
        assert_list(&found.iter().map(|p| p.se).collect::<Vec<_>>(), &case, "/se_link", RELATIVE);
        assert_list(&found.iter().map(|p| p.share()).collect::<Vec<_>>(), &case, "/prob", RELATIVE);
        assert_list(&(0..found.len()).map(|i| limits(i).low).collect::<Vec<_>>(), &case, "/lower", RELATIVE);
        assert_list(&(0..found.len()).map(|i| limits(i).high).collect::<Vec<_>>(), &case, "/upper", RELATIVE);
        case.assert_all_compared();
    }
    assert!(model.predict(&[1.0]).is_none(), "a row of another width");
}

#[test]
fn errors_for_people_in_several_rows_match_r() {
    let rows = periods();
    let people: Vec<usize> = rows.iter().map(|row| row.person).collect();
    for (file, name) in [(FILE, "glm_main_cluster_robust"), (MORE, "cluster_cloglog")] {
        for case in oracle::cases(file, name, 1) {
            let data = persons(case.given_text("formula"), &[1, 2, 3, 4, 5], &rows);
            let found = ml(&data, link(&case)).clustered(&data, &people).unwrap();
            assert_number(found.clusters as f64, &case, "/clusters", RELATIVE);
            assert_covariance(&found.cr0, &case, "/vcov_cr0", RELATIVE);
            if case.has("/se_cr0") {
                let se: Vec<f64> = found.cr0.diagonal().map(f64::sqrt).collect();
                assert_list(&se, &case, "/se_cr0", RELATIVE);
            }
            let se: Vec<f64> = found.coefficients().iter().map(|coefficient| coefficient.se).collect();
            assert_list(&se, &case, "/se_cr1", RELATIVE);
            case.assert_all_compared();
        }
    }
    let data = persons("reply ~ 1", &[1], &rows);
    assert!(ml(&data, Link::Logit).clustered(&data, &vec![7; rows.len()]).is_err(), "one cluster has no variance");
}

fn singles(case: &Case) -> Grouped {
    let x = case.given_list("x");
    let rows: Vec<Vec<f64>> = x.iter().map(|x| vec![1.0, *x]).collect();
    data(&rows, &vec![1.0; x.len()], &case.given_list("y"))
}

/// Not targets: the slope, its error and p-value, which are where R stopped, its iterations, `converged` and warnings.
#[test]
fn quasi_complete_separation_is_found_where_r_converges() {
    for case in oracle::cases(FILE, "separation_quasi_", 2) {
        let found = separated(&singles(&case));
        assert_eq!((found.kind, found.columns.as_slice()), (Kind::Quasi, &[1][..]), "the slope runs off");
        assert_eq!(found.rows, (6..14).collect::<Vec<usize>>(), "all rows with x = 1");
        let limit = found.limit.expect("the rows with x = 0");
        let intercept = limit.coefficients()[0];
        let what = |field: &str| format!("{} {field}", case.name);
        assert_close(intercept.estimate, case.full_list("/coef")[0], RELATIVE, &what("intercept"));
        assert_close(intercept.se, case.full_list("/se")[0], RELATIVE, &what("se"));
        assert_close(intercept.p, case.full_list("/p")[0], RELATIVE, &what("p"));
        assert_close(limit.fitted[0], 1.0 / 3.0, RELATIVE, &what("fitted at x = 0"));
        // R's deviance has what its last slope leaves of the separated rows: 9.4e-9 with its own settings
        let left = if case.name.ends_with("default") { 2e-8 } else { 1e-12 };
        assert!((limit.deviance - case.number("/deviance").unwrap()).abs() < left, "{}", limit.deviance);
        for artefact in ["/iterations", "/converged", "/warnings"] {
            assert!(case.has(artefact));
        }
    }
}

/// Not targets: R's deviance where it stopped (the limit is 0), its iterations, `converged` and warnings.
#[test]
fn complete_separation_leaves_no_model() {
    for case in oracle::cases(FILE, "separation_complete", 1) {
        let found = separated(&singles(&case));
        assert_eq!((found.kind, found.columns, found.rows.len()), (Kind::Complete, vec![0, 1], 8));
        assert!(found.limit.is_none() && case.number("/deviance").unwrap() < 1e-9);
    }
}

#[test]
fn separated_levels_and_numbers_are_found() {
    for case in oracle::cases(MORE, "separated_", 3) {
        let data = grouped(&case);
        let found = separated(&data);
        let indices = |field: &str| case.full_list(field).iter().map(|index| *index as usize).collect::<Vec<_>>();
        assert_eq!(found.rows, indices("/rows"), "{}", case.name);
        assert_eq!(found.columns, indices("/columns"), "{}", case.name);
        assert_eq!(fit(&data, Link::Cloglog).unwrap().model(), None, "no link brings the maximum back");
        let limit = found.limit.expect("other rows");
        assert_close(limit.deviance + 1.0, case.number("/deviance").unwrap() + 1.0, RELATIVE, &case.name);
        let kept: Vec<_> = limit.coefficients().into_iter().filter(|c| !found.columns.contains(&c.column)).collect();
        if case.has("/coef") {
            assert_list(&kept.iter().map(|c| c.estimate).collect::<Vec<_>>(), &case, "/coef", RELATIVE);
            assert_list(&kept.iter().map(|c| c.se).collect::<Vec<_>>(), &case, "/se", RELATIVE);
            let fitted: Vec<f64> =
                (0..limit.fitted.len()).filter(|row| !found.rows.contains(row)).map(|row| limit.fitted[row]).collect();
            assert_list(&fitted, &case, "/fitted", RELATIVE);
        }
        if case.has("/warm") {
            assert_eq!(kept.len(), 1, "only the slope is left");
            assert_number(kept[0].estimate, &case, "/warm", RELATIVE);
            assert_number(kept[0].se, &case, "/warm_se", RELATIVE);
        }
        if case.has("/log_lik") {
            assert_number(limit.log_likelihood, &case, "/log_lik", RELATIVE);
        }
        case.assert_all_compared();
    }
}

#[test]
fn firth_matches_the_modified_score() {
    let main = persons("reply ~ att + channel + warmth", &[1, 2, 3, 4, 5], &periods());
    for case in oracle::cases(FILE, "firth_", 3) {
        let data = if case.name == "firth_main" { main.clone() } else { singles(&case) };
        let found = firth(&data).unwrap();
        assert_list(&found.coef, &case, "/coef", RELATIVE);
        let se: Vec<f64> = found.coefficients().iter().map(|coefficient| coefficient.se).collect();
        assert_list(&se, &case, "/se", RELATIVE);
        assert_number(found.penalised_log_likelihood, &case, "/penalized_log_lik", RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn firth_of_grouped_rows_is_that_of_people_and_its_profiles_match() {
    for case in oracle::cases(MORE, "firth_levels", 1) {
        let data = grouped(&case);
        let found = firth(&data).unwrap();
        assert_list(&found.coef, &case, "/coef", RELATIVE);
        let se: Vec<f64> = found.coefficients().iter().map(|coefficient| coefficient.se).collect();
        assert_list(&se, &case, "/se", RELATIVE);
        assert_number(found.penalised_log_likelihood, &case, "/penalized_log_lik", RELATIVE);
        let profile = |column| found.profile(&data, column, Level::NINETY_FIVE).unwrap().expect("a kept column");
        let limits: Vec<_> = (0..found.coef.len()).map(profile).collect();
        assert_list(&limits.iter().map(|limit| limit.low).collect::<Vec<_>>(), &case, "/low", RELATIVE);
        assert_list(&limits.iter().map(|limit| limit.high).collect::<Vec<_>>(), &case, "/high", RELATIVE);
        assert!(found.profile(&data, 99, Level::NINETY_FIVE).unwrap().is_none());
        case.assert_all_compared();
    }
}

#[test]
fn grouped_rows_match_r() {
    for case in oracle::cases(MORE, "grouped_", 2) {
        let link = if case.name.ends_with("cloglog") { Link::Cloglog } else { Link::Logit };
        let model = ml(&grouped(&case), link);
        assert_list(&model.coef, &case, "/coef", RELATIVE);
        let se: Vec<f64> = model.coefficients().iter().map(|coefficient| coefficient.se).collect();
        assert_list(&se, &case, "/se", RELATIVE);
        assert_covariance(&model.vcov, &case, "/vcov", RELATIVE);
        assert_list(&model.fitted, &case, "/fitted", RELATIVE);
        for (actual, field) in [
            (model.deviance, "/deviance"),
            (model.null_deviance, "/null_deviance"),
            (model.df_residual as f64, "/df_residual"),
            (model.df_null as f64, "/df_null"),
            (model.log_likelihood, "/log_lik"),
            (model.aic(), "/aic"),
            (model.bic(), "/bic"),
        ] {
            assert_number(actual, &case, field, RELATIVE);
        }
        case.assert_all_compared();
    }
}

#[test]
fn columns_that_follow_from_others_are_left_out_as_in_r() {
    for case in oracle::cases(MORE, "aliased", 1) {
        let data = grouped(&case);
        let model = ml(&data, Link::Logit);
        let expected = case.list("/coef");
        for (column, expected) in expected.iter().enumerate() {
            let place = model.kept.iter().position(|kept| *kept == column);
            assert_eq!(model.aliased.contains(&column), expected.is_none(), "column {column}");
            assert_close_or_missing(place.map(|place| model.coef[place]), *expected, RELATIVE, "coefficient");
        }
        assert_eq!(firth(&data).unwrap().aliased, model.aliased);
        assert_number(model.deviance, &case, "/deviance", RELATIVE);
        assert_number(model.df_residual as f64, &case, "/df_residual", RELATIVE);
        assert_list(&model.fitted, &case, "/fitted", RELATIVE);
        case.assert_all_compared();
    }
}

fn tables(case: &Case) -> Vec<Vec<[f64; 2]>> {
    serde_json::from_value(case.input["tables"].clone()).expect("tables of two columns")
}

fn strata(case: &Case) -> Strata {
    let stratum = |table: Vec<[f64; 2]>| Stratum {
        exposed_events: table[0][0] as u64,
        exposed_others: table[0][1] as u64,
        reference_events: table[1][0] as u64,
        reference_others: table[1][1] as u64,
    };
    Strata::new(&tables(case).into_iter().map(stratum).collect::<Vec<_>>()).unwrap()
}

#[test]
fn mantel_haenszel_matches_r() {
    let cases = oracle::cases(FILE, "mantel_haenszel_", 3).into_iter().chain(oracle::cases(MORE, "mh_", 5));
    for case in cases {
        let strata = strata(&case);
        let odds = strata.odds_ratio(Level::NINETY_FIVE);
        assert_number(odds.estimate, &case, "/common_or", RELATIVE);
        for (level, field) in [(0.95, "/ci95"), (0.9, "/ci90")].into_iter().filter(|(_, field)| case.has(field)) {
            let found = strata.odds_ratio(Level::new(level).unwrap()).interval.unwrap();
            assert_list(&[found.low, found.high], &case, field, RELATIVE);
        }
        let (plain, corrected) = (strata.test(), strata.test_corrected());
        assert_number(plain.statistic, &case, "/chisq_uncorrected", RELATIVE);
        assert_number(plain.p, &case, "/p_uncorrected", RELATIVE);
        assert_number(corrected.statistic, &case, "/chisq_corrected", RELATIVE);
        assert_number(corrected.p, &case, "/p_corrected", RELATIVE);
        let difference = strata.risk_difference(Level::NINETY_FIVE);
        assert_number(difference.estimate, &case, "/mh_risk_difference", RELATIVE);
        if case.has("/rd_ci95_sato") {
            let found = difference.interval.unwrap();
            assert_list(&[found.low, found.high], &case, "/rd_ci95_sato", RELATIVE);
        }
        let exact = strata.exact(Level::NINETY_FIVE).unwrap();
        let root = if case.name.starts_with("mh_") { RELATIVE } else { ROOT };
        assert_number(exact.p, &case, "/exact_p", RELATIVE);
        assert_number(exact.estimate, &case, "/exact_or", root);
        assert_list(&[exact.interval.low, exact.interval.high], &case, "/exact_ci95", root);
        case.assert_all_compared();
    }
}

#[test]
fn several_groups_over_strata_match_r() {
    for case in oracle::cases(FILE, "cmh_", 1).into_iter().chain(oracle::cases(MORE, "cmh_", 2)) {
        // discrete_time.json has `table(gap, reply, attempt)` with the same columns: reply, none
        let found = generalised(&tables(&case)).unwrap();
        assert_number(found.statistic, &case, "/chisq", RELATIVE);
        assert_number(found.df, &case, "/df", RELATIVE);
        assert_number(found.p, &case, "/p", RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn strata_that_say_nothing_are_refused() {
    let stratum =
        |a, b, c, d| Stratum { exposed_events: a, exposed_others: b, reference_events: c, reference_others: d };
    assert!(Strata::new(&[stratum(3, 4, 0, 0), stratum(0, 5, 0, 6)]).is_err());
    assert!(generalised(&[vec![[1.0, 2.0], [0.0, 0.0]]]).is_err() && generalised(&[]).is_err());
    let one_sided = Strata::new(&[stratum(3, 0, 4, 5)]).unwrap();
    let (odds, exact) = (one_sided.odds_ratio(Level::NINETY_FIVE), one_sided.exact(Level::NINETY_FIVE).unwrap());
    assert!(odds.estimate == f64::INFINITY && odds.interval.is_none() && exact.estimate == f64::INFINITY);
    assert!(exact.interval.high == f64::INFINITY && exact.interval.low > 0.0, "{exact:?}");
}

#[test]
fn hazards_of_attempts_match_r() {
    let rows = periods();
    for case in oracle::cases(FILE, "hazard_", 4) {
        let channel = case.name.trim_start_matches("hazard_");
        let among: Vec<&Period> = rows.iter().filter(|row| channel == "all" || row.channel == channel).collect();
        let count = |attempt: usize, all: bool| {
            among.iter().filter(|row| row.attempt == attempt && (all || row.reply == 1.0)).count() as u64
        };
        let (at_risk, replies): (Vec<u64>, Vec<u64>) = (1..=5).map(|k| (count(k, true), count(k, false))).unzip();
        let table = discrete_hazard(&at_risk, &replies, Level::NINETY_FIVE).unwrap();
        let each = |value: &dyn Fn(usize) -> f64| (0..5).map(value).collect::<Vec<f64>>();
        let people = at_risk[0] as f64;
        let limits = |k: usize| table[k].cumulative_interval.unwrap();
        let columns: [(&str, Vec<f64>); 11] = [
            ("/attempt", each(&|k| (k + 1) as f64)),
            ("/at_risk", each(&|k| table[k].at_risk as f64)),
            ("/replies", each(&|k| table[k].events as f64)),
            ("/hazard", each(&|k| table[k].hazard.unwrap())),
            ("/hazard_se", each(&|k| table[k].hazard_se.unwrap())),
            ("/survival", each(&|k| 1.0 - table[k].cumulative.unwrap())),
            ("/cumulative", each(&|k| table[k].cumulative.unwrap())),
            ("/cumulative_se", each(&|k| table[k].cumulative_se.unwrap())),
            ("/cumulative_lower_loglog", each(&|k| limits(k).low)),
            ("/cumulative_upper_loglog", each(&|k| limits(k).high)),
            ("/naive_share_of_persons", each(&|k| replies[..=k].iter().sum::<u64>() as f64 / people)),
        ];
        for (field, actual) in columns {
            assert_list(&actual, &case, field, RELATIVE);
        }
        let naive = replies.iter().sum::<u64>() as f64 / people;
        assert!(table[4].cumulative.unwrap() > naive + 0.01, "who is not asked again is no silent one");
        case.assert_all_compared();
    }
}

#[test]
fn attempts_without_people_or_replies_match_r() {
    for case in oracle::cases(MORE, "hazard_", 3) {
        let whole = |field: &str| case.given_list(field).iter().map(|count| *count as u64).collect::<Vec<_>>();
        let table = discrete_hazard(&whole("at_risk"), &whole("replies"), Level::NINETY_FIVE).unwrap();
        let fields: [(&str, Vec<Option<f64>>); 6] = [
            ("/hazard", table.iter().map(|row| row.hazard).collect()),
            ("/hazard_se", table.iter().map(|row| row.hazard_se).collect()),
            ("/cumulative", table.iter().map(|row| row.cumulative).collect()),
            ("/cumulative_se", table.iter().map(|row| row.cumulative_se).collect()),
            ("/lower", table.iter().map(|row| row.cumulative_interval.map(|limits| limits.low)).collect()),
            ("/upper", table.iter().map(|row| row.cumulative_interval.map(|limits| limits.high)).collect()),
        ];
        for (field, actual) in fields {
            for (actual, expected) in actual.into_iter().zip(case.list(field)) {
                assert_close_or_missing(actual, expected, RELATIVE, &format!("{} {field}", case.name));
            }
        }
        case.assert_all_compared();
    }
    assert!(
        discrete_hazard(&[3], &[4], Level::NINETY_FIVE).is_err()
            && discrete_hazard(&[3], &[], Level::NINETY_FIVE).is_err()
    );
}

fn design(rows: &[Vec<f64>]) -> Matrix {
    Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap()
}

#[test]
fn the_hazard_for_weights_matches_r() {
    for case in oracle::cases(MORE, "propensity_", 3) {
        let (at_risk, acted) = (case.given_table("at_risk"), case.given_table("acted"));
        let days = Days::new(&at_risk, &acted, design(&case.given_table("strata"))).unwrap();
        let found = days.fit(case.given("precision"), None).unwrap();
        assert_list(&found.beta, &case, "/beta", RELATIVE);
        for (actual, expected) in found.hazard.concat().iter().zip(case.table("/hazard").concat()) {
            assert_close(*actual, expected, RELATIVE, &case.name);
        }
        let far: Vec<f64> = found.beta.iter().map(|effect| 3.0 - effect).collect();
        for warm in [&found.beta, &far] {
            let again = days.fit(case.given("precision"), Some(warm)).unwrap();
            for (actual, expected) in again.hazard.concat().iter().zip(found.hazard.concat()) {
                assert_close(*actual, expected, RELATIVE, "a warm start leads to the same hazard");
            }
        }
        for (day, (people, actors)) in at_risk.iter().zip(&acted).enumerate() {
            let expected: f64 = people.iter().zip(&found.hazard[day]).map(|(n, hazard)| n * hazard).sum();
            assert_close(expected, actors.iter().sum(), RELATIVE, &format!("those who act on day {day}"));
        }
        case.assert_all_compared();
    }
    assert_eq!(PRECISION, 0.16);
}

#[test]
fn every_case_has_its_test() {
    let tested = |file: &str, prefixes: &[(&str, usize)]| {
        let count: usize = prefixes.iter().map(|(prefix, count)| oracle::cases(file, prefix, *count).len()).sum();
        assert_eq!(oracle::cases(file, "", count).len(), count, "{file}");
    };
    tested(
        FILE,
        &[("glm_", 9), ("separation_", 3), ("firth_", 3), ("mantel_haenszel_", 3), ("cmh_", 1), ("hazard_", 4)],
    );
    let more = [("grouped_", 2), ("aliased", 1), ("settled_", 4), ("cluster_", 1), ("separated_", 3), ("firth_", 1)];
    tested(MORE, &[&more[..], &[("mh_", 5), ("cmh_", 2), ("hazard_", 3), ("propensity_", 3)]].concat());
}
