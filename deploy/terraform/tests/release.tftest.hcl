# One closed instance, in one group a release.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan
}

variables {
  image_tag    = "1.2.3"
  image_digest = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
}

run "one_group_a_release" {
  command = plan

  assert {
    condition     = aws_launch_template.release.metadata_options[0].http_tokens == "required" && aws_launch_template.release.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Instance metadata must be version 2 only, one hop."
  }
  assert {
    condition     = aws_launch_template.release.block_device_mappings[0].ebs[0].encrypted == "true" && aws_launch_template.release.block_device_mappings[0].device_name == "/dev/xvda"
    error_message = "The root volume must be encrypted."
  }
  assert {
    condition     = aws_launch_template.release.network_interfaces[0].associate_public_ip_address == "true"
    error_message = "The instance is in a public subnet and needs an address to pull the image."
  }
  assert {
    condition     = aws_launch_template.release.image_id == "ami-0123456789abcdef0" && strcontains(data.aws_ssm_parameter.ami[0].name, "/ecs/optimized-ami/amazon-linux-2023/")
    error_message = "The machine image must be the newest ECS-optimized one."
  }

  assert {
    condition     = aws_autoscaling_group.release.health_check_type == "ELB" && aws_autoscaling_group.release.health_check_grace_period >= 120
    error_message = "The group must replace what the balancer finds unhealthy."
  }
  assert {
    condition     = aws_autoscaling_group.release.wait_for_elb_capacity == var.instance_count && aws_autoscaling_group.release.wait_for_capacity_timeout == "10m"
    error_message = "The apply must wait for the release to be healthy at the balancer."
  }
  assert {
    condition     = aws_autoscaling_group.release.ignore_failed_scaling_activities
    error_message = "A zone without capacity must not fail a release while others have some."
  }
  assert {
    condition     = aws_autoscaling_group.release.instance_maintenance_policy[0].min_healthy_percentage == 100 && aws_autoscaling_group.release.instance_maintenance_policy[0].max_healthy_percentage == 200
    error_message = "An unhealthy instance must be replaced before it is ended."
  }
  assert {
    condition     = terraform_data.verification.triggers_replace[0] == aws_autoscaling_group.release.id
    error_message = "Each new group must be verified before the old one is destroyed."
  }
  assert {
    condition     = strcontains(local.user_data, "--log-driver awslogs") && aws_launch_template.release.iam_instance_profile[0].name == aws_iam_instance_profile.this[0].name
    error_message = "The log must reach CloudWatch, with the role of the instance."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.log[0].policy).Statement[0].Action == ["logs:CreateLogStream", "logs:PutLogEvents"] && length(jsondecode(aws_iam_role_policy.log[0].policy).Statement) == 1
    error_message = "The instance may write its log, and do nothing else."
  }
  assert {
    condition     = aws_autoscaling_group.release.target_group_arns == toset([aws_lb_target_group.this.arn])
    error_message = "The instances must be registered in the target group."
  }
  assert {
    condition     = aws_autoscaling_group.release.vpc_zone_identifier == toset(["subnet-0a", "subnet-0b"])
    error_message = "The instances must be in the public subnets."
  }
  assert {
    condition     = aws_autoscaling_group.release.min_size == 1 && aws_autoscaling_group.release.max_size == 1
    error_message = "One instance serves."
  }
  assert {
    condition     = startswith(aws_launch_template.release.name_prefix, "dmsa-1-2-3-${local.release}-") && aws_autoscaling_group.release.name_prefix == aws_launch_template.release.name_prefix
    error_message = "The names of template and group must carry the release."
  }
  assert {
    condition     = aws_autoscaling_group.release.launch_template[0].id == aws_launch_template.release.id
    error_message = "The group must run its own template."
  }

  assert {
    condition     = base64decode(aws_launch_template.release.user_data) == local.user_data
    error_message = "The template must hold the rendered init.sh."
  }
  assert {
    condition     = strcontains(local.user_data, "dbhi/data-models-sqlalchemy:1.2.3@sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")
    error_message = "init.sh must name the tag and the digest."
  }
  assert {
    condition     = length(base64encode(local.user_data)) < 16384
    error_message = "AWS takes 16 KB of user data."
  }
}
