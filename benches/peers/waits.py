"""Kaplan-Meier by group and the log-rank test of a million waits, by lifelines; the waits are those of `benches/waits.rs`.

    python3 waits.py [RUNS]

Prints the seconds of each run, reading nothing but memory, and the statistic, which hearback must give too.
"""

import sys
import time

import numpy
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

PEOPLE = 1_000_000
MASK = (1 << 64) - 1


def people():
    state, numbers = 1, numpy.empty(PEOPLE, dtype=numpy.int64)
    for place in range(PEOPLE):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & MASK
        numbers[place] = state >> 33
    group = numbers & 1
    times = (numbers >> 2) / 536_870_912.0 * 50.0 * (1.0 + 0.2 * group)
    return times, (numbers & 2) == 2, group


def analyse(times, events, group):
    first = group == 0
    for here in (first, ~first):
        KaplanMeierFitter().fit(times[here], events[here])
    return logrank_test(times[first], times[~first], events[first], events[~first])


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    times, events, group = people()
    for name, waits in (("fractions", times), ("days", numpy.ceil(times))):
        for _ in range(runs):
            start = time.perf_counter()
            test = analyse(waits, events, group)
            seconds = time.perf_counter() - start
            print(f"{name}: {seconds:.3f} s, chi-squared {float(test.test_statistic)!r}, p {float(test.p_value)!r}")


if __name__ == "__main__":
    main()
