"""Providers for Terraform on a machine that does not reach the public registry."""

import os
import pathlib


def find():
    """A folder with unpacked or zipped providers: DMSA_TF_MIRROR, or one of the usual places. None if there is none."""
    named = os.environ.get("DMSA_TF_MIRROR")
    home = pathlib.Path.home()
    usual = [home / ".terraform.d" / "plugins", pathlib.Path("/usr/local/share/terraform/plugins"), *sorted(pathlib.Path("/opt").glob("*"))]
    for folder in [pathlib.Path(named)] if named else usual:
        # Whatever the host of the registry that it mirrors.
        if list(folder.glob("*/hashicorp/aws")):
            return folder
    return None


def configuration():
    """The text of Terraform's configuration file to use the mirror; empty without one: Terraform asks the registry."""
    folder = find()
    return f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder}"\n  }}\n}}\n' if folder else ""
