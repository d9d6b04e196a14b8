"""Real plans, kept for the tests of the policy: as much of their JSON as the policy reads."""

import json
import os
import pathlib

FOLDER = pathlib.Path(__file__).parent / "plans"
_READ_OF_THE_GROUP = ("wait_for_elb_capacity", "wait_for_capacity_timeout")


def keep(name, plan):
    """Keeps a plan under that name. Only with DMSA_PROOF_WRITE set, since it has not changed otherwise."""
    if os.environ.get("DMSA_PROOF_WRITE"):
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.json").write_text(json.dumps(_reduced(plan), indent=1, sort_keys=True) + "\n")


def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def _reduced(plan):
    variables = {name: plan["variables"][name] for name in ("image_tag", "image_digest", "image_repository")}
    changes = [_reduced_change(change) for change in plan["resource_changes"] if change["mode"] == "managed"]
    return {"complete": plan["complete"], "errored": plan["errored"], "variables": variables, "resource_changes": changes}


def _reduced_change(change):
    after = change["change"]["after"] or {}
    kept = {"actions": change["change"]["actions"], "after": {name: after[name] for name in _READ_OF_THE_GROUP if name in after}}
    if "importing" in change["change"]:
        kept["importing"] = {}
    reduced = {"address": change["address"], "mode": change["mode"], "change": kept}
    return {**reduced, "deposed": change["deposed"]} if "deposed" in change else reduced
