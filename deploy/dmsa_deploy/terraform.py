"""Runs Terraform on deploy/terraform."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Optional

from .refusal import Refused
from .source import DEPLOY

FOLDER = DEPLOY / "terraform"
# What would change a plan without being seen in it.
_MEDDLING = ("TF_CLI_ARGS", "TF_VAR_image_tag", "TF_VAR_image_digest")


class Failed(Exception):
    """Terraform ran and failed; it has said why."""


@dataclass
class State:
    """Which state it is, how often it was written, and which tag serves. Before the first apply, nothing."""

    lineage: Optional[str] = None
    serial: Optional[int] = None
    deployed: Optional[str] = None
    url: Optional[str] = None


def state():
    """The state as it is kept now."""
    pulled = _run("state", "pull").strip()
    if not pulled:
        return State()
    found = json.loads(pulled)
    url = found.get("outputs", {}).get("url", {}).get("value")
    return State(found["lineage"], found["serial"], serving(found), url)


def serving(found):
    """The tag of the group that serves: not of one that failed, which Terraform marks as tainted.

    While a failed release waits to be removed, the group before it is a leftover ("deposed"), and is the one that serves.
    """
    resources = [one for one in found.get("resources", []) if (one["type"], one["name"]) == ("aws_autoscaling_group", "release")]
    groups = [group for one in resources for group in one["instances"] if group.get("status") != "tainted"]
    for group in sorted(groups, key=lambda group: "deposed" not in group):
        return next(tag["value"] for tag in group["attributes"]["tag"] if tag["key"] == "Version")
    return None


def plan(path, tag, digest):
    """Saves a plan to release that image."""
    _run("plan", "-input=false", "-no-color", f"-out={path}", *_image(tag, digest), show=True)


def text(path):
    return _run("show", "-no-color", str(path))


def as_json(path):
    return _run("show", "-json", str(path))


def drift(tag, digest):
    """How the world differs from the state: address by address, with what was and what is."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/refresh.tfplan"
        _run("plan", "-refresh-only", "-input=false", "-no-color", f"-out={path}", *_image(tag, digest))
        return drift_of(json.loads(as_json(path)))


def drift_of(found):
    """The part of a plan's JSON that tells drift."""
    changes = [change for change in found.get("resource_drift", []) if change["change"]["actions"] != ["no-op"]]
    return {change["address"]: [change["change"]["before"], change["change"]["after"]] for change in changes}


def apply(path, log):
    """Applies a saved plan, with what it says on the screen and in a file."""
    command = _command("apply", "-input=false", "-no-color", str(path))
    with open(log, "w", encoding="utf-8") as kept, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, env=_environment(),
    ) as running:
        for line in running.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            kept.write(line)
    if running.returncode:
        _explain(log.read_text(encoding="utf-8"))
        raise Failed


def _image(tag, digest):
    return [f"-var=image_tag={tag}", f"-var=image_digest={digest}"]


def _command(*arguments):
    return ["terraform", f"-chdir={FOLDER}", *arguments]


def _environment():
    for name in os.environ:
        if name.startswith(_MEDDLING):
            raise Refused(f"{name} is set, which would change plans without being seen in them.", f"unset {name}")
    return {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def _run(*arguments, show=False):
    environment = _environment()
    try:
        done = subprocess.run(
            _command(*arguments), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=environment,
        )
    except FileNotFoundError as error:
        raise Refused("There is no terraform.", "Install Terraform 1.9 or newer.") from error
    if done.returncode:
        _explain(done.stderr)
        sys.stderr.write(done.stdout if show else "")
        sys.stderr.write(done.stderr)
        raise Failed
    return done.stdout


def _explain(said):
    """Refuses with a remedy what is known."""
    if "Error acquiring the state lock" in said:
        raise Refused(
            f"Somebody else is at work; the state is locked.\n{said.strip()}",
            "Wait until they are done. Only if you know that nobody is, because their run was killed: terraform force-unlock ID.",
        )
    if "Backend initialization required" in said or "Required plugins are not installed" in said or "Module not installed" in said:
        raise Refused("deploy/terraform is not initialized.", "terraform -chdir=deploy/terraform init -backend-config=backend.hcl")
    if "Saved plan is stale" in said:
        raise Refused("The plan is stale: the state has changed since.", "Plan again: `dmsa-deploy plan TAG`.")
