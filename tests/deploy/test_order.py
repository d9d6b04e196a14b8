"""In which order Terraform creates, verifies and destroys, with the shipped verification and a group that is only a name: no provider is needed."""

import json
import pathlib
import tempfile
import unittest

from terraform import SHIPPED, environment, run, succeeds

GROUP = """
variable "image_tag" { type = string }
variable "public_name" { default = "" }
variable "verification_seconds" { default = 0 }
variable "verification_timeout" { default = 0 }

resource "terraform_data" "group" {
  triggers_replace = [var.image_tag]
  lifecycle { create_before_destroy = true }
}
"""


class Order(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = environment(self.folder)
        text = (SHIPPED / "verification.tf").read_text()
        for shipped, here in (
            ("aws_autoscaling_group.release.id", "terraform_data.group.id"),
            ("aws_lb.this.dns_name", '""'),
            ('"${var.region} ${aws_lb_target_group.this.arn} ${aws_autoscaling_group.release.name}"', '""'),
            ("python3 '${path.module}/../dmsa-deploy' watch", "test -e well-${var.image_tag} && echo verified"),
        ):
            self.assertIn(shipped, text)
            text = text.replace(shipped, here)
        (self.folder / "main.tf").write_text(GROUP + text)
        succeeds(self.terraform("init"))
        self.release("1.0.0", well=True)

    def terraform(self, *arguments):
        return run(["terraform", f"-chdir={self.folder}", *arguments, "-no-color"], env=self.environment)

    def release(self, tag, well, *options):
        if well:
            (self.folder / f"well-{tag}").write_text("")
        done = self.terraform("apply", "-auto-approve", f"-var=image_tag={tag}", *options)
        self.assertEqual(0 if well else 1, done.returncode, done.stdout + done.stderr)
        # What it did, not what it planned.
        return done.stdout.partition("\nPlan: ")[2]

    def in_order(self, said, *parts):
        places = [said.find(part) for part in parts]
        self.assertNotIn(-1, places, said)
        self.assertEqual(sorted(places), places, said)

    def test_the_old_group_is_destroyed_after_the_new_one_is_verified(self):
        self.in_order(
            self.release("1.1.0", True), "terraform_data.group: Creation complete", "terraform_data.verification: Creation complete",
            "terraform_data.group (deposed object", "terraform_data.group: Destruction complete",
        )

    def test_without_verification_nothing_is_destroyed(self):
        self.assertNotIn("Destroying", self.release("1.1.0", False))

    def test_the_next_release_destroys_both_after_it_is_verified(self):
        self.release("1.1.0", False)
        said = self.release("1.2.0", True)
        self.in_order(said, "terraform_data.verification: Creation complete", "terraform_data.group (deposed object", "terraform_data.group: Destruction complete")
        # Terraform may count two destructions of one address as one, so the state is asked what is left.
        state = json.loads(self.terraform("state", "pull").stdout)
        (group,) = [resource for resource in state["resources"] if resource["name"] == "group"]
        self.assertEqual([None], [instance.get("deposed") for instance in group["instances"]])

    def test_a_bare_second_try_would_destroy_what_serves_and_replacing_the_group_does_not(self):
        self.release("1.1.0", False)
        plan = self.terraform("plan", "-var=image_tag=1.1.0").stdout
        self.assertRegex(plan, r"terraform_data\.group \(deposed object \w+\) will be destroyed")
        self.assertNotIn("terraform_data.group must be replaced", plan)
        said = self.release("1.1.0", True, "-replace=terraform_data.group")
        self.in_order(said, "terraform_data.group: Creation complete", "terraform_data.verification: Creation complete", "terraform_data.group (deposed object")


if __name__ == "__main__":
    unittest.main()
