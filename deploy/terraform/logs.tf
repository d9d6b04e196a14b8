# Where the service's log goes without SSH: a log group, and a role of the instance that may write to it and do nothing else.

locals {
  log_group = "/${var.name}/service"
  has_logs  = var.log_retention_days != null
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:The log holds no secrets: paths, times and addresses of public requests; AWS encrypts it with its own key
  #checkov:skip=CKV_AWS_338:How long a log is kept is the site's own choice: log_retention_days
  count = local.has_logs ? 1 : 0

  name              = local.log_group
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "this" {
  count = local.has_logs ? 1 : 0

  name                 = var.name
  description          = "Lets the instance write its log"
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "log" {
  count = local.has_logs ? 1 : 0

  name = "log"
  role = aws_iam_role.this[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this[0].arn}:*"
    }]
  })
}

resource "aws_iam_instance_profile" "this" {
  count = local.has_logs ? 1 : 0

  name = var.name
  role = aws_iam_role.this[0].name
}
