"""The tables of docs/evidence/deployment.md: what each suite showed, row by row."""

import os
import pathlib

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "evidence" / "deployment.md"
_written = {}


def row(table, *cells):
    """Notes what was just shown, as a row of that table."""
    _written.setdefault(table, []).append("| " + " | ".join(cells) + " |")


def check(test, table):
    """Holds the page to what this run showed. With DMSA_PROOF_WRITE set the page is made to say it."""
    begin, end = f"<!-- {table}: made by the tests -->\n", "<!-- end -->"
    text = PAGE.read_text()
    start = text.index(begin) + len(begin)
    stop = text.index(end, start)
    head = "".join(text[start:stop].splitlines(keepends=True)[:2])
    shown = head + "".join(line + "\n" for line in _written[table])
    if os.environ.get("DMSA_PROOF_WRITE"):
        PAGE.write_text(text[:start] + shown + text[stop:])
    else:
        test.assertEqual(text[start:stop], shown, f"{PAGE.name} is not up to date: run this with DMSA_PROOF_WRITE=1")
