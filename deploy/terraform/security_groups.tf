# Who may talk to whom. public is on the balancer alone, ssh on the instance alone, internal on both.
# AWS cannot rename a group: one that was adopted from an older deployment keeps its name and description.

resource "aws_security_group" "public" {
  name        = "${var.name}-public"
  description = "HTTP and HTTPS from anywhere to the balancer"
  vpc_id      = local.vpc_id

  lifecycle {
    ignore_changes = [name, description]
  }
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  #checkov:skip=CKV_AWS_260:The service is public; this group is on the balancer alone
  for_each = { http = 80, https = 443 }

  security_group_id = aws_security_group.public.id
  description       = "${upper(each.key)} from anywhere"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "ssh" {
  name        = "${var.name}-ssh"
  description = "SSH from the private network to the instance, and its way out to the image registry"
  vpc_id      = local.vpc_id

  lifecycle {
    ignore_changes = [name, description]
  }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.ssh.id
  description       = "SSH from the private network"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.private_cidr
}

# In this group and not in internal, because the balancer has nothing to fetch.
resource "aws_vpc_security_group_egress_rule" "image_pull" {
  security_group_id = aws_security_group.ssh.id
  description       = "Image pull over HTTPS; registries have no fixed addresses"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# The resolvers that AWS gives a VPC are reached without a rule; those of the site's own are not.
resource "aws_vpc_security_group_egress_rule" "resolvers" {
  for_each = { for rule in setproduct(var.resolver_cidrs, ["udp 53", "tcp 53", "udp 123"]) : join(" ", rule) => rule }

  security_group_id = aws_security_group.ssh.id
  description       = "Names and time from the site's own servers"
  ip_protocol       = split(" ", each.value[1])[0]
  from_port         = tonumber(split(" ", each.value[1])[1])
  to_port           = tonumber(split(" ", each.value[1])[1])
  cidr_ipv4         = each.value[0]
}

resource "aws_security_group" "internal" {
  name        = "${var.name}-internal"
  description = "Between balancer and instance"
  vpc_id      = local.vpc_id

  lifecycle {
    ignore_changes = [name, description]
  }
}

resource "aws_vpc_security_group_ingress_rule" "internal" {
  #checkov:skip=CKV_AWS_260:Not open: the source is this group itself, which the check does not see
  security_group_id            = aws_security_group.internal.id
  description                  = "Requests and health checks of the balancer"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.internal.id
}

resource "aws_vpc_security_group_egress_rule" "internal" {
  security_group_id            = aws_security_group.internal.id
  description                  = "Requests and health checks to the instance"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.internal.id
}
