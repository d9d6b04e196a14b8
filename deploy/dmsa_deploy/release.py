"""Making a plan, and finding out whether it may still be applied."""

import dataclasses
import json

from . import policy, record, registry, signature, source, terraform, version
from .refusal import Refused


def plan(bundle, intent):
    """Makes a plan for that intent and seals the bundle; refuses what may not be."""
    commit = source.commit()
    state = terraform.state()
    intent.deployed = state.deployed
    version.check(intent.action, intent.tag, intent.deployed)
    intent.digest = registry.resolve(intent.repository, intent.tag)
    record.check(intent)
    signed = signature.check(intent.repository, intent.digest)
    # A group that failed is never taken for good, though nothing in it changes.
    terraform.plan(bundle.plan, intent.variables(), replace=state.failed is not None)
    bundle.json.write_text(terraform.as_json(bundle.plan), encoding="utf-8")
    found = json.loads(bundle.json.read_text(encoding="utf-8"))
    _judge(found, intent)
    bundle.text.write_text(terraform.text(bundle.plan), encoding="utf-8")
    facts = {"commit": commit, "deploy": source.fingerprint(), "state": dataclasses.asdict(state), "drift": terraform.drift_of(found)}
    facts |= {"signature": signed, "settings": found["variables"].get("settings", {}).get("value", {}), "uses": machine(found)}
    bundle.seal({**dataclasses.asdict(intent), **facts})


def check(bundle):
    """The manifest of a bundle that may be applied; refuses any other. What is cheap to ask comes first."""
    manifest = bundle.manifest()
    bundle.approval()
    bundle.check_age()
    _check_source(manifest)
    intent = policy.Intent(**{one.name: manifest[one.name] for one in dataclasses.fields(policy.Intent)})
    digest = registry.resolve(intent.repository, intent.tag)
    if digest != intent.digest:
        raise Refused(
            f"{intent.tag} was {intent.digest} when the plan was made and is {digest} now: somebody moved the tag.",
            "Find out who and why. A released tag must never move; release a new one, and plan that.",
        )
    signature.check(intent.repository, intent.digest)
    state = terraform.state()
    if dataclasses.asdict(state) != manifest["state"]:
        raise Refused("The plan is stale: something was applied since it was made.", f"Plan again: `dmsa-deploy plan {intent.tag}`.")
    version.check(intent.action, intent.tag, state.deployed)
    # The JSON is of the plan file itself, not of what lies beside it.
    _judge(json.loads(terraform.as_json(bundle.plan)), intent)
    _check_drift(manifest, intent)
    return manifest


def _check_source(manifest):
    commit = source.commit()
    if commit != manifest["commit"]:
        raise Refused(f"The plan was made of commit {manifest['commit']}; {commit} is checked out.", "Check that commit out, or plan again.")
    if source.fingerprint() != manifest["deploy"]:
        raise Refused("Files below deploy/ are not as they were when the plan was made.", "Take the changes back, or commit them and plan again.")


def _check_drift(manifest, intent):
    """Terraform's own check for a stale plan sees the state alone; this asks AWS."""
    now = terraform.drift(intent.variables())
    moved = sorted(address for address in {*now, *manifest["drift"]} if now.get(address) != manifest["drift"].get(address))
    if moved:
        raise Refused(
            f"Somebody has changed things outside of Terraform since the plan was made: {', '.join(moved)}.",
            "Find out who and why, then plan again: the new plan shows what would become of it.",
        )


def machine(found):
    """The machine image that a plan's template has."""
    templates = [change["change"]["after"] for change in found["resource_changes"] if change["address"] == policy.TEMPLATE and not change.get("deposed")]
    return templates[0]["image_id"] if templates and templates[0] else None


def _judge(found, intent):
    wrong = policy.judge(found, intent)
    if wrong:
        listed = "\n".join(f"  - {sentence}" for sentence in wrong)
        raise Refused(
            f"The plan does what it must not:\n{listed}",
            "Correct deploy/terraform, or the command, and plan again; `terraform plan` shows it in full.",
        )
