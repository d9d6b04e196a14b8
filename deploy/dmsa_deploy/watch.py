"""Between the new group and the end of the old one: the new version must answer for a while on end, through the balancer."""

import collections
import http.client
import os
import ssl
import time

from . import targets, verify

# So many answers of other versions in a row mean that the balancer does not know the new one, or knows it no longer.
OTHERS = 10
ENOUGH = 5


def watch(ask_once, tag, seconds, timeout, unwell=lambda: None):
    """Asks while old and new versions answer; whether the new one answered for so long on end, without a failure, and what came.

    A balancer that knows both asks them in turn, so that the new one must answer every few questions. A failure, or too many answers
    of others, begins the time anew; so does an instance that the balancer does not list as healthy when the time is over.
    """
    seen, since, others, end = collections.Counter(), None, 0, time.monotonic() + timeout
    while time.monotonic() < end:
        answer = ask_once()
        seen[answer] += 1
        others = 0 if answer == tag else others + 1
        if others > OTHERS or not answer[:1].isdigit():
            since = None
        elif answer == tag and since is None:
            since = time.monotonic()
        elif answer == tag and time.monotonic() - since >= seconds and seen[tag] >= ENOUGH:
            reason = unwell()
            if reason is None:
                return True, dict(seen)
            seen[reason] += 1
            since = None
        time.sleep(verify.interval(0.5))
    return False, dict(seen)


def asks_balancer(balancer, name):
    """A question to the balancer itself, whatever the public name leads to yet, as if the name had been asked.

    It is for the home page, which an older service that is being adopted has, too.
    """
    context = ssl.create_default_context()

    class Connection(http.client.HTTPSConnection):
        def connect(self):
            http.client.HTTPConnection.connect(self)
            self.sock = context.wrap_socket(self.sock, server_hostname=name)

    def question():
        connection = Connection(balancer, timeout=10)
        try:
            connection.request("GET", "/", headers={"Host": name, "Connection": "close"})
            return verify.told(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            return f"no answer ({error})"
        finally:
            connection.close()

    return question


def run(tag):
    """Watches as Terraform asks for it in the environment; whether all went well."""
    named = os.environ.get("DMSA_URL")
    name, balancer = os.environ["DMSA_WATCH_NAME"], os.environ["DMSA_WATCH_BALANCER"]
    question = (lambda: verify.ask(named)) if named else asks_balancer(balancer, name)
    group = os.environ["DMSA_WATCH_TARGETS"].split()
    well, seen = watch(
        question, tag, float(os.environ["DMSA_WATCH_SECONDS"]), float(os.environ["DMSA_WATCH_TIMEOUT"]), lambda: targets.unwell(*group),
    )
    told = ", ".join(f"{answer}: {count}" for answer, count in seen.items())
    print(f"{tag} {'answered all the while' if well else 'did not answer all the while'} ({told})", flush=True)
    return well
