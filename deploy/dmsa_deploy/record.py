"""What was released: releases.json, which is kept in git. A rollback uses the same image and the same machine image again."""

import json

from .refusal import Refused
from .source import DEPLOY

PATH = DEPLOY / "releases.json"


def read():
    """Tag by tag: repository, digest and machine image."""
    return json.loads(PATH.read_text(encoding="utf-8")) if PATH.is_file() else {}


def write(tag, repository, digest, machine):
    """Notes a release that was applied and verified."""
    found = {**read(), tag: {"repository": repository, "digest": digest, "machine": machine}}
    PATH.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def check(intent):
    """Refuses a tag that stood for another image when it was released. For a rollback, chooses the machine image of then."""
    known = read().get(intent.tag)
    if known is None or known["repository"] != intent.repository:
        return
    if known["digest"] != intent.digest:
        raise Refused(
            f"{intent.tag} was released as {known['digest']} ({PATH.name}) and is {intent.digest} now: somebody moved the tag.",
            "Find out who and why. A released tag must never move; release a new one, and plan that.",
        )
    if intent.action == "rollback":
        intent.machine = known["machine"]
