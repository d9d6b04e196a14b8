"""SQLAlchemy's objects from the parts of a data models service's documents.

A whole document is what :func:`dmsa.make_model` takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from sqlalchemy import (
    Column,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import Constraint

from . import make_model, make_model_from_service
from ._types import of_field
from .constraints import Reference
from .errors import DefinitionError

__all__ = [
    "make_column",
    "make_constraint",
    "make_index",
    "make_model",
    "make_model_from_service",
    "make_table",
]


def make_column(field: Mapping[str, Any], not_null_flag: bool = False) -> Column[Any]:
    """A column from a field."""
    sizes = (field.get(size) or None for size in ("length", "precision", "scale"))
    # Without a word about nulls, a primary key decides.
    options: dict[str, Any] = {"nullable": False} if not_null_flag else {}
    return Column(
        field["name"],
        of_field(field["type"], *sizes),
        default=field.get("default") or None,
        server_default=field.get("default") or None,
        doc=field.get("description") or None,
        **options,
    )


def make_table(
    table_json: Mapping[str, Any],
    metadata: MetaData,
    not_nulls: Iterable[Mapping[str, Any]],
) -> Table:
    """A table with columns only; ``not_nulls`` names those that must have a value."""
    needed = {row["field"] for row in not_nulls}
    fields = table_json.get("fields") or []
    columns = (make_column(f, f["name"] in needed) for f in fields)
    return Table(table_json["name"], metadata, *columns)


def make_index(index_json: Mapping[str, Any]) -> Index:
    """An index, to be appended to its table."""
    return Index(
        index_json.get("name") or None,
        *index_json["fields"],
        unique=bool(index_json.get("unique")),
    )


def make_constraint(
    constraint_type: str, constraint_json: Mapping[str, Any]
) -> Constraint:
    """A constraint, to be appended to its table.

    The type is what its list is called: ``primary_keys``, ``foreign_keys``, ``uniques``.
    """
    name: Optional[str] = constraint_json.get("name") or None
    if constraint_type == "primary_keys":
        return PrimaryKeyConstraint(*constraint_json["fields"], name=name)
    if constraint_type == "foreign_keys":
        target = f"{constraint_json['target_table']}.{constraint_json['target_field']}"
        return Reference(
            [constraint_json["source_field"]],
            [target],
            name,
            deferrable=False,
            use_alter=True,
        )
    if constraint_type == "uniques":
        return UniqueConstraint(*constraint_json["fields"], name=name)
    raise DefinitionError(
        f"{constraint_type!r} is no kind of constraint; there are primary_keys,"
        " foreign_keys and uniques"
    )
