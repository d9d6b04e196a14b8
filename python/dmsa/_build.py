"""A ``MetaData`` from a definition."""

from __future__ import annotations

import gc
import json
import os
import pickle
from collections.abc import Iterator, Sequence
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

_Key = tuple[str, str, Optional[str], bool]

_MAX_PICKLES = 16

_pickles: dict[_Key, Optional[bytes]] = {}
"""Models of the embedded catalog that were requested, and from the second request on a
pickle of each: unpickling is much faster than building. At most ``_MAX_PICKLES`` are
kept, the last ones requested for the first time."""


def metadata(
    model: str,
    version: str,
    source: Optional[Union[str, os.PathLike[str]]],
    schema: Optional[str],
    deferrable: bool,
) -> MetaData:
    """The tables of a model."""
    key = (model, version, schema, deferrable)
    if source is None:
        pickled = _pickles.get(key)
        if pickled:
            with _without_collection():
                found: MetaData = pickle.loads(pickled)
            return found
    result = _built(
        load(model, version, source),
        MetaData(schema=schema),
        comments=True,
        deferrable=deferrable,
        use_alter=False,
    )
    if source is None:
        if key not in _pickles:
            while len(_pickles) >= _MAX_PICKLES:
                del _pickles[next(iter(_pickles))]
            _pickles[key] = None
        elif _pickles[key] is None:
            _pickles[key] = _pickled(result)
    return result


def _pickled(metadata: MetaData) -> bytes:
    """The pickle; empty where pickling or unpickling exceeds Python's recursion limit, as
    it does under SQLAlchemy 1.4."""
    try:
        copy = pickle.dumps(metadata, protocol=5)
        pickle.loads(copy)
    except RecursionError:
        return b""
    return copy


def make_model(
    data_model: dict[str, Any], metadata: MetaData, deferrable: bool
) -> MetaData:
    """Adds the tables of a document of a data models service."""
    if "tables" in data_model:
        data_model = {"model": "model", "version": "0", **data_model}
    document = json.dumps(data_model).encode()
    return add(_dmsa.parse(document, ""), metadata, deferrable)


def add(definition: _dmsa.Definition, metadata: MetaData, deferrable: bool) -> MetaData:
    """Adds the tables of a definition as dmsa 0.7 did: descriptions stay in Python, and
    every reference is added after all tables."""
    return _built(
        definition, metadata, comments=False, deferrable=deferrable, use_alter=True
    )


def _built(
    definition: _dmsa.Definition,
    metadata: MetaData,
    *,
    comments: bool,
    deferrable: bool,
    use_alter: bool,
) -> MetaData:
    outline, left_out = definition.outline()
    with _without_collection():
        _add(json.loads(outline), metadata, comments, deferrable, use_alter)
    metadata.info["dmsa"] = {
        "model": definition.model,
        "version": definition.version,
        "revision": definition.revision,
        "left_out": left_out,
    }
    return metadata


def _add(
    outline: dict[str, Any],
    metadata: MetaData,
    comments: bool,
    deferrable: bool,
    use_alter: bool,
) -> None:
    types = [
        _types.make(
            entry["class"],
            entry["arguments"],
            [(variant["dialect"], variant["own"]) for variant in entry["variants"]],
        )
        for entry in outline["types"]
    ]
    made: dict[str, Table] = {}
    late: list[tuple[str, dict[str, Any]]] = []
    for table in outline["tables"]:
        items: list[Any] = [
            _column(entry, types, comments) for entry in table["columns"]
        ]
        key = table["primary_key"]
        if key is not None:
            items.append(
                PrimaryKeyConstraint(*key["columns"], name=key["name"] or None)
            )
        for constraint in table["constraints"]:
            if _has_point(constraint):
                late.append((table["name"], constraint))
            else:
                items.append(_constraint(constraint, deferrable, use_alter))
        items.extend(map(_index, table["indexes"]))
        comment = table["comment"] if comments else ""
        made[table["name"]] = Table(
            table["name"], metadata, *items, comment=comment or None
        )
    for name, constraint in late:
        columns = made[constraint["target"]].c
        targets = [columns[target] for target in constraint["target_columns"]]
        made[name].append_constraint(
            _reference(constraint, targets, deferrable, use_alter)
        )


def _has_point(constraint: dict[str, Any]) -> bool:
    """Whether it refers to a name with a point in it: in a string, SQLAlchemy would take
    what stands before that for a schema."""
    names = [constraint.get("target", ""), *constraint.get("target_columns", [])]
    return any("." in name for name in names)


def _column(entry: dict[str, Any], types: list[Any], comments: bool) -> Column[Any]:
    options: dict[str, Any] = {}
    if entry["not_generated"]:
        options["autoincrement"] = False
    if entry["default"] is not None:
        options["server_default"] = _default(entry["default"])
    if entry["comment"]:
        options["doc"] = entry["comment"]
        if comments:
            options["comment"] = entry["comment"]
    return Column(
        entry["name"],
        types[entry["type"]],
        nullable=not entry["not_null"],
        **options,
    )


def _default(default: dict[str, Any]) -> Any:
    ((kind, value),) = default.items()
    if kind == "boolean":
        return true() if value else false()
    if kind == "sql":
        return text(value.replace(":", "\\:"))
    return value


def _constraint(
    constraint: dict[str, Any], deferrable: bool, use_alter: bool
) -> Union[Reference, UniqueConstraint]:
    if "target" in constraint:
        targets = [
            f"{constraint['target']}.{name}" for name in constraint["target_columns"]
        ]
        return _reference(constraint, targets, deferrable, use_alter)
    kind = Unique if deferrable and constraint["deferred"] else UniqueConstraint
    return kind(*constraint["columns"], name=constraint["name"])


def _reference(
    constraint: dict[str, Any],
    targets: Sequence[Union[str, Column[Any]]],
    deferrable: bool,
    use_alter: bool,
) -> Reference:
    return Reference(
        constraint["columns"],
        targets,
        constraint["name"],
        deferrable=deferrable,
        use_alter=use_alter or constraint["circular"],
    )


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
