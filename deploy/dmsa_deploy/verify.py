"""Asks the public name until the new version answers."""

import os
import re
import time
import urllib.error
import urllib.request

PATIENCE = 300
IN_A_ROW = 10


def interval(default):
    """Seconds between two questions. DMSA_INTERVAL is for tests, which ask no real balancer."""
    return float(os.environ.get("DMSA_INTERVAL", default))


def poll(url, tag, patience=PATIENCE):
    """Whether that version answers, ten times in a row, within so many seconds; and how often each answer was met."""
    seen, row, end = {}, 0, time.monotonic() + patience
    while row < IN_A_ROW and time.monotonic() < end:
        answer = ask(url)
        seen[answer] = seen.get(answer, 0) + 1
        row = row + 1 if answer == tag else 0
        time.sleep(interval(1))
    return row >= IN_A_ROW, seen


def ask(url):
    """The version that answers, or what went wrong."""
    # A connection of its own for each request, so that the balancer chooses anew.
    request = urllib.request.Request(url, headers={"Connection": "close", "Cache-Control": "no-cache"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return told(answer)
    except urllib.error.HTTPError as error:
        return f"status {error.code}"
    except OSError as error:
        return f"no answer ({error})"


def told(answer):
    """The version in an answer's header, or what is wrong with the answer."""
    if answer.status != 200:
        return f"status {answer.status}"
    found = re.match(r"DMSA/(\S+)", answer.headers.get("User-Agent", ""))
    return found[1] if found else "an answer that is not of dmsa"
