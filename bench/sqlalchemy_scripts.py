"""Writes the creating scripts of every definition with SQLAlchemy and with dmsa, and compares the times.

usage: sqlalchemy_scripts.py DMSA FOLDER, where FOLDER holds documents of a data models service
"""

import json
import pathlib
import subprocess
import sys
import time

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

DIALECTS = {d.dialect.name: d.dialect() for d in (postgresql, mysql, oracle, mssql, sqlite)}

TYPES = {
    "integer": sa.Integer, "biginteger": sa.BigInteger, "float": sa.Float, "date": sa.Date, "datetime": sa.DateTime,
    "timestamp": sa.DateTime, "time": sa.Time, "text": sa.Text, "clob": sa.Text, "boolean": sa.Boolean,
    "blob": sa.LargeBinary,
}  # fmt: skip


def column_type(field):
    if field["type"] == "string":
        return sa.String(field["length"] or 256)
    if field["type"] in ("number", "decimal"):
        return sa.Numeric(field["precision"] or 20, field["scale"] or 5)
    return TYPES[field["type"]]()


def metadata(document):
    """The definition as SQLAlchemy has it; what does not exist is left out."""
    constraints = document["schema"]["constraints"]
    not_null = {(row["table"], row["field"]) for row in constraints["not_null"] or []}
    result = sa.MetaData()
    for table in document["tables"]:
        columns = [
            sa.Column(f["name"], column_type(f), nullable=(table["name"], f["name"]) not in not_null)
            for f in table["fields"]
        ]
        sa.Table(table["name"], result, *columns)
    for key in constraints["primary_keys"] or []:
        result.tables[key["table"]].append_constraint(sa.PrimaryKeyConstraint(*key["fields"], name=key["name"]))
    for row in constraints["foreign_keys"] or []:
        target = f"{row['target_table']}.{row['target_field']}"
        reference = sa.ForeignKeyConstraint([row["source_field"]], [target], name=row["name"], use_alter=True)
        result.tables[row["source_table"]].append_constraint(reference)
    for index in document["schema"]["indexes"] or []:
        result.tables[index["table"]].append_constraint(sa.Index(index["name"], *index["fields"]))
    return result


def script(document, dialect):
    model = metadata(document)
    statements = []
    for table in model.sorted_tables:
        statements.append(CreateTable(table))
        references = (c for c in table.constraints if isinstance(c, sa.ForeignKeyConstraint))
        statements.extend(AddConstraint(c) for c in references if dialect.supports_alter)
        statements.extend(CreateIndex(index) for index in table.indexes)
    return ";\n\n".join(str(statement.compile(dialect=dialect)).strip() for statement in statements)


def main(dmsa, folder):
    documents = [json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()]
    documents = [document for document in documents if isinstance(document, dict) and "schema" in document]
    start = time.perf_counter()
    written = sum(len(script(document, dialect)) for document in documents for dialect in DIALECTS.values())
    theirs = time.perf_counter() - start
    start = time.perf_counter()
    for document in documents:
        for dialect in DIALECTS:
            command = [dmsa, "ddl", "-q", document["model"], document["version"], dialect]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ours = time.perf_counter() - start
    count = len(documents) * len(DIALECTS)
    print(f"SQLAlchemy {sa.__version__}: {theirs:.2f} s for {count} scripts, {written / 1e6:.1f} MB, in one process")
    print(f"dmsa: {ours:.2f} s for {count} scripts, one process each: {theirs / ours:.0f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:])
