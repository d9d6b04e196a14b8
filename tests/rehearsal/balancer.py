"""haproxy in the part of the cloud's balancer: two places for releases, health checks, drain, and no second tries."""

import csv
import io
import pathlib
import shutil
import socket
import subprocess
import time

PLACES = ("blue", "green")

# What the cloud's balancer does in tens of seconds is done in tenths here. Requests may go to a release over connections
# that others opened before, as there.
CONFIGURATION = """
global
    stats socket {folder}/haproxy.sock mode 600 level admin
    nbthread 1
defaults
    mode http
    retries 0
    timeout connect 2s
    timeout client 60s
    timeout server 30s
    timeout http-keep-alive 60s
    timeout check 2s
frontend public
    bind 127.0.0.1:{port}
    default_backend releases
backend releases
    balance roundrobin
    http-reuse always
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 300ms rise 2 fall 2 disabled
{servers}
"""

# From the manual of haproxy, "show servers state".
RUNNING = "2"


class NeverHealthy(Exception):
    """The checks of a release did not pass in time."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Balancer:
    """haproxy, from entering to leaving the context."""

    def __init__(self, folder):
        self.port = free_port()
        self.ports = {place: free_port() for place in PLACES}
        self._socket = folder / "haproxy.sock"
        self._configuration = folder / "haproxy.cfg"
        servers = "".join(f"    server {place} 127.0.0.1:{port}\n" for place, port in self.ports.items())
        self._configuration.write_text(CONFIGURATION.format(folder=folder, port=self.port, servers=servers))

    def __enter__(self):
        program = shutil.which("haproxy") or "/usr/sbin/haproxy"
        # What it says of each step of a play is of no use to those who asked for it.
        self._process = subprocess.Popen([program, "-db", "-q", "-f", self._configuration], stderr=subprocess.DEVNULL)
        until(lambda: self._socket.exists() and "name" in self._tell("show info").lower(), 10, "haproxy does not start")
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def _tell(self, command):
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(self._socket))
            channel.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: channel.recv(65536), b"")).decode()

    def _set(self, place, what):
        answer = self._tell(f"set server releases/{place} {what}").strip()
        if answer:
            raise RuntimeError(f"haproxy on {what}: {answer}")

    def is_healthy(self, place):
        """Whether the balancer takes a place for healthy."""
        lines = self._tell("show servers state releases").splitlines()
        names = lines[1].removeprefix("# ").split()
        rows = [dict(zip(names, line.split())) for line in lines[2:] if line]
        return next(row["srv_op_state"] for row in rows if row["srv_name"] == place) == RUNNING

    def _busy_with(self, place):
        rows = csv.DictReader(io.StringIO(self._tell("show stat").removeprefix("# ")))
        return next(int(row["scur"]) for row in rows if row["pxname"] == "releases" and row["svname"] == place)

    def check_anew(self, place, patience):
        """Waits until the checks of a place pass that had not passed before; it gets no requests yet.

        haproxy takes a server that comes back from maintenance for healthy. Whatever it believes is thrown away first.
        """
        self._set(place, "state drain")
        self._set(place, "health down")
        until(lambda: self.is_healthy(place), patience, f"{place} is not healthy", NeverHealthy)

    def admit(self, place):
        """Sends requests there from now on, whatever the checks say."""
        self._set(place, "state ready")

    def drain(self, place, patience):
        """Sends no more requests there, and waits for those under way, so long and no longer."""
        self._set(place, "state drain")
        until(lambda: self._busy_with(place) == 0, patience, f"requests to {place} do not end")

    def wait_until_down(self, place, patience):
        """Waits until the checks of a place fail."""
        until(lambda: not self.is_healthy(place), patience, f"{place} still counts as healthy")

    def forget(self, place):
        """Sends nothing there and checks nothing."""
        self._set(place, "state maint")


def until(is_so, seconds, complaint, error=RuntimeError):
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise error(f"{complaint} after {seconds} seconds")
        time.sleep(0.02)
