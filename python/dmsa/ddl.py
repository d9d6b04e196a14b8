"""SQL scripts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Optional, Union

from . import _diff, _dmsa
from ._source import load
from .errors import OptionError

__all__ = ["generate", "migrate"]


def generate(
    model: str,
    model_version: str,
    dialect: str,
    tables: bool = True,
    constraints: bool = True,
    indexes: bool = True,
    drop: bool = False,
    delete_data: bool = False,
    nologging: bool = False,
    logging: bool = False,
    service: Optional[Union[str, os.PathLike[str]]] = None,
    **options: Any,
) -> str:
    """The script that creates a model's tables, constraints and indexes, or some of it.

    With ``drop`` it drops them, with ``delete_data`` it deletes what is in them; with
    ``nologging`` and ``logging`` it keeps changes to them out of Oracle's redo log, and
    writes them again; for other databases that script is a comment. ``service`` is a source as everywhere in this package. More
    options are those of the command line, with underscores for hyphens:
    ``history="none"``, ``schema="cdm"``; ``only_tables`` and ``exclude`` take patterns.
    """
    operations = {
        "drop": drop,
        "delete": delete_data,
        "nologging": nologging,
        "logging": logging,
    }
    wanted = [name for name, is_wanted in operations.items() if is_wanted]
    if len(wanted) > 1:
        raise OptionError(f"one script cannot do {' and '.join(wanted)}")
    if logging or nologging:
        label = _without_redo_log(dialect)
        if label:
            return f"-- {label} has no redo log to switch: there is nothing to do\n"
    if "only_tables" in options:
        options["tables"] = options.pop("only_tables")
    return load(model, model_version, service).script(
        dialect, (wanted or ["ddl"])[0], tables, constraints, indexes, options
    )


def migrate(
    model: str,
    before: str,
    after: str,
    dialect: str,
    allow: Sequence[str] = (),
    source: Optional[Union[str, os.PathLike[str]]] = None,
    **options: Any,
) -> str:
    """The script that brings a database from one version to another.

    It works upwards and downwards, over any number of versions. Nothing is lost unless
    ``allow`` names it: ``["drop-field", "drop-table"]``, or ``["all"]``. The options
    ``schema``, ``history``, ``identity``, ``names``, ``string_length`` and
    ``unique_indexes`` are those that made the database.
    """
    pair = _diff.load(model, before, after, source)
    names = [allow] if isinstance(allow, str) else allow
    return pair.migration(dialect, ",".join(names), options)


def _without_redo_log(dialect: str) -> Optional[str]:
    """The name for people of a database that has no redo log to switch."""
    known = {name: label for name, label, logging in _dmsa.dialects() if not logging}
    return known.get(dialect.lower())
