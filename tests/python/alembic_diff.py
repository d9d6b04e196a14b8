"""Alembic finds no difference between a database that a script made and the module, and
finds each that is made afterwards.

usage: alembic_diff.py FOLDER URL
"""

import sys
import warnings

import sqlalchemy as sa
from agreement import load, main, metadata, modules, script
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from reflection import run


CHANGED = "pedsnet_6_3_0"


def differences(connection, found):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return compare_metadata(context, found)


def changed(connection, found):
    """Does something to the database, and says what Alembic should call it."""
    table = next(table for table in found.sorted_tables if table.indexes)
    index = min(table.indexes, key=lambda index: index.name)
    connection.exec_driver_sql(f"DROP INDEX {index.name}")
    yield "add_index", index.name
    column = next(c for c in table.columns if not c.primary_key and not c.foreign_keys and c not in set(index.columns))
    connection.exec_driver_sql(f'ALTER TABLE {table.name} DROP COLUMN "{column.name}" CASCADE')
    yield "add_column", column.name
    reference = next(c for t in found.sorted_tables for c in t.foreign_key_constraints if t is not table)
    connection.exec_driver_sql(f"ALTER TABLE {reference.table.name} DROP CONSTRAINT {reference.name}")
    yield "add_fk", reference.name


def check(folder):
    engine = sa.create_engine(sys.argv[2])
    failures, count = [], 0
    everything = modules(folder, "declarative")
    # Alembic takes a second for each, and reflection.py reads all of them back.
    tried = everything[::4] + [path for path in everything if path.stem == CHANGED]
    for path in tried:
        found = metadata(load(path))
        with engine.connect() as connection, connection.begin() as transaction:
            run(connection, folder, path.stem)
            failures += [f"{path.stem}: {difference}" for difference in differences(connection, found)]
            if path.stem == CHANGED:
                expected = set(changed(connection, found))
                seen = {(kind, getattr(what[-1], "name", what[-1])) for kind, *what in differences(connection, found)}
                if not expected <= seen:
                    failures.append(f"{path.stem}: Alembic does not see {expected - seen} but {seen}")
            transaction.rollback()
        count += 1
    assert tried[-1].stem == CHANGED
    return count, failures


if __name__ == "__main__":
    main(check)
