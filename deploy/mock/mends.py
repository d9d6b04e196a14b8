"""Two things in which moto 5.2.5 differs from AWS, and without which a plan right after an apply would show changes."""

from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ec2.models.security_groups import SecurityGroupRule


def apply():
    _keep_descriptions_of_rules_between_groups()
    _keep_tags_of_templates_out_of_their_data()


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
