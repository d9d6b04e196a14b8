# Between the new group and the end of the old one. AWS may report a group healthy before the balancer has listed its instances, and
# one passed check says little about a release that crashes later. So the service itself is asked, through the balancer: for a while on
# end the new version must answer, ready, and nothing may fail; at the end the target group must list every instance of the group as
# healthy. Terraform destroys the old group only after this resource is created.

resource "terraform_data" "verification" {
  triggers_replace = [aws_autoscaling_group.release.id]

  provisioner "local-exec" {
    command = "python3 '${path.module}/../dmsa-deploy' watch '${var.image_tag}'"
    environment = {
      DMSA_WATCH_BALANCER = aws_lb.this.dns_name
      DMSA_WATCH_NAME     = var.public_name
      DMSA_WATCH_TARGETS  = "${var.region} ${aws_lb_target_group.this.arn} ${aws_autoscaling_group.release.name}"
      DMSA_WATCH_SECONDS  = var.verification_seconds
      DMSA_WATCH_TIMEOUT  = var.verification_timeout
    }
  }

  lifecycle {
    # What was verified stays known until something else is.
    create_before_destroy = true
  }
}
