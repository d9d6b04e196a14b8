"""The script of an instance, as Terraform renders it, run for real with stand-ins for docker and systemctl."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from terraform import Copy, run, succeeds

IMAGE = "dbhi/data-models-sqlalchemy:1.2.3@sha256:" + "0" * 64
# Notes how it was called; fails as often as the file `failures` has lines.
STUB = """#!/bin/bash
printf '%s\\n' "$(basename "$0") $(printf '%q ' "$@")" >>"$CALLS/calls"
if [ "$1" = pull ] && [ -s "$CALLS/failures" ]; then sed -i 1d "$CALLS/failures"; exit 1; fi
if [ "$1" = --no-block ] && [ -e "$CALLS/no-ecs" ]; then exit 5; fi
"""


class Init(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.close)
        cls.copy.init()
        cls.script = cls.copy.root / "rendered.sh"
        cls.script.write_text(cls.rendered())

    @classmethod
    def rendered(cls):
        """init.sh as main.tf renders it: the expression is taken from there, its values come from Terraform's console."""
        variables = [f"-var=image_tag={IMAGE.split(':')[1].split('@')[0]}", f"-var=image_digest={IMAGE.split('@')[1]}"]
        settings = '-var=settings={"DMSA_PREFIX":"/it\'s $HOME"}'
        # No backend, no AWS: the console evaluates what depends on variables alone.
        (cls.copy.terraform / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        cls.copy.init("-reconfigure")
        command = ["terraform", f"-chdir={cls.copy.terraform}", "console", *variables, settings]
        done = subprocess.run(command, input="jsonencode(local.user_data)\n", capture_output=True, text=True, env=cls.copy.environment, check=False)
        return json.loads(json.loads(succeeds(done).stdout))

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("docker", "systemctl", "sleep"):
            stub = self.folder / name
            stub.write_text(STUB)
            stub.chmod(0o755)

    def start(self):
        done = run(["bash", self.script], env={"PATH": f"{self.folder}:/usr/bin:/bin", "CALLS": str(self.folder)})
        return done, (self.folder / "calls").read_text().splitlines()

    def test_it_is_clean_under_shellcheck(self):
        succeeds(run([pathlib.Path(sys.executable).with_name("shellcheck"), self.script]))

    def test_the_agent_joins_no_cluster(self):
        _, calls = self.start()
        self.assertEqual(["systemctl --no-block stop ecs.service ", "systemctl mask ecs.service "], calls[:2])

    def test_a_machine_without_the_agent_will_do(self):
        (self.folder / "no-ecs").touch()
        done, calls = self.start()
        succeeds(done)
        self.assertIn("docker run", calls[-1])

    def test_the_image_is_pulled_by_its_digest_and_run(self):
        done, calls = self.start()
        succeeds(done)
        self.assertEqual(f"docker pull --quiet {IMAGE} ", calls[3])
        words = calls[4]
        self.assertTrue(words.startswith("docker run --detach --name dmsa "), words)
        self.assertTrue(words.endswith(f"{IMAGE} serve "), words)
        for option in (
            "--restart always", "--publish 80:80", "--read-only", "--cap-drop ALL", "--security-opt no-new-privileges",
            "--stop-timeout 45", "--log-driver local", "--log-opt max-size=10m", "--log-opt max-file=5",
            "--env DMSA_HEAD_TIMEOUT=75s", "--env DMSA_WRITE_TIMEOUT=20s", "--env DMSA_DRAIN=10s",
            "--env DMSA_PREFIX=/it\\'s\\ \\$HOME",
        ):
            with self.subTest(option):
                self.assertIn(f" {option} ", words)

    def test_a_pull_that_fails_is_tried_again(self):
        (self.folder / "failures").write_text("1\n2\n")
        done, calls = self.start()
        succeeds(done)
        self.assertEqual(3, sum(call.startswith("docker pull") for call in calls))

    def test_without_its_image_nothing_is_run(self):
        (self.folder / "failures").write_text("\n" * 20)
        done, calls = self.start()
        self.assertEqual(1, done.returncode)
        self.assertIn("could not be pulled", done.stderr)
        self.assertFalse([call for call in calls if call.startswith("docker run")])


if __name__ == "__main__":
    unittest.main()
