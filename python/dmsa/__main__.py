"""The command line: ``python -m dmsa``."""

from __future__ import annotations

import signal
import sys

from . import _dmsa


def main() -> int:
    """Runs the command line of this process."""
    # As every other program: Ctrl-C ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _dmsa.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
