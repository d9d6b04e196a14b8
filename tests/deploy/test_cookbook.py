"""The cookbook's walk without AWS, each command as it is printed there, from nothing to a failure and a rollback."""

import contextlib
import random
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import unittest

import proof
from terraform import DEPLOY, ROOT, Copy, run, succeeds

# What the second terminal shows at the end of each part.
PROMISES = {
    "approve": "answers as 1.0.0",
    "second": "User-Agent: DMSA/1.1.0",
    "failure": "answers as 1.0.0",
}


def parts():
    """The commands of the walk, part by part, without their comments."""
    text = (DEPLOY / "README.md").read_text()
    found = re.findall(r"<!-- walk: (.*?) -->\n```sh\n(.*?)```", text, re.S)
    return {name: [line for line in (re.sub(r"\s+# .*", "", line) for line in block.splitlines()) if line] for name, block in found}


def free_ports():
    """The first of three ports that nobody uses, below those that systems give to outgoing connections."""
    while True:
        first = random.randrange(20000, 30000)
        with contextlib.suppress(OSError), contextlib.ExitStack() as taken:
            for port in range(first, first + 3):
                taken.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


class Walk(unittest.TestCase):
    def setUp(self):
        self.copy = Copy()
        self.addCleanup(self.copy.close)
        self.folder = self.copy.deploy.parent
        shutil.copy(ROOT / ".gitignore", self.folder)
        (self.folder / "target" / "deploy").mkdir(parents=True)
        (self.folder / "target" / "deploy" / "python").symlink_to(sys.prefix)
        for command in ("init -q", "config user.name Someone", "config user.email someone@example.org", "add -A", "commit -qm Clone"):
            succeeds(run(["git", *command.split()], cwd=self.folder))
        self.said = ""

    def test_a_stranger_gets_through(self):
        walk = parts()
        self.assertEqual(["terminal 1", "terminal 2", "approve", "second", "failure"], list(walk))
        self.first_terminal(walk["terminal 1"])
        for name in ("terminal 2", "approve", "second", "failure"):
            if name == "second":
                self.copy.start_provider(self.mock_environment())
            for command in walk[name]:
                self.second_terminal(command, fails=name == "failure" and command.endswith("apply") and "rollback" not in self.done)
            self.assertIn(PROMISES.get(name, "approve"), self.said)
        proof.row("cookbook", "every command of “Try it without AWS”, as printed", "release 1, release 2, a release that fails, and the rollback happen as the page says")
        proof.check(self, "cookbook")

    def first_terminal(self, commands):
        install, stand_in = commands
        self.assertEqual("scripts/install-deploy-tools", install)
        # Its usual ports may be somebody else's here.
        command = [*shlex.split(stand_in), "--port", str(free_ports())]
        running = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(running.stdout.close)
        self.addCleanup(running.wait)
        self.addCleanup(running.terminate)
        said = running.stdout.readline()
        self.assertIn(". target/deploy/mock.env", said)
        self.done = ""

    def mock_environment(self):
        """What `mock.env` sets. The first release was made without the provider that the others share."""
        said = succeeds(run(["bash", "-c", ". target/deploy/mock.env && env -0"], cwd=self.folder, env=self.copy.environment)).stdout
        return dict(line.split("=", 1) for line in said.split("\0") if line)

    def second_terminal(self, command, fails):
        if "FINGERPRINT" in command:
            command = command.replace("FINGERPRINT", re.search(r"dmsa-deploy approve (\w+)", self.said)[1])
        started = time.monotonic()
        done = run(["bash", "-c", f"if [ -e target/deploy/mock.env ]; then . target/deploy/mock.env; fi\n{command}"], cwd=self.folder, env=self.copy.environment)
        print(f"{time.monotonic() - started:5.1f} s  {command}")
        # Some commands, such as those of git, say nothing.
        self.said = done.stdout or self.said
        self.done += command
        self.assertEqual(1 if fails else 0, done.returncode, f"{command}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    unittest.main()
