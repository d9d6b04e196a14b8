"""A site that deploys to the stand-in for AWS: a repository of its own with deploy/ as it is shipped."""

import json
import pathlib
import shutil
import sys

from terraform import DEPLOY, ROOT, Copy, run, succeeds

sys.path.insert(0, str(DEPLOY / "mock"))
import mends  # noqa: E402 (found only after the line above)
from mock import Mock  # noqa: E402

LATER = "import sys, time; real, later = time.time, float(sys.argv.pop(1)); time.time = lambda: real() + later; from dmsa_deploy.cli import main; sys.exit(main())"


class Site:
    """The repository, the stand-in, and the tool run as people run it."""

    def __init__(self, **mock):
        self.mock = Mock(**mock)
        self.mock.start()
        self.copy = Copy()
        self.deploy = self.copy.deploy
        self.folder = self.deploy.parent
        self.copy.environment |= self.mock.environment
        programs = self.copy.root / "bin"
        programs.mkdir()
        (programs / "aws").write_text(f'#!/bin/sh\nexec {sys.executable} -B {pathlib.Path(__file__).with_name("aws.py")} "$@"\n')
        (programs / "aws").chmod(0o755)
        self.copy.environment["PATH"] = f"{programs}:{self.copy.environment['PATH']}"
        shutil.copy(ROOT / ".gitignore", self.folder)
        for arguments in (["init", "--quiet"], ["config", "user.name", "A Person"], ["config", "user.email", "person@example.org"]):
            self.git(*arguments)
        self.commit("As shipped")
        self.copy.init("-backend-config=../mock/backend.hcl")

    def close(self):
        self.mock.stop()
        self.copy.close()

    def git(self, *arguments):
        return succeeds(run(["git", *arguments], cwd=self.folder)).stdout.strip()

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def tool(self, *arguments, later=0):
        """Runs deploy/dmsa-deploy, so many seconds from now."""
        if later:
            command, where = [sys.executable, "-B", "-c", LATER, str(later)], self.deploy
        else:
            command, where = [sys.executable, "-B", self.deploy / "dmsa-deploy"], self.folder
        return run([*command, *arguments], cwd=where, env=self.copy.environment)

    def planned(self, *arguments):
        """Plans, and tells the folder of the bundle."""
        return pathlib.Path(self.word_after("Planned: ", succeeds(self.tool(*arguments)).stdout))

    def approve(self, bundle):
        said = succeeds(self.tool("review", bundle)).stdout
        fingerprint = self.word_after("dmsa-deploy approve ", said).rstrip("`")
        succeeds(self.tool("approve", fingerprint, bundle))

    def word_after(self, words, said):
        return said.split(words)[-1].split()[0]

    def balancer(self):
        """What must never change: the balancer's ARN and DNS name."""
        (found,) = self.mock.client("elbv2").describe_load_balancers()["LoadBalancers"]
        return found["LoadBalancerArn"], found["DNSName"]

    def paths(self):
        """What the balancer asks instances for."""
        return {group["HealthCheckPath"] for group in self.mock.client("elbv2").describe_target_groups()["TargetGroups"]}

    def permissions(self):
        """What the shipped policy allows, and what was called, as IAM names it. The state's own calls are S3's, which moto does not name."""
        policy = json.loads((self.deploy / "permissions.json").read_text())
        allowed = {action for statement in policy["Statement"] for action in statement["Action"]}
        return allowed, {f"{service}:{action}" for service, action in mends.CALLS if service != "s3"}

    def groups(self):
        return sorted(group["AutoScalingGroupName"] for group in self.mock.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"])
