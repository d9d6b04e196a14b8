"""Releases of the service as containers of the real image, or as plain processes where there is no engine."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGE = "dmsa-rehearsal"

# Those of deploy/, but for the times, which are shorter, and the log, which nobody reads here.
SETTINGS = {
    "DMSA_HOST": "127.0.0.1",
    "DMSA_HEAD_TIMEOUT": "75s",
    "DMSA_DRAIN": "2s",
    "DMSA_ACCESS_LOG": "off",
    "DMSA_WORKERS": "2",
}

# How long a release may take to end after SIGTERM: longer than its drain and its longest request.
STOP = 30


def run(*command):
    """Runs a command; what it says."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr or done.stdout}")
    return done.stdout.strip()


def version():
    """That of the workspace."""
    return run(ROOT / "scripts/version")


def versions():
    """The version of the workspace, and such as could follow it: of the same length, differing in the last digit."""
    own = version()
    return [own, *(own[:-1] + digit for digit in "0123456789" if digit != own[-1])]


def introduce_as(binary, release):
    """Makes the binary of another release: it differs in how the service introduces itself, and in nothing else."""
    own, other = (f"DMSA/{name} (+".encode() for name in (version(), release))
    text = binary.read_bytes()
    if text.count(own) == 0 or len(own) != len(other):
        raise RuntimeError(f"{binary} does not introduce itself as {own.decode()}")
    binary.write_bytes(text.replace(own, other))


def prepare(folder, release):
    """The files of a release as the Dockerfile wants them."""
    place = folder / release
    shutil.copytree(ROOT / "target/scripts-build-binary", place / "target/scripts-build-binary")
    for name in ("Dockerfile", ".dockerignore"):
        shutil.copy(ROOT / name, place)
    if release != version():
        introduce_as(place / "target/scripts-build-binary/dmsa", release)
    return place


class Container:
    """A release in a container: read-only, without rights, with the network of this machine."""

    def __init__(self, release, port):
        self._id = run(
            *("docker", "run", "--detach", "--network", "host", "--read-only", "--cap-drop", "ALL"),
            *("--security-opt", "no-new-privileges", "--stop-timeout", str(STOP)),
            *(f"--env={name}={value}" for name, value in {**SETTINGS, "DMSA_PORT": port}.items()),
            f"{IMAGE}:{release}",
        )

    def stop(self):
        """Ends it as Docker does, by SIGTERM; its exit code."""
        run("docker", "stop", self._id)
        return self._end()

    def kill(self):
        """Ends it as a power cut does."""
        run("docker", "kill", self._id)
        self._end()

    def _end(self):
        code = int(run("docker", "inspect", "--format", "{{.State.ExitCode}}", self._id))
        run("docker", "rm", "--force", self._id)
        return code


class Process:
    """A release as a plain process."""

    def __init__(self, binary, port):
        environment = {**os.environ, **SETTINGS, "DMSA_PORT": str(port)}
        self._process = subprocess.Popen([binary, "serve", "--quiet"], env=environment, stderr=subprocess.DEVNULL)

    def stop(self):
        """Ends it by SIGTERM; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=STOP)

    def kill(self):
        """Ends it as a power cut does."""
        self._process.kill()
        self._process.wait()


class Stage:
    """Where releases are started; whatever still runs in the end is ended."""

    def __init__(self, description, start):
        self.description, self._start, self._running = description, start, []

    def start(self, release, port):
        started = self._start(release, port)
        self._running.append(started)
        return started

    def clear(self):
        for started in self._running:
            with contextlib.suppress(RuntimeError):
                started.kill()


@contextlib.contextmanager
def choose_stage(folder):
    """Containers where an engine answers, processes otherwise."""
    names = versions()
    places = {release: prepare(folder, release) for release in names}
    images = [f"{IMAGE}:{release}" for release in names]
    if subprocess.run(["docker", "info"], capture_output=True).returncode == 0:
        for release, image in zip(names, images):
            arguments = ("--build-arg", f"VERSION={release}", "--build-arg", "REVISION=rehearsal")
            run("docker", "build", "--quiet", *arguments, "--tag", image, places[release])
        stage = Stage("containers of the image", Container)
    else:
        print("NO CONTAINERS: no engine answers, so releases are plain processes here", file=sys.stderr)
        images = []
        stage = Stage("plain processes, since there was no engine for containers",
                      lambda release, port: Process(places[release] / "target/scripts-build-binary/dmsa", port))
    try:
        yield stage
    finally:
        stage.clear()
        for image in images:
            subprocess.run(["docker", "rmi", "--force", image], capture_output=True)
