//! The laws for the clock tally, over random logs.

use super::keeps_the_laws;
use super::paths::{found, logs};
use hearback::outreach::{End, Settings};
use hearback::tally::Clock;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_clock_tally_keeps_the_laws(logs in logs(5)) {
        let tally = |logs: &[Vec<_>]| {
            let (episodes, settings, as_of) = found(logs, "me");
            Clock::count(&episodes, &settings, &as_of).unwrap()
        };
        keeps_the_laws(&logs, tally)?;
    }

    /// Every reply by the horizon is in it once, and nobody else.
    #[test]
    fn every_reply_by_the_horizon_is_counted_once(logs in logs(4)) {
        let (episodes, settings, as_of) = found(&logs, "me");
        let tally = Clock::count(&episodes, &settings, &as_of).unwrap();
        let Settings { horizon, .. } = settings;
        let came = episodes.iter().filter(|e| e.is_analysed() && matches!(e.end, End::Replied(day) if day <= horizon));
        prop_assert_eq!(tally.cells().map(|(_, sum)| sum.n).sum::<u64>(), came.count() as u64);
    }
}
