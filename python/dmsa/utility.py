"""What dmsa 0.7 had in ``dmsa.utility``, without its web application.

Wherever a function takes a ``service``, that is the URL of a data models service or
another source; ``None`` means the definitions inside the package.
"""

from __future__ import annotations

import json
from typing import Any, Optional

from . import _dmsa
from ._source import listed, load

__all__ = [
    "PRETTY_DIALECTS",
    "get_model_json",
    "get_models_json",
    "get_service_version",
    "get_template_dialects",
    "get_template_models",
]

PRETTY_DIALECTS: dict[str, str] = {name: label for name, label, _ in _dmsa.dialects()}
"""The name for people of each database."""


def get_model_json(
    model: str, model_version: str, service: Optional[str] = None
) -> dict[str, Any]:
    """The document of a data models service about a version, as :func:`dmsa.make_model`
    takes it."""
    document: dict[str, Any] = json.loads(load(model, model_version, service).json())
    return document


def get_models_json(service: Optional[str] = None) -> tuple[list[dict[str, Any]], str]:
    """Every version in short, and the version of the service."""
    found = [
        {"name": name, "version": version, "release": {"level": level}}
        for name, version, _, _, level, _ in listed(service)
    ]
    return found, get_service_version(service)


def get_service_version(service: Optional[str] = None) -> str:
    """The version of the service, or the revision of another source."""
    model, version, *_ = listed(service)[-1]
    return load(model, version, service).revision


def get_template_models(service: Optional[str] = None) -> list[dict[str, Any]]:
    """Every model with its versions."""
    models: dict[str, dict[str, Any]] = {}
    for name, version, _, _, level, _ in listed(service):
        model = models.setdefault(name, {"name": name, "pretty": name, "versions": []})
        model["versions"].append({"name": version, "release_level": level})
    return sorted(models.values(), key=lambda model: str(model["pretty"]).lower())


def get_template_dialects() -> list[dict[str, str]]:
    """Every dialect: ``name``, and ``pretty`` for people."""
    dialects = [{"name": k, "pretty": v} for k, v in PRETTY_DIALECTS.items()]
    return sorted(dialects, key=lambda dialect: dialect["pretty"])
