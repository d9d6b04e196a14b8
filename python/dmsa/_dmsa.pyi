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

@final
class Pair:
    def diff(self, format: str) -> str: ...
    def migration(
        self,
        dialect: str,
        allow: str,
        options: Optional[Mapping[str, Any]] = None,
    ) -> str: ...

def pair(
    model: str,
    before: str,
    after: str,
    source: Optional[Union[str, PathLike[str]]] = None,
) -> Pair: ...
def validate(
    definition: Definition,
    paths: Sequence[str],
    *,
    vocabulary: Sequence[str],
    delimiter: str,
    null: Optional[str],
    t_in_datetimes: bool,
    required: str,
    samples: int,
    show_values: bool,
    memory: int,
    threads: Optional[int],
    allow_not_checked: bool,
) -> str: ...
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
