"""What the account of a site may bring: tags that it puts on everything, another account's credentials, a bucket for access logs."""

import json
import unittest

from sites import Site
from terraform import succeeds
from test_mock import changes

BUCKET = "research-logs"


class Accounts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site(tags=("1.0.0", "1.1.0"))
        cls.addClassCleanup(cls.site.close)
        cls.values = cls.site.deploy / "terraform" / "terraform.tfvars"
        cls.shipped = cls.values.read_text()
        cls.access_logs_before_anything_is_made()
        bundle = cls.site.planned("plan", "1.0.0")
        cls.site.approve(bundle)
        succeeds(cls.site.tool("apply", bundle))
        cls.site.commit("Release 1.0.0")

    @classmethod
    def access_logs_before_anything_is_made(cls):
        """What the tool says of a bucket without a policy, with another's, and with the right one, at the first plan."""
        store = cls.site.mock.client("s3")
        store.create_bucket(Bucket=BUCKET)
        cls.set(f'access_logs_bucket = "{BUCKET}"')
        cls.said = {"no policy": cls.site.tool("plan", "1.0.0")}
        for name, writer in (("another's", "delivery.logs.amazonaws.com"), ("well", "logdelivery.elasticloadbalancing.amazonaws.com")):
            statement = {"Effect": "Allow", "Principal": {"Service": writer}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{BUCKET}/data-models-sqlalchemy/AWSLogs/123456789012/*"}
            store.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
            cls.said[name] = cls.site.tool("plan", "1.0.0")
        cls.set()

    @classmethod
    def set(cls, *lines):
        """Makes the site's values the shipped ones and these."""
        cls.values.write_text(cls.shipped + "".join(f"{line}\n" for line in lines))
        cls.site.commit("Set values")

    def setUp(self):
        self.addCleanup(self.set)

    def refused(self, done, *says):
        self.assertEqual(3, done.returncode, done.stdout + done.stderr)
        for part in says:
            self.assertIn(part, " ".join(done.stderr.split()))

    def test_a_bucket_for_access_logs_must_let_balancers_write(self):
        self.refused(self.said["no policy"], "The bucket for access logs is not ready", "Access logs")
        self.refused(self.said["another's"], "does not let balancers write", f"arn:aws:s3:::{BUCKET}/data-models-sqlalchemy/AWSLogs/123456789012/", "What to do:")
        succeeds(self.said["well"])
        self.assertEqual([self.site.balancer()[1]], [self.site.copy.run("output", "-raw", "balancer_dns_name").stdout])

    def test_credentials_of_another_account_are_refused(self):
        self.set('account_id = "999999999999"')
        self.refused(self.site.tool("plan", "1.1.0"), "another AWS account")

    def test_settings_are_shown_by_name_and_value(self):
        self.set('account_id = "123456789012"', 'settings = { DMSA_REFRESH = "1h" }')
        bundle = self.site.planned("plan", "1.1.0")
        self.assertIn("setting DMSA_REFRESH = 1h\n", succeeds(self.site.tool("review", bundle)).stdout)

    def test_tags_of_the_account_are_left_alone_once_they_are_named(self):
        arn, _ = self.site.balancer()
        balancers = self.site.mock.client("elbv2")
        balancers.add_tags(ResourceArns=[arn], Tags=[{"Key": "CostCentre", "Value": "17"}, {"Key": "audit:owner", "Value": "it"}])
        # The balancer may not change, so that a plan that would take the tags away is refused; it says which they are.
        self.refused(self.site.tool("plan", "1.1.0"), "the balancer must stay", "Only its tags differ", "foreign_tags: CostCentre, audit:owner")
        self.set('foreign_tags         = ["CostCentre"]', 'foreign_tag_prefixes = ["audit:"]')
        self.assertNotIn("aws_lb.this", changes(self.site.planned("plan", "1.1.0")))
        allowed, called = self.site.permissions()
        self.assertEqual(set(), called - allowed)


if __name__ == "__main__":
    unittest.main()
