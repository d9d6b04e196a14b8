"""What a plan may do, judged from its JSON."""

from dataclasses import dataclass, field
from typing import Optional

BALANCER = "aws_lb.this"
GROUP = "aws_autoscaling_group.release"
TEMPLATE = "aws_launch_template.release"
VERIFICATION = "terraform_data.verification"
# Without one of these, requests find no way to the instances.
_WAY = ("aws_lb.", "aws_lb_listener.", "aws_lb_target_group.")
_NOTHING = (["no-op"], ["read"])


@dataclass
class Intent:
    """What a plan is meant to do. `deployed` is None before the first release."""

    action: str
    tag: str
    digest: str
    repository: str
    deployed: Optional[str] = None
    expected: list = field(default_factory=list)
    # The machine image, if it is not to be the newest.
    machine: Optional[str] = None

    def variables(self):
        """The values of Terraform's variables."""
        return {"image_repository": self.repository, "image_tag": self.tag, "image_digest": self.digest, "ami_id": self.machine}


def judge(plan, intent):
    """What is wrong with the plan: a sentence each, none if nothing is."""
    changes = [change for change in plan.get("resource_changes", []) if change["mode"] == "managed"]
    changes = [change for change in changes if change["change"]["actions"] not in _NOTHING or _imported(change)]
    succeeded = any(_address(change) == GROUP and "create" in _actions(change) for change in changes)
    wrong = list(_about_plan(plan, intent))
    for change in changes:
        wrong += _about_change(change, intent, succeeded)
    if not changes:
        wrong.append("It changes nothing.")
    elif not succeeded and intent.action != "again":
        wrong.append(f"It releases nothing: {GROUP} is not created anew.")
    if succeeded and not any(_address(change) == VERIFICATION and "create" in _actions(change) for change in changes):
        wrong.append(f"Nothing would verify the new group before the old one is destroyed: {VERIFICATION} is not created anew.")
    return wrong


def _about_plan(plan, intent):
    if plan.get("errored") or not plan.get("complete", True):
        yield "It is a part of a plan only: something failed while it was made, or it has targets."
    variables = {name: value.get("value") for name, value in plan.get("variables", {}).items()}
    wanted = {"image_tag": intent.tag, "image_digest": intent.digest, "image_repository": intent.repository}
    for name, value in wanted.items():
        if variables.get(name) != value:
            yield f"Its {name} is {variables.get(name)}, not {value}."


def _about_change(change, intent, succeeded):
    address, actions = _address(change), _actions(change)
    told = f"{address} ({' then '.join(actions)}{', a leftover' if change.get('deposed') else ''})"
    if address == BALANCER:
        if not (actions == ["create"] and intent.deployed is None) and not (_imported(change) and "delete" not in actions):
            yield f"{told}: the balancer must stay as it is, because an external CNAME points at its DNS name.{_about_tags(change)}"
    elif address == GROUP:
        yield from _about_group(change, told, intent, succeeded)
    elif address.startswith(_WAY) and "delete" in actions:
        yield f"{told}: requests would be lost."
    elif address == VERIFICATION and succeeded:
        return
    elif address == TEMPLATE and (actions in (["create"], ["create", "delete"]) or (change.get("deposed") and succeeded)):
        return
    elif intent.deployed is None and "delete" not in actions:
        return
    elif address not in intent.expected:
        yield f"{told}: not expected of a release. If it is meant, plan with --expect '{address}'."


def _about_tags(change):
    """What to do about tags that somebody else put on the balancer, if nothing but tags changes."""
    before, after = (change["change"].get(side) or {} for side in ("before", "after"))
    differs = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if _actions(change) != ["update"] or not differs or not differs <= {"tags", "tags_all"}:
        return ""
    foreign = sorted({*(before.get("tags_all") or {})} - {*(after.get("tags_all") or {})})
    return f" Only its tags differ. If the account sets them, name them in foreign_tags: {', '.join(foreign)}." if foreign else ""


def _about_group(change, told, intent, succeeded):
    actions = _actions(change)
    if actions == ["delete"] and not (change.get("deposed") and succeeded):
        yield f"{told}: the group would be deleted without a successor."
    elif actions == ["delete", "create"]:
        yield f"{told}: the old group would be destroyed before the new one serves."
    elif actions == ["update"] and GROUP not in intent.expected:
        yield f"{told}: not expected of a release. If it is meant, plan with --expect '{GROUP}'."
    if "create" in actions:
        after = change["change"]["after"]
        if not after.get("wait_for_elb_capacity") or after.get("wait_for_capacity_timeout") in (None, "0", "0s"):
            yield f"{told}: nothing would wait for the new group to be healthy."


def _address(change):
    return change["address"]


def _actions(change):
    return change["change"]["actions"]


def _imported(change):
    return "importing" in change["change"]
