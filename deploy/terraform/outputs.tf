output "balancer_dns_name" {
  description = "DNS name of the balancer: what the external CNAME points at."
  value       = aws_lb.this.dns_name
}

output "url" {
  description = "Where the service answers people."
  value       = "https://${var.public_name}/"
}

# What was released last, be it well or not; dmsa-deploy tells what serves.

output "image_tag" {
  description = "Version that was released last."
  value       = var.image_tag
}

output "image" {
  description = "Image that was released last, with tag and digest."
  value       = "${var.image_repository}:${var.image_tag}${var.image_digest == null ? "" : "@${var.image_digest}"}"
}

output "group" {
  description = "Auto Scaling group of that release."
  value       = aws_autoscaling_group.release.name
}
