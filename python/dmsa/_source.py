"""Where definitions come from."""

from __future__ import annotations

import os
from functools import cache
from typing import Optional, Union

from . import _dmsa


def load(
    model: str, version: str, source: Optional[Union[str, os.PathLike[str]]]
) -> _dmsa.Definition:
    """A definition from wherever ``source`` says."""
    if source is None:
        return _embedded(model, version)
    return _dmsa.read(os.fspath(source), model, version)


def listed(
    source: Optional[Union[str, os.PathLike[str]]],
) -> list[tuple[str, str, str, str, str, str]]:
    """Every version that a source has."""
    if source is None:
        return _dmsa.listed()
    return _dmsa.listed(os.fspath(source))


@cache
def _embedded(model: str, version: str) -> _dmsa.Definition:
    """A definition inside the package, which never changes."""
    return _dmsa.find(model, version)
