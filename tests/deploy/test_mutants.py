"""The tests of the rules are themselves tested: each rule is broken once in a copy, and a test must fail for it."""

import io
import re
import unittest

import proof
import test_rules
from terraform import Copy

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
    ("health is asked of the front page", "load_balancer.tf", '"/readyz"', '"/"', "load_balancer"),
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
    ("prevent_destroy is gone", "load_balancer.tf", "    prevent_destroy = true\n", "", SOURCE),
    ("the old group is destroyed first", "main.tf", "    create_before_destroy = true\n    # Whatever", "    # Whatever", SOURCE),
    ("a group may be changed in place", "main.tf", "    replace_triggered_by = [aws_launch_template.release]\n", "", SOURCE),
]


class Mutants(unittest.TestCase):
    def test_every_mutant_is_caught(self):
        copy = Copy()
        self.addCleanup(copy.close)
        copy.init()
        for what, name, old, new, catcher in MUTANTS:
            with self.subTest(what):
                path = copy.terraform / name
                sound = path.read_text()
                mutant = old.sub(new, sound) if isinstance(old, re.Pattern) else sound.replace(old, new)
                self.assertNotEqual(sound, mutant, "the text to replace is no longer there")
                path.write_text(mutant)
                try:
                    caught = by_source(copy) if catcher is SOURCE else by_plan(copy, catcher)
                finally:
                    path.write_text(sound)
                self.assertTrue(caught, f"{what}: no test fails")
                proof.row("mutants", what, caught)
        proof.check(self, "mutants")


def by_plan(copy, name):
    """Which native test fails; None if all pass."""
    done = copy.run("test", f"-filter=tests/{name}.tftest.hcl")
    return f"`{name}.tftest.hcl`" if done.returncode else None


def by_source(copy):
    changed = type("Changed", (test_rules.Source,), {"folder": copy.terraform})
    result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(changed))
    return f"`{SOURCE}`" if result.failures or result.errors else None


if __name__ == "__main__":
    unittest.main()
