"""Runs Terraform on copies of the shipped files, with the provider from wherever this machine has it."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SHIPPED = DEPLOY / "terraform"
sys.path.insert(0, str(DEPLOY / "mock"))
import mirror  # noqa: E402 (found only after the line above)
import provider  # noqa: E402

NOT_SHIPPED = shutil.ignore_patterns(".terraform", "plans", "__pycache__", "*.tfstate*")


def environment(folder):
    """The environment of all runs: no questions, no checks for news, no credentials but those a test adds."""
    made = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_", "DMSA_"))}
    made |= {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1", "NO_COLOR": "1"}
    # Each run of Terraform reads the descriptions of all resources of AWS. Without freeing memory in between, it takes half as long.
    made |= {"GOGC": "off", "GOMEMLIMIT": "1200MiB"}
    configuration = folder / "terraform.rc"
    configuration.write_text(mirror.configuration())
    return made | {"TF_CLI_CONFIG_FILE": str(configuration)}


class Copy:
    """A copy of deploy/ in a folder of its own, to run and to spoil."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dmsa-deploy-")
        self.root = pathlib.Path(self._folder.name)
        self.environment = environment(self.root)
        self.deploy = self.root / "site" / "deploy"
        self.terraform = self.deploy / "terraform"
        self._provider = self._between = None
        shutil.copytree(DEPLOY, self.deploy, ignore=NOT_SHIPPED)

    def close(self):
        if self._between:
            self._between.close()
        if self._provider:
            self._provider.terminate()
            self._provider.wait()
        self._folder.cleanup()

    def run(self, command, *arguments):
        return run(["terraform", f"-chdir={self.terraform}", command, "-no-color", *arguments], env=self.environment)

    def init(self, *arguments):
        succeeds(self.run("init", "-input=false", "-lockfile=readonly", *(arguments or ["-backend=false"])))
        if not self._provider:
            self.start_provider(self.environment)

    def start_provider(self, environment):
        """Starts the AWS provider once for all runs of Terraform, which would each start it and take much of their time for that."""
        (program,) = self.terraform.glob(".terraform/providers/*/hashicorp/aws/*/*/terraform-provider-aws*")
        log = self.root / "provider.log"
        with open(log, "w", encoding="utf-8") as said:
            self._provider = subprocess.Popen([program, "-debug"], env={**environment, "GOGC": "400"}, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while not (found := re.search(r"TF_REATTACH_PROVIDERS='(.*)'", log.read_text(encoding="utf-8"))):
            if self._provider.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the provider does not start: {log.read_text(encoding='utf-8')}")
            time.sleep(0.1)
        reattach = json.loads(found[1])
        (address,) = (one["Addr"] for one in reattach.values())
        # In a folder of a short name: the path of a socket may not be long.
        here = str(self.root / "provider")
        self._between = provider.Between(here, address["String"], provider.used(SHIPPED))
        address["String"] = here
        self.environment["TF_REATTACH_PROVIDERS"] = json.dumps(reattach)


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **options)


def succeeds(done):
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, done.args))}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done
