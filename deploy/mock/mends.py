"""Things in which moto 5.2.5 differs from AWS, and its calls.

Without the first three a plan right after an apply would show changes; without the fourth an adoption could make a rule that AWS refuses.
"""

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import BaseResponse
from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ec2.models.security_groups import SecurityGroupRule


# The calls that were made: the service as IAM names it, and the action.
CALLS = set()
_NAMES_IN_IAM = {"elbv2": "elasticloadbalancing"}
_applied = []


def apply():
    if _applied:
        return
    _applied.append(True)
    _keep_descriptions_of_rules_between_groups()
    _keep_tags_of_templates_out_of_their_data()
    _keep_maintenance_policies()
    _refuse_rules_that_differ_in_their_description_alone()
    _note_calls()


def _keep_descriptions_of_rules_between_groups():
    SecurityGroupRule.description = property(
        lambda rule: rule.ip_range.get("Description") or (rule.source_group or {}).get("Description"),
    )


def _keep_tags_of_templates_out_of_their_data():
    make = LaunchTemplateVersion.__init__

    def made(version, template, number, data, description):
        tagged = data.get("TagSpecifications", [])
        data["TagSpecifications"] = [tags for tags in tagged if tags.get("ResourceType") != "launch-template"]
        make(version, template, number, data, description)

    LaunchTemplateVersion.__init__ = made


def _keep_maintenance_policies():
    create = AutoScalingResponse.create_auto_scaling_group

    def created(response):
        result = create(response)
        policy = response._get_params().get("InstanceMaintenancePolicy")
        if policy:
            group = response.autoscaling_backend.autoscaling_groups[response._get_param("AutoScalingGroupName")]
            group.instance_maintenance_policy = {name: int(value) for name, value in policy.items()}
        return result

    AutoScalingResponse.create_auto_scaling_group = created


def _refuse_rules_that_differ_in_their_description_alone():
    def what(rule):
        ports = () if rule.ip_protocol == "-1" else (rule.from_port, rule.to_port)
        addresses = rule.ip_range.get("CidrIp"), rule.ip_range.get("CidrIpv6"), rule.prefix_list_id
        return rule.ip_protocol, ports, addresses, (rule.source_group or {}).get("GroupId")

    SecurityGroupRule.__eq__ = lambda rule, other: what(rule) == what(other)


def _note_calls():
    call = BaseResponse.call_action

    def noted(response):
        CALLS.add((_NAMES_IN_IAM.get(response.service_name, response.service_name), response._get_action()))
        return call(response)

    BaseResponse.call_action = noted
