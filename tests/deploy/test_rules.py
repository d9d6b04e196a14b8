"""The shipped files: form, rules, what a plan does not show, and tools that look for known mistakes."""

import pathlib
import re
import sys
import unittest

from source import Block
from terraform import ROOT, SHIPPED, Copy, run, succeeds


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.close)
        cls.copy.init()

    def test_the_files_are_formatted(self):
        succeeds(run(["terraform", f"-chdir={SHIPPED}", "fmt", "-check", "-recursive", "-diff"]))

    def test_the_files_are_valid(self):
        succeeds(self.copy.run("validate"))

    def test_the_rules_hold_on_a_plan(self):
        said = succeeds(self.copy.run("test")).stdout
        self.assertRegex(said, r"Success! \d\d passed, 0 failed")

    def test_the_lock_file_covers_the_platforms_of_people(self):
        lock = (SHIPPED / ".terraform.lock.hcl").read_text()
        self.assertRegex(lock, r'version += "5\.\d+\.\d+"')
        # zh: hashes are of the archives of all platforms; h1: is what a mirror of unpacked providers is checked by.
        self.assertGreaterEqual(len(re.findall('"zh:', lock)), 10)
        self.assertIn('"h1:', lock)


class Source(unittest.TestCase):
    """What a plan does not show."""

    folder = SHIPPED

    def block(self, kind, name):
        return Block.of(kind, name, self.folder)

    def test_the_balancer_is_never_destroyed(self):
        self.assertEqual("true", self.block("aws_lb", "this").inner("lifecycle").value("prevent_destroy"))

    def test_nothing_but_its_name_variable_names_the_balancer(self):
        self.assertEqual("var.balancer_name", self.block("aws_lb", "this").value("name"))

    def test_a_release_is_created_before_the_old_one_is_destroyed(self):
        for kind in ("aws_launch_template", "aws_autoscaling_group"):
            with self.subTest(kind):
                self.assertEqual("true", self.block(kind, "release").inner("lifecycle").value("create_before_destroy"))

    def test_no_group_is_changed_in_place_to_a_new_template(self):
        triggers = self.block("aws_autoscaling_group", "release").inner("lifecycle").value("replace_triggered_by")
        self.assertEqual("[aws_launch_template.release]", triggers)

    def test_the_new_group_is_watched_before_the_old_one_is_destroyed(self):
        verification = self.block("terraform_data", "verification")
        self.assertIn("dmsa-deploy' watch", verification.inner("provisioner \"local-exec\"").value("command"))
        self.assertEqual("true", verification.inner("lifecycle").value("create_before_destroy"))

    def test_a_group_waits_for_listeners_and_ways(self):
        text = self.block("aws_autoscaling_group", "release").text
        for needed in ("aws_lb_listener.http", "aws_lb_listener.https", "egress_rule.image_pull", "egress_rule.internal"):
            with self.subTest(needed):
                self.assertIn(needed, text[text.index("depends_on") :])

    def test_every_variable_and_output_says_what_it_is(self):
        for name in ("variables.tf", "outputs.tf"):
            for block in re.findall(r'^(?:variable|output) "(\w+)" {(.*?)^}', (self.folder / name).read_text(), re.S | re.M):
                with self.subTest(block[0]):
                    self.assertIn("description", block[1])


class Tools(unittest.TestCase):
    def test_checkov_finds_nothing_but_what_is_explained(self):
        checkov = pathlib.Path(sys.executable).with_name("checkov")
        command = [checkov, "--directory", SHIPPED, "--framework", "terraform", "--compact", "--quiet", "--skip-download"]
        said = succeeds(run(command)).stdout
        self.assertRegex(said, r"Failed checks: 0, Skipped checks: \d+")

    def test_each_skip_has_its_reason(self):
        for path in SHIPPED.glob("*.tf"):
            for skip in re.findall(r"checkov:skip.*", path.read_text()):
                with self.subTest(skip):
                    self.assertRegex(skip, r"^checkov:skip=CKV2?_AWS_\d+:.{30,}$")

    def test_scripts_are_clean_under_shellcheck(self):
        shellcheck = pathlib.Path(sys.executable).with_name("shellcheck")
        succeeds(run([shellcheck, ROOT / "scripts" / "install-deploy-tools"]))


if __name__ == "__main__":
    unittest.main()
