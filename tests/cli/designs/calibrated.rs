//! Weights that meet margins: one margin, or one of crossed cells, is R `postStratify`, and errors are those of what the margins leave
//! open (`raking.json`). R `rake` takes residuals from an unweighted regression: `tests/cli/stats/raking.rs` says how far apart they are.

use super::world::{Csv, Golden, Read, World, assert_all, choice, errors, shown, totals, values};
use crate::stats::oracle::Case;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const AGES: &str = "[[question]]\nid = \"age\"\nkind = \"single\"\noptions = [{ id = \"young\", label = \"18-34\" }, \
                    { id = \"middle\", label = \"35-54\" }, { id = \"old\", label = \"55+\" }]\n";

const BY_AGE: &str =
    "total = 10000\n[[margin]]\nquestion = \"age\"\ncounts = { \"18-34\" = 2800, \"35-54\" = 3500, \"55+\" = 3700 }\n";

fn by_age_and_sex(case: &Case) -> String {
    let list = |field: &str| case.input["targets"][field].as_array().expect("targets").clone();
    let cells: Vec<String> = list("age")
        .iter()
        .zip(list("sex"))
        .zip(list("Freq"))
        .map(|((age, sex), count)| format!("{{ age = {age}, sex = {sex}, count = {count} }}"))
        .collect();
    format!("total = 10000\n[[margin]]\nquestions = [\"age\", \"sex\"]\ncells = [{}]\n", cells.join(", "))
}

#[test]
fn one_margin_and_crossed_cells_are_post_stratification() {
    let golden = Golden::of("raking.json", 18);
    for name in ["post_age_ones", "post_age_sex_ones", "post_age_unequal", "post_age_sex_unequal"] {
        let case = golden.case(name);
        let recipe = if name.contains("sex") { by_age_and_sex(case) } else { BY_AGE.to_owned() };
        let start = if case.given_text("start_weights") == "1" { "" } else { "weight = \"w0\"\n" };
        let answers = ["0", "1"];
        let codebook =
            format!("{start}{AGES}{}{}", choice("sex", "single", &["f", "m"]), choice("y", "single", &answers));
        let world = World::weighted(&Csv::of("raking.csv").text(), &codebook, Some(&recipe));
        let shares = world.survey.shares("y").expect("a question").estimate().expect("shares");
        let place = shares.options.iter().position(|o| o.id == "1").expect("an option");
        let (value, error) = shown(&shares.total.cases[place..=place])[0];
        let number = |field: &str| case.number(field).expect("a number");
        assert_close(value, number("/y_mean"), RELATIVE, name);
        assert_close(error, number("/y_mean_se"), RELATIVE, &format!("{name} se"));
        world.with("y", &[], |sample| {
            let y: Read = Box::new(|cell| cell.key.answer.parse().ok());
            let one: Read = Box::new(|_| Some(1.0));
            let (one, y) = (totals(sample, &[one]), totals(sample, &[y]));
            assert_all(&values(&y), &[number("/y_total")], RELATIVE, &format!("{name} total"));
            assert_all(&errors(&y), &[number("/y_total_se")], RELATIVE, &format!("{name} total se"));
            assert_all(&values(&one), &[number("/sum")], RELATIVE, &format!("{name} sum"));
            // How many people there are is known, and so is how many there are of each age: nothing is left to vary.
            assert!(errors(&one)[0] < 1e-6, "{name}: {:?}", errors(&one));
        });
    }
}
