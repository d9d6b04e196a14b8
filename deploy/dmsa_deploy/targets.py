"""What the balancer says of the instances of the new group, asked with the AWS command line where it is installed."""

import json
import shutil
import subprocess


def unwell(region, targets, group):
    """Why the group is not whole: the first instance that the target group does not list as healthy. None if all is well, or where nobody can ask."""

    def aws(*arguments):
        command = ["aws", "--region", region, *arguments, "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        return json.loads(done.stdout) if done.returncode == 0 else None

    if shutil.which("aws") is None:
        return None
    groups = aws("autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", group)
    health = aws("elbv2", "describe-target-health", "--target-group-arn", targets)
    if groups is None or health is None:
        return "the target group cannot be asked"
    states = {target["Target"]["Id"]: target["TargetHealth"]["State"] for target in health["TargetHealthDescriptions"]}
    instances = [instance["InstanceId"] for one in groups["AutoScalingGroups"] for instance in one["Instances"]]
    if not instances:
        return "the new group has no instance"
    return next((f"{one} is {states.get(one, 'not listed')}" for one in sorted(instances) if states.get(one) != "healthy"), None)
