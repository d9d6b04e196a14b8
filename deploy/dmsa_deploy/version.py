"""Tags of released images, and their order."""

import re

from .refusal import Refused

_TAG = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.]+))?")


def order(tag):
    """A key that sorts tags as versions: 1.10.0 after 1.9.0, 1.0.0-rc.1 before 1.0.0."""
    found = _TAG.fullmatch(tag)
    if not found:
        raise Refused(f"{tag} is not a released version.", "Name one, such as 1.4.2; never latest or a range.")
    numbers = tuple(int(part) for part in found.groups()[:3])
    early = found[4]
    # Of two early versions, numbers come before words and compare as numbers.
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in early.split(".")] if early else []
    return numbers, early is None, parts


def check(action, tag, deployed):
    """Refuses a tag that this action may not put in place of the deployed one."""
    order(tag)
    if deployed is None:
        return
    if action == "deploy" and order(tag) <= order(deployed):
        raise Refused(
            f"{tag} is not higher than {deployed}, which is deployed.",
            f"To go back, `dmsa-deploy rollback {tag}`; to deploy {deployed} in another way, `dmsa-deploy plan {deployed} --again`.",
        )
    if action == "again" and tag != deployed:
        raise Refused(f"{deployed} is deployed, not {tag}.", f"--again is for the deployed tag; without it, `dmsa-deploy plan {tag}`.")
    if action == "rollback" and order(tag) > order(deployed):
        raise Refused(f"{tag} is higher than {deployed}, which is deployed.", f"That is no rollback: `dmsa-deploy plan {tag}`.")
