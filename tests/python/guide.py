"""Runs the examples of docs/sqlalchemy.md, one after the other.

usage: guide.py FOLDER PAGE
"""

import pathlib
import re
import shutil
import sys
import tempfile


def main():
    folder, page = map(pathlib.Path, sys.argv[1:])
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(folder / "declarative" / "pedsnet_6_3_0.py", f"{place}/models.py")
        shutil.copy(folder / "declarative-sqlite" / "pedsnet_6_3_0.py", f"{place}/sqlite_models.py")
        sys.path.insert(0, place)
        examples = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
        assert len(examples) >= 3, "the page has lost its examples"
        names = {}
        for example in examples:
            exec(compile(example, str(page), "exec"), names)
    print(f"{len(examples)} examples run")


if __name__ == "__main__":
    main()
