"""The tests of the rules are themselves tested: each rule is broken once in a copy, and a test must fail for it.

All copies are modules of one folder, so that Terraform starts and reads the provider once for all of them.
"""

import io
import json
import re
import shutil
import unittest

import proof
import test_rules
from terraform import NOT_SHIPPED, SHIPPED, Copy

SOURCE = "test_rules.py"

# What is broken, in which file, the text and what takes its place, and the tests that must catch it.
MUTANTS = [
    ("the ssh group is on the balancer", "load_balancer.tf", "[aws_security_group.public.id, ", "[aws_security_group.ssh.id, aws_security_group.public.id, ", "security_groups"),
    ("the public group is on the instance", "main.tf", "[aws_security_group.internal.id, ", "[aws_security_group.public.id, aws_security_group.internal.id, ", "security_groups"),
    ("port 22 is open to anybody", "security_groups.tf", "var.private_cidr", '"0.0.0.0/0"', "security_groups"),
    ("port 22 is open on the balancer's group", "security_groups.tf", "{ http = 80, https = 443 }", "{ http = 80, https = 443, ssh = 22 }", "security_groups"),
    ("the internal group is open to anybody", "security_groups.tf", "referenced_security_group_id = aws_security_group.internal.id", 'cidr_ipv4 = "0.0.0.0/0"', "security_groups"),
    ("everything may go out", "security_groups.tf", "  from_port         = 443\n  to_port           = 443\n", "  from_port         = 0\n  to_port           = 65535\n", "security_groups"),
    ("the balancer may go out too", "security_groups.tf", 'egress_rule" "image_pull" {\n  security_group_id = aws_security_group.ssh.id', 'egress_rule" "image_pull" {\n  security_group_id = aws_security_group.internal.id', "security_groups"),
    ("HTTPS has no listener", "load_balancer.tf", re.compile(r'resource "aws_lb_listener" "https" {.*?\n}\n', re.S), "", "load_balancer"),
    ("HTTP has no listener", "load_balancer.tf", re.compile(r'resource "aws_lb_listener" "http" {.*?\n}\n', re.S), "", "load_balancer"),
    ("HTTP is redirected unasked", "load_balancer.tf", '? "redirect" : "forward"', '? "forward" : "redirect"', "load_balancer"),
    ("old TLS is spoken", "load_balancer.tf", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08", "load_balancer"),
    ("any certificate will do", "load_balancer.tf", "var.certificate_domain", '"*.example.org"', "load_balancer"),
    ("the balancer is internal", "load_balancer.tf", "= false", "= true", "load_balancer"),
    ("the balancer can be deleted", "load_balancer.tf", "enable_deletion_protection = true", "enable_deletion_protection = false", "load_balancer"),
    ("invalid headers are passed on", "load_balancer.tf", "drop_invalid_header_fields = true", "drop_invalid_header_fields = false", "load_balancer"),
    ("the balancer is named like the rest", "load_balancer.tf", "var.balancer_name\n  load", "var.name\n  load", "load_balancer"),
    ("health is asked of the front page", "variables.tf", 'default     = "/readyz"', 'default     = "/"', "load_balancer"),
    ("a container is killed before its instance has left the balancer", "main.tf", "stop_timeout         = 45", "stop_timeout         = 10", "load_balancer"),
    ("a request may take longer than an instance stays", "main.tf", "longest_request      = 20", "longest_request      = 60", "load_balancer"),
    ("the container closes connections that the balancer keeps", "main.tf", "container_idle       = 75", "container_idle       = 15", "load_balancer"),
    ("old instance metadata is answered", "main.tf", '"required"', '"optional"', "release"),
    ("a container can reach the metadata", "main.tf", "hop_limit = 1", "hop_limit = 2", "release"),
    ("the root volume is not encrypted", "main.tf", "encrypted             = true", "encrypted             = false", "release"),
    ("nothing waits for health", "main.tf", "wait_for_elb_capacity     = var.instance_count\n", "", "release"),
    ("the group looks at machines, not at the service", "main.tf", '"ELB"', '"EC2"', "release"),
    ("instances are not registered", "main.tf", "target_group_arns   = [aws_lb_target_group.this.arn]\n", "", "release"),
    ("two releases share a name", "main.tf", "-${local.release}-\"", '-"', "release"),
    ("the digest is left out", "main.tf", '"${var.image_repository}:${var.image_tag}@${var.image_digest}"\n    settings', '"${var.image_repository}:${var.image_tag}"\n    settings', "release"),
    ("latest is a version", "variables.tf", "(-[0-9A-Za-z.]+)?$", "(-[0-9A-Za-z.]+)?$|^latest$", "validation"),
    ("SSH may come from public addresses", "variables.tf", "can(cidrhost(var.private_cidr, 0)) && anytrue([", "can(cidrhost(var.private_cidr, 0)) || anytrue([", "validation"),
    ("an apply need not wait", "variables.tf", "^[1-9][0-9]*(s|m)$", "^[0-9]+(s|m)?$", "validation"),
    ("a new group is not verified", "verification.tf", "[aws_autoscaling_group.release.id]", '["once"]', "release"),
    ("the instance may do more than write its log", "logs.tf", '"logs:PutLogEvents"]', '"logs:PutLogEvents", "s3:*"]', "release"),
    ("certificates with EC keys are not found", "load_balancer.tf", ', "EC_prime256v1", "EC_secp384r1"', "", "load_balancer"),
    ("one zone without capacity fails a release", "main.tf", "ignore_failed_scaling_activities = true", "ignore_failed_scaling_activities = false", "release"),
    ("the only instance is ended before it is replaced", "main.tf", "min_healthy_percentage = 100", "min_healthy_percentage = 0", "release"),
    ("a policy that denies counts for access logs", "access_logs.tf", 'statement.Effect == "Allow" &&', "", "access_logs"),
    ("whoever may write counts for access logs", "access_logs.tf", "local.log_writers)) > 0", "local.log_writers)) >= 0", "access_logs"),
    ("nobody asks the new group", "verification.tf", "../dmsa-deploy' watch", "../dmsa-deploy' --help", SOURCE),
    ("prevent_destroy is gone", "load_balancer.tf", "    prevent_destroy = true\n", "", SOURCE),
    ("the old group is destroyed first", "main.tf", "    create_before_destroy = true\n    # Whatever", "    # Whatever", SOURCE),
    ("a group may be changed in place", "main.tf", "    replace_triggered_by = [aws_launch_template.release]\n", "", SOURCE),
]



class Mutants(unittest.TestCase):
    def setUp(self):
        self.copy = Copy()
        self.addCleanup(self.copy.close)
        self.tests = self.copy.terraform / "tests"
        for path in self.tests.glob("*.tftest.hcl"):
            path.unlink()

    def test_every_mutant_is_caught(self):
        # The control: unchanged files pass in the same way as mutants fail.
        catchers = sorted({catcher for *_, catcher in MUTANTS} - {SOURCE})
        for catcher in catchers:
            self.add(f"sound_{catcher}", catcher)
        for number, mutant in enumerate(MUTANTS):
            folder = self.add(f"mutant_{number}", mutant[-1])
            self.spoil(folder, *mutant[:-1])
        self.copy.init()
        failures = self.failures()
        self.assertEqual([], [name for name in failures if name.startswith("sound_")])
        for number, (what, *_, catcher) in enumerate(MUTANTS):
            with self.subTest(what):
                by, says = self.by_source(number) if catcher is SOURCE else (f"{catcher}.tftest.hcl", failures.get(f"mutant_{number}"))
                self.assertTrue(says, f"{what}: no test fails")
                proof.row("mutants", what, f"`{by}`", says)
        proof.check(self, "mutants")

    def add(self, name, catcher):
        """A copy of the shipped files as a module, and the test file of a catcher that judges it."""
        folder = self.copy.terraform / name
        shutil.copytree(SHIPPED, folder, ignore=lambda *found: NOT_SHIPPED(*found) | {"tests"})
        if catcher is not SOURCE:
            text = (SHIPPED / "tests" / f"{catcher}.tftest.hcl").read_text()
            text = re.sub(r'^run "\w+" {\n', rf'\g<0>  module {{\n    source = "./{name}"\n  }}\n', text, flags=re.M)
            (self.tests / f"{name}.tftest.hcl").write_text(text)
        return folder

    def spoil(self, folder, what, name, old, new):
        path = folder / name
        sound = path.read_text()
        mutant = old.sub(new, sound) if isinstance(old, re.Pattern) else sound.replace(old, new)
        self.assertNotEqual(sound, mutant, f"{what}: the text to replace is no longer there")
        path.write_text(mutant)

    def failures(self):
        """What Terraform says about each test file that fails: the message of the failed assertion, or of Terraform."""
        said, failed = {}, set()
        for line in self.copy.run("test", "-json").stdout.splitlines():
            event = json.loads(line)
            if event["type"] == "test_file" and event["test_file"].get("status") in ("fail", "error"):
                failed.add(name_of(event["test_file"]["path"]))
            if event["type"] == "diagnostic" and event["diagnostic"]["severity"] == "error":
                diagnostic = event["diagnostic"]
                ours = diagnostic["summary"] == "Test assertion failed"
                said.setdefault(name_of(event["@testfile"]), diagnostic["detail"] if ours else f"Terraform: {diagnostic['summary']}")
        return {name: said[name] for name in failed}

    def by_source(self, number):
        changed = type("Changed", (test_rules.Source,), {"folder": self.copy.terraform / f"mutant_{number}"})
        result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(changed))
        wrong = [test for test, _ in [*result.failures, *result.errors]]
        return SOURCE, wrong and getattr(wrong[0], "test_case", wrong[0])._testMethodName.removeprefix("test_").replace("_", " ")


def name_of(path):
    """The name of a test file."""
    return path.removeprefix("tests/").removesuffix(".tftest.hcl")


if __name__ == "__main__":
    unittest.main()
