"""What a tag stands for: its digest, as the image registry gives it."""

import hashlib
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request

from .refusal import Refused

DOCKER_HUB = "https://registry-1.docker.io"
_MANIFESTS = ", ".join([
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
])


def resolve(repository, tag):
    """The digest of the image of that tag, `sha256:…`. DMSA_REGISTRY names another registry than Docker Hub."""
    base = os.environ.get("DMSA_REGISTRY", DOCKER_HUB).rstrip("/")
    url = f"{base}/v2/{repository}/manifests/{urllib.parse.quote(tag)}"
    try:
        try:
            answer = _get(url)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
            answer = _get(url, _token(error.headers.get("WWW-Authenticate", "")))
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise Refused(
                f"There is no image {repository}:{tag}.",
                "Push it first (a version tag in git makes the workflow do so), or correct the tag.",
            ) from error
        raise Refused(f"{base} answers {error.code} for {repository}:{tag}.", "Try again, or see what the registry's status page says.") from error
    except OSError as error:
        raise Refused(f"{base} cannot be asked what {tag} stands for: {error}.", "Check the network, or DMSA_REGISTRY.") from error
    # The digest is that of the manifest's bytes, whatever a header says.
    return "sha256:" + hashlib.sha256(answer).hexdigest()


def _get(url, token=None):
    request = urllib.request.Request(url, headers={"Accept": _MANIFESTS})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def _token(challenge):
    """Fetches the token that a registry asks for even where reading is free."""
    asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if "realm" not in asked:
        raise OSError("it wants a login that this tool does not know")
    query = urllib.parse.urlencode({name: asked[name] for name in ("service", "scope") if name in asked})
    with urllib.request.urlopen(f"{asked['realm']}?{query}", timeout=30) as answer:
        found = json.load(answer)
    return found.get("token") or found.get("access_token")
