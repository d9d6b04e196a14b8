# Access logs: the bucket must be ready for them before anything is made.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan
}

variables {
  image_tag          = "1.0.0"
  access_logs_bucket = "logs"
}

run "a_bucket_that_is_ready" {
  command = plan

  assert {
    condition     = aws_lb.this.access_logs[0].bucket == "logs" && aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].prefix == var.balancer_name
    error_message = "Access logs must go to the bucket."
  }
}

run "a_policy_as_it_was_before_2022" {
  command = plan

  override_data {
    target = data.aws_s3_bucket_policy.access_logs
    values = { policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"arn:aws:iam::127311923021:root\"]}, \"Action\": [\"s3:GetObject\", \"s3:PutObject\"], \"Resource\": \"arn:aws:s3:::logs/*\"}}" }
  }

  assert {
    condition     = aws_lb.this.access_logs[0].enabled
    error_message = "A policy that names the account of the region's balancers must do."
  }
}

run "a_policy_that_lets_somebody_else_write" {
  command = plan

  override_data {
    target = data.aws_s3_bucket_policy.access_logs
    values = { policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"delivery.logs.amazonaws.com\"}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::logs/*\"}]}" }
  }

  expect_failures = [data.aws_s3_bucket_policy.access_logs]
}

run "a_policy_that_denies" {
  command = plan

  override_data {
    target = data.aws_s3_bucket_policy.access_logs
    values = { policy = "{\"Statement\": [{\"Effect\": \"Deny\", \"Principal\": {\"Service\": \"logdelivery.elasticloadbalancing.amazonaws.com\"}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::logs/*\"}]}" }
  }

  expect_failures = [data.aws_s3_bucket_policy.access_logs]
}

run "a_policy_for_reading" {
  command = plan

  override_data {
    target = data.aws_s3_bucket_policy.access_logs
    values = { policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logdelivery.elasticloadbalancing.amazonaws.com\"}, \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::logs/*\"}]}" }
  }

  expect_failures = [data.aws_s3_bucket_policy.access_logs]
}

run "a_policy_for_another_prefix" {
  command = plan

  override_data {
    target = data.aws_s3_bucket_policy.access_logs
    values = { policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logdelivery.elasticloadbalancing.amazonaws.com\"}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::logs/another/AWSLogs/123456789012/*\"}]}" }
  }

  expect_failures = [data.aws_s3_bucket_policy.access_logs]
}

run "a_bucket_of_another_region" {
  command = plan

  override_data {
    target = data.aws_s3_bucket.access_logs
    values = { region = "eu-west-1" }
  }

  expect_failures = [data.aws_s3_bucket.access_logs]
}
