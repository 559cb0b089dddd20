//! How much memory and work a file may cost. Counts in a file are claims; a small file must not cost a whole computer.

use std::cell::Cell;

/// What any file may cost.
const FLOOR: usize = 64 << 20;

/// What each byte of a file may cost beyond that.
const TIMES: usize = 20;

/// What is left of the bytes a file may need in memory, and of the values it may make us look at.
#[derive(Debug)]
pub struct Budget {
    memory: Cell<usize>,
    work: Cell<usize>,
}

impl Budget {
    /// The budget of a file of so many bytes: 64 MiB, and 20 times its size.
    pub fn of(length: usize) -> Self {
        let most = length.saturating_mul(TIMES).saturating_add(FLOOR);
        Budget { memory: Cell::new(most), work: Cell::new(most) }
    }

    /// Takes bytes of memory.
    ///
    /// # Errors
    /// When the file has used up what it may.
    pub fn memory(&self, bytes: usize) -> Result<(), String> {
        spend(&self.memory, bytes)
    }

    /// Takes steps of work, about one for eight bytes of unpacked data.
    ///
    /// # Errors
    /// When the file has used up what it may.
    pub fn work(&self, steps: usize) -> Result<(), String> {
        spend(&self.work, steps)
    }
}

fn spend(left: &Cell<usize>, cost: usize) -> Result<(), String> {
    match left.get().checked_sub(cost) {
        Some(rest) => {
            left.set(rest);
            Ok(())
        }
        None => Err("unpacks to far more than a survey of its size holds".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_used_up_once() {
        let budget = Budget::of(1);
        assert!(budget.memory(FLOOR).is_ok() && budget.memory(TIMES).is_ok());
        assert!(budget.memory(1).is_err());
        assert!(budget.work(1).is_ok() && budget.work(usize::MAX).is_err());
    }
}
