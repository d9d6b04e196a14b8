# The state of the stand-in deployment: in the bucket that deploy/mock/mock.py makes.
bucket         = "dmsa-state"
key            = "data-models-sqlalchemy/terraform.tfstate"
region         = "us-east-1"
use_lockfile   = true
use_path_style = true
