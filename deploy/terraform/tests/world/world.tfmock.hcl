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

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_s3_bucket" {
  defaults = { region = "us-east-1" }
}

# As AWS documents it for access logs.
mock_data "aws_s3_bucket_policy" {
  defaults = {
    policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logdelivery.elasticloadbalancing.amazonaws.com\"}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::logs/data-models-sqlalchemy/AWSLogs/123456789012/*\"}]}"
  }
}
