//! How long something took, or has not come for so far.

/// The wait for a step, in local calendar days from the step before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// It came after so many days.
    Reached(u32),
    /// It came, and nothing says on which day.
    Sometime,
    /// It had not come so many days later, on the last day that is known: not a no.
    Waiting(u32),
    /// It cannot be timed: the step before has no day.
    Untimed,
}

impl Wait {
    /// The wait from a day for what came on another, or had not come by the last day that is known.
    pub(super) fn of(from: i32, came: Option<i32>, known: i32) -> Wait {
        match came {
            Some(day) if day <= known => Wait::Reached((day - from).max(0) as u32),
            _ => Wait::Waiting((known - from).max(0) as u32),
        }
    }

    /// Whether the step was reached, on whatever day.
    pub fn is_reached(self) -> bool {
        matches!(self, Wait::Reached(_) | Wait::Sometime)
    }

    /// The wait as a tally's file writes it.
    pub fn text(self) -> String {
        match self {
            Wait::Reached(days) => format!("reached:{days}"),
            Wait::Sometime => "sometime".into(),
            Wait::Waiting(days) => format!("waiting:{days}"),
            Wait::Untimed => "untimed".into(),
        }
    }

    /// Reads what [`Wait::text`] wrote.
    pub fn parse(text: &str) -> Option<Wait> {
        match text.split_once(':') {
            None if text == "sometime" => Some(Wait::Sometime),
            None if text == "untimed" => Some(Wait::Untimed),
            Some(("reached", days)) => Some(Wait::Reached(days.parse().ok()?)),
            Some(("waiting", days)) => Some(Wait::Waiting(days.parse().ok()?)),
            _ => None,
        }
    }
}
