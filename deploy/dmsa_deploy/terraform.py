"""Runs Terraform on deploy/terraform."""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Optional

from .refusal import Refused
from .source import DEPLOY

FOLDER = DEPLOY / "terraform"
# What would change a plan without being seen in it.
_MEDDLING = ("TF_CLI_ARGS", "TF_VAR_image_", "TF_VAR_ami_id")


class Failed(Exception):
    """Terraform ran and failed; it has said why."""


@dataclass
class State:
    """Which state it is, how often it was written, and which tag serves. Before the first apply, nothing."""

    lineage: Optional[str] = None
    serial: Optional[int] = None
    deployed: Optional[str] = None
    url: Optional[str] = None
    # Region and name of a group that was created and does not serve: it never became healthy, or was not verified.
    failed: Optional[list] = None


def state():
    """The state as it is kept now."""
    pulled = _run("state", "pull").strip()
    if not pulled:
        return State()
    found = json.loads(pulled)
    url = found.get("outputs", {}).get("url", {}).get("value")
    return State(found["lineage"], found["serial"], serving(found), url, failed(found))


def _instances(found, kind, name):
    return [instance for one in found.get("resources", []) if (one["type"], one["name"]) == (kind, name) for instance in one["instances"]]


def _verified(found, group):
    """Whether the verification that the state holds is of that group."""
    well = [one["attributes"] for one in _instances(found, "terraform_data", "verification") if one.get("status") != "tainted"]
    return any((one.get("triggers_replace") or {}).get("value") == [group["attributes"].get("id")] for one in well)


def failed(found):
    """Region and name of the newest group if it does not serve."""
    for group in _instances(found, "aws_autoscaling_group", "release"):
        if "deposed" not in group and (group.get("status") == "tainted" or not _verified(found, group)):
            # Of a group that never became healthy, no more is known than its name.
            balancer = _instances(found, "aws_lb", "this")[0]["attributes"]["arn"]
            return [balancer.split(":")[3], group["attributes"]["id"]]
    return None


def serving(found):
    """The tag of the group that serves: not of one that never became healthy, which Terraform marks as tainted, nor of one that was not verified.

    While a failed release waits to be removed, the group before it is a leftover ("deposed"), and is the one that serves.
    """
    groups = [group for group in _instances(found, "aws_autoscaling_group", "release") if group.get("status") != "tainted"]
    groups = [group for group in groups if "deposed" in group or _verified(found, group)]
    for group in sorted(groups, key=lambda group: "deposed" not in group):
        return next(tag["value"] for tag in group["attributes"]["tag"] if tag["key"] == "Version")
    return None


def plan(path, image, replace):
    """Saves a plan to release that image; `replace` has the newest group replaced though nothing in it changed."""
    again = ["-replace=aws_autoscaling_group.release"] if replace else []
    _run("plan", "-input=false", "-no-color", f"-out={path}", *_variables(image), *again, show=True)


def text(path):
    return _run("show", "-no-color", str(path))


def as_json(path):
    return _run("show", "-json", str(path))


def drift(image):
    """How the world differs from the state: address by address, with what was and what is."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/refresh.tfplan"
        _run("plan", "-refresh-only", "-input=false", "-no-color", f"-out={path}", *_variables(image))
        return drift_of(json.loads(as_json(path)))


def drift_of(found):
    """The part of a plan's JSON that tells drift."""
    changes = [change for change in found.get("resource_drift", []) if change["change"]["actions"] != ["no-op"]]
    # A group that was replaced and the one in its place have the same address.
    names = [change["address"] + (f" (deposed {change['deposed']})" if change.get("deposed") else "") for change in changes]
    return {name: [change["change"]["before"], change["change"]["after"]] for name, change in zip(names, changes)}


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


def _variables(image):
    """The options that name an image: its repository, tag and digest, and the machine image if it is not the newest."""
    return [f"-var={name}={value}" for name, value in image.items() if value is not None]


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
        raise Refused("There is no terraform.", "Install Terraform 1.11 or newer.") from error
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
        raise Refused("deploy/terraform is not initialized.", "terraform -chdir=deploy/terraform init -lockfile=readonly -backend-config=backend.hcl")
    if "AWS account ID not allowed" in said:
        raise Refused("The credentials are of another AWS account than account_id in terraform.tfvars.", "Log in to that account: `aws sts get-caller-identity` shows yours.")
    if re.search(r"(reading|waiting for|finding) S3 Bucket \(", said) or "access_logs_bucket" in said:
        raise Refused(f"The bucket for access logs is not ready.\n{said.strip()}", "Give it the policy that deploy/README.md shows under “Access logs”, or unset access_logs_bucket.")
    if "Saved plan is stale" in said:
        raise Refused("The plan is stale: the state has changed since.", "Plan again: `dmsa-deploy plan TAG`.")
