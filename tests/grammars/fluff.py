"""Parses statements with the grammars of sqlfluff.

    python fluff.py oracle|mssql <statements.json

Reads a list of strings, and writes a list with a message for each of them, or null where all is well.
"""

import json
import sys

from sqlfluff.core import Linter

DIALECTS = {"oracle": "oracle", "mssql": "tsql"}


def parse(linter, text):
    for violation in linter.parse_string(text + "\n").violations:
        return str(violation)[:200]
    return None


linter = Linter(dialect=DIALECTS[sys.argv[1]])
json.dump([parse(linter, text) for text in json.load(sys.stdin)], sys.stdout)
