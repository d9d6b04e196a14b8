# What the variables refuse. Every variable that is named must refuse its value.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan
}

variables {
  image_tag = "1.0.0"
}

run "what_is_no_value_at_all" {
  command = plan

  variables {
    image_tag           = "latest"
    image_digest        = "sha256:123"
    image_repository    = "dbhi/data-models-sqlalchemy:latest"
    private_cidr        = "0.0.0.0/0"
    public_subnet_names = ["research-public-a"]
    balancer_name       = "internal-dmsa"
    release_timeout     = "0"
    instance_count      = 0
    settings            = { PATH = "/tmp" }
    ami_id              = "newest"
    public_name         = "https://dmsa.research.chop.edu/"
    name                = "Data Models"
  }

  expect_failures = [
    var.image_tag,
    var.image_digest,
    var.image_repository,
    var.private_cidr,
    var.public_subnet_names,
    var.balancer_name,
    var.release_timeout,
    var.instance_count,
    var.settings,
    var.ami_id,
    var.public_name,
    var.name,
  ]
}

run "what_is_nearly_right" {
  command = plan

  variables {
    image_tag           = "1.2"
    image_repository    = "dbhi/data-models-sqlalchemy@sha256"
    private_cidr        = "8.8.8.0/24"
    public_subnet_names = ["research-public-a", "research-public-a"]
    balancer_name       = "data-models-sqlalchemy-of-the-whole-network"
    release_timeout     = "0m"
    instance_count      = 1.5
    settings            = { DMSA_PREFIX = "/a\nrm" }
  }

  expect_failures = [
    var.image_tag,
    var.image_repository,
    var.private_cidr,
    var.public_subnet_names,
    var.balancer_name,
    var.release_timeout,
    var.instance_count,
    var.settings,
  ]
}

run "ten_is_half_a_private_network" {
  command = plan

  variables {
    private_cidr = "10.0.0.0/7"
    settings     = { DMSA_WEBHOOK_SECRET = "s3cret" }
  }

  expect_failures = [var.private_cidr, var.settings]
}

run "one_hundred_and_seventy_two_is_private_in_part" {
  command = plan

  variables {
    private_cidr = "172.32.0.0/12"
    settings     = { DMSA_PORT = "8080" }
  }

  expect_failures = [var.private_cidr, var.settings]
}

run "every_subnet_is_found_once" {
  command = plan

  variables {
    public_subnet_names = ["research-public-a", "research-public-b", "misspelt"]
  }

  expect_failures = [data.aws_subnets.public]
}
