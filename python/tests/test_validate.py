"""Files of data against a model."""

from __future__ import annotations

import csv
import pathlib
import subprocess
import sys

import pytest

import dmsa
from dmsa import errors


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("data") / "omop"
    command = ["sample", "omop", "latest", "-o", str(folder), "--rows", "20"]
    subprocess.run([sys.executable, "-m", "dmsa", *command], check=True)
    return folder


def test_clean_data_passes(data: pathlib.Path) -> None:
    result = dmsa.validate("omop", "latest", data)
    assert result and not result.failed and result.verdict == "pass"
    assert {file.table for file in result.files} == set(dmsa.metadata("omop").tables)
    assert all(file.rows and not file.failed_rows for file in result.files)


def test_a_finding_has_its_line_and_no_value(
    data: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    with (data / "person.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[3][rows[0].index("year_of_birth")] = "unknown year"
    dirty = tmp_path / "export.csv"
    with dirty.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with dirty.open(newline="", encoding="utf-8") as file:
        line = [i for i, text in enumerate(file, 1) if "unknown year" in text]

    given = f"{dirty}:person"
    result = dmsa.validate("omop", "latest", [given], vocabulary=[data])
    assert not result
    [check] = result.failed
    assert (check.table, check.field) == ("person", "year_of_birth")
    assert (check.failures, check.rows) == (1, 20)
    assert [sample.value for sample in check.samples] == [None]
    assert check.samples[0].line <= line[0]
    shown = dmsa.validate(
        "omop", "latest", [given], vocabulary=[data], show_values=True
    )
    assert shown.failed[0].samples[0].value == "unknown year"


def test_what_validate_refuses(data: pathlib.Path) -> None:
    with pytest.raises(errors.DataError, match="nowhere"):
        dmsa.validate("omop", "latest", data / "nowhere")
    with pytest.raises(errors.OptionError, match="delimiter"):
        dmsa.validate("omop", "latest", data, delimiter="||")
    with pytest.raises(errors.OptionError, match="required"):
        dmsa.validate("omop", "latest", data, required="perhaps")
