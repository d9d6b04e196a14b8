"""haproxy in the part of the cloud's balancer: places for releases, health checks, drain, fail-open, and no second tries."""

import csv
import io
import pathlib
import shutil
import socket
import subprocess
import time

# The place `old` is for a service from before dmsa 1.0, which has no /readyz: see the frontend of that name.
PLACES = ("blue", "green", "old")
# The backends that check health, and the path that each asks for. Requests go to the one that `checks.map` names.
CHECKS = {"readyz": "/readyz", "home": "/"}
# The backend that gets all requests while no registered release is healthy, as AWS documents it ("fail-open").
FAIL_OPEN = "registered"

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
    http-request set-var(txn.checks) str(path),map({folder}/checks.map)
{fail_open}
    use_backend %[var(txn.checks)]
backend registered
    balance roundrobin
    http-reuse always
    default-server disabled
{servers}
{checked}
frontend old
    bind 127.0.0.1:{gate}
    http-request return status 404 if {{ path /readyz }}
    default_backend behind
backend behind
    http-reuse always
    server old 127.0.0.1:{behind}
"""

CHECKED = """
backend {name}
    balance roundrobin
    http-reuse always
    option httpchk GET {path}
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
        gate = free_port()
        # Where a release of that place has to listen.
        self.ports = {place: free_port() for place in PLACES}
        self._socket = folder / "haproxy.sock"
        self._map = folder / "checks.map"
        self._configuration = folder / "haproxy.cfg"
        reached = {**self.ports, "old": gate}
        servers = "".join(f"    server {place} 127.0.0.1:{port}\n" for place, port in reached.items())
        self._map.write_text("path readyz\n")
        self._configuration.write_text(CONFIGURATION.format(
            folder=folder, port=self.port, gate=gate, behind=self.ports["old"], servers=servers,
            fail_open="".join(f"    use_backend {FAIL_OPEN} if {{ var(txn.checks) -m str {name} }} {{ nbsrv({name}) eq 0 }}\n" for name in CHECKS),
            checked="".join(CHECKED.format(name=name, path=path, servers=servers) for name, path in CHECKS.items()),
        ))
        self._checks = "readyz"

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

    def check_path(self, path):
        """Asks for another path from now on, as after a change of the target group."""
        (self._checks,) = [name for name, checked in CHECKS.items() if checked == path]
        self._done(f"set map {self._map} path {self._checks}")

    def _set(self, place, what, backends=tuple(CHECKS)):
        for backend in backends:
            self._done(f"set server {backend}/{place} {what}")

    def _done(self, command):
        answer = self._tell(command).strip()
        if answer:
            raise RuntimeError(f"haproxy on {command}: {answer}")

    def is_healthy(self, place):
        """Whether the balancer takes a place for healthy."""
        lines = self._tell(f"show servers state {self._checks}").splitlines()
        names = lines[1].removeprefix("# ").split()
        rows = [dict(zip(names, line.split())) for line in lines[2:] if line]
        return next(row["srv_op_state"] for row in rows if row["srv_name"] == place) == RUNNING

    def _busy_with(self, place):
        rows = csv.DictReader(io.StringIO(self._tell("show stat").removeprefix("# ")))
        return sum(int(row["scur"]) for row in rows if row["svname"] == place and row["pxname"] in (FAIL_OPEN, *CHECKS))

    def register(self, place):
        """Checks a place, whose checks have not passed yet. It gets no requests, unless no registered place is healthy.

        haproxy takes a server that comes back from maintenance for healthy. Whatever it believes is thrown away first.
        """
        self._set(place, "state drain")
        self._set(place, "health down")
        self._set(place, "state ready", [FAIL_OPEN])

    def wait_until_healthy(self, place, patience):
        """Waits until the checks of a place pass."""
        until(lambda: self.is_healthy(place), patience, f"{place} is not healthy", NeverHealthy)

    def admit(self, place):
        """Sends requests there from now on, whatever the checks say."""
        self._set(place, "state ready", [FAIL_OPEN, *CHECKS])

    def drain(self, place, patience):
        """Sends no more requests there, and waits for those under way, so long and no longer."""
        self._set(place, "state drain", [FAIL_OPEN, *CHECKS])
        until(lambda: self._busy_with(place) == 0, patience, f"requests to {place} do not end")

    def wait_until_down(self, place, patience):
        """Waits until the checks of a place fail."""
        until(lambda: not self.is_healthy(place), patience, f"{place} still counts as healthy")

    def forget(self, place):
        """Sends nothing there and checks nothing."""
        self._set(place, "state maint", [FAIL_OPEN, *CHECKS])


def until(is_so, seconds, complaint, error=RuntimeError):
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise error(f"{complaint} after {seconds} seconds")
        time.sleep(0.02)
