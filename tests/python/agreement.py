"""What the modules have in common with the scripts, told by SQLAlchemy.

usage: agreement.py FOLDER, where FOLDER holds what the test program wrote:
``declarative/`` and ``core/`` with a module for each version, and
``scripts/<dialect>/<module>.json`` with the statements of its script.
"""

import importlib.util
import json
import os
import pathlib
import sys
import warnings

# SQLite first: AddConstraint takes a constraint out of every later CREATE TABLE.
DIALECTS = ("sqlite", "postgresql", "mysql", "oracle", "mssql")


def load(path):
    """A module from a file, every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "Base"):
            module.Base.registry.configure()
    return module


def metadata(module):
    return module.Base.metadata if hasattr(module, "Base") else module.metadata


def modules(folder, style):
    """Those that the test program chose."""
    chosen = os.environ["DMSA_MODULES"].split()
    found = sorted(path for path in (folder / style).glob("*.py") if path.name in chosen)
    assert found, f"no modules in {folder / style}"
    return found


def script(folder, dialect, name):
    return json.loads((folder / "scripts" / dialect / f"{name}.json").read_text())


def main(check):
    """Checks every module in the folder, and tells of all that fail."""
    folder = pathlib.Path(sys.argv[1])
    count, failures = check(folder)
    for failure in failures[:30]:
        print(failure)
    print(f"{count} checked, {len(failures)} failures")
    sys.exit(1 if failures or not count else 0)
