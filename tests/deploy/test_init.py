"""The script of an instance, as Terraform renders it, run for real with stand-ins for docker and systemctl."""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from terraform import DEPLOY, Copy, run, succeeds

IMAGE = "dbhi/data-models-sqlalchemy:1.2.3@sha256:" + "0" * 64
# Notes how it was called; fails as often as the file `failures` has lines. No image is here before it is pulled.
STUB = """#!/bin/bash
printf '%s\\n' "$(basename "$0") $(printf '%q ' "$@")" >>"$CALLS/calls"
if [ "$1 $2" = 'image inspect' ]; then [ -e "$CALLS/is-there" ] || exit 1; fi
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

    def test_the_instance_of_the_first_run_needs_no_role(self):
        """The command that the checklist prints gives the same script, but for the log, which stays on the instance."""
        text = (DEPLOY / "FIRST-RUN.md").read_text().replace("\\|", "|")
        (command,) = [part for part in text.split("`") if "terraform -chdir" in part and " console " in part]
        done = run(["bash", "-c", command.replace("deploy/terraform", str(self.copy.terraform))], env=self.copy.environment)
        script = base64.b64decode(json.loads(succeeds(done).stdout)).decode()
        self.assertIn("--log-driver local", script)
        self.assertNotIn("awslogs", script)
        self.assertIn("image='dbhi/data-models-sqlalchemy:1.0.0'", script)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("docker", "systemctl", "sleep"):
            stub = self.folder / name
            stub.write_text(STUB)
            stub.chmod(0o755)

    def boot(self):
        """Runs the user data, with folders of the test in place of the machine's; what was called."""
        text = self.script.read_text()
        for folder in ("/usr/local/sbin", "/etc/systemd/system"):
            text = text.replace(f">{folder}/", f">{self.folder}/").replace(f"chmod 755 {folder}/", f"chmod 755 {self.folder}/")
        done = run(["bash", "-c", text], env=self.environment())
        return done, self.calls()

    def start(self):
        """Starts the service as its unit does."""
        succeeds(self.boot()[0])
        (self.folder / "calls").unlink()
        done = run([self.folder / "dmsa-start"], env=self.environment())
        return done, self.calls()

    def environment(self):
        return {"PATH": f"{self.folder}:/usr/bin:/bin", "CALLS": str(self.folder)}

    def calls(self):
        return (self.folder / "calls").read_text().splitlines()

    def test_both_scripts_are_clean_under_shellcheck(self):
        self.boot()
        for script in (self.script, self.folder / "dmsa-start"):
            with self.subTest(script.name):
                succeeds(run([pathlib.Path(sys.executable).with_name("shellcheck"), script]))

    def test_the_agent_joins_no_cluster(self):
        _, calls = self.boot()
        self.assertEqual(["systemctl --no-block stop ecs.service ", "systemctl mask ecs.service "], calls[:2])

    def test_a_machine_without_the_agent_will_do(self):
        (self.folder / "no-ecs").write_text("")
        done, calls = self.boot()
        self.assertIn("systemctl enable docker.service dmsa.service ", calls, done.stderr)

    def test_user_data_waits_for_nothing(self):
        done, calls = self.boot()
        succeeds(done)
        self.assertEqual(
            ["systemctl daemon-reload ", "systemctl enable docker.service dmsa.service ", "systemctl --no-block start dmsa.service "], calls[2:],
        )

    def test_the_service_starts_after_docker(self):
        self.boot()
        unit = (self.folder / "dmsa.service").read_text()
        for line in ("After=docker.service network-online.target", "Requires=docker.service", "ExecStart=/usr/local/sbin/dmsa-start", "TimeoutStopSec=60", "Restart=always"):
            with self.subTest(line):
                self.assertIn(f"\n{line}\n", unit)
        if shutil.which("systemd-analyze"):
            # Neither Docker nor the script need be on the machine of the test.
            text = unit.replace("/usr/local/sbin/dmsa-start", "/bin/true").replace("/usr/bin/docker", "/bin/true").replace("Requires=docker.service\n", "")
            (self.folder / "dmsa.service").write_text(text)
            succeeds(run(["systemd-analyze", "verify", "--man=no", self.folder / "dmsa.service"]))

    def test_the_image_is_pulled_by_its_digest_and_run(self):
        done, calls = self.start()
        succeeds(done)
        self.assertEqual([f"docker image inspect {IMAGE} ", f"docker pull --quiet {IMAGE} ", "docker rm --force dmsa "], calls[:3])
        words = calls[3]
        self.assertTrue(words.startswith("docker run --name dmsa "), words)
        self.assertTrue(words.endswith(f"{IMAGE} serve "), words)
        for option in (
            "--publish 80:80", "--read-only", "--cap-drop ALL", "--security-opt no-new-privileges", "--stop-timeout 45",
            "--log-driver awslogs", "--log-opt awslogs-group=/dmsa/service", "--log-opt tag=1.2.3/\\{\\{.ID\\}\\}",
            "--env DMSA_HEAD_TIMEOUT=75s", "--env DMSA_WRITE_TIMEOUT=20s", "--env DMSA_DRAIN=10s",
            "--env DMSA_PREFIX=/it\\'s\\ \\$HOME",
        ):
            with self.subTest(option):
                self.assertIn(f" {option} ", words)

    def test_an_image_that_is_there_is_not_asked_for_again(self):
        (self.folder / "is-there").write_text("")
        done, calls = self.start()
        succeeds(done)
        self.assertFalse([call for call in calls if call.startswith("docker pull")])

    def test_a_pull_that_fails_is_tried_again_for_minutes(self):
        (self.folder / "failures").write_text("\n" * 8)
        done, calls = self.start()
        succeeds(done)
        self.assertEqual(9, sum(call.startswith("docker pull") for call in calls))
        waited = sum(int(call.split()[1]) for call in calls if call.startswith("sleep"))
        self.assertGreater(waited, 200)

    def test_without_its_image_nothing_is_run(self):
        (self.folder / "failures").write_text("\n" * 20)
        done, calls = self.start()
        self.assertEqual(1, done.returncode)
        self.assertIn("could not be pulled", done.stderr)
        self.assertFalse([call for call in calls if call.startswith("docker run")])


if __name__ == "__main__":
    unittest.main()
