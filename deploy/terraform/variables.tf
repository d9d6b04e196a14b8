# What is released.

variable "image_tag" {
  description = "Version of the image to run, such as 1.4.2."
  type        = string
  nullable    = false

  validation {
    # A moving tag would let a restarted instance run something that was not reviewed.
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.]+)?$", var.image_tag))
    error_message = "image_tag must be one released version, such as 1.4.2: not latest, not a range."
  }
}

variable "image_digest" {
  description = "Digest that the tag stands for, sha256:…; deploy/dmsa-deploy looks it up. Null trusts the tag."
  type        = string
  default     = null

  validation {
    condition     = var.image_digest == null || can(regex("^sha256:[0-9a-f]{64}$", var.image_digest))
    error_message = "image_digest must be sha256: and 64 hexadecimal digits, as the registry gives it."
  }
}

variable "image_repository" {
  description = "Repository of the image."
  type        = string
  default     = "dbhi/data-models-sqlalchemy"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._/:-]*$", var.image_repository)) && !can(regex("[:@][^/]*$", var.image_repository))
    error_message = "image_repository must be a repository without tag or digest, such as dbhi/data-models-sqlalchemy."
  }
}

variable "settings" {
  description = "Settings of the service (docs/service/settings.md), such as { DMSA_REFRESH = \"1h\" }. Nothing secret: they are readable in the user data."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.settings : can(regex("^DMSA_[A-Z_]+$", name)) && !can(regex("[[:cntrl:]]", value))])
    error_message = "settings must be named DMSA_… and have values of one line."
  }

  validation {
    condition     = length(setintersection(keys(var.settings), ["DMSA_PORT", "DMSA_HEAD_TIMEOUT", "DMSA_WRITE_TIMEOUT", "DMSA_DRAIN", "DMSA_WEBHOOK_SECRET"])) == 0
    error_message = "The port and the times are set by main.tf, to agree with the balancer; secrets do not belong in user data."
  }
}

# The instance.

variable "name" {
  description = "What everything but the balancer is named after."
  type        = string
  default     = "dmsa"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "name must be 2 to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "instance_type" {
  description = "Size of the instance."
  type        = string
  default     = "t3.micro"
  nullable    = false
}

variable "instance_count" {
  description = "How many instances serve at a time."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.instance_count >= 1 && var.instance_count <= 4 && floor(var.instance_count) == var.instance_count
    error_message = "instance_count must be 1 to 4; to take the service away, see the cookbook."
  }
}

variable "ami_id" {
  description = "Machine image to use in place of the newest, to hold it fixed; null for the newest."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "ami_id must look like ami-0123456789abcdef0."
  }
}

variable "ami_parameter" {
  description = "SSM parameter that names the newest ECS-optimized image; there is another for arm64 instances."
  type        = string
  default     = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
  nullable    = false
}

variable "ssh_key_name" {
  description = "Key pair for SSH; null for none."
  type        = string
  default     = null
}

variable "release_timeout" {
  description = "How long a release may take to become healthy at the balancer before the apply fails."
  type        = string
  default     = "10m"
  nullable    = false

  validation {
    # Zero would make Terraform not wait at all, and a broken release would take the place of a good one.
    condition     = can(regex("^[1-9][0-9]*(s|m)$", var.release_timeout))
    error_message = "release_timeout must be a time such as 10m, and not zero."
  }
}

variable "verification_seconds" {
  description = "For how many seconds on end the new release must answer before the old one is destroyed."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.verification_seconds >= 1
    error_message = "verification_seconds must be at least 1: a release that is not verified could take the place of a good one."
  }
}

variable "verification_timeout" {
  description = "After how many seconds the apply fails if the new release has not answered for so long."
  type        = number
  default     = 300
  nullable    = false
}

# The site.

variable "account_id" {
  description = "AWS account that this belongs to; credentials of another are refused. Null accepts any."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be twelve digits."
  }
}

variable "foreign_tags" {
  description = "Keys of tags that the account itself puts on resources: plans leave them alone."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "foreign_tag_prefixes" {
  description = "The same, by how the keys begin, such as [\"aws-backup\", \"cost:\"]."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "resolver_cidrs" {
  description = "Networks of the site's own DNS and NTP servers, such as [\"10.0.0.2/32\"]; none where the VPC has those of AWS."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.resolver_cidrs : can(cidrhost(cidr, 0))])
    error_message = "resolver_cidrs must be networks, such as 10.0.0.2/32."
  }
}

variable "health_check_path" {
  description = "What the balancer asks an instance for. Another path than /readyz only while an old deployment is adopted: see the cookbook."
  type        = string
  default     = "/readyz"
  nullable    = false

  validation {
    condition     = startswith(var.health_check_path, "/")
    error_message = "health_check_path must begin with a slash."
  }
}

variable "certificate_arn" {
  description = "Certificate in ACM to use, whatever its domain; null looks certificate_domain up."
  type        = string
  default     = null
}

variable "region" {
  description = "AWS region."
  type        = string
  default     = "us-east-1"
  nullable    = false
}

variable "vpc_name" {
  description = "Name tag of the existing VPC."
  type        = string
  nullable    = false
}

variable "public_subnet_names" {
  description = "Name tags of its public subnets, in at least two availability zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.public_subnet_names)) >= 2
    error_message = "A balancer needs public subnets in at least two availability zones."
  }
}

variable "network_state" {
  description = "Take VPC and subnets from another state in S3, which has the outputs vpc_id and public_subnet_ids, instead of looking for names."
  type = object({
    bucket = string
    key    = string
    region = string
  })
  default = null
}

variable "private_cidr" {
  description = "Addresses of the private network, from which SSH is allowed."
  type        = string
  nullable    = false

  validation {
    condition = can(cidrhost(var.private_cidr, 0)) && anytrue([
      can(regex("^10\\..*/([89]|[12][0-9]|3[0-2])$", var.private_cidr)),
      can(regex("^172\\.(1[6-9]|2[0-9]|3[01])\\..*/(1[2-9]|2[0-9]|3[0-2])$", var.private_cidr)),
      can(regex("^192\\.168\\..*/(1[6-9]|2[0-9]|3[0-2])$", var.private_cidr)),
    ])
    error_message = "private_cidr must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16: SSH is never open to public addresses."
  }
}

variable "balancer_name" {
  # A variable of its own, so that no other change can force a new balancer: an external CNAME points at its DNS name.
  description = "Name of the balancer. Never change it: the public name is a CNAME of the DNS name that comes with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", var.balancer_name)) && !startswith(var.balancer_name, "internal-")
    error_message = "balancer_name must be up to 32 letters, digits and hyphens, and not begin with internal-."
  }
}

variable "certificate_domain" {
  description = "Domain of the certificate in ACM, as its primary name: AWS finds none by its other names (set certificate_arn)."
  type        = string
  default     = "*.research.chop.edu"
  nullable    = false
}

variable "public_name" {
  description = "External name that is a CNAME of the balancer's DNS name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.public_name))
    error_message = "public_name must be a host name, such as data-models-sqlalchemy.research.chop.edu."
  }
}

variable "redirect_http" {
  description = "Whether HTTP is redirected to HTTPS. Off: existing clients use HTTP, and not all follow redirects."
  type        = bool
  default     = false
  nullable    = false
}

# Options.

variable "log_retention_days" {
  description = "For how many days CloudWatch keeps the service's log. Null for no log group and no role: the log stays on the instance."
  type        = number
  default     = 30
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary that the account demands of every role; null for none."
  type        = string
  default     = null
}

variable "access_logs_bucket" {
  description = "S3 bucket for the balancer's access logs; null for none."
  type        = string
  default     = null
}

variable "alarm_topic_arn" {
  description = "SNS topic that is told when no instance is healthy or answers are errors; null for no alarms."
  type        = string
  default     = null
}
