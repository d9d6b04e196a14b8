"""Who made an image: its signature, where cosign is installed."""

import shutil
import subprocess

from .refusal import Refused

REPOSITORY = "dbhi/data-models-sqlalchemy"
_ISSUER = "https://token.actions.githubusercontent.com"
_WORKFLOW = "^https://github.com/chop-dbhi/data-models-sqlalchemy/.github/workflows/image.yml@refs/tags/v"


def check(repository, digest):
    """Refuses an image of this project that its release workflow has not signed; what was found, in words."""
    if repository != REPOSITORY:
        return "not verified: not this project's repository"
    if shutil.which("cosign") is None:
        return "not verified: cosign is not installed"
    command = ["cosign", "verify", f"{repository}@{digest}", "--certificate-oidc-issuer", _ISSUER, "--certificate-identity-regexp", _WORKFLOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Refused(
            f"{repository}@{digest} is not signed by the project's release workflow: {done.stderr.strip()[-500:]}",
            "Deploy an image that the workflow pushed; find out who pushed this one.",
        )
    return "verified"
