"""Judges statements of warehouses.

    python warehouses.py duckdb <scripts.json        runs scripts on DuckDB itself
    python warehouses.py snowflake|… <statements.json     parses statements with the grammar of sqlfluff

Reads a list of lists of statements for DuckDB, a list of statements for others, and writes a list with a message for
each item, or null where all is well.
"""

import json
import sys


def run(statements):
    """Runs them one by one in a database of their own; says which fails."""
    import duckdb

    with duckdb.connect() as database:
        for statement in statements:
            try:
                database.execute(statement)
            except duckdb.Error as error:
                return f"{error}\n{statement}"[:600]
    return None


def parse(linter, text):
    for violation in linter.parse_string(text + ";\n").violations:
        return str(violation)[:200]
    return None


items = json.load(sys.stdin)
if sys.argv[1] == "duckdb":
    found = [run(statements) for statements in items]
else:
    from sqlfluff.core import Linter

    linter = Linter(dialect=sys.argv[1])
    found = [parse(linter, text) for text in items]
json.dump(found, sys.stdout)
