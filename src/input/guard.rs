//! Calls into readers that panic on damaged files. A damaged file is somebody's input: it is refused like any other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Guarded calls that are running.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// The result of a call, `None` when it panicked.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    RUNNING.fetch_add(1, Ordering::SeqCst);
    let result = catch_unwind(AssertUnwindSafe(call));
    RUNNING.fetch_sub(1, Ordering::SeqCst);
    result.ok()
}

/// Keeps panics of guarded calls off standard error, for a program that tells them as errors. Those of other calls are
/// told as before.
pub fn quiet() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if RUNNING.load(Ordering::SeqCst) == 0 {
            usual(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> u8 { panic!("this panic is wanted") }), None);
        assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
    }
}
