"""Load from wrk on addresses whose answers are ready, and on such as must be made."""

import collections
import dataclasses
import pathlib
import signal
import subprocess

SCRIPT = pathlib.Path(__file__).with_name("mixed.lua")

FAST = ["/pedsnet/6.3.0/ddl/postgresql/", "/", "/omop/5.4/ddl/mysql/", "/pedsnet/6.3.0/tables/person/"]
# Pictures take some tenths of a second.
SLOW = ["/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.png?scale=1.0%d", "/pedsnet/6.3.0/ddl/oracle/?schema=s%d"]


@dataclasses.dataclass
class Seen:
    """What the clients saw."""

    failed: int = 0
    socket_errors: int = 0
    slowest: float = 0
    answers: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    failures: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def add(self, text):
        for line in text.splitlines():
            match line.split("\t"):
                case ["failed", count]:
                    self.failed += int(count)
                case ["socket errors", count]:
                    self.socket_errors += int(count)
                case ["slowest", microseconds]:
                    self.slowest = max(self.slowest, int(microseconds) / 1e6)
                case ["answer", version, count]:
                    self.answers[version] += int(count)
                case ["failure", who, count]:
                    self.failures[who] += int(count)


class Load:
    """Clients that ask from the beginning of the context to its end."""

    def __init__(self, port, folder):
        self._url, self._folder = f"http://127.0.0.1:{port}", folder
        self.seen = Seen()

    def __enter__(self):
        self._clients = [self._start("fast", 8, 2, FAST), self._start("slow", 3, 50, SLOW)]
        return self

    def _start(self, name, connections, pause, paths):
        counts = self._folder / f"{name}.counts"
        counts.unlink(missing_ok=True)
        command = ["wrk", "-t1", f"-c{connections}", "-d", "2m", "--timeout", "10s", "-s", SCRIPT, self._url]
        process = subprocess.Popen([*command, "--", counts, str(pause), *paths], stdout=subprocess.PIPE, text=True)
        return process, counts

    def __exit__(self, *_):
        for process, _ in self._clients:
            process.send_signal(signal.SIGINT)
        for process, counts in self._clients:
            output, _ = process.communicate()
            if process.returncode != 0:
                raise RuntimeError(f"wrk failed: {output}")
            self.seen.add(counts.read_text())
