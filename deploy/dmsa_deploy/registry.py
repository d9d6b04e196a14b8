"""What a tag stands for: its digest, as the image registry gives it."""

import base64
import json
import os
import pathlib
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
    """The digest of the image of that tag, `sha256:…`. DMSA_REGISTRY names another registry than the repository's name does."""
    host, _, path = repository.partition("/")
    is_host = "." in host or ":" in host
    base = os.environ.get("DMSA_REGISTRY", f"https://{host}" if is_host else DOCKER_HUB).rstrip("/")
    if is_host:
        repository = path
    url = f"{base}/v2/{repository}/manifests/{urllib.parse.quote(tag)}"
    try:
        try:
            return _digest(url)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
            return _digest(url, _token(error.headers.get("WWW-Authenticate", ""), base))
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise Refused(
                f"There is no image {repository}:{tag}.",
                "Push it first (a version tag in git makes the workflow do so), or correct the tag.",
            ) from error
        if error.code == 429:
            raise Refused(
                f"{base} has been asked too often from this network.",
                "Log in with `docker login`, or set DMSA_REGISTRY_USER and DMSA_REGISTRY_PASSWORD; or wait for an hour.",
            ) from error
        raise Refused(f"{base} answers {error.code} for {repository}:{tag}.", "Try again, or see what the registry's status page says.") from error
    except OSError as error:
        raise Refused(f"{base} cannot be asked what {tag} stands for: {error}.", "Check the network, or DMSA_REGISTRY.") from error


def _digest(url, token=None):
    # HEAD, because registries count each GET of a manifest as a pull.
    request = urllib.request.Request(url, method="HEAD", headers={"Accept": _MANIFESTS})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        digest = answer.headers.get("Docker-Content-Digest", "")
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise OSError("it does not say which digest that is")
    return digest


def _login(base):
    """Name and password for a registry, as base64: from the environment, or as `docker login` keeps them in a file; None without."""
    if os.environ.get("DMSA_REGISTRY_USER"):
        return base64.b64encode(f"{os.environ['DMSA_REGISTRY_USER']}:{os.environ.get('DMSA_REGISTRY_PASSWORD', '')}".encode()).decode()
    folder = pathlib.Path(os.environ.get("DOCKER_CONFIG", pathlib.Path.home() / ".docker"))
    try:
        kept = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("auths", {})
    except (OSError, ValueError):
        return None
    name = "https://index.docker.io/v1/" if base == DOCKER_HUB else urllib.parse.urlsplit(base).netloc
    return kept.get(name, {}).get("auth")


def _token(challenge, base):
    """Fetches the token that a registry asks for even where reading is free."""
    asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if "realm" not in asked:
        raise OSError("it wants a login that this tool does not know")
    query = urllib.parse.urlencode({name: asked[name] for name in ("service", "scope") if name in asked})
    request = urllib.request.Request(f"{asked['realm']}?{query}")
    if login := _login(base):
        request.add_header("Authorization", f"Basic {login}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        found = json.load(answer)
    return found.get("token") or found.get("access_token")
