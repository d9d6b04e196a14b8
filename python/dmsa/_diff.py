"""What changed between two versions."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional, Union

from . import _dmsa


class Change(NamedTuple):
    """One difference, such as ``type-changed`` or ``field-added``.

    ``aspect`` is ``structure`` if a database must be changed, ``requirement`` if the
    network asks for other data, ``wording`` if only people see it. ``facts`` is the
    whole entry of ``dmsa diff --format json``, with ``before`` and ``after``.
    """

    change: str
    aspect: str
    table: str
    field: Optional[str]
    facts: Mapping[str, Any]


class Diff:
    """The differences between two versions. It is true if there are any."""

    def __init__(self, pair: _dmsa.Pair) -> None:
        self._pair = pair
        document = json.loads(pair.diff("json"))
        self.changes = [
            Change(
                facts["change"],
                facts["aspect"],
                facts["table"],
                facts.get("field"),
                facts,
            )
            for facts in document["changes"]
        ]
        self.has_structure: bool = document["structure"]
        self.counts: dict[str, int] = document["counts"]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def text(self) -> str:
        """The differences for a person, as `dmsa diff` prints them."""
        return self._pair.diff("text")

    def markdown(self) -> str:
        """A release note: what a site must do, by table."""
        return self._pair.diff("markdown")


def diff(
    model: str,
    before: str,
    after: str,
    source: Optional[Union[str, os.PathLike[str]]] = None,
) -> Diff:
    """What changed between two versions.

    A version can be one of another model: ``"omop/5.4"``. Renamed tables and fields are
    known from the definitions.
    """
    return Diff(load(model, before, after, source))


def load(
    model: str,
    before: str,
    after: str,
    source: Optional[Union[str, os.PathLike[str]]],
) -> _dmsa.Pair:
    """The definitions of two versions."""
    return _dmsa.pair(
        model, before, after, None if source is None else os.fspath(source)
    )
