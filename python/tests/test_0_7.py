"""The calls that dmsa 0.7's own unit tests made."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import ForeignKeyConstraint, UniqueConstraint

import dmsa
from dmsa import ddl, erd, make_model_from_service, utility
from dmsa.makers import (
    make_column,
    make_constraint,
    make_index,
    make_model,
    make_table,
)

FIELDS: list[dict[str, Any]] = [
    {"type": "integer", "name": "id"},
    {"type": "string", "name": "code", "length": 0},
]

UNNAMED: dict[str, Any] = {
    "schema": {
        "constraints": {
            "foreign_keys": [
                {
                    "source_table": "first",
                    "source_field": "id",
                    "target_table": "second",
                    "target_field": "id",
                }
            ],
            "not_null": [{"table": "first", "field": "code"}],
            "uniques": [{"table": "second", "fields": ["id"]}],
            "primary_keys": [{"table": "first", "fields": ["id"]}],
        },
        "indexes": [{"table": "second", "fields": ["code"]}],
    },
    "tables": [
        {"name": "first", "fields": FIELDS},
        {"name": "second", "fields": FIELDS},
    ],
}


def test_a_model_without_names() -> None:
    metadata = make_model(UNNAMED, sa.MetaData())
    first, second = metadata.tables["first"], metadata.tables["second"]
    assert "id" in first.primary_key.columns
    assert not first.columns["code"].nullable
    assert [list(index.columns.keys()) for index in second.indexes] == [["code"]]
    unique = [c for c in second.constraints if isinstance(c, UniqueConstraint)]
    assert [c.columns.keys() for c in unique] == [["id"]]
    [reference] = first.foreign_keys
    assert reference.target_fullname == "second.id"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("integer", sa.Integer),
        ("biginteger", sa.BigInteger),
        ("number", sa.Numeric),
        ("decimal", sa.Numeric),
        ("float", sa.Float),
        ("string", sa.String),
        ("date", sa.Date),
        ("datetime", sa.DateTime),
        ("timestamp", sa.DateTime),
        ("time", sa.Time),
        ("text", sa.Text),
        ("clob", sa.Text),
        ("boolean", sa.Boolean),
        ("blob", sa.LargeBinary),
    ],
)
def test_types_of_columns(name: str, kind: type[Any]) -> None:
    column = make_column({"type": name, "name": "x"})
    found = column.type
    # Under SQLAlchemy 1.4 a type with variants wraps the type for all databases.
    assert isinstance(getattr(found, "impl", found), kind) or isinstance(found, kind)


def test_facts_of_columns() -> None:
    field = {"type": "string", "name": "x", "default": "a", "description": "A code"}
    column = make_column(field, True)
    assert column.doc == "A code" and not column.nullable
    assert column.default is not None and column.default.arg == "a"
    assert column.server_default is not None


def test_tables_may_have_no_fields() -> None:
    metadata = sa.MetaData()
    table = make_table({"name": "empty"}, metadata, [])
    assert metadata.tables["empty"] is table
    filled = make_table(
        {"name": "filled", "fields": FIELDS}, metadata, [{"field": "code"}]
    )
    assert not filled.columns["code"].nullable


def test_constraints_and_indexes() -> None:
    reference = make_constraint(
        "foreign_keys",
        {
            "name": "fk",
            "source_field": "id",
            "target_table": "t",
            "target_field": "u",
        },
    )
    assert isinstance(reference, ForeignKeyConstraint) and reference.use_alter
    assert not reference.deferrable
    for kind in ("primary_keys", "uniques"):
        assert make_constraint(kind, {"fields": ["id"]}).name is None
        assert make_constraint(kind, {"name": "n", "fields": ["id"]}).name == "n"
    assert make_index({"name": "ix", "fields": ["id"]}).name == "ix"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"drop": True},
        {"tables": False},
        {"tables": False, "drop": True},
        {"constraints": False},
        {"indexes": False, "drop": True},
        {"delete_data": True},
        {"logging": True},
        {"nologging": True},
        {"logging": True, "tables": False},
        {"nologging": True, "indexes": False},
    ],
)
def test_scripts_are_text(options: dict[str, bool]) -> None:
    assert ddl.generate("omop", "5.0.0", "sqlite", **options)


def test_logging_changes_nothing_where_there_is_no_redo_log() -> None:
    script = ddl.generate("omop", "5.0.0", "sqlite", logging=True)
    assert all(line.startswith("--") for line in script.splitlines())


def test_diagrams_are_written(tmp_path: pathlib.Path) -> None:
    erd.write("omop", "5.0.0", str(tmp_path / "omop.png"), None)
    assert (tmp_path / "omop.png").read_bytes().startswith(b"\x89PNG")
    from dmsa.erd import write

    write("omop", "5.0.0", tmp_path / "omop.svg", None)
    assert erd("omop", "5.0.0", around="death").startswith(b"<svg")


def test_what_utility_had() -> None:
    document = utility.get_model_json("omop", "5.0.0", None)
    made = make_model_from_service("omop", "5.0.0", None, sa.MetaData())
    assert len(made.tables) == len(document["tables"])
    assert set(dmsa.make_model(document, sa.MetaData()).tables) == set(made.tables)
    names = {model["name"] for model in utility.get_template_models(None)}
    assert {"omop", "pedsnet"} <= names
    versions, revision = utility.get_models_json(None)
    assert versions and revision == utility.get_service_version(None)
    dialects = [dialect["name"] for dialect in utility.get_template_dialects()]
    assert {"mssql", "mysql", "oracle", "postgresql", "sqlite"} <= set(dialects)
