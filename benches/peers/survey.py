"""Shares of six boxes by group with Python `svy`: weights, strata and, if asked for, clusters; logit intervals.

    python3 survey.py FILE.csv [clusters]

Prints one JSON object a figure: option, group, share, se, low, high.
"""

import json
import sys

import polars
import svy


def main():
    data = polars.read_csv(sys.argv[1])
    psu = {"psu": "cluster"} if "clusters" in sys.argv[2:] else {}
    sample = svy.Sample(data=data, design=svy.Design(stratum="stratum", wgt="weight", **psu))
    options = [f"o{i}" for i in range(1, 7)]
    for option, shares in zip(options, sample.estimation.prop(options, by="group", drop_nulls=True)):
        for row in shares.to_polars().to_dicts():
            if row[option] == 1:
                figure = {"option": option, "group": row["group"], "share": row["est"], "se": row["se"]}
                print(json.dumps(figure | {"low": row["lci"], "high": row["uci"]}))


if __name__ == "__main__":
    main()
