"""The commands."""

import argparse
import os
import shutil
import sys

from . import record, release, retire, signature, source, terraform, verify, version, watch
from .bundle import Bundle
from .policy import BALANCER, Intent
from .refusal import Refused

AFTER_A_FAILURE = """\
The apply failed. What served before still serves: the old group is destroyed only after the new one is healthy and verified.
Never `terraform untaint` what failed: Terraform would take it for good and destroy the old group.
{retired}
Find out what is wrong (deploy/README.md says where to look), then plan a corrected, higher tag,
or `dmsa-deploy rollback {deployed}`: either also removes what failed."""


def main(arguments=None):
    """Runs a command; 0 if all is well, 1 if something failed, 3 if it was refused and nothing was changed."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except Refused as refused:
        print(f"REFUSED: {refused.why}\nWhat to do: {refused.remedy}", file=sys.stderr)
        return 3
    except terraform.Failed:
        print("Terraform failed; it says why above. Nothing was changed.", file=sys.stderr)
        return 1


def _parser():
    parser = argparse.ArgumentParser(prog="dmsa-deploy", description="Deploys a released image to AWS; deploy/README.md tells how.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, about):
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    planning = [
        command("plan", _plan, "Plan to release a tag, and save the plan in a bundle."),
        command("rollback", _plan, "Plan to release a tag that is not higher than the deployed one."),
    ]
    planning[0].add_argument("--again", action="store_const", const="again", dest="action", help="the deployed tag, in another way")
    planning[0].set_defaults(action="deploy")
    planning[1].set_defaults(action="rollback")
    for made in planning:
        made.add_argument("tag", metavar="TAG", help="version of the image, such as 1.4.2")
        made.add_argument("--expect", metavar="ADDRESS", action="append", default=[], help="something else that may change, by its Terraform address")
        made.add_argument("--repository", default=signature.REPOSITORY, help="repository of the image (default: %(default)s)")
    approve = command("approve", _approve, "Approve the plan with that fingerprint.")
    approve.add_argument("fingerprint", metavar="FINGERPRINT", help="as `review` shows it")
    bundled = [
        command("review", _review, "Show a plan and its fingerprint."),
        approve,
        command("apply", _apply, "Apply an approved plan, that very file, and verify."),
    ]
    for made in bundled:
        made.add_argument("bundle", nargs="?", metavar="BUNDLE", help="folder of the plan (default: the newest)")
    watching = command("watch", _watch, "Used by Terraform between a new group and the end of the old one: watch the version answer.")
    watching.add_argument("tag", metavar="TAG")
    checking = command("verify", _verify, "Ask the public name until a version answers.")
    checking.add_argument("tag", nargs="?", metavar="TAG", help="version to wait for (default: the deployed one)")
    for made in (bundled[2], checking):
        made.add_argument("--url", default=os.environ.get("DMSA_URL"), help="where to ask (default: DMSA_URL, or the deployment's public name)")
        made.add_argument("--patience", type=float, default=verify.PATIENCE, metavar="SECONDS", help="how long to ask (default: %(default)s)")
    return parser


def _plan(options):
    if BALANCER in options.expect:
        raise Refused("No change of the balancer is ever expected.", "Plan without it; an external CNAME points at its DNS name.")
    version.order(options.tag)
    intent = Intent(options.action, options.tag, "", options.repository, expected=options.expect)
    bundle = Bundle.new(options.tag)
    try:
        release.plan(bundle, intent)
    except BaseException:
        shutil.rmtree(bundle.folder)
        raise
    print(f"Planned: {bundle.folder}\nNext: `dmsa-deploy review`")


def _review(options):
    bundle = Bundle.find(options.bundle)
    manifest = bundle.manifest()
    print(bundle.text.read_text(encoding="utf-8"))
    print(f"{manifest['action']} {manifest['tag']} ({manifest['digest']}), {manifest['deployed'] or 'nothing'} being deployed")
    print(f"commit {manifest['commit']}; policy: passed; signature: {manifest['signature']}; machine image: {manifest['uses']}")
    for name, value in sorted(manifest["settings"].items()):
        print(f"setting {name} = {value}")
    if manifest["drift"]:
        print(f"drift that was there already: {', '.join(sorted(manifest['drift']))}")
    if manifest["expected"]:
        print(f"expected besides: {', '.join(manifest['expected'])}")
    print(f"If this is what you want: `dmsa-deploy approve {bundle.fingerprint()[:12]}`")


def _approve(options):
    bundle = Bundle.find(options.bundle)
    bundle.manifest()
    bundle.check_age()
    bundle.approve(options.fingerprint, source.person())
    print(f"Approved: {bundle.folder}\nNext: `dmsa-deploy apply`")


def _apply(options):
    bundle = Bundle.find(options.bundle)
    manifest = release.check(bundle)
    try:
        terraform.apply(bundle.plan, bundle.log)
    except terraform.Failed:
        failed = terraform.state().failed
        retired = retire.retire(*failed, bundle.folder) if failed else "No group was left behind."
        print(AFTER_A_FAILURE.format(deployed=manifest["deployed"] or "TAG", retired=retired), file=sys.stderr)
        return 1
    record.write(manifest["tag"], manifest["repository"], manifest["digest"], manifest["uses"])
    code = _poll(options, manifest["tag"])
    print(f"Next: commit deploy/{record.PATH.name}, which says what was released.")
    return code


def _verify(options):
    tag = options.tag or terraform.state().deployed
    if tag is None:
        raise Refused("Nothing is deployed.", "Deploy something: `dmsa-deploy plan TAG`.")
    return _poll(options, tag)


def _watch(options):
    return 0 if watch.run(options.tag) else 1


def _poll(options, tag):
    url = options.url or terraform.state().url
    well, seen = verify.poll(url, tag, options.patience)
    told = ", ".join(f"{answer}: {count}" for answer, count in seen.items())
    if well:
        print(f"Verified: {url} answers as {tag} ({told})")
        return 0
    print(
        f"{url} does not answer as {tag} ({told}).\nWhat to do: see that the public name is a CNAME of the balancer's DNS name "
        f"(`terraform output balancer_dns_name`), or ask another address with --url; then `dmsa-deploy verify`. "
        "If the version is at fault, `dmsa-deploy rollback` to the one before.",
        file=sys.stderr,
    )
    return 1
