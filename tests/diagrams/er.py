"""As parse.mjs, for the format er and ERAlchemy."""

import json
import logging
import sys

logging.disable()
from eralchemy.parser import line_iterator_to_intermediary  # noqa: E402

answers = []
for document in json.load(sys.stdin):
    try:
        tables, lines = line_iterator_to_intermediary(document["text"].splitlines())
        answers.append({"tables": len(tables), "lines": len(lines)})
    except Exception as error:  # noqa: BLE001
        answers.append({"error": repr(error)})
json.dump(answers, sys.stdout)
