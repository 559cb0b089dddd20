//! `hearback barriers`

use super::args::SharesArgs;
use super::{Ended, Stop, shares};

pub(super) fn run(args: &SharesArgs) -> Result<Ended, Stop> {
    shares::run("barriers", args, |survey| Ok(survey.barrier_questions()?.into_iter().map(|q| q.id.clone()).collect()))
}
