"""A program as the networks' transforms are: it takes tables, keys, references and
indexes out of a model's metadata and makes them one statement each, when it wants."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
)

from dmsa import make_model_from_service

VOCABULARY = {
    "concept",
    "concept_ancestor",
    "concept_class",
    "concept_relationship",
    "concept_synonym",
    "domain",
    "drug_strength",
    "relationship",
    "source_to_concept_map",
    "vocabulary",
}


def statements(metadata: sa.MetaData) -> list[str]:
    """What a site runs around a load."""
    dialect = postgresql.dialect()
    found: list[str] = []

    def add(construct: sa.schema.ExecutableDDLElement) -> None:
        found.append(" ".join(str(construct.compile(dialect=dialect)).split()))

    for table in metadata.sorted_tables:
        add(CreateTable(table, include_foreign_key_constraints=[]))
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, PrimaryKeyConstraint) and constraint.columns:
                add(DropConstraint(constraint))
                add(AddConstraint(constraint))
    for table in metadata.sorted_tables:
        references = [
            c for c in table.constraints if isinstance(c, ForeignKeyConstraint)
        ]
        for reference in sorted(references, key=lambda c: str(c.name)):
            add(DropConstraint(reference))
            add(AddConstraint(reference))
    for table in metadata.sorted_tables:
        for column in table.columns:
            if not column.nullable and not column.primary_key:
                found.append(
                    f"ALTER TABLE {table.name} ALTER {column.name} SET NOT NULL"
                )
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            add(CreateIndex(index))
    return found


def test_transforms_run_unchanged() -> None:
    metadata = make_model_from_service("pedsnet", "6.3.0", None, sa.MetaData())
    names = [table.name for table in metadata.sorted_tables]
    assert names == sorted(names), "every reference is added after all tables"
    clinical = [
        table for table in metadata.sorted_tables if table.name not in VOCABULARY
    ]
    assert VOCABULARY < set(names) and len(clinical) == len(names) - len(VOCABULARY)
    found = statements(metadata)
    assert len([s for s in found if s.startswith("CREATE TABLE")]) == 38
    assert len([s for s in found if "ADD CONSTRAINT fpk" in s]) > 100
    assert (
        "ALTER TABLE care_site ADD CONSTRAINT fpk_care_site_location FOREIGN KEY"
        "(location_id) REFERENCES location (location_id)"
    ) in found
    assert "ALTER TABLE person DROP CONSTRAINT xpk_person" in found
    assert "ALTER TABLE person ALTER year_of_birth SET NOT NULL" in found
    assert (
        "CREATE INDEX idx_care_site_specialty_c_id ON care_site (specialty_concept_id)"
    ) in found


def test_constraints_are_deferrable_if_requested() -> None:
    metadata = make_model_from_service(
        "pedsnet", "6.3.0", None, sa.MetaData(), deferrable=True
    )
    references = [s for s in statements(metadata) if "ADD CONSTRAINT fpk" in s]
    assert references
    assert all(s.endswith(" DEFERRABLE INITIALLY DEFERRED") for s in references)


def test_tables_are_made_in_another_metadata() -> None:
    """As transforms copy a model into a schema of their own."""
    metadata = make_model_from_service("pedsnet", "6.3.0", None, sa.MetaData())
    copy = sa.MetaData(schema="staging")
    for table in metadata.sorted_tables:
        table.to_metadata(copy)
    assert len(copy.tables) == 38
    reference = next(iter(copy.tables["staging.care_site"].foreign_keys))
    assert reference.column.table.metadata is copy
