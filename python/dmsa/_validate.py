"""Data files against a model."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, NamedTuple, Optional, Union

from . import _dmsa
from ._source import load

Path = Union[str, "os.PathLike[str]"]


class Sample(NamedTuple):
    """A row that failed, by the line on which it starts; the header is line 1."""

    path: str
    line: int
    value: Optional[str]


class Check(NamedTuple):
    """How one check of a table, a field or a key ended."""

    check: str
    table: str
    field: Optional[str]
    severity: str
    verdict: str
    rows: int
    failures: int
    reason: Optional[str]
    samples: list[Sample]


class File(NamedTuple):
    """A file that was read, with the number of its rows that have a finding."""

    path: str
    table: str
    rows: int
    failed_rows: int


class Result:
    """What a validation found. It is true if the data passed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.model: str = document["model"]
        self.version: str = document["version"]
        self.verdict: str = document["verdict"]
        self.notes: list[str] = document.get("notes", [])
        self.files = [File(**file) for file in document["files"]]
        self.checks = [_check(check) for check in document["checks"]]

    def __bool__(self) -> bool:
        return self.verdict == "pass"

    @property
    def failed(self) -> list[Check]:
        """The checks that failed."""
        return [check for check in self.checks if check.verdict == "fail"]


def validate(
    model: str,
    version: str,
    paths: Union[Path, Iterable[Path]],
    *,
    source: Optional[Path] = None,
    vocabulary: Iterable[Path] = (),
    delimiter: str = ",",
    null: Optional[str] = None,
    t_in_datetimes: bool = False,
    required: str = "warning",
    samples: int = 5,
    show_values: bool = False,
    memory: int = 1 << 30,
    threads: Optional[int] = None,
    allow_not_checked: bool = False,
) -> Result:
    """Checks files of data against a model, as ``dmsa validate`` does.

    A path is a file, a folder, or ``"export.csv:person"`` if the name of the file does
    not say the table. ``memory`` is in bytes; keys that need more go to temporary files.
    Values, which may be a patient's, are in the result only with ``show_values``.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    document = _dmsa.validate(
        load(model, version, source),
        [os.fspath(path) for path in given],
        vocabulary=[os.fspath(path) for path in vocabulary],
        delimiter=delimiter,
        null=null,
        t_in_datetimes=t_in_datetimes,
        required=required,
        samples=samples,
        show_values=show_values,
        memory=memory,
        threads=threads,
        allow_not_checked=allow_not_checked,
    )
    return Result(json.loads(document))


def _check(document: dict[str, Any]) -> Check:
    samples = [
        Sample(sample["path"], sample["line"], sample.get("value"))
        for sample in document["samples"]
    ]
    facts = {"field": None, "reason": None, **document, "samples": samples}
    return Check(**facts)
