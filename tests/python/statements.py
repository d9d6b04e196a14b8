"""SQLAlchemy writes CREATE TABLE, ADD CONSTRAINT and CREATE INDEX of every module for
every database; our scripts must say the same, but for the listed corrections."""

import importlib
import re
from collections import Counter

from agreement import DIALECTS, load, main, metadata, modules, script
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable


def normal(sql, dialect):
    """A statement without what docs/differences.md says is different."""
    # 8: quotes around names.
    sql = re.sub(r'["`\[\]]', "", sql)
    # 7: Oracle's dates say that they are dates. True and false are in capitals.
    sql = re.sub(r"DATE ('\d{4}-\d\d-\d\d')", r"\1", sql)
    sql = re.sub(r"DEFAULT (true|false)\b", lambda found: found[0].upper(), sql)
    # The form of SQLAlchemy 1.3, and of dmsa 0.7, with the same meaning.
    sql = sql.replace("IDENTITY(1,1)", "IDENTITY")
    if dialect == "mysql":
        # 10: keys over the beginnings of long values.
        sql = re.sub(r"(\w)\(\d+\)(?=[,)]| DESC)", r"\1", sql) if "INDEX" in sql else sql
    return " ".join(sql.split())


def parts(sql):
    """A CREATE TABLE as its name, its columns and how often it has each constraint."""
    head, _, body = sql.partition(" (")
    items, depth, start = [], 0, 0
    for place, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if (character == "," and depth == 0) or depth < 0:
            items.append(body[start:place].strip())
            start = place + 1
    constraints = [item for item in items if re.match(r"(CONSTRAINT|PRIMARY|CHECK|FOREIGN|UNIQUE)\b", item)]
    columns = [item for item in items if item not in constraints]
    return head, columns, Counter(constraints)


def theirs(tables, dialect):
    """The statements of SQLAlchemy by what they make."""
    inline = dialect.name == "sqlite"
    for table in tables:
        create = CreateTable(table, include_foreign_key_constraints=None if inline else [])
        yield ("create table", table.name, None), create, table
        for constraint in table.constraints if not inline else ():
            kind = {ForeignKeyConstraint: "add reference", UniqueConstraint: "add unique"}
            for base, what in kind.items():
                if isinstance(constraint, base):
                    yield (what, table.name, str(constraint.name)), AddConstraint(constraint), table
        for index in table.indexes:
            yield ("create index", table.name, str(index.name)), CreateIndex(index), table


def differences(found, folder, name, dialect):
    """Where SQLAlchemy and the script for a database do not agree."""
    ours = {}
    remarks = []
    for statement in script(folder, dialect.name, name):
        ours[statement["kind"], statement["table"], statement.get("name")] = statement["sql"]
        remarks += statement.get("remarks", [])
    general = [r for s in script(folder, "postgresql", name) for r in s.get("remarks", [])]
    for key, construct, table in theirs(found.sorted_tables, dialect):
        sql = ours.pop(key, None)
        if sql is None:
            # 13: only this database refuses it.
            if not any(r.startswith("Left out") and str(key[2]) in r for r in remarks):
                yield f"{key} is not in the script"
            continue
        their_sql = normal(str(construct.compile(dialect=dialect)), dialect.name)
        our_sql = normal(sql, dialect.name)
        if key[0] != "create table":
            if their_sql != our_sql:
                yield f"{their_sql}\n    {our_sql}"
            continue
        their_parts, our_parts = parts(their_sql), parts(our_sql)
        # 2: unique constraints stand outside.
        uniques = [c for c in their_parts[2] if " UNIQUE (" in c] if dialect.name != "sqlite" else []
        for unique in uniques:
            del their_parts[2][unique]
        # 9: strings that make a row too wide on MySQL.
        for place, (their, our) in enumerate(zip(their_parts[1], our_parts[1])):
            column = our.split()[0]
            if any(f"field {column} of table {table.name}" in r and "too wide" in r for r in remarks):
                their_parts[1][place] = re.sub(r"VARCHAR\(\d+\)", "TEXT", their)
        if dialect.name == "sqlite":
            # 13: PostgreSQL refuses it, so the module for all databases has it not.
            for constraint in our_parts[2] - their_parts[2]:
                if any(r.startswith("Left out") and constraint.split()[1] in r for r in general):
                    del our_parts[2][constraint]
        if their_parts != our_parts:
            yield f"{their_parts}\n    {our_parts}"
    for key in ours:
        if not any(r.startswith("Left out") and str(key[2]) in r for r in general):
            yield f"{key} is only in the script"


def check(folder):
    failures, count = [], 0
    dialects = [importlib.import_module(f"sqlalchemy.dialects.{name}").dialect() for name in DIALECTS]
    for path in modules(folder, "core"):
        found = metadata(load(path))
        for dialect in dialects:
            failures += [
                f"{path.stem} for {dialect.name}: {difference}"
                for difference in differences(found, folder, path.stem, dialect)
            ]
            count += 1
    return count, failures


if __name__ == "__main__":
    main(check)
