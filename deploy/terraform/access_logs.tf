# The bucket of the balancer's access logs is judged before anything is made. AWS refuses to switch logs on where it may not write: a first
# apply would leave a balancer that counts as broken, and that prevent_destroy protects.

locals {
  has_access_logs = var.access_logs_bucket != null

  # Who writes the logs: the service of AWS or, as older bucket policies have it, the account of the balancers in that region.
  log_writers = compact(concat(["logdelivery.elasticloadbalancing.amazonaws.com"], flatten([
    for account in [lookup(local.balancer_accounts, var.region, null)] : account == null ? [] : [account, "arn:aws:iam::${account}:root"]
  ])))
  balancer_accounts = {
    ca-central-1 = "985666609251"
    eu-central-1 = "054676820928"
    eu-west-1    = "156460612806"
    eu-west-2    = "652711504416"
    us-east-1    = "127311923021"
    us-east-2    = "033677994240"
    us-west-1    = "027434742980"
    us-west-2    = "797873946194"
  }

  # The test file that AWS writes when logs are switched on.
  access_log = local.has_access_logs ? join("/", [
    "arn:aws:s3:::${var.access_logs_bucket}", var.balancer_name, "AWSLogs", data.aws_caller_identity.this[0].account_id, "ELBAccessLogTestFile",
  ]) : ""
}

data "aws_caller_identity" "this" {
  count = local.has_access_logs ? 1 : 0
}

data "aws_s3_bucket" "access_logs" {
  count = local.has_access_logs ? 1 : 0

  bucket = var.access_logs_bucket

  lifecycle {
    postcondition {
      condition     = self.region == var.region
      error_message = "The bucket of access_logs_bucket is in ${self.region}, and must be in ${var.region}, where the balancer is."
    }
  }
}

data "aws_s3_bucket_policy" "access_logs" {
  count = local.has_access_logs ? 1 : 0

  bucket = var.access_logs_bucket

  lifecycle {
    postcondition {
      # A statement with another form than AWS documents for access logs allows nothing here.
      condition = anytrue([for statement in flatten([jsondecode(self.policy).Statement]) : try(
        statement.Effect == "Allow" &&
        length(setintersection(flatten([statement.Action]), ["s3:PutObject", "s3:Put*", "s3:*"])) > 0 &&
        length(setintersection(flatten([try(statement.Principal.Service, []), try(statement.Principal.AWS, [])]), local.log_writers)) > 0 &&
        anytrue([for resource in flatten([statement.Resource]) : can(regex("^${replace(replace(resource, ".", "\\."), "*", ".*")}$", local.access_log))]),
      false)])
      error_message = "The policy of the bucket of access_logs_bucket does not let balancers write: it needs a statement that allows logdelivery.elasticloadbalancing.amazonaws.com s3:PutObject on ${local.access_log} and its like (arn:aws:s3:::BUCKET/BALANCER/AWSLogs/ACCOUNT/*)."
    }
  }
}
