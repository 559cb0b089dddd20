"""hearback, Python `svy` and R `survey` on the same CSV, side by side: processor time, and whether the numbers agree.

    python3 survey_all.py FOLDER [clusters] [--hearback PROGRAM] [--python PROGRAM] [--rscript PROGRAM] [--runs N]

FOLDER is what `make_survey` wrote. PROGRAM is where each is found; `--python` is one that has `svy`. A peer that is not
installed is told, and left out. Times are those of the whole process: user and system, of all threads; the least of the runs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LABELS = dict(zip(["First", "Second", "Third", "Fourth", "Fifth", "Sixth"], [f"o{i}" for i in range(1, 7)]))
# Relative; what two programs may differ by that compute the same in another order.
TOLERANCE = 1e-9


def run(command):
    """What a process printed, its seconds, its processor seconds and its largest memory in MB."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise RuntimeError(errors.read().decode(errors="replace").strip()[-400:])
        return out.read().decode(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def of_hearback(text):
    """Figures by option and group from hearback's JSON."""
    table = json.loads(text)["tables"][0]
    found = {}
    for row in table["rows"]:
        for column, cell in zip(table["columns"][2:], row[2:]):
            found[LABELS[row[0]], column["name"].removeprefix("by_")] = {
                "share": cell["value"], "se": cell["se"], "low": cell["low"], "high": cell["high"]
            }
    return found


def of_lines(text):
    """Figures by option and group from a peer's lines."""
    rows = [json.loads(line) for line in text.splitlines()]
    return {(r["option"], r["group"]): {k: r[k] for k in ("share", "se", "low", "high")} for r in rows}


def installed(command):
    """Whether a program runs and finds its library."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def differences(ours, theirs):
    """The largest relative difference of each figure, and where it is."""
    if ours.keys() != theirs.keys():
        return {"cells": (float("inf"), sorted(ours.keys() ^ theirs.keys()))}
    worst = {}
    for figure in ("share", "se", "low", "high"):
        apart = {key: abs(ours[key][figure] / theirs[key][figure] - 1) for key in ours}
        where = max(apart, key=apart.get)
        worst[figure] = (apart[where], where)
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("clusters", nargs="?", choices=["clusters"])
    parser.add_argument("--hearback", default="hearback")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    file = os.path.join(args.folder, "survey.csv")
    codebook = os.path.join(args.folder, "codebook.toml" if args.clusters else "strata.toml")
    further = [args.clusters] if args.clusters else []
    ours = [args.hearback, "barriers", file, "--codebook", codebook, "--by", "group", "--format", "json"]
    programs = [
        ("hearback", ours, [args.hearback, "--version"], of_hearback),
        ("Python svy", [args.python, os.path.join(HERE, "survey.py"), file, *further],
         [args.python, "-c", "import svy"], of_lines),
        ("R survey", [args.rscript, os.path.join(HERE, "survey.R"), file, *further],
         [args.rscript, "-e", "library(survey)"], of_lines),
    ]
    results, least = {}, {}
    print(f"{'':12} {'seconds':>9} {'processor':>10} {'memory MB':>10} {'times ours':>11}")
    for name, command, check, read in programs:
        if not installed(check):
            print(f"{name:12} is not installed: left out")
            continue
        taken = [run(command) for _ in range(args.runs)]
        results[name] = read(taken[0][0])
        seconds, processor, memory = (min(t[i] for t in taken) for i in (1, 2, 3))
        least[name] = processor
        times = f"{processor / least['hearback']:11.1f}" if "hearback" in least else ""
        print(f"{name:12} {seconds:9.2f} {processor:10.2f} {memory:10.0f} {times}", flush=True)
    agree = True
    for name in [name for name in results if name != "hearback" and "hearback" in results]:
        for figure, (apart, where) in differences(results["hearback"], results[name]).items():
            holds = apart <= TOLERANCE
            agree &= holds
            print(f"{name}: {figure} {'agrees' if holds else 'DIFFERS'}, at most {apart:.1e} (at {where})")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
