"""Constraints that are checked when a transaction ends, where the database can.

PostgreSQL and Oracle can, and dmsa's scripts ask them to. Plain constraints of
SQLAlchemy cannot say "where the database can".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from sqlalchemy import Column, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.ext.compiler import compiles

__all__ = ["Reference", "Unique"]

_DEFERRING = ("oracle", "postgresql")


class Reference(ForeignKeyConstraint):
    """A reference.

    With ``deferrable`` it is checked when the transaction ends, where the database can.
    With ``use_alter`` it is added after all tables exist. Alembic's autogenerate leaves
    such references out, so it is for tables that refer to each other in a circle.
    """

    def __init__(
        self,
        columns: Sequence[str],
        targets: Sequence[Union[str, Column[Any]]],
        name: Optional[str] = None,
        *,
        deferrable: bool = True,
        use_alter: bool = False,
    ) -> None:
        super().__init__(
            columns,
            targets,
            name=name,
            use_alter=use_alter,
            deferrable=deferrable or None,
            initially="DEFERRED" if deferrable else None,
        )


class Unique(UniqueConstraint):
    """A unique constraint."""

    def __init__(self, *columns: str, name: Optional[str] = None) -> None:
        super().__init__(*columns, name=name, deferrable=True, initially="DEFERRED")


@compiles(Reference)
@compiles(Unique)
def _at_once(constraint: Any, compiler: Any, **options: Any) -> str:
    visit = getattr(compiler, f"visit_{constraint.__visit_name__}")
    sql: str = visit(constraint, **options)
    if compiler.dialect.name in _DEFERRING:
        return sql
    return sql.replace(" DEFERRABLE INITIALLY DEFERRED", "")
