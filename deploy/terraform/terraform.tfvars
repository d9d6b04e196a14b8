# This site's values. What is released is not among them: deploy/dmsa-deploy gives Terraform the image, and notes it in releases.json.

vpc_name            = "research-vpc"
public_subnet_names = ["research-public-a", "research-public-b"]
private_cidr        = "10.0.0.0/8"

balancer_name      = "data-models-sqlalchemy"
certificate_domain = "*.research.chop.edu"
public_name        = "data-models-sqlalchemy.research.chop.edu"
