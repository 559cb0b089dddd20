//! Responses that are weighted after they were read: who is who in a file of weights, and leaving respondents out.

use super::Responses;
use crate::error::{Fault, Result, internal};
use crate::input::accounting::Reason;
use crate::stats::rake::Cells;
use crate::survey::weighting::Calibration;
use polars::prelude::*;

impl Responses {
    /// The category of every respondent in every margin to which the weights were made, put together into cells; `None` when
    /// they were made to none. Codes are places in the margins' categories.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn raking_cells(&self) -> Result<Option<Cells>> {
        self.calibration.as_ref().map(|calibration| calibration.cells(self)).transpose()
    }

    /// Sets the weights, one a respondent, that were made to meet margins.
    ///
    /// # Errors
    /// When there are not as many weights as respondents.
    pub fn weigh(&mut self, weights: Vec<f64>, calibration: Calibration) -> Result<()> {
        self.frame.replace("weight", Column::new("weight".into(), weights))?;
        self.calibration = Some(calibration);
        Ok(())
    }

    /// What tells respondents apart in a file of weights: the codebook's respondent column; `row 5` where there is none,
    /// behind the file's name where there are several.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn names(&self) -> Result<Vec<String>> {
        let files = self.file_of_rows()?;
        let ids = self.frame.column("respondent")?.str()?;
        let by_column = self.codebook.respondent.is_some();
        let name = |((id, row), file): ((Option<&str>, &u64), &usize)| match id.filter(|_| by_column) {
            Some(id) => id.to_owned(),
            None if self.accounts.len() < 2 => format!("row {row}"),
            None => {
                let source = self.accounts.get(*file).map_or("", |a| a.source.as_str());
                format!("{} row {row}", source.rsplit(['/', '\\']).next().unwrap_or(source))
            }
        };
        Ok(ids.iter().zip(&self.rows).zip(&files).map(name).collect())
    }

    /// Leaves respondents out, and counts them in their files' accounts.
    ///
    /// # Errors
    /// When `out` is not as long as the responses.
    pub(in crate::survey) fn leave_out(
        &mut self,
        out: &[bool],
        reason: &Reason,
        example: impl Fn() -> Fault,
    ) -> Result<()> {
        let files = self.file_of_rows()?;
        for ((row, file), _) in self.rows.iter().zip(&files).zip(out).filter(|(_, out)| **out) {
            if let Some(account) = self.accounts.get_mut(*file) {
                account.leave_out_row(reason.clone(), example().row(*row));
            }
        }
        let kept: Vec<bool> = out.iter().map(|out| !out).collect();
        let keep =
            |list: &[u64]| list.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(x, _)| *x).collect::<Vec<u64>>();
        self.frame = self.frame.filter(&BooleanChunked::from_slice("kept".into(), &kept))?;
        self.rows = keep(&self.rows);
        self.keys = self.keys.as_deref().map(keep);
        Ok(())
    }

    /// The account that each respondent belongs to: they stand in the order of the files.
    fn file_of_rows(&self) -> Result<Vec<usize>> {
        let files: Vec<usize> =
            self.accounts.iter().enumerate().flat_map(|(i, a)| std::iter::repeat_n(i, a.used() as usize)).collect();
        if files.len() == self.len() { Ok(files) } else { Err(internal("rows used and respondents differ")) }
    }
}
