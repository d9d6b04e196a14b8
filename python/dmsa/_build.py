"""A ``MetaData`` from a definition."""

from __future__ import annotations

import gc
import json
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Optional, Union

from sqlalchemy import (
    Column,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    column,
    false,
    text,
    true,
)

from . import _dmsa, _types
from ._source import load
from .constraints import Reference, Unique

_copies: dict[tuple[str, str, Optional[str]], Optional[bytes]] = {}
"""What was asked for of the definitions inside the package, and from the second time
on how to make another one: unpickling is much faster than building."""


def metadata(
    model: str,
    version: str,
    source: Optional[Union[str, os.PathLike[str]]],
    schema: Optional[str],
) -> MetaData:
    """The tables of a model."""
    key = (model, version, schema)
    if source is None:
        copy = _copies.get(key)
        if copy:
            with _without_collection():
                found: MetaData = pickle.loads(copy)
            return found
    result = _built(
        load(model, version, source), MetaData(schema=schema), comments=True
    )
    if source is None:
        if key not in _copies:
            _copies[key] = None
        elif _copies[key] is None:
            _copies[key] = _pickled(result)
    return result


def _pickled(metadata: MetaData) -> bytes:
    """How to make another one; nothing where pickling or reading it back goes too deep
    for Python, as it does under SQLAlchemy 1.4."""
    try:
        copy = pickle.dumps(metadata, protocol=5)
        pickle.loads(copy)
    except RecursionError:
        return b""
    return copy


def make_model(data_model: dict[str, Any], metadata: MetaData) -> MetaData:
    """Adds the tables of a document of a data models service."""
    return add(_dmsa.parse(json.dumps(data_model).encode(), ""), metadata)


def add(definition: _dmsa.Definition, metadata: MetaData) -> MetaData:
    """Adds the tables of a definition. Their descriptions stay in Python."""
    return _built(definition, metadata, comments=False)


def _built(
    definition: _dmsa.Definition, metadata: MetaData, comments: bool
) -> MetaData:
    outline, left_out = definition.outline()
    with _without_collection():
        _add(json.loads(outline), metadata, comments)
    metadata.info["dmsa"] = {
        "model": definition.model,
        "version": definition.version,
        "revision": definition.revision,
        "left_out": left_out,
    }
    return metadata


def _add(outline: dict[str, Any], metadata: MetaData, comments: bool) -> None:
    types = [
        _types.make(
            told["class"],
            told["arguments"],
            [(variant["dialect"], variant["own"]) for variant in told["variants"]],
        )
        for told in outline["types"]
    ]
    made: dict[str, Table] = {}
    late: list[tuple[str, dict[str, Any]]] = []
    for table in outline["tables"]:
        items: list[Any] = [_column(told, types, comments) for told in table["columns"]]
        key = table["primary_key"]
        if key is not None:
            items.append(
                PrimaryKeyConstraint(*key["columns"], name=key["name"] or None)
            )
        for constraint in table["constraints"]:
            if _has_point(constraint):
                late.append((table["name"], constraint))
            else:
                items.append(_constraint(constraint))
        items.extend(map(_index, table["indexes"]))
        comment = table["comment"] if comments else ""
        made[table["name"]] = Table(
            table["name"], metadata, *items, comment=comment or None
        )
    for name, constraint in late:
        target = made[constraint["target"]].c[constraint["target_column"]]
        made[name].append_constraint(
            Reference(constraint["column"], target, constraint["name"])
        )


def _has_point(constraint: dict[str, Any]) -> bool:
    """Whether it refers to a name with a point in it: in a string, SQLAlchemy would take
    what stands before that for a schema."""
    return "." in constraint.get("target", "") + constraint.get("target_column", "")


def _column(told: dict[str, Any], types: list[Any], comments: bool) -> Column[Any]:
    options: dict[str, Any] = {}
    if told["not_generated"]:
        options["autoincrement"] = False
    if told["default"] is not None:
        options["server_default"] = _default(told["default"])
    if told["comment"]:
        options["doc"] = told["comment"]
        if comments:
            options["comment"] = told["comment"]
    return Column(
        told["name"],
        types[told["type"]],
        nullable=not told["not_null"],
        **options,
    )


def _default(default: dict[str, Any]) -> Any:
    ((kind, value),) = default.items()
    if kind == "boolean":
        return true() if value else false()
    if kind == "sql":
        return text(value.replace(":", "\\:"))
    return value


def _constraint(constraint: dict[str, Any]) -> Union[Reference, UniqueConstraint]:
    if "target" in constraint:
        target = f"{constraint['target']}.{constraint['target_column']}"
        return Reference(constraint["column"], target, constraint["name"])
    kind = Unique if constraint["deferred"] else UniqueConstraint
    return kind(*constraint["columns"], name=constraint["name"])


def _index(index: dict[str, Any]) -> Index:
    columns = [column(name).desc() if down else name for name, down in index["columns"]]
    return Index(index["name"], *columns, unique=index["unique"])


@contextmanager
def _without_collection() -> Iterator[None]:
    """Many objects are made and none is given up: collecting garbage is time lost."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
