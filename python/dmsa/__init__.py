"""Published data model definitions as SQLAlchemy tables, SQL scripts and diagrams.

>>> import dmsa
>>> len(dmsa.metadata("pedsnet", "6.3.0").tables)
38

Wherever a function takes a ``source``, that is a folder or file of definitions, or
the URL of a data models service; without one, the definitions inside the package are
used, and no network.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _dmsa, ddl, errors
from ._findings import Finding
from ._source import listed as _listed
from ._source import load as _load
from .errors import DmsaError

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from . import makers

__all__ = [
    "DmsaError",
    "Finding",
    "check",
    "ddl",
    "erd",
    "errors",
    "generate",
    "make_model",
    "make_model_from_service",
    "makers",
    "metadata",
    "models",
]

__version__: str = _dmsa.version()

Source = Optional[Union[str, "os.PathLike[str]"]]


def models(source: Source = None) -> dict[str, list[str]]:
    """The versions of each model, the newest last."""
    found: dict[str, list[str]] = {}
    for model, version, *_ in _listed(source):
        found.setdefault(model, []).append(version)
    return found


def metadata(
    model: str,
    version: str = "latest",
    source: Source = None,
    schema: Optional[str] = None,
) -> MetaData:
    """The tables of a model, with their keys, references and indexes.

    Each call gives a new ``MetaData``. Its ``info["dmsa"]`` says which definition it
    has, and what could not be taken over from it and why.
    """
    from . import _build

    return _build.metadata(model, version, source, schema)


def make_model(data_model: dict[str, Any], metadata: MetaData) -> MetaData:
    """Adds the tables of a definition to a ``MetaData``, and gives it back.

    The definition is what a data models service says about a model version.
    """
    from . import _build

    return _build.make_model(data_model, metadata)


def make_model_from_service(
    model: str, model_version: str, service: Optional[str], metadata: MetaData
) -> MetaData:
    """Adds the tables of a model to a ``MetaData``, and gives it back.

    The service is the URL of a data models service; without one, the definitions
    inside the package are used.
    """
    from . import _build

    return _build.add(_load(model, model_version, service), metadata)


def erd(
    model: str,
    version: str = "latest",
    output: Union[str, os.PathLike[str], None] = None,
    format: Optional[str] = None,
    source: Source = None,
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
    before = None if compared is None else _load(model, compared, source)
    picture = _load(model, version, source).diagram(format, options, before)
    if output is not None:
        with open(output, "wb") as file:
            file.write(picture)
    return picture


def check(model: str, version: str = "latest", source: Source = None) -> list[Finding]:
    """What is wrong with a definition."""
    return [Finding(*found) for found in _load(model, version, source).check()]


def generate(
    target: str,
    model: str,
    version: str = "latest",
    source: Source = None,
    **options: Any,
) -> str:
    """Code of a target: ``sqlalchemy`` or ``json-schema``.

    The options are those of the command line, with underscores for hyphens.
    """
    return _load(model, version, source).generate(target, options)


def __getattr__(name: str) -> Any:
    # SQLAlchemy takes a while to import, and not every program needs it.
    if name == "makers":
        return importlib.import_module(".makers", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
