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
from ._diff import Change, Diff, diff
from ._erd import erd
from ._findings import Finding
from ._source import listed as _listed
from ._source import load as _load
from ._validate import Result, validate
from .errors import DmsaError

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from . import makers, utility

__all__ = [
    "Change",
    "Diff",
    "DmsaError",
    "Finding",
    "Result",
    "check",
    "ddl",
    "diff",
    "erd",
    "errors",
    "generate",
    "make_model",
    "make_model_from_service",
    "makers",
    "metadata",
    "models",
    "utility",
    "validate",
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
    deferrable: bool = True,
) -> MetaData:
    """The tables of a model, with their keys, references and indexes.

    Each call returns a new ``MetaData``. Its ``info["dmsa"]`` names the definition, and
    what could not be taken over from it and why. With ``deferrable``, unique
    constraints and references are checked when the transaction ends, on PostgreSQL and
    Oracle, as in dmsa's scripts; without it they are checked at once.
    """
    from . import _build

    return _build.metadata(model, version, source, schema, deferrable)


def make_model(
    data_model: dict[str, Any], metadata: MetaData, *, deferrable: bool = False
) -> MetaData:
    """Adds the tables of a definition to a ``MetaData`` and returns it.

    The definition is a document of a data models service; ``model`` and ``version`` may
    be missing. As in dmsa 0.7, constraints are checked at once unless ``deferrable``.
    """
    from . import _build

    return _build.make_model(data_model, metadata, deferrable)


def make_model_from_service(
    model: str,
    model_version: str,
    service: Optional[str],
    metadata: MetaData,
    *,
    deferrable: bool = False,
) -> MetaData:
    """Adds the tables of a model to a ``MetaData`` and returns it.

    The service is the URL of a data models service; ``None`` means the definitions
    inside the package. As in dmsa 0.7, constraints are checked at once unless
    ``deferrable``.
    """
    from . import _build

    return _build.add(_load(model, model_version, service), metadata, deferrable)


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
    if name in ("makers", "utility"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
