# The network that is there already, the machine image, and one group of instances a release.

provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id == null ? null : [var.account_id]

  default_tags {
    tags = {
      Application = var.name
      ManagedBy   = "terraform"
    }
  }

  # Tags that the account puts on everything by itself.
  ignore_tags {
    keys         = var.foreign_tags
    key_prefixes = var.foreign_tag_prefixes
  }
}

data "aws_vpc" "this" {
  count = var.network_state == null ? 1 : 0

  filter {
    name   = "tag:Name"
    values = [var.vpc_name]
  }
}

data "aws_subnets" "public" {
  count = var.network_state == null ? 1 : 0

  filter {
    name   = "vpc-id"
    values = [local.vpc_id]
  }

  filter {
    name   = "tag:Name"
    values = var.public_subnet_names
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) == length(var.public_subnet_names)
      error_message = "Not every name of public_subnet_names is a subnet of the VPC, or one names several: correct the names in terraform.tfvars."
    }
  }
}

data "terraform_remote_state" "network" {
  count = var.network_state == null ? 0 : 1

  backend = "s3"
  config  = var.network_state
}

data "aws_ssm_parameter" "ami" {
  count = var.ami_id == null ? 1 : 0

  name = var.ami_parameter
}

locals {
  vpc_id            = var.network_state == null ? data.aws_vpc.this[0].id : data.terraform_remote_state.network[0].outputs.vpc_id
  public_subnet_ids = var.network_state == null ? sort(data.aws_subnets.public[0].ids) : data.terraform_remote_state.network[0].outputs.public_subnet_ids
  ami_id            = var.ami_id == null ? nonsensitive(data.aws_ssm_parameter.ami[0].value) : var.ami_id

  # Seconds. A request is answered before its instance leaves the balancer, and an instance leaves the balancer before
  # its container is killed. The balancer closes an idle connection before the container does, or it could send a
  # request into a closing one.
  longest_request      = 20
  deregistration_delay = 30
  drain                = 10
  stop_timeout         = 45
  balancer_idle        = 60
  container_idle       = 75

  # Names written as a shell reads them back: in single quotes, each of their own closed, escaped and opened again.
  settings = [for name, value in merge(var.settings, {
    DMSA_HEAD_TIMEOUT  = "${local.container_idle}s"
    DMSA_WRITE_TIMEOUT = "${local.longest_request}s"
    DMSA_DRAIN         = "${local.drain}s"
  }) : "'${replace("${name}=${value}", "'", "'\\''")}'"]

  user_data = templatefile("${path.module}/init.sh", {
    image        = var.image_digest == null ? "${var.image_repository}:${var.image_tag}" : "${var.image_repository}:${var.image_tag}@${var.image_digest}"
    settings     = local.settings
    stop_timeout = local.stop_timeout
    # Without a role, the instance keeps its log itself.
    log = var.log_retention_days == null ? "--log-driver local --log-opt max-size=10m --log-opt max-file=5" : join(" ", [
      "--log-driver awslogs --log-opt awslogs-region=${var.region} --log-opt awslogs-group=${local.log_group}",
      "--log-opt 'tag=${var.image_tag}/{{.ID}}' --log-opt mode=non-blocking",
    ])
  })

  # All that makes a release. Another value of any of it is another release, with a template and a group of its own.
  release = substr(sha256(jsonencode({
    user_data     = local.user_data
    ami           = local.ami_id
    instance_type = var.instance_type
    subnets       = local.public_subnet_ids
    ssh_key       = var.ssh_key_name
    profile       = var.log_retention_days == null ? null : var.name
  })), 0, 8)
  release_name = "${var.name}-${replace(var.image_tag, ".", "-")}-${local.release}-"
  instance_tags = {
    Name    = var.name
    Version = var.image_tag
    Release = local.release
  }
}

resource "aws_launch_template" "release" {
  #checkov:skip=CKV_AWS_88:The instance is in a public subnet by design and needs an address to pull its image; its groups let only the balancer and the private network in
  name_prefix            = local.release_name
  description            = "${var.image_repository} ${var.image_tag}"
  image_id               = local.ami_id
  instance_type          = var.instance_type
  key_name               = var.ssh_key_name
  user_data              = base64encode(local.user_data)
  update_default_version = true

  # A public subnet is simple, and the instance holds nothing sensitive; the groups let nobody but the balancer in.
  network_interfaces {
    associate_public_ip_address = true
    delete_on_termination       = true
    security_groups             = [aws_security_group.internal.id, aws_security_group.ssh.id]
  }

  dynamic "iam_instance_profile" {
    for_each = aws_iam_instance_profile.this

    content {
      name = iam_instance_profile.value.name
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted             = true
      volume_type           = "gp3"
      volume_size           = 30
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.instance_tags
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.instance_tags
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_autoscaling_group" "release" {
  name_prefix         = local.release_name
  min_size            = var.instance_count
  max_size            = var.instance_count
  desired_capacity    = var.instance_count
  vpc_zone_identifier = local.public_subnet_ids
  target_group_arns   = [aws_lb_target_group.this.arn]

  # An instance that the balancer finds unhealthy is replaced; it has some minutes to start before that.
  health_check_type         = "ELB"
  health_check_grace_period = 180

  # An unhealthy instance is replaced before it is ended, also if it is the only one.
  instance_maintenance_policy {
    min_healthy_percentage = 100
    max_healthy_percentage = 200
  }

  # A zone without capacity does not fail the release: the group tries the others, until the time is over.
  ignore_failed_scaling_activities = true

  # The group counts as created when the balancer reports no unhealthy instance of it. Verification follows: see verification.tf.
  wait_for_elb_capacity     = var.instance_count
  wait_for_capacity_timeout = var.release_timeout

  launch_template {
    id      = aws_launch_template.release.id
    version = aws_launch_template.release.latest_version
  }

  dynamic "tag" {
    for_each = local.instance_tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  lifecycle {
    create_before_destroy = true
    # Whatever changes in the template, instances must be made anew: a group changed in place keeps its old ones.
    replace_triggered_by = [aws_launch_template.release]
  }

  # Instances are healthy only where traffic can reach them and they can fetch the image.
  depends_on = [
    aws_lb_listener.http,
    aws_lb_listener.https,
    aws_vpc_security_group_egress_rule.image_pull,
    aws_vpc_security_group_egress_rule.resolvers,
    aws_iam_role_policy.log,
    aws_vpc_security_group_egress_rule.internal,
    aws_vpc_security_group_ingress_rule.internal,
  ]
}
