# Optional: who is told when the service is in trouble.

locals {
  alarms = {
    no-healthy-instance = { metric = "HealthyHostCount", statistic = "Maximum", comparison = "LessThanThreshold", threshold = 1, missing = "breaching" }
    server-errors       = { metric = "HTTPCode_Target_5XX_Count", statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 5, missing = "notBreaching" }
    balancer-errors     = { metric = "HTTPCode_ELB_5XX_Count", statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 5, missing = "notBreaching" }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarm_topic_arn == null ? {} : local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "deploy/README.md says what to do."
  namespace           = "AWS/ApplicationELB"
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  period              = 60
  evaluation_periods  = 3
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  # The balancer counts its own errors whatever the target group.
  dimensions = merge(
    { LoadBalancer = aws_lb.this.arn_suffix },
    each.key == "balancer-errors" ? {} : { TargetGroup = aws_lb_target_group.this.arn_suffix },
  )
}
