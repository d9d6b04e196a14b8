"""What becomes of a group that failed: its instances' console output is kept, then it is scaled to zero.

It is attached to the balancer and could become healthy later, and answer beside the release that serves.
"""

import shutil
import subprocess


def retire(region, group, folder):
    """Does it with the AWS command line, or says what to do where there is none."""

    def aws(*arguments):
        command = ["aws", "--region", region, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    listing = ["autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", group,
               "--query", "AutoScalingGroups[].Instances[].InstanceId", "--output", "text"]
    scaling = ["autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", group,
               "--min-size", "0", "--max-size", "0", "--desired-capacity", "0"]
    if shutil.which("aws") is None:
        return f"Scale the failed group to zero, or it may become healthy later and answer: `aws --region {region} {' '.join(scaling)}`"
    for instance in aws(*listing).stdout.split():
        said = aws("ec2", "get-console-output", "--latest", "--instance-id", instance, "--output", "text")
        (folder / f"console-{instance}.log").write_text(said.stdout + said.stderr, encoding="utf-8")
    done = aws(*scaling)
    if done.returncode:
        return f"The failed group {group} could not be scaled to zero: {done.stderr.strip()}\nDo it by hand: `aws --region {region} {' '.join(scaling)}`"
    return f"The failed group {group} is scaled to zero; the console output of its instances is in {folder}."
