# What this site deploys. deploy/dmsa-deploy gives image_tag and image_digest itself; the tag here is what a bare
# `terraform plan` compares with, so set it with each release.
image_tag = "1.0.0"

vpc_name            = "research-vpc"
public_subnet_names = ["research-public-a", "research-public-b"]
private_cidr        = "10.0.0.0/8"

balancer_name      = "data-models-sqlalchemy"
certificate_domain = "*.research.chop.edu"
public_name        = "data-models-sqlalchemy.research.chop.edu"
