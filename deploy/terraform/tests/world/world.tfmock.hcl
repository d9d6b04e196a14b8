# What the tests find outside.

mock_data "aws_vpc" {
  defaults = { id = "vpc-0a" }
}

mock_data "aws_subnets" {
  defaults = { ids = ["subnet-0b", "subnet-0a"] }
}

mock_data "aws_ssm_parameter" {
  defaults = { value = "ami-0123456789abcdef0" }
}

mock_data "aws_acm_certificate" {
  defaults = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/c0ffee" }
}

mock_resource "aws_lb" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/dmsa/1" }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/dmsa/1" }
}

mock_resource "aws_launch_template" {
  defaults = { id = "lt-0a", latest_version = 1 }
}

mock_resource "aws_autoscaling_group" {
  defaults = { id = "dmsa-group" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/dmsa/service" }
}
