"""What is wrong with a definition."""

from __future__ import annotations

from typing import NamedTuple, Optional


class Finding(NamedTuple):
    """One thing that is wrong, where, and what to do about it."""

    severity: str
    code: str
    message: str
    file: Optional[str]
    line: Optional[int]
    table: Optional[str]
    field: Optional[str]
    help: Optional[str]

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}"
