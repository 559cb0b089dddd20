#!/usr/bin/env python3
"""Keep of R's golden values only the cases that are tested here.

    python3 tests/oracle/extract.py FOLDER

FOLDER holds what the R scripts beside this file wrote: the files of KEPT and COPIED.
Every kept case keeps its name, call, input, expected values and note as they are, one case a line; a file keeps
its "about" and "oracle" (the versions); what is copied stays whole. Run it again after the R scripts.
"""

import json
import pathlib
import shutil
import sys

KEPT = {
    "proportion_intervals.json": ("single_", "effective_", "two_"),
    "raking.json": ("rake", "post_", "trim_"),
    "survival.json": ("",),
    "distributions.json": ("",),
    "power.json": ("",),
    "survey_designs.json": ("",),
    "coverage.json": ("",),
}
COPIED = ["survey.csv", "survey_lonely.csv", "survival.csv", "survival_competing.csv", "ordinals.csv", "raking.csv", "raking_weights.csv", "paired_and_multiple.json"] + [f"cochran_q_k{k}.csv" for k in range(3, 7)]


def keep(source: pathlib.Path, target: pathlib.Path, prefixes: tuple[str, ...]) -> None:
    whole = json.loads(source.read_text())
    cases = [case for case in whole["cases"] if case["name"].startswith(prefixes)]
    head = json.dumps({"about": whole["about"], "oracle": whole["oracle"]}, indent=1)
    lines = ",\n".join(json.dumps(case) for case in cases)
    target.write_text(f'{head.removesuffix("}").rstrip()},\n "cases": [\n{lines}\n]}}\n')
    print(f"{target.name}: {len(cases)} of {len(whole['cases'])} cases")


def main() -> None:
    source, target = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).resolve().parent
    if source.resolve() == target:
        sys.exit("FOLDER is this folder: name the one that holds R's whole output")
    for name, prefixes in KEPT.items():
        keep(source / name, target / name, prefixes)
    for name in COPIED:
        shutil.copyfile(source / name, target / name)


main()
