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
    if is_service(place):
        return from_service(model, version, place)
    return _dmsa.read(place, model, version)


def listed(
    source: Optional[Union[str, os.PathLike[str]]],
) -> list[tuple[str, str, str, str, str, str]]:
    """Every version there is, wherever ``source`` says."""
    if source is None:
        return _dmsa.listed()
    place = os.fspath(source)
    if is_service(place):
        return _dmsa.answered(_models(place))
    return _dmsa.listed(place)


def is_service(place: str) -> bool:
    """Whether this is a URL and not a path."""
    return "://" in place


@cache
def _embedded(model: str, version: str) -> _dmsa.Definition:
    """A definition inside the package, which never changes."""
    return _dmsa.find(model, version)


def from_service(model: str, version: str, service: str) -> _dmsa.Definition:
    """A definition from a data models service."""
    # Whoever writes the version in full is spared the list, which is much larger.
    found = _schemata(model, version, service)
    if found is None:
        found = _schemata(*_dmsa.meant(_models(service), model, version), service)
    if found is None:
        raise NotFoundError(f"{service} lists {model} {version} but does not give it")
    document, server = found
    # "DataModelsService/1.0.4-beta (+https://…)"
    return _dmsa.parse(document, server.split(" ")[0].rpartition("/")[2])


def _schemata(model: str, version: str, service: str) -> Optional[tuple[bytes, str]]:
    path = "/".join(urllib.parse.quote(part, safe="") for part in (model, version))
    return _get(f"{service.rstrip('/')}/schemata/{path}?format=json")


def _models(service: str) -> bytes:
    """The service's list of models."""
    url = f"{service.rstrip('/')}/models?format=json"
    found = _get(url)
    if found is None:
        raise SourceError(f"{url}: there is no list of models; is this a service?")
    return found[0]


def _get(url: str) -> Optional[tuple[bytes, str]]:
    """What a service answers and who it says it is; nothing if it has not got it."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            return answer.read(), answer.headers.get("User-Agent", "")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            return None
        raise SourceError(f"{url}: {error.code} {error.reason}") from error
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise SourceError(f"{url}: {reason}") from error
