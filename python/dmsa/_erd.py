"""Diagrams: ``dmsa.erd``."""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any, Optional, Union

from ._source import load

__all__ = ["erd"]

_Path = Union[str, "os.PathLike[str]"]


def draw(
    model: str,
    version: str = "latest",
    output: Optional[_Path] = None,
    format: Optional[str] = None,
    source: Optional[_Path] = None,
    **options: Any,
) -> bytes:
    """Draws a model as a diagram of its tables and references.

    The format is that of the output's extension, or SVG. The options are those of the
    command line, with underscores for hyphens: ``around="person"``, ``detail="all"``;
    ``compare="5.8.0"`` shows what changed since that version of the same source.
    """
    if format is None:
        extension = "" if output is None else os.path.splitext(output)[1]
        format = extension[1:] or "svg"
    compared = options.pop("compare", None)
    before = None if compared is None else load(model, compared, source)
    picture = load(model, version, source).diagram(format, options, before)
    if output is not None:
        with open(output, "wb") as file:
            file.write(picture)
    return picture


def write(
    model: str, model_version: str, output: _Path, service: Optional[str] = None
) -> None:
    """Draws a model into a file, as dmsa 0.7 did. ``service`` is a source."""
    draw(model, model_version, output, source=service)


class _Erd(ModuleType):
    """``dmsa.erd``: a function, and the module that it was in dmsa 0.7."""

    __call__ = staticmethod(draw)
    draw = staticmethod(draw)
    write = staticmethod(write)


erd = _Erd("dmsa.erd", draw.__doc__)
# For `import dmsa.erd` and `from dmsa.erd import write`.
sys.modules[erd.__name__] = erd
