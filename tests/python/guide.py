"""Runs the examples of pages of the documentation, those of a page one after the other.

usage: guide.py FOLDER PAGE...
"""

import os
import pathlib
import re
import shutil
import sys
import tempfile


def main():
    folder, *pages = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    count = 0
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(folder / "declarative" / "pedsnet_6_3_0.py", f"{place}/models.py")
        shutil.copy(folder / "declarative-sqlite" / "pedsnet_6_3_0.py", f"{place}/sqlite_models.py")
        sys.path.insert(0, place)
        # Examples write files.
        os.chdir(place)
        for page in pages:
            examples = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
            assert examples, f"{page} has lost its examples"
            names = {}
            for example in examples:
                exec(compile(example, str(page), "exec"), names)
            count += len(examples)
    print(f"{count} examples run")


if __name__ == "__main__":
    main()
