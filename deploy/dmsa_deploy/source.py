"""The commit and the files that a plan was made of."""

import hashlib
import pathlib
import subprocess

from .refusal import Refused

DEPLOY = pathlib.Path(__file__).resolve().parents[1]


def commit():
    """The commit that is checked out; refuses a deploy/ that differs from it."""
    if changed := _git("status", "--porcelain", "--", ".").strip():
        raise Refused(f"deploy/ is not as the last commit has it:\n{changed}", "Commit the changes, or take them back, and plan again.")
    return _git("rev-parse", "HEAD").strip()


def fingerprint():
    """A hash of every file below deploy/, but for those that git ignores.

    Terraform reads init.sh anew when it applies, so a saved plan alone does not say what will run.
    """
    found = hashlib.sha256()
    for name in sorted(_git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".").split("\0")):
        if name:
            path = DEPLOY / name
            content = path.read_bytes() if path.is_file() else b"(deleted)"
            found.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return found.hexdigest()


def person():
    """Who is at work, as git knows them."""
    return f"{_git('config', 'user.name').strip()} <{_git('config', 'user.email').strip()}>"


def _git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=DEPLOY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"git {' '.join(arguments)} fails: {done.stderr.strip()}", "Run this in a clone of the repository, with user.name and user.email set.")
    return done.stdout
