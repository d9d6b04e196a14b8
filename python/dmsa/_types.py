"""Types of columns."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import cache
from typing import Any, Optional

import sqlalchemy

from . import _dmsa
from .errors import DefinitionError

KINDS = frozenset(
    [
        "integer",
        "biginteger",
        "number",
        "decimal",
        "float",
        "string",
        "text",
        "clob",
        "date",
        "datetime",
        "timestamp",
        "time",
        "boolean",
        "blob",
    ]
)
"""The types of fields that definitions use."""


@cache
def of_field(
    kind: str,
    length: Optional[int] = None,
    precision: Optional[int] = None,
    scale: Optional[int] = None,
) -> Any:
    """The type of a field, the same object for the same field."""
    if kind.lower() not in KINDS:
        raise DefinitionError(
            f"{kind!r} is no type; use one of {', '.join(sorted(KINDS))}"
        )
    return make(*_dmsa.column_type(kind, length, precision, scale))


def make(
    name: str, arguments: Iterable[int], variants: Iterable[tuple[str, str]]
) -> Any:
    """A type for all databases, and the types for databases that need another."""
    options = {"create_constraint": True} if name == "Boolean" else {}
    result = getattr(sqlalchemy, name)(*arguments, **options)
    for dialect, own in variants:
        package = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
        class_name, _, sizes = own.rstrip(")").partition("(")
        own_type = getattr(package, class_name)
        result = result.with_variant(
            own_type(*map(int, filter(None, sizes.split(",")))), dialect
        )
    return result
