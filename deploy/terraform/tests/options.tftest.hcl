# What the options do, one a run.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan
}

override_data {
  target = data.terraform_remote_state.network
  values = { outputs = { vpc_id = "vpc-0f", public_subnet_ids = ["subnet-0f", "subnet-0e"] } }
}

variables {
  image_tag = "1.0.0"
}

run "without_options" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(aws_lb.this.access_logs) == 0
    error_message = "Alarms and access logs are options, off."
  }
  assert {
    condition     = length(data.terraform_remote_state.network) == 0
    error_message = "The network is found by name."
  }
}

run "http_is_redirected" {
  command = plan
  variables { redirect_http = true }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http.default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "HTTP must be redirected to HTTPS."
  }
  assert {
    condition     = aws_lb_listener.https.default_action[0].type == "forward"
    error_message = "HTTPS must still pass traffic on."
  }
}

run "the_network_of_another_state" {
  command = plan
  variables { network_state = { bucket = "states", key = "network", region = "us-east-1" } }

  assert {
    condition     = aws_lb_target_group.this.vpc_id == "vpc-0f" && aws_lb.this.subnets == toset(["subnet-0e", "subnet-0f"])
    error_message = "VPC and subnets must be those of the other state."
  }
  assert {
    condition     = length(data.aws_vpc.this) == 0
    error_message = "Nothing must be looked up by name."
  }
}

run "a_pinned_machine_image" {
  command = plan
  variables { ami_id = "ami-0fedcba9876543210" }

  assert {
    condition     = aws_launch_template.release.image_id == "ami-0fedcba9876543210" && length(data.aws_ssm_parameter.ami) == 0
    error_message = "The pinned image must be used, and no other be asked for."
  }
}

run "alarms" {
  command = plan
  variables { alarm_topic_arn = "arn:aws:sns:us-east-1:123456789012:dmsa" }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 3 && alltrue([for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:dmsa"])])
    error_message = "Each alarm must tell the topic."
  }
}

run "settings_reach_the_container_as_they_are" {
  command = plan
  variables { settings = { DMSA_PREFIX = "/it's $HOME" } }

  assert {
    condition     = strcontains(local.user_data, "--env 'DMSA_PREFIX=/it'\\''s $HOME'")
    error_message = "A setting must be quoted for the shell."
  }
}

run "several_instances" {
  command = plan
  variables { instance_count = 2 }

  assert {
    condition     = aws_autoscaling_group.release.min_size == 2 && aws_autoscaling_group.release.wait_for_elb_capacity == 2
    error_message = "All of them must be healthy before the old ones go."
  }
}

run "a_certificate_that_is_named" {
  command = plan
  variables { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/named" }

  assert {
    condition     = aws_lb_listener.https.certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/named" && length(data.aws_acm_certificate.this) == 0
    error_message = "The named certificate must be used, and no other be asked for."
  }
}

run "a_log_that_stays_on_the_instance" {
  command = plan
  variables { log_retention_days = null }

  assert {
    condition     = strcontains(local.user_data, "--log-driver local") && length(aws_iam_role.this) == 0 && length(aws_launch_template.release.iam_instance_profile) == 0
    error_message = "Without a log group there must be no role."
  }
}

run "resolvers_of_the_site" {
  command = plan
  variables { resolver_cidrs = ["10.0.0.2/32"] }

  assert {
    condition = toset([for rule in values(aws_vpc_security_group_egress_rule.resolvers) : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}"]) == toset([
      "10.0.0.2/32 udp 53", "10.0.0.2/32 tcp 53", "10.0.0.2/32 udp 123",
    ])
    error_message = "The instance must reach the site's servers for names and time."
  }
}
