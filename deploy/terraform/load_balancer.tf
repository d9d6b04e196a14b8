# The balancer, which outlives all releases: an external CNAME points at its DNS name.

locals {
  certificate_arn = var.certificate_arn == null ? data.aws_acm_certificate.this[0].arn : var.certificate_arn
}

data "aws_acm_certificate" "this" {
  count = var.certificate_arn == null ? 1 : 0

  domain = var.certificate_domain
  # Unless they are named, AWS shows certificates with RSA keys of 1024 and 2048 bits only.
  key_types   = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1"]
  statuses    = ["ISSUED"]
  most_recent = true
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_20:HTTP is passed on by default, because existing clients do not all follow redirects; redirect_http is the option
  #checkov:skip=CKV2_AWS_28:The service only reads, has no accounts and limits itself; a firewall would cost more than the service
  name                       = var.balancer_name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = local.public_subnet_ids
  security_groups            = [aws_security_group.public.id, aws_security_group.internal.id]
  idle_timeout               = local.balancer_idle
  drop_invalid_header_fields = true
  enable_deletion_protection = true

  dynamic "access_logs" {
    for_each = var.access_logs_bucket == null ? [] : [var.access_logs_bucket]

    content {
      bucket  = access_logs.value
      prefix  = var.balancer_name
      enabled = true
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:TLS ends at the balancer; behind it only balancer and instance can talk, about public facts
  name                 = var.name
  vpc_id               = local.vpc_id
  port                 = 80
  protocol             = "HTTP"
  deregistration_delay = local.deregistration_delay

  health_check {
    path                = var.health_check_path
    matcher             = "200"
    interval            = 5
    timeout             = 4
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }

  lifecycle {
    # AWS cannot rename it: one that was adopted from an older deployment keeps its name.
    ignore_changes = [name]
  }
}

resource "aws_lb_listener" "http" {
  #checkov:skip=CKV_AWS_2:HTTP is offered on purpose: existing clients use it, and answers are public; redirect_http turns it off
  #checkov:skip=CKV_AWS_103:This listener has no TLS; the other one has 1.2 and newer
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = var.redirect_http ? "redirect" : "forward"
    target_group_arn = var.redirect_http ? null : aws_lb_target_group.this.arn

    dynamic "redirect" {
      for_each = var.redirect_http ? ["HTTPS"] : []

      content {
        protocol    = redirect.value
        port        = "443"
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = local.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}
