# The balancer, its listeners, and the times that must agree with the service.

mock_provider "aws" {
  source          = "./tests/world"
  override_during = plan
}

variables {
  image_tag = "1.0.0"
}

run "a_public_balancer_with_two_listeners" {
  command = plan

  assert {
    condition     = !aws_lb.this.internal && aws_lb.this.load_balancer_type == "application"
    error_message = "The balancer must be public."
  }
  assert {
    condition     = aws_lb.this.name == var.balancer_name && aws_lb.this.name != var.name
    error_message = "The balancer's name must be a variable of its own."
  }
  assert {
    condition     = aws_lb.this.enable_deletion_protection
    error_message = "The balancer must be protected from deletion."
  }
  assert {
    condition     = aws_lb.this.drop_invalid_header_fields
    error_message = "Invalid headers must be dropped."
  }
  assert {
    condition     = aws_lb.this.subnets == toset(["subnet-0a", "subnet-0b"])
    error_message = "The balancer must be in the public subnets."
  }
  assert {
    condition     = aws_lb_listener.http.port == 80 && aws_lb_listener.http.protocol == "HTTP" && aws_lb_listener.http.load_balancer_arn == aws_lb.this.arn
    error_message = "The balancer must listen for HTTP."
  }
  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.load_balancer_arn == aws_lb.this.arn
    error_message = "The balancer must listen for HTTPS."
  }
  assert {
    condition = alltrue([for listener in [aws_lb_listener.http, aws_lb_listener.https] :
      listener.default_action[0].type == "forward" && listener.default_action[0].target_group_arn == aws_lb_target_group.this.arn
    ])
    error_message = "Both listeners must pass traffic to the instance."
  }
  assert {
    condition     = aws_lb_listener.https.certificate_arn == data.aws_acm_certificate.this[0].arn && data.aws_acm_certificate.this[0].domain == "*.research.chop.edu"
    error_message = "HTTPS must have the certificate of *.research.chop.edu."
  }
  assert {
    condition     = data.aws_acm_certificate.this[0].statuses == tolist(["ISSUED"]) && data.aws_acm_certificate.this[0].most_recent
    error_message = "The certificate must be the newest that was issued."
  }
  assert {
    condition     = length(setintersection(data.aws_acm_certificate.this[0].key_types, ["RSA_2048", "EC_prime256v1"])) == 2
    error_message = "Certificates with RSA and with EC keys must be found."
  }
  assert {
    condition     = contains(["ELBSecurityPolicy-TLS13-1-2-2021-06"], aws_lb_listener.https.ssl_policy)
    error_message = "HTTPS must be TLS 1.2 or newer."
  }

  assert {
    condition     = aws_lb_target_group.this.health_check[0].path == "/readyz" && aws_lb_target_group.this.health_check[0].matcher == "200"
    error_message = "Health must be asked of /readyz."
  }
  assert {
    condition     = aws_lb_target_group.this.port == 80 && aws_lb_target_group.this.protocol == "HTTP"
    error_message = "The image listens on port 80."
  }
  assert {
    condition     = tonumber(aws_lb_target_group.this.deregistration_delay) == 30
    error_message = "An instance must keep its connections for 30 seconds when it leaves the balancer."
  }
  assert {
    condition     = local.longest_request < tonumber(aws_lb_target_group.this.deregistration_delay) && tonumber(aws_lb_target_group.this.deregistration_delay) < local.stop_timeout
    error_message = "It must be: longest request < deregistration delay < stop timeout."
  }
  assert {
    # Besides its drain, the service takes 15 seconds at most to finish what is under way.
    condition     = local.drain + 15 < local.stop_timeout
    error_message = "The service must be able to end by itself before it is killed."
  }
  assert {
    condition     = aws_lb.this.idle_timeout == 60 && local.container_idle > aws_lb.this.idle_timeout
    error_message = "The service must keep idle connections longer than the balancer does."
  }
}
