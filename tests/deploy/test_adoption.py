"""An existing single-instance deployment moves over: same balancer, same DNS name, with the shipped example filled in."""

import json
import unittest

from botocore.exceptions import ClientError

import plans
import proof
from sites import Site
from terraform import succeeds
from test_mock import changes

PLACES = {
    "ARN-OF-THE-BALANCER": "balancer",
    "ARN-OF-ITS-TARGET-GROUP": "targets",
    "ARN-OF-THE-LISTENER-ON-PORT-80": "http",
    "ARN-OF-THE-LISTENER-ON-PORT-443": "https",
    "ID-OF-THE-INTERNAL-GROUP": "internal",
    "ID-OF-ITS-RULE-FOR-PORT-80": "rule",
}


class Adoption(unittest.TestCase):
    def test_the_balancer_stays_what_it_was(self):
        site = Site(tags=("1.0.0",))
        self.addCleanup(site.close)
        old = existing(site.mock)
        balancer = site.balancer()
        # As on AWS, the rule that is there cannot be made a second time: it must be imported.
        again = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": old["internal"]}]}
        with self.assertRaisesRegex(ClientError, "InvalidPermission.Duplicate"):
            site.mock.client("ec2").authorize_security_group_ingress(GroupId=old["internal"], IpPermissions=[again])
        adopt = site.deploy / "terraform" / "adopt.tf"
        text = (site.deploy / "adopt.tf.example").read_text()
        for place, name in PLACES.items():
            text = text.replace(place, old[name])
        adopt.write_text(text)
        values = site.deploy / "terraform" / "terraform.tfvars"
        sound = values.read_text()
        values.write_text(sound + 'health_check_path = "/"\n')
        site.commit("Adopt the old deployment")

        bundle = site.planned("plan", "1.0.0")
        plans.keep("adoption", json.loads((bundle / "plan.json").read_text()))
        found = changes(bundle)
        self.assertEqual(("update",), found["aws_lb.this"])
        self.assertNotIn("delete", {action for actions in found.values() for action in actions})
        # The old instance stays healthy while the new one boots.
        self.assertEqual({"/"}, site.paths())
        proof.row("adoption", "plan with the import blocks filled in", "balancer, listeners, target group and shared group are adopted and changed in place; nothing is destroyed")

        site.approve(bundle)
        succeeds(site.tool("apply", bundle))
        self.assertEqual(balancer, site.balancer())
        registered = site.mock.client("elbv2").describe_target_health(TargetGroupArn=old["targets"])["TargetHealthDescriptions"]
        self.assertEqual(2, len(registered))
        self.assertIn(old["instance"], {target["Target"]["Id"] for target in registered})
        proof.row("adoption", "apply", "the balancer has its ARN and DNS name still; the old instance is registered besides the new one, until somebody deregisters it")

        self.assertEqual({"/"}, site.paths())
        site.mock.client("elbv2").deregister_targets(TargetGroupArn=old["targets"], Targets=[{"Id": old["instance"]}])
        adopt.unlink()
        values.write_text(sound)
        site.commit("The old deployment is adopted")
        self.assertIn("aws_lb_target_group.this", site.tool("plan", "1.0.0", "--again").stderr)
        bundle = site.planned("plan", "1.0.0", "--again", "--expect", "aws_lb_target_group.this")
        site.approve(bundle)
        succeeds(site.tool("apply", bundle))
        self.assertEqual({"/readyz"}, site.paths())
        proof.row("adoption", "health check path, which was kept during the adoption, changed afterwards", "changed in place when the old instance is out of the balancer")
        self.assertIn("changes nothing", site.tool("plan", "1.0.0", "--again").stderr)
        proof.row("adoption", "plan without the import blocks", "no changes")
        self.rename(site)
        proof.check(self, "adoption")

    def rename(self, site):
        """What a state calls otherwise is renamed with a moved block."""
        for path in (site.deploy / "terraform").glob("*.tf"):
            path.write_text(path.read_text().replace("aws_lb.this", "aws_lb.front").replace('"aws_lb" "this"', '"aws_lb" "front"'))
        (site.deploy / "terraform" / "moved.tf").write_text("moved {\n  from = aws_lb.this\n  to   = aws_lb.front\n}\n")
        path = site.copy.root / "moved.tfplan"
        digest = json.loads(next(site.deploy.glob("plans/*/manifest.json")).read_text())["digest"]
        succeeds(site.copy.run("plan", "-input=false", "-var=image_tag=1.0.0", f"-var=image_digest={digest}", f"-out={path}"))
        found = json.loads(succeeds(site.copy.run("show", "-json", path)).stdout)["resource_changes"]
        (moved,) = [change for change in found if change["address"] == "aws_lb.front"]
        self.assertEqual("aws_lb.this", moved["previous_address"])
        self.assertEqual({"no-op"}, {action for change in found if change["mode"] == "managed" for action in change["change"]["actions"]})
        proof.row("adoption", "balancer under another address in the state, with a `moved` block", "renamed in the state; no changes")


def existing(mock):
    """What somebody made by hand years ago: one instance, registered with a balancer of the name that everybody uses."""
    machines, balancers = mock.client("ec2"), mock.client("elbv2")
    (network,) = machines.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["research-vpc"]}])["Vpcs"]
    subnets = machines.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [network["VpcId"]]}])["Subnets"]
    internal = machines.create_security_group(GroupName="dms-old-internal", Description="old", VpcId=network["VpcId"])["GroupId"]
    machines.authorize_security_group_ingress(GroupId=internal, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": internal}]}])
    own = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": internal, "Description": "old"}]}
    rule = machines.authorize_security_group_ingress(GroupId=internal, IpPermissions=[own])["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    subnet = subnets[0]["SubnetId"]
    started = machines.run_instances(ImageId="ami-0123456789abcdef0", MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[internal])
    instance = started["Instances"][0]["InstanceId"]
    (balancer,) = balancers.create_load_balancer(
        Name="data-models-sqlalchemy", Subnets=[subnet["SubnetId"] for subnet in subnets], SecurityGroups=[internal],
    )["LoadBalancers"]
    (targets,) = balancers.create_target_group(
        Name="old-targets", Protocol="HTTP", Port=80, VpcId=network["VpcId"], HealthCheckPath="/",
    )["TargetGroups"]
    targets = targets["TargetGroupArn"]
    balancers.register_targets(TargetGroupArn=targets, Targets=[{"Id": instance}])
    certificate, *_ = mock.client("acm").list_certificates()["CertificateSummaryList"]
    listener = {"LoadBalancerArn": balancer["LoadBalancerArn"], "DefaultActions": [{"Type": "forward", "TargetGroupArn": targets}]}
    (http,) = balancers.create_listener(**listener, Protocol="HTTP", Port=80)["Listeners"]
    (https,) = balancers.create_listener(
        **listener, Protocol="HTTPS", Port=443, Certificates=[{"CertificateArn": certificate["CertificateArn"]}],
    )["Listeners"]
    return {
        "balancer": balancer["LoadBalancerArn"], "targets": targets, "internal": internal, "rule": rule, "instance": instance,
        "http": http["ListenerArn"], "https": https["ListenerArn"],
    }


if __name__ == "__main__":
    unittest.main()
