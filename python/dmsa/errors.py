"""What can go wrong."""

from __future__ import annotations


class DmsaError(Exception):
    """Any error of this package."""


class NotFoundError(DmsaError, LookupError):
    """There is no such model or version; the message says what there is."""


class SourceError(DmsaError):
    """A folder, a file or a service cannot be read."""


class DefinitionError(DmsaError, ValueError):
    """A definition cannot be used; the message says where it is at fault."""


class OptionError(DmsaError, ValueError):
    """An option or its value makes no sense; the message says what does."""


class DataError(DmsaError):
    """Data files cannot be found or read at all."""
