"""Every module is imported without a warning, mappers and all, and its tables made.

usage: imports.py FOLDER STYLE
"""

import sys

import sqlalchemy as sa
from agreement import load, main, metadata, modules


def check(folder):
    style = sys.argv[2]
    count = 0
    for path in modules(folder, style):
        found = metadata(load(path))
        with sa.create_engine("sqlite://").begin() as connection:
            found.create_all(connection)
            assert set(sa.inspect(connection).get_table_names()) == set(found.tables)
            found.drop_all(connection)
            assert not sa.inspect(connection).get_table_names()
        count += 1
    return count, []


if __name__ == "__main__":
    main(check)
