from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Optional, Union, final

@final
class Definition:
    @property
    def model(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def revision(self) -> str: ...
    def script(
        self,
        dialect: str,
        operation: str,
        tables: bool,
        constraints: bool,
        indexes: bool,
        options: Optional[Mapping[str, Any]] = None,
    ) -> str: ...
    def diagram(
        self,
        format: str,
        options: Optional[Mapping[str, Any]] = None,
        before: Optional[Definition] = None,
    ) -> bytes: ...
    def check(
        self,
    ) -> list[
        tuple[
            str,
            str,
            str,
            Optional[str],
            Optional[int],
            Optional[str],
            Optional[str],
            Optional[str],
        ]
    ]: ...
    def generate(
        self, target: str, options: Optional[Mapping[str, Any]] = None
    ) -> str: ...
    def json(self) -> str: ...
    def outline(self) -> tuple[str, list[str]]: ...

def version() -> str: ...
def dialects() -> list[tuple[str, str, bool]]: ...
def listed(
    source: Optional[Union[str, PathLike[str]]] = None,
) -> list[tuple[str, str, str, str, str, str]]: ...
def find(model: str, version: str) -> Definition: ...
def read(source: Union[str, PathLike[str]], model: str, version: str) -> Definition: ...
def parse(document: bytes, revision: str) -> Definition: ...
def column_type(
    kind: str,
    length: Optional[int],
    precision: Optional[int],
    scale: Optional[int],
) -> tuple[str, list[int], list[tuple[str, str]]]: ...
def main(arguments: Sequence[str]) -> int: ...
