//! The phrases themselves, in lower case; in the languages that the programs which write them speak.

mod automatic;
mod subjects;
mod texts;

pub use automatic::{ABSENT, AUTOMATIC, FOR_NOW, MACHINE_WORDS, OFTEN_ABSENT, OUT_OF_OFFICE, PERHAPS_ABSENT};
pub use subjects::{DELAY_SUBJECTS, FAILED, FAILURES, FAILURES_ANYWHERE};
pub use texts::{ARRIVED, BY_ITSELF, DELAYED, FAILURE_TEXTS, LASTING};
