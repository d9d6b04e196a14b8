"""The plays: redeployments as they should be, and some as they should not be, which must be seen to lose requests."""

import dataclasses
import time

from balancer import NeverHealthy, free_port, until
from load import Load, Seen
from releases import versions

# How long both releases, or one alone, are left to answer, so that clients notice.
PAUSE = 1.0
# How long an instance takes from its registration to the start of the service.
BOOT = 1.0
# How long a release may take to become healthy.
PATIENCE = 15
# How long a release that never will is waited for.
LITTLE_PATIENCE = 3


@dataclasses.dataclass
class Result:
    """What came of a play."""

    name: str
    is_good: bool
    wanted: set
    seen: Seen = dataclasses.field(default_factory=Seen)
    exit_code: int | None = None
    seconds: float = 0

    @property
    def complaints(self):
        """What speaks against it."""
        found = []
        if self.seen.failed:
            failures = ", ".join(f"{count} by {who}" for who, count in self.seen.failures.items())
            found.append(f"{self.seen.failed} failed responses ({failures})")
        if self.seen.socket_errors:
            found.append(f"{self.seen.socket_errors} socket errors")
        if set(self.seen.answers) != self.wanted:
            found.append(f"answers from {sorted(self.seen.answers)} instead of {sorted(self.wanted)}")
        if self.exit_code not in (None, 0):
            found.append(f"the old release ended with exit code {self.exit_code}")
        return found

    @property
    def as_expected(self):
        """Good plays lose nothing. The others lose requests, or whoever counts them is blind."""
        if self.is_good:
            return not self.complaints
        return self.seen.failed + self.seen.socket_errors > 0


class Theatre:
    """The balancer with one release behind it, between plays."""

    def __init__(self, stage, balancer, folder):
        self._stage, self._balancer, self._folder = stage, balancer, folder
        self._place, self._spare = "blue", "green"
        self._release = self._running = None
        self.results = []

    def open(self, release):
        """Starts the first release and lets it in."""
        self._release, self._running = release, self._join(release, self._place)

    def reopen(self, release):
        """Puts a service without /readyz in place of what runs, checked by its home page: a deployment from before dmsa 1.0."""
        self._balancer.forget(self._place)
        self._running.stop()
        self._balancer.check_path("/")
        self._release, self._running = release, self._join(release, "old")
        self._place, self._spare = "old", "blue"

    def _start(self, release, place):
        return self._stage.start(release, self._balancer.ports[place])

    def _join(self, release, place):
        """Starts a release at a place, and lets it in when it is healthy."""
        # The cloud registers an instance when it is asked for; the service on it answers later.
        self._balancer.register(place)
        time.sleep(BOOT)
        running = self._start(release, place)
        self._balancer.wait_until_healthy(place, PATIENCE)
        self._balancer.admit(place)
        return running

    def play(self, name, way, release, is_good=True):
        """Plays a redeployment under load."""
        wanted = {self._release} if way is Theatre.never_healthy else {self._release, release}
        result = Result(name, is_good, wanted)
        begin = time.monotonic()
        with Load(self._balancer.port, self._folder) as load:
            time.sleep(PAUSE)
            way(self, release, result)
            time.sleep(PAUSE)
        result.seen, result.seconds = load.seen, time.monotonic() - begin
        self.results.append(result)
        print(f"  {name}: {'as expected' if result.as_expected else 'NOT AS EXPECTED'}", flush=True)

    def _changed(self, release, running):
        self._balancer.forget(self._place)
        self._place, self._spare = self._spare, self._place
        self._release, self._running = release, running

    def swap(self, release, result):
        """The deployment: the new release in when it is healthy, the old one drained, then told to stop."""
        new = self._join(release, self._spare)
        time.sleep(PAUSE)
        self._balancer.drain(self._place, PATIENCE)
        result.exit_code = self._running.stop()
        self._changed(release, new)

    def adopt(self, release, result):
        """The check keeps the path that the old service knows, and changes when that has gone."""
        self.swap(release, result)
        self._balancer.check_path("/readyz")

    def adopt_with_the_new_path(self, release, result):
        """The check asks for /readyz at once, which the old service does not know: nothing is healthy until the new release is."""
        self._balancer.check_path("/readyz")
        self.swap(release, result)

    def stop_at_once(self, release, result):
        """Nobody tells the balancer: it must see by its checks that the old release was told to stop."""
        new = self._join(release, self._spare)
        time.sleep(PAUSE)
        result.exit_code = self._running.stop()
        self._balancer.wait_until_down(self._place, PATIENCE)
        self._changed(release, new)

    def never_healthy(self, release, _):
        """The new release listens where nobody asks for it; it is given up, the old one serves on."""
        new = self._stage.start(release, free_port())
        try:
            self._balancer.register(self._spare)
            self._balancer.wait_until_healthy(self._spare, LITTLE_PATIENCE)
        except NeverHealthy:
            new.stop()
            self._balancer.forget(self._spare)
        else:
            raise RuntimeError("a release became healthy that cannot")

    def destroy_first(self, release, result):
        """The old release is drained and stopped, as carefully as can be, before there is a new one."""
        self._balancer.drain(self._place, PATIENCE)
        result.exit_code = self._running.stop()
        new = self._join(release, self._spare)
        self._changed(release, new)

    def no_health_wait(self, release, result):
        """The new release counts as healthy from the moment it is asked for, and the old one goes."""
        self._balancer.admit(self._spare)
        self._balancer.drain(self._place, PATIENCE)
        new = self._start(release, self._spare)
        result.exit_code = self._running.stop()
        # By then the balancer's belief has given way to checks.
        time.sleep(PAUSE)
        until(lambda: self._balancer.is_healthy(self._spare), PATIENCE, "the new release does not come up")
        self._changed(release, new)

    def no_drain(self, release, _):
        """The old release is killed while requests are sent to it."""
        new = self._join(release, self._spare)
        time.sleep(PAUSE)
        self._running.kill()
        self._balancer.wait_until_down(self._place, PATIENCE)
        self._changed(release, new)


def all_of_them(stage, balancer, folder):
    """Plays all; the results."""
    first, second, third, fourth, bad, *_ = versions()
    theatre = Theatre(stage, balancer, folder)
    theatre.open(first)
    theatre.play("release 2", Theatre.swap, second)
    theatre.play("release 3", Theatre.swap, third)
    theatre.play("release 4", Theatre.swap, fourth)
    theatre.play("back to release 3", Theatre.swap, third)
    theatre.play("release 4, told to stop before the balancer knows", Theatre.stop_at_once, fourth)
    theatre.play("a release that never becomes healthy", Theatre.never_healthy, bad)
    theatre.play("destroy first", Theatre.destroy_first, first, is_good=False)
    theatre.play("no wait for health", Theatre.no_health_wait, second, is_good=False)
    theatre.play("kill without drain", Theatre.no_drain, third, is_good=False)
    theatre.reopen(first)
    theatre.play("adoption of a service without /readyz", Theatre.adopt, second)
    theatre.reopen(first)
    theatre.play("adoption, with /readyz asked for at once", Theatre.adopt_with_the_new_path, second, is_good=False)
    return theatre.results
