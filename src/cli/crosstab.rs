//! `hearback crosstab`

use super::args::SharesArgs;
use super::{Ended, Stop, shares};

pub(super) fn run(args: &SharesArgs) -> Result<Ended, Stop> {
    shares::run("crosstab", args, |survey| {
        Ok(survey.questions().chain(survey.number_questions()).map(|q| q.id.clone()).collect())
    })
}
