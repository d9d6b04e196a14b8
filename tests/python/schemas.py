"""Every JSON Schema is one, and takes good rows and refuses bad ones.

usage: schemas.py FOLDER
"""

import copy
import json

from agreement import main
from jsonschema import Draft202012Validator

SAMPLES = {"string": "2020-02-29", "integer": 1, "number": 1.5, "boolean": True}
PATTERNS = {r"^\d{4}": "2020-02-29T12:00:00.5", r"^\d{2}": "12:00"}


def sample(described):
    """A value that a property takes."""
    kinds = described["type"] if isinstance(described["type"], list) else [described["type"]]
    if "pattern" in described:
        return next(value for start, value in PATTERNS.items() if described["pattern"].startswith(start))
    value = SAMPLES[kinds[0]]
    return value[: described["maxLength"]] if "maxLength" in described else value


def bad_values(described):
    """Values that a property must refuse."""
    kinds = described["type"] if isinstance(described["type"], list) else [described["type"]]
    yield []
    if "null" not in kinds:
        yield None
    if kinds[0] != "string":
        yield "x"
    if "maxLength" in described:
        yield "x" * (described["maxLength"] + 1)
    if "maximum" in described:
        yield described["maximum"] + 1
    if "exclusiveMaximum" in described:
        yield described["exclusiveMaximum"]
    if "pattern" in described:
        yield "yesterday"
    if described.get("format") == "date":
        yield "2020-02-30"


def check(folder):
    failures, count = [], 0
    for path in sorted((folder / "schemas").glob("*.json")):
        schema = json.loads(path.read_text())
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        good = {
            table: [{name: sample(described) for name, described in row["properties"].items()}]
            for table, row in schema["$defs"].items()
        }
        assert set(good) == set(schema["properties"])
        failures += [f"{path.stem}: {error.json_path} {error.message}" for error in validator.iter_errors(good)]
        for table, row in schema["$defs"].items():
            of_table = validator.evolve(schema=row)
            bad = [{**good[table][0], "no_such_column": 1}]
            bad += [{k: v for k, v in good[table][0].items() if k != name} for name in row.get("required", [])]
            for name, described in row["properties"].items():
                for value in bad_values(described):
                    bad.append({**good[table][0], name: value})
                if "default" in described:
                    taken = of_table.is_valid({**good[table][0], name: described["default"]})
                    failures += [] if taken else [f"{path.stem} {table}.{name}: its default is refused"]
            failures += [f"{path.stem} {table}: takes {row}" for row in bad if of_table.is_valid(row)]
        wrong = copy.deepcopy(good) | {"no_such_table": []}
        failures += [f"{path.stem}: takes any table"] if validator.is_valid(wrong) else []
        count += 1
    return count, failures


if __name__ == "__main__":
    main(check)
