"""Where definitions come from."""

from __future__ import annotations

import os
import urllib.error
import urllib.parse
import urllib.request
from functools import cache
from typing import Optional, Union

from . import _dmsa
from .errors import NotFoundError, SourceError

TIMEOUT = 60
"""Seconds to wait for a service."""


def load(
    model: str, version: str, source: Optional[Union[str, os.PathLike[str]]]
) -> _dmsa.Definition:
    """A definition from wherever ``source`` says."""
    if source is None:
        return _embedded(model, version)
    place = os.fspath(source)
    if "://" in place:
        return from_service(model, version, place)
    return _dmsa.read(place, model, version)


@cache
def _embedded(model: str, version: str) -> _dmsa.Definition:
    """A definition inside the package, which never changes."""
    return _dmsa.find(model, version)


def from_service(model: str, version: str, service: str) -> _dmsa.Definition:
    """A definition from a data models service."""
    path = "/".join(urllib.parse.quote(part, safe="") for part in (model, version))
    url = f"{service.rstrip('/')}/schemata/{path}?format=json"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            document = answer.read()
            server = answer.headers.get("User-Agent", "")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            raise NotFoundError(f"{service} has no {model} {version}") from error
        raise SourceError(f"{url}: {error.code} {error.reason}") from error
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise SourceError(f"{url}: {reason}") from error
    # "DataModelsService/1.0.4-beta (+https://…)"
    return _dmsa.parse(document, server.split(" ")[0].rpartition("/")[2])
