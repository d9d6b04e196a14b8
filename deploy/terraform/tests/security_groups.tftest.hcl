# Who may talk to whom.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan

  override_resource {
    target = aws_security_group.public
    values = { id = "sg-0public" }
  }
  override_resource {
    target = aws_security_group.ssh
    values = { id = "sg-0ssh" }
  }
  override_resource {
    target = aws_security_group.internal
    values = { id = "sg-0internal" }
  }
}

variables {
  image_tag = "1.0.0"
}

run "three_security_groups" {
  command = plan

  assert {
    condition     = aws_lb.this.security_groups == toset(["sg-0public", "sg-0internal"])
    error_message = "The balancer must have the groups public and internal, and no other."
  }
  assert {
    condition     = toset(aws_launch_template.release.network_interfaces[0].security_groups) == toset(["sg-0ssh", "sg-0internal"])
    error_message = "The instance must have the groups ssh and internal, and no other."
  }
  assert {
    condition = { for rule in values(aws_vpc_security_group_ingress_rule.public) : rule.from_port => "${rule.security_group_id} ${rule.ip_protocol} ${rule.to_port} ${rule.cidr_ipv4}" } == {
      80  = "sg-0public tcp 80 0.0.0.0/0"
      443 = "sg-0public tcp 443 0.0.0.0/0"
    }
    error_message = "public must let 80 and 443 in from anywhere, and nothing else."
  }
  assert {
    condition = join(" ", [
      aws_vpc_security_group_ingress_rule.ssh.security_group_id,
      aws_vpc_security_group_ingress_rule.ssh.ip_protocol,
      aws_vpc_security_group_ingress_rule.ssh.from_port,
      aws_vpc_security_group_ingress_rule.ssh.to_port,
      aws_vpc_security_group_ingress_rule.ssh.cidr_ipv4,
    ]) == "sg-0ssh tcp 22 22 ${var.private_cidr}"
    error_message = "ssh must let 22 in from the private network, and nothing else."
  }
  assert {
    condition = alltrue([for rule in [aws_vpc_security_group_ingress_rule.internal, aws_vpc_security_group_egress_rule.internal] :
      rule.security_group_id == "sg-0internal" && rule.referenced_security_group_id == "sg-0internal" && rule.cidr_ipv4 == null &&
      rule.ip_protocol == "tcp" && rule.from_port == 80 && rule.to_port == 80
    ])
    error_message = "internal must let its members talk over port 80, and nobody else."
  }
  assert {
    condition = (aws_vpc_security_group_egress_rule.image_pull.security_group_id == "sg-0ssh" && aws_vpc_security_group_egress_rule.image_pull.ip_protocol == "tcp" &&
    aws_vpc_security_group_egress_rule.image_pull.from_port == 443 && aws_vpc_security_group_egress_rule.image_pull.to_port == 443)
    error_message = "The way out must be HTTPS for the image pull, of the instance alone."
  }
  assert {
    condition     = alltrue([for group in [aws_security_group.public, aws_security_group.ssh, aws_security_group.internal] : group.vpc_id == "vpc-0a"])
    error_message = "The groups must be in the VPC that was found."
  }
}
