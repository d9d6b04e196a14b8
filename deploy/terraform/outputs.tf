output "balancer_dns_name" {
  description = "DNS name of the balancer: what the external CNAME points at."
  value       = aws_lb.this.dns_name
}

output "url" {
  description = "Where the service answers people."
  value       = "https://${var.public_name}/"
}

# What was released last with success: these wait for the group, so a release that fails leaves them as they were.

output "image_tag" {
  description = "Version that serves."
  value       = var.image_tag
  depends_on  = [aws_autoscaling_group.release]
}

output "image" {
  description = "Image that serves, with tag and digest."
  value       = "${var.image_repository}:${var.image_tag}${var.image_digest == null ? "" : "@${var.image_digest}"}"
  depends_on  = [aws_autoscaling_group.release]
}

output "group" {
  description = "Auto Scaling group that serves."
  value       = aws_autoscaling_group.release.name
}
