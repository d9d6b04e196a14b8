"""Measures the package dmsa beside dmsa 0.7's way of doing the same with SQLAlchemy.

usage: python_speed.py [MODEL VERSION [PYTHON]]

The old way is re-enacted: columns and constraints are appended one by one to tables, and
scripts are compiled statement by statement. Both start from the same definition. With PYTHON,
a Python 2.7 that has what original_speed.py needs, the original itself is measured, too.
"""

import gc
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial

import dmsa
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

ROUNDS, RUNS = 5, 8

TYPES = {
    "integer": sa.Integer, "biginteger": sa.BigInteger, "float": sa.Float, "date": sa.Date, "datetime": sa.DateTime,
    "timestamp": sa.DateTime, "time": sa.Time, "text": sa.Text, "clob": sa.Text, "boolean": sa.Boolean,
    "blob": sa.LargeBinary,
}  # fmt: skip


def column(field, not_null):
    kind = field["type"]
    if kind == "string":
        data_type = sa.String(field["length"] or 256)
    elif kind in ("number", "decimal"):
        data_type = sa.Numeric(field["precision"] or 20, field["scale"] or 5)
    else:
        data_type = TYPES[kind]()
    options = {"nullable": False} if not_null else {}
    return sa.Column(field["name"], data_type, server_default=field["default"] or None, **options)


def old_make_model(document):
    constraints = document["schema"]["constraints"]
    metadata = sa.MetaData()
    for described in document["tables"]:
        table = sa.Table(described["name"], metadata)
        not_nulls = [row for row in constraints["not_null"] or [] if row["table"] == table.name]
        for field in described["fields"]:
            table.append_column(column(field, any(row["field"] == field["name"] for row in not_nulls)))
    for row in constraints["primary_keys"] or []:
        metadata.tables[row["table"]].append_constraint(sa.PrimaryKeyConstraint(*row["fields"], name=row["name"]))
    for row in constraints["uniques"] or []:
        metadata.tables[row["table"]].append_constraint(sa.UniqueConstraint(*row["fields"], name=row["name"]))
    for row in constraints["foreign_keys"] or []:
        target = f"{row['target_table']}.{row['target_field']}"
        reference = sa.ForeignKeyConstraint([row["source_field"]], [target], row["name"], use_alter=True)
        metadata.tables[row["source_table"]].append_constraint(reference)
    for row in document["schema"]["indexes"] or []:
        metadata.tables[row["table"]].append_constraint(sa.Index(row["name"], *row["fields"]))
    return metadata


def old_generate(answer, dialect):
    """As dmsa 0.7 did for each script, but for the time that the service takes to answer."""
    metadata = old_make_model(json.loads(answer))
    tables = metadata.sorted_tables
    statements = [CreateTable(table, include_foreign_key_constraints=[]) for table in tables]
    if dialect.supports_alter:
        statements += [AddConstraint(c, isolate_from_table=False) for t in tables for c in t.foreign_key_constraints]
    statements += [CreateIndex(index) for table in tables for index in table.indexes]
    return ";\n\n".join(str(statement.compile(dialect=dialect)).strip() for statement in statements)


def side_by_side(title, old, new):
    """Some runs of the one, then some of the other, again and again, so that what else the machine does slows both."""
    times = ([], [])
    for _ in range(ROUNDS):
        for make, found in zip((old, new), times):
            gc.collect()
            for _ in range(RUNS):
                start = time.perf_counter()
                make()
                found.append(time.perf_counter() - start)
    best = [1000 * min(found) for found in times]
    middle = [1000 * statistics.median(found) for found in times]
    print(
        f"{title}: {best[0]:.2f} ms and {best[1]:.3f} ms at best ({best[0] / best[1]:.1f} times as fast);"
        f" {middle[0]:.2f} and {middle[1]:.3f} ms in the middle ({middle[0] / middle[1]:.1f})"
    )


def beside_the_original(document, python, ways):
    """Runs of the original in its own Python, each followed by runs of ours in this one."""
    theirs, ours = {}, {name: [] for name in ways}
    program = pathlib.Path(__file__).with_name("original_speed.py")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        for _ in range(ROUNDS):
            ran = subprocess.run([python, program, file.name], check=True, capture_output=True)
            for name, times in json.loads(ran.stdout).items():
                theirs.setdefault(name, []).extend(times)
            for name, way in ways.items():
                for _ in range(RUNS):
                    start = time.perf_counter()
                    way()
                    ours[name].append(1000 * (time.perf_counter() - start))
    for name, times in ours.items():
        for what, of in (("at best", min), ("in the middle", statistics.median)):
            old, new = of(theirs[name]), of(times)
            print(f"the original, {name}: {old:.1f} ms and {new:.3f} ms {what} ({old / new:.1f} times as fast)")


def main(model="pedsnet", version="6.3.0", python=None):
    command = [sys.executable, "-m", "dmsa", "convert", "--to", "service-json", model, version]
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    # Columns and indexes that do not exist stop the old way.
    fields = {(t["name"], f["name"]) for t in document["tables"] for f in t["fields"]}
    indexes = document["schema"]["indexes"] or []
    document["schema"]["indexes"] = [r for r in indexes if all((r["table"], f) in fields for f in r["fields"])]
    print(f"SQLAlchemy {sa.__version__}, Python {sys.version.split()[0]}, {model} {version}")

    for which in ("first", "second"):
        start = time.perf_counter()
        dmsa.metadata(model, version)
        print(f"{which} metadata of a process: {1000 * (time.perf_counter() - start):.1f} ms, imports included")
    side_by_side("metadata", lambda: old_make_model(document), lambda: dmsa.metadata(model, version))
    side_by_side("make_model", lambda: old_make_model(document), lambda: dmsa.make_model(document, sa.MetaData()))
    for package in (postgresql, mysql, oracle, mssql, sqlite):
        dialect = package.dialect()
        side_by_side(
            f"script for {dialect.name}",
            partial(old_generate, json.dumps(document), dialect),
            partial(dmsa.ddl.generate, model, version, dialect.name),
        )
    if python is not None:
        names = ("postgresql", "mysql", "oracle", "mssql", "sqlite")
        ways = {name: partial(dmsa.ddl.generate, model, version, name) for name in names}
        beside_the_original(document, python, {"make_model": partial(dmsa.metadata, model, version), **ways})
    times = []
    for _ in range(ROUNDS * RUNS):
        start = time.perf_counter()
        dmsa.generate("sqlalchemy", model, version)
        times.append(1000 * (time.perf_counter() - start))
    print(f"module: {min(times):.2f} ms at best, {statistics.median(times):.2f} ms in the middle")


if __name__ == "__main__":
    main(*sys.argv[1:])
