"""What the policy lets through and what it refuses, on plans that Terraform made (test_mock.py and test_adoption.py keep them)."""

import copy
import sys
import unittest

import plans
import proof
from terraform import DEPLOY
from test_order import Order  # noqa: F401 (the order that the policy relies on: its tests run with these)

sys.path.insert(0, str(DEPLOY))
from dmsa_deploy.policy import Intent, judge  # noqa: E402 (found only after the line above)

GROUP = "aws_autoscaling_group.release"
LISTENER = "aws_lb_listener.https"


def intent(plan, **other):
    """What the plan says it is for."""
    variables = {name: value["value"] for name, value in plan["variables"].items()}
    facts = {"action": "deploy", "tag": variables["image_tag"], "digest": variables["image_digest"], "repository": variables["image_repository"], "deployed": "1.0.0"}
    return Intent(**{**facts, **other})


def changed(plan, address, actions, **more):
    """The plan, but for what it does with one resource."""
    plan = copy.deepcopy(plan)
    for change in plan["resource_changes"]:
        if change["address"] == address:
            change["change"]["actions"] = actions
            change.update(more)
    return plan


class Policy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first, cls.second, cls.after_failure, cls.untainted, cls.adoption = map(
            plans.load, ("first", "second", "after_failure", "untainted", "adoption"),
        )

    def test_real_plans_that_are_well(self):
        for name, plan, deployed in (
            ("first release", self.first, None),
            ("second release", self.second, "1.0.0"),
            ("rollback after a release that failed", self.after_failure, "1.1.0"),
            ("first release, of an existing deployment that is adopted", self.adoption, None),
        ):
            with self.subTest(name):
                self.assertEqual([], judge(plan, intent(plan, deployed=deployed, action="rollback" if "rollback" in name else "deploy")))

    def test_what_is_refused(self):
        second = self.second
        cases = [
            ("the balancer is replaced", changed(second, "aws_lb.this", ["delete", "create"]), "balancer must stay"),
            ("the balancer is replaced, created first", changed(second, "aws_lb.this", ["create", "delete"]), "balancer must stay"),
            ("the balancer is destroyed", changed(second, "aws_lb.this", ["delete"]), "balancer must stay"),
            ("the balancer is changed in place", changed(second, "aws_lb.this", ["update"]), "balancer must stay"),
            ("the balancer is created a second time", changed(second, "aws_lb.this", ["create"]), "balancer must stay"),
            ("the old group is destroyed first", changed(second, GROUP, ["delete", "create"]), "before the new one serves"),
            ("the group is destroyed", changed(second, GROUP, ["delete"]), "without a successor"),
            ("the group is changed in place", changed(second, GROUP, ["update"]), "not expected"),
            ("the group stays as it is", changed(second, GROUP, ["no-op"]), "releases nothing"),
            ("what serves is destroyed as a leftover (after `untaint`)", self.untainted, "without a successor"),
            ("a listener is replaced", changed(second, LISTENER, ["delete", "create"]), "requests would be lost"),
            ("the target group is replaced", changed(second, "aws_lb_target_group.this", ["create", "delete"]), "requests would be lost"),
            ("a security group is changed", changed(second, "aws_security_group.ssh", ["update"]), "not expected"),
            ("a rule is added", changed(second, "aws_vpc_security_group_ingress_rule.ssh", ["create"]), "not expected"),
            ("the template is changed in place", changed(second, "aws_launch_template.release", ["update"]), "not expected"),
            ("the new group is not verified", changed(second, "terraform_data.verification", ["no-op"]), "Nothing would verify"),
            ("it was made with targets", {**second, "complete": False}, "part of a plan"),
            ("it failed half-way", {**second, "errored": True}, "part of a plan"),
        ]
        for what, plan, says in cases:
            with self.subTest(what):
                wrong = " ".join(judge(plan, intent(plan)))
                self.assertIn(says, wrong)
                proof.row("policy", what, "refused: " + says)
        proof.check(self, "policy")

    def test_another_image_than_asked_for(self):
        for name, value in (("tag", "1.2.0"), ("digest", "sha256:" + "0" * 64), ("repository", "somebody/else")):
            with self.subTest(name):
                self.assertIn(f"Its image_{name} is", " ".join(judge(self.second, intent(self.second, **{name: value}))))

    def test_nothing_waits_for_health(self):
        for name, value in (("wait_for_elb_capacity", 0), ("wait_for_elb_capacity", None), ("wait_for_capacity_timeout", "0")):
            plan = copy.deepcopy(self.second)
            (group,) = [change for change in plan["resource_changes"] if change["address"] == GROUP]
            group["change"]["after"][name] = value
            with self.subTest(name=name, value=value):
                self.assertIn("nothing would wait", " ".join(judge(plan, intent(plan))))

    def test_what_is_expected_may_change_and_the_balancer_never(self):
        plan = changed(self.second, LISTENER, ["update"])
        self.assertEqual([], judge(plan, intent(plan, expected=[LISTENER])))
        plan = changed(self.second, "aws_lb.this", ["update"])
        self.assertTrue(judge(plan, intent(plan, expected=["aws_lb.this"])))
        plan = changed(self.second, LISTENER, ["delete"])
        self.assertTrue(judge(plan, intent(plan, expected=[LISTENER])))

    def test_the_deployed_tag_again(self):
        nothing = copy.deepcopy(self.second)
        for change in nothing["resource_changes"]:
            change["change"]["actions"] = ["no-op"]
        self.assertEqual(["It changes nothing."], judge(nothing, intent(nothing, action="again")))
        certificate = changed(nothing, LISTENER, ["update"])
        self.assertEqual([], judge(certificate, intent(certificate, action="again", expected=[LISTENER])))
        self.assertIn("not expected", " ".join(judge(certificate, intent(certificate, action="again"))))
        self.assertEqual([], judge(self.second, intent(self.second, action="again")))

    def test_a_first_deployment_destroys_nothing(self):
        plan = changed(self.first, "aws_security_group.ssh", ["delete"])
        self.assertIn("not expected", " ".join(judge(plan, intent(plan, deployed=None))))

    def test_adoption_never_replaces_the_balancer(self):
        for actions in (["delete", "create"], ["create", "delete"]):
            plan = changed(self.adoption, "aws_lb.this", actions)
            self.assertIn("balancer must stay", " ".join(judge(plan, intent(plan, deployed=None))))


if __name__ == "__main__":
    unittest.main()
