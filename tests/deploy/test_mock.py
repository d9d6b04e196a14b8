"""The life of a deployment against moto, from nothing to a rollback, with the shipped files and the tool as they are.

What moto cannot show is not claimed: it starts no machines, and says that every target is healthy. That a release fails
is brought about by the stand-in (deploy/mock), which says of one tag's instances that they are unhealthy.
"""

import hashlib
import json
import shutil
import unittest

import plans
import proof
from sites import Site
from terraform import succeeds

STATE = "data-models-sqlalchemy/terraform.tfstate"
LOCK = {"ID": "2f7c", "Operation": "OperationTypeApply", "Who": "somebody@else", "Version": "1.11.4", "Created": "2026-01-01T00:00:00Z", "Path": STATE}


class Life(unittest.TestCase):
    def test_from_nothing_to_a_rollback(self):
        self.site = Site(tags=("1.0.0", "1.1.0", "1.2.0", "1.3.0"), broken=("1.2.0",), crashing=("1.3.0",), delay=2)
        self.addCleanup(self.site.close)
        self.first_release()
        self.balancer = self.site.balancer()
        self.plan_without_changes()
        self.destroy()
        self.tags_that_may_not_be()
        bundle, other = self.plans_of_the_second_release()
        self.what_is_not_the_approved_plan(bundle)
        self.what_changed_since(bundle)
        self.locked_state(bundle)
        self.second_release(bundle)
        self.stale_plan(other)
        self.release_that_fails()
        self.untaint()
        self.rollback()
        self.release_that_crashes_late()
        self.rollback_after_that()
        self.permissions()
        proof.check(self, "mock")

    def first_release(self):
        bundle = self.site.planned("plan", "1.0.0")
        self.keep("first", bundle)
        actions = changes(bundle)
        self.assertEqual({("create",)}, set(actions.values()))
        self.assertEqual(20, len(actions))
        self.site.approve(bundle)
        said = succeeds(self.site.tool("apply", bundle)).stdout
        self.assertIn("answers as 1.0.0", said)
        self.refused(["plan", "1.1.0"], "deploy/ is not as the last commit has it")
        self.site.commit("Release 1.0.0")
        self.shown("release 1", "20 resources are created, none changed; the public name answers as 1.0.0")

    def plan_without_changes(self):
        done = self.site.copy.run("plan", "-input=false", "-detailed-exitcode", "-var=image_tag=1.0.0", f"-var=image_digest={self.digest('1.0.0')}")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.shown("plan with nothing changed", "exit code 0 of `-detailed-exitcode`: no changes")

    def destroy(self):
        done = self.site.copy.run("plan", "-destroy", "-input=false", "-var=image_tag=1.0.0")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("Instance cannot be destroyed", done.stderr)
        attributes = self.site.mock.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=self.balancer[0])["Attributes"]
        self.assertIn({"Key": "deletion_protection.enabled", "Value": "true"}, attributes)
        self.shown("destroy", "Terraform refuses (`prevent_destroy`), and AWS is told to (deletion protection)")

    def tags_that_may_not_be(self):
        self.refused(["plan", "latest"], "not a released version")
        self.refused(["plan", "9.9.9"], "There is no image")
        self.refused(["plan", "1.0.0"], "not higher")
        self.refused(["rollback", "1.1.0"], "no rollback")
        self.refused(["plan", "1.1.0", "--expect", "aws_lb.this"], "No change of the balancer")
        self.shown("`latest`, a tag that does not exist, one not higher than the deployed", "refused, each with what to do")

    def plans_of_the_second_release(self):
        bundle = self.site.planned("plan", "1.1.0")
        self.keep("second", bundle)
        self.assertEqual(
            {
                "aws_autoscaling_group.release": ("create", "delete"),
                "aws_launch_template.release": ("create", "delete"),
                "terraform_data.verification": ("create", "delete"),
            },
            changes(bundle),
        )
        self.shown("plan of release 2", "template, group and verification are replaced, created first; nothing else changes")
        other = bundle.with_name("other")
        shutil.copytree(bundle, other)
        self.refused(["apply", bundle], "Nobody has approved")
        self.refused(["approve", "0123456789ab", bundle], "not the fingerprint")
        self.shown("plan that nobody approved", "refused")
        self.site.approve(bundle)
        self.site.approve(other)
        return bundle, other

    def what_is_not_the_approved_plan(self, bundle):
        for name, says in (("plan.tfplan", "altered after it was made"), ("plan.txt", "altered"), ("manifest.json", "not this plan")):
            path = bundle / name
            sound = path.read_bytes()
            path.write_bytes(sound + b"\n")
            self.refused(["apply", bundle], says)
            path.write_bytes(sound)
        self.shown("plan, text or manifest altered after the approval", "refused")
        self.refused(["apply", bundle], "minutes old", later=3601)
        self.shown("plan older than an hour", "refused")

    def what_changed_since(self, bundle):
        script = self.site.deploy / "terraform" / "init.sh"
        sound = script.read_text()
        script.write_text(sound + "# changed\n")
        self.refused(["apply", bundle], "deploy/ is not as the last commit has it")
        self.shown("`init.sh` altered", "refused")
        self.site.commit("Change init.sh")
        self.refused(["apply", bundle], "is checked out")
        self.site.git("reset", "--quiet", "--hard", "HEAD~1")
        self.shown("another commit", "refused")
        image = self.site.mock.tags.pop("1.1.0")
        self.refused(["apply", bundle], "There is no image")
        self.site.mock.tags["1.1.0"] = image + b" "
        self.refused(["apply", bundle], "somebody moved the tag")
        self.site.mock.tags["1.1.0"] = image
        self.shown("tag that is gone, or stands for another digest", "refused")
        self.drift(bundle)

    def drift(self, bundle):
        machines = self.site.mock.client("ec2")
        (group,) = machines.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["dmsa-public"]}])["SecurityGroups"]
        hole = {"GroupId": group["GroupId"], "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}
        machines.authorize_security_group_ingress(**hole)
        self.refused(["apply", bundle], "aws_security_group.public")
        machines.revoke_security_group_ingress(**hole)
        self.shown("port 22 opened by hand since the plan (drift)", "refused")

    def locked_state(self, bundle):
        store = self.site.mock.client("s3")
        lock = {"Bucket": "dmsa-state", "Key": f"{STATE}.tflock"}
        store.put_object(**lock, Body=json.dumps(LOCK).encode())
        self.refused(["plan", "1.1.0"], "somebody@else")
        self.refused(["apply", bundle], "the state is locked")
        store.delete_object(**lock)
        self.shown("state that somebody else has locked", "refused, to plan and to apply")

    def second_release(self, bundle):
        said = succeeds(self.site.tool("apply", bundle)).stdout
        self.assertIn("answers as 1.1.0", said)
        # The new instance was not listed when the group was complete.
        self.in_order(
            said, "aws_autoscaling_group.release: Creation complete", "1.1.0 answered all the while",
            "terraform_data.verification: Creation complete", "aws_autoscaling_group.release (deposed object", "aws_autoscaling_group.release: Destruction complete",
        )
        self.site.commit("Release 1.1.0")
        self.assertEqual(["1.1.0"], self.site.mock.serving())
        self.shown("release 2", "the log: new group complete, though its instance is not yet listed; then verified; then the old one destroyed; the public name answers as 1.1.0")

    def stale_plan(self, other):
        # The commit that the plan was made of.
        self.site.git("checkout", "--quiet", "HEAD~1")
        self.refused(["apply", other], "stale")
        self.site.git("checkout", "--quiet", "-")
        done = self.site.copy.run("apply", "-input=false", other / "plan.tfplan")
        self.assertIn("Saved plan is stale", done.stderr)
        self.shown("another plan of before release 2 (stale)", "refused, by the tool and by Terraform")

    def release_that_fails(self):
        bundle = self.site.planned("plan", "1.2.0")
        self.site.approve(bundle)
        done = self.site.tool("apply", bundle)
        self.assertEqual(1, done.returncode)
        self.assertIn("Never `terraform untaint`", done.stderr)
        self.assertNotIn("Destroying", done.stdout)
        self.assertEqual(["1.1.0"], self.site.mock.serving())
        self.retired(bundle, done.stderr)
        said = succeeds(self.site.tool("verify")).stdout
        self.assertIn("answers as 1.1.0", said)
        self.shown("release that never becomes healthy", "the apply fails, nothing is destroyed, 1.1.0 serves on and is what counts as deployed")

    def untaint(self):
        """Somebody calls the failed verification good: Terraform would then destroy what serves."""
        succeeds(self.site.copy.run("untaint", "terraform_data.verification"))
        path = self.site.copy.root / "untainted.tfplan"
        image = ["-var=image_tag=1.2.0", f"-var=image_digest={self.digest('1.2.0')}"]
        succeeds(self.site.copy.run("plan", "-input=false", f"-out={path}", *image))
        plans.keep("untainted", json.loads(succeeds(self.site.copy.run("show", "-json", path)).stdout))
        self.refused(["plan", "1.2.0"], "without a successor")
        succeeds(self.site.copy.run("taint", "terraform_data.verification"))
        self.shown("plan after somebody ran `terraform untaint` on its verification", "refused: what serves would be destroyed")

    def rollback(self):
        self.refused(["plan", "1.0.0"], "dmsa-deploy rollback 1.0.0")
        moved = self.site.mock.tags["1.0.0"]
        self.site.mock.tags["1.0.0"] = moved + b" "
        self.refused(["rollback", "1.0.0"], "somebody moved the tag")
        self.site.mock.tags["1.0.0"] = moved
        self.shown("rollback to a tag that was moved since it was released", "refused: releases.json has its digest")
        bundle = self.site.planned("rollback", "1.0.0")
        self.keep("after_failure", bundle)
        self.site.approve(bundle)
        said = succeeds(self.site.tool("apply", bundle)).stdout
        self.assertIn("answers as 1.0.0", said)
        log = said.splitlines()
        done = next(number for number, line in enumerate(log) if line.startswith("aws_autoscaling_group.release: Creation complete"))
        gone = [number for number, line in enumerate(log) if line.startswith("aws_autoscaling_group.release (deposed object") and "Destroying" in line]
        self.assertEqual(2, len(gone))
        self.assertGreater(min(gone), done)
        self.assertEqual(1, len(self.site.groups()))
        self.site.commit("Roll back to 1.0.0")
        self.shown("rollback to 1.0.0 after it", "new group complete, then 1.1.0 and the failed release destroyed; answers as 1.0.0")

    def retired(self, bundle, said):
        """The failed group has no instances any more, and what they said is kept."""
        self.assertIn("is scaled to zero", said)
        self.assertEqual(1, len(list(bundle.glob("console-*.log"))))
        sizes = {group["DesiredCapacity"] for group in self.site.mock.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]}
        self.assertEqual({0, 1}, sizes)

    def release_that_crashes_late(self):
        bundle = self.site.planned("plan", "1.3.0")
        self.site.approve(bundle)
        done = self.site.tool("apply", bundle)
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        self.in_order(done.stdout, "aws_autoscaling_group.release: Creation complete", "1.3.0 did not answer all the while")
        self.assertNotIn("aws_autoscaling_group.release (deposed object", done.stdout)
        self.retired(bundle, done.stderr)
        self.assertEqual(["1.0.0"], self.site.mock.serving())
        self.assertIn("answers as 1.0.0", succeeds(self.site.tool("verify")).stdout)
        self.shown("release that becomes healthy and crashes some seconds later", "its verification fails, nothing is destroyed, the failed group is scaled to zero, 1.0.0 serves on")

    def rollback_after_that(self):
        bundle = self.site.planned("rollback", "1.0.0")
        self.site.approve(bundle)
        said = succeeds(self.site.tool("apply", bundle)).stdout
        self.in_order(said, "aws_autoscaling_group.release: Creation complete", "terraform_data.verification: Creation complete", "aws_autoscaling_group.release (deposed object", "aws_autoscaling_group.release: Destruction complete")
        self.assertEqual(1, len(self.site.groups()))
        self.shown("rollback to what serves, after it", "a new group of 1.0.0 is verified, then both others are destroyed")

    def permissions(self):
        """The policy that is shipped allows every call that was made, and not to delete the balancer."""
        allowed, called = self.site.permissions()
        self.assertGreater(len(called), 40)
        self.assertEqual(set(), called - allowed)
        self.assertFalse([action for action in allowed if "*" in action or action == "elasticloadbalancing:DeleteLoadBalancer"])
        self.shown("the policy in `deploy/permissions.json`", "allows every call of Terraform that the stand-in saw")

    def keep(self, name, bundle):
        plans.keep(name, json.loads((bundle / "plan.json").read_text()))

    def refused(self, arguments, says, later=0):
        """The tool refuses, says why and what to do, and leaves everything as it was."""
        before = self.site.groups()
        done = self.site.tool(*arguments, later=later)
        self.assertEqual(3, done.returncode, f"{arguments}\n{done.stdout}\n{done.stderr}")
        self.assertIn(says, done.stderr)
        self.assertRegex(done.stderr, r"What to do: \S.{15,}")
        self.assertEqual(before, self.site.groups())

    def shown(self, what, how):
        if hasattr(self, "balancer"):
            self.assertEqual(self.balancer, self.site.balancer(), "the balancer is another")
        proof.row("mock", what, how)

    def in_order(self, said, *parts):
        places = [said.find(part) for part in parts]
        self.assertNotIn(-1, places, said)
        self.assertEqual(sorted(places), places)

    def digest(self, tag):
        return "sha256:" + hashlib.sha256(self.site.mock.tags[tag]).hexdigest()


def changes(bundle):
    """What a plan does, address by address."""
    found = json.loads((bundle / "plan.json").read_text())["resource_changes"]
    return {change["address"]: tuple(change["change"]["actions"]) for change in found if change["change"]["actions"] not in (["no-op"], ["read"])}


if __name__ == "__main__":
    unittest.main()
