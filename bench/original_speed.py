"""Measures the original itself, dmsa before 1.0, under Python 2.7: for python_speed.py.

usage: original_speed.py DOCUMENT, with DOCUMENT that of a data models service

Prints the milliseconds of each run as JSON. Needs SQLAlchemy 1.3 and the files of dmsa 0.5.8
(the newest on PyPI; `pip install --no-deps dmsa`), but neither a service nor database drivers.
"""

import importlib
import io
import json
import sys
import time
import types

RUNS = 8


def main(path):
    with io.open(path, encoding="utf-8") as file:
        document = json.load(file)
    # In place of the module that asks the service.
    utility = types.ModuleType("dmsa.utility")
    utility.get_model_json = lambda *_: document
    utility.get_service_version = lambda *_: "1.0.4-beta"
    sys.modules["dmsa.utility"] = utility
    import sqlalchemy
    from dmsa import ddl, makers

    # It was written before this type.
    makers.DATATYPE_MAP.setdefault("biginteger", sqlalchemy.BigInteger)

    class Engine(object):
        """What the original uses of an engine, without a driver."""

        def __init__(self, url):
            name = url.split(":")[0]
            self.dialect = importlib.import_module("sqlalchemy.dialects." + name).dialect()

    ddl.create_engine = Engine
    model, version = document["model"], document["version"]
    ways = {"make_model": lambda: makers.make_model(document, sqlalchemy.MetaData())}
    for name in ("postgresql", "mysql", "oracle", "mssql", "sqlite"):
        ways[name] = lambda name=name: ddl.generate(model, version, name)
    times = {}
    for name, way in ways.items():
        times[name] = []
        for _ in range(RUNS):
            start = time.time()
            way()
            times[name].append(1000 * (time.time() - start))
    print(json.dumps(times))


main(sys.argv[1])
