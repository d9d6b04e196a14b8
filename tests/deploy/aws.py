"""The AWS command line, as much of it as dmsa-deploy uses: the same calls, by the same names, against the stand-in."""

import argparse
import json
import os

import boto3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--region", required=True)
    parser.add_argument("service")
    parser.add_argument("operation")
    given, rest = parser.parse_known_args()
    client = boto3.client(given.service, region_name=given.region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    words = dict(zip(rest[::2], rest[1::2])) if "--latest" not in rest else {"--instance-id": rest[rest.index("--instance-id") + 1]}
    if given.operation == "describe-auto-scaling-groups":
        groups = client.describe_auto_scaling_groups(AutoScalingGroupNames=[words["--auto-scaling-group-names"]])["AutoScalingGroups"]
        if words.get("--output") == "json":
            print(json.dumps({"AutoScalingGroups": groups}, default=str))
        else:
            print("\t".join(instance["InstanceId"] for group in groups for instance in group["Instances"]))
    elif given.operation == "describe-target-health":
        health = client.describe_target_health(TargetGroupArn=words["--target-group-arn"])["TargetHealthDescriptions"]
        print(json.dumps({"TargetHealthDescriptions": health}))
    elif given.operation == "get-console-output":
        print(client.get_console_output(InstanceId=words["--instance-id"])["Output"])
    elif given.operation == "update-auto-scaling-group":
        client.update_auto_scaling_group(
            AutoScalingGroupName=words["--auto-scaling-group-name"], MinSize=int(words["--min-size"]),
            MaxSize=int(words["--max-size"]), DesiredCapacity=int(words["--desired-capacity"]),
        )
    else:
        parser.error(f"{given.operation} is not known here")


if __name__ == "__main__":
    main()
