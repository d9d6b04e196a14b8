"""Plays redeployments behind a real balancer, under load, and judges whether a request was lost.

    make rehearsal                   all of them; the table is printed
    UPDATE_DOCS=1 make rehearsal     and written into docs/evidence/rehearsal.md

Needs haproxy, wrk, target/scripts-build-binary (scripts/build-binary) and, for containers, an engine (scripts/with-engine).
"""

import os
import pathlib
import sys
import tempfile

import plays
import report
from balancer import Balancer
from releases import ROOT, choose_stage


def main():
    with tempfile.TemporaryDirectory(prefix="dmsa-rehearsal-") as folder:
        folder = pathlib.Path(folder)
        with choose_stage(folder) as stage, Balancer(folder) as balancer:
            results = plays.all_of_them(stage, balancer, folder)
            table = report.table(results, stage.description)
    print(table)
    if os.environ.get("UPDATE_DOCS"):
        report.write(ROOT / "docs/evidence/rehearsal.md", table)
    surprises = [result for result in results if not result.as_expected]
    for result in surprises:
        print(f"NOT AS EXPECTED: {result.name}: {'; '.join(result.complaints) or 'nothing was lost'}", file=sys.stderr)
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main())
