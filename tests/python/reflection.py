"""What create_all makes, and what our script makes, read back from the database.

usage: reflection.py FOLDER URL
"""

import sys

import sqlalchemy as sa
from agreement import load, main, metadata, modules, script

SCHEMAS = ("by_sqlalchemy", "by_script")


def plain(value):
    """Facts that can be compared: types by their names, without order where there is none."""
    if isinstance(value, sa.types.TypeEngine):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "comment"}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def reflected(connection, kinds):
    """Everything SQLAlchemy can read of a database."""
    inspector = sa.inspect(connection)
    facts = {}
    for kind in kinds:
        for (_, table), found in getattr(inspector, f"get_multi_{kind}")().items():
            found = plain(found)
            if kind != "columns" and isinstance(found, list):
                found.sort(key=repr)
            facts[kind, table] = found
    return facts


KINDS = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "indexes", "check_constraints")


def run(connection, folder, name):
    for statement in script(folder, connection.dialect.name, name):
        connection.exec_driver_sql(statement["sql"].replace("%", "%%"))


def on_sqlite(folder, name, found):
    both = []
    for make in (found.create_all, lambda connection: run(connection, folder, name)):
        with sa.create_engine("sqlite://").connect() as connection:
            make(connection)
            both.append(reflected(connection, KINDS))
    return both


def on_postgresql(engine, folder, name, found):
    both = []
    for schema in SCHEMAS:
        with engine.connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
            connection.dialect.default_schema_name = schema
            if schema == "by_script":
                run(connection, folder, name)
            else:
                found.create_all(connection, checkfirst=False)
            facts = reflected(connection, KINDS)
            # Sequences are named with their schema.
            both.append(eval(repr(facts).replace(schema, "schema")))
            transaction.rollback()
    return both


def check(folder):
    url = sys.argv[2]
    failures, count = [], 0
    engine = sa.create_engine(url)
    for path in modules(folder, "declarative-sqlite" if engine.dialect.name == "sqlite" else "declarative"):
        found = metadata(load(path))
        if engine.dialect.name == "sqlite":
            ours, theirs = on_sqlite(folder, path.stem, found)
        else:
            ours, theirs = on_postgresql(engine, folder, path.stem, found)
        assert len(ours) >= len(KINDS) * len(found.tables)
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                failures.append(f"{path.stem} {key}:\n    {ours.get(key)}\n    {theirs.get(key)}")
        count += 1
    return count, failures


if __name__ == "__main__":
    main(check)
