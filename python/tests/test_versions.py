"""What changed between versions, and the scripts that migrate."""

from __future__ import annotations

import pathlib
import sqlite3

import pytest

import dmsa
from dmsa import errors


def test_changes_are_typed() -> None:
    found = dmsa.diff("pedsnet", "5.0.0", "6.3.0")
    assert found and found.has_structure
    added = [change for change in found.changes if change.change == "table-added"]
    assert "cohort_definition" in {change.table for change in added}
    assert all(change.aspect == "structure" for change in added)
    widened = next(
        change for change in found.changes if change.change == "type-changed"
    )
    assert widened.field and widened.facts["before"] != widened.facts["after"]
    assert "cohort_definition" in found.text()
    assert found.markdown().startswith("#")


def test_no_changes_are_false() -> None:
    assert not dmsa.diff("pedsnet", "6.3.0", "6.3")


def test_versions_of_a_source_and_of_another_model(tmp_path: pathlib.Path) -> None:
    for version, kind in (("1.0.0", "integer"), ("1.1.0", "biginteger")):
        (tmp_path / f"clinic-{version}.toml").write_text(
            f'model = "clinic"\nversion = "{version}"\n\n'
            f'[tables.visit.fields]\nvisit_id = "{kind}"\n'
        )
    [change] = dmsa.diff("clinic", "1.0.0", "latest", source=tmp_path).changes
    assert (change.table, change.field) == ("visit", "visit_id")
    assert dmsa.diff("omop", "5.0.0", "i2b2/latest").has_structure


def test_a_version_that_is_not_there() -> None:
    with pytest.raises(errors.NotFoundError, match="6.3.0"):
        dmsa.diff("pedsnet", "5.0.0", "99")


def test_a_migrated_database_has_the_later_tables() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(dmsa.ddl.generate("pedsnet", "5.0.0", "sqlite"))
    database.executescript(dmsa.ddl.migrate("pedsnet", "5.0.0", "6.3.0", "sqlite"))
    tables = {
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
    }
    assert set(dmsa.metadata("pedsnet", "6.3.0").tables) <= tables


def test_what_migrate_refuses() -> None:
    def migrate(**options: object) -> str:
        return dmsa.ddl.migrate("pedsnet", "5.0", "6.3", "sqlite", **options)

    assert "version_history" not in migrate(history="none")
    assert "COHORT_DEFINITION" in migrate(names="upper")
    with pytest.raises(errors.OptionError, match="drop-table"):
        migrate(allow=["drop-tables"])
    with pytest.raises(errors.OptionError, match="schema"):
        migrate(comments=True)
    with pytest.raises(errors.OptionError, match="dialect"):
        dmsa.ddl.migrate("pedsnet", "5.0", "6.3", "access")
