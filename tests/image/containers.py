"""Containers without rights, on the network of this machine."""

import socket
import subprocess
import time
import urllib.error
import urllib.request

RESTRICTED = ["--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]


class Failed(Exception):
    """Something is not as it should be."""


def docker(*arguments):
    return subprocess.run(["docker", *arguments], capture_output=True, text=True)


def run_once(image, options, arguments):
    """Runs a command line; what it writes."""
    done = docker("run", "--rm", *RESTRICTED, *options, image, *arguments)
    if done.returncode != 0:
        raise Failed(f"dmsa {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def told(what, expected, text):
    """Holds what was written to what is expected."""
    if expected not in text:
        raise Failed(f"{what}: `{expected}` is not in {text}")
    print(f"ok: {what}")


def fails_with(what, expected, image, options, arguments):
    """Runs a command line that must fail, saying so."""
    done = docker("run", "--rm", *RESTRICTED, *options, image, *arguments)
    if done.returncode != 1:
        raise Failed(f"{what}: exit code {done.returncode} instead of 1: {done.stderr}")
    told(what, expected, done.stderr)


class Service:
    """The service in a container, from entering to leaving the context."""

    def __init__(self, image, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = ["--env=DMSA_HOST=127.0.0.1", f"--env=DMSA_PORT={self.port}", "--env=DMSA_DRAIN=0"]
        self._command = ["run", "--detach", *RESTRICTED, *settings, *options, image]

    def __enter__(self):
        started = docker(*self._command)
        if started.returncode != 0:
            raise Failed(started.stderr)
        self._id = started.stdout.strip()
        self.until_it_says("/readyz", "")
        return self

    def __exit__(self, *_):
        docker("rm", "--force", self._id)

    def signal(self, name):
        docker("kill", f"--signal={name}", self._id)

    def until_it_says(self, path, text):
        """Waits until an address answers with this text."""
        end, answer = time.monotonic() + 30, ""
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                    answer = response.read().decode()
                if text in answer:
                    return
            except (urllib.error.URLError, OSError) as error:
                answer = str(error)
            time.sleep(0.1)
        raise Failed(f"{path} does not say `{text}` but {answer}\n{docker('logs', self._id).stderr}")
