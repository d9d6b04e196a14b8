"""A plan with everything that was known when it was made, in a folder that nobody is to change."""

import hashlib
import json
import pathlib
import time

from .refusal import Refused
from .source import DEPLOY

HOUR = 3600
PLANS = DEPLOY / "plans"
_HASHED = ("plan.tfplan", "plan.txt", "plan.json")


class Bundle:
    """`plan.tfplan`, its text and JSON; `manifest.json`; later `approval.json` and `apply.log`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.plan, self.text, self.json = (self.folder / name for name in _HASHED)
        self.log = self.folder / "apply.log"
        self._manifest = self.folder / "manifest.json"
        self._approval = self.folder / "approval.json"

    @staticmethod
    def new(tag):
        """An empty one, named for the time and the tag."""
        folder = PLANS / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{tag}"
        folder.mkdir(mode=0o700, parents=True)
        return Bundle(folder)

    @staticmethod
    def find(folder):
        """The one in that folder; the newest if none is named."""
        if folder is None:
            made = sorted(PLANS.glob("*/manifest.json"))
            if not made:
                raise Refused("There is no plan.", "Make one: `dmsa-deploy plan TAG`.")
            return Bundle(made[-1].parent)
        if not (pathlib.Path(folder) / "manifest.json").is_file():
            raise Refused(f"{folder} is no bundle of a plan.", "Name a folder that `dmsa-deploy plan` made.")
        return Bundle(folder)

    def seal(self, facts):
        """Writes the manifest: the facts, the time and the hashes of the plan's files."""
        hashes = {name: _hash(self.folder / name) for name in _HASHED}
        manifest = {**facts, "time": int(time.time()), "sha256": hashes}
        self._manifest.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    def manifest(self):
        """The manifest; refuses a bundle whose files are not those that were sealed."""
        try:
            manifest = json.loads(self._manifest.read_text(encoding="utf-8"))
            altered = [name for name in _HASHED if _hash(self.folder / name) != manifest["sha256"][name]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"The bundle {self.folder} is damaged: {error}.", "Plan again.") from error
        if altered:
            raise Refused(f"The plan was altered after it was made: {', '.join(altered)}.", "Plan again, and find out who did it.")
        return manifest

    def fingerprint(self):
        """What stands for the whole bundle when it is approved."""
        return _hash(self._manifest)

    def approve(self, fingerprint, person):
        """Notes that a person has read this very plan."""
        whole = self.fingerprint()
        if len(fingerprint) < 12 or not whole.startswith(fingerprint):
            raise Refused(f"{fingerprint} is not the fingerprint of this plan.", "`dmsa-deploy review` shows the plan, and its fingerprint at the end.")
        note = {"fingerprint": whole, "by": person, "time": int(time.time())}
        self._approval.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")

    def approval(self):
        """Who approved this bundle as it is now; refuses one that nobody did."""
        if not self._approval.is_file():
            raise Refused("Nobody has approved this plan.", "`dmsa-deploy review`, then `dmsa-deploy approve FINGERPRINT`.")
        note = json.loads(self._approval.read_text(encoding="utf-8"))
        if note["fingerprint"] != self.fingerprint():
            raise Refused("What was approved is not this plan: its manifest was altered since.", "Plan again, and find out who did it.")
        return note

    def check_age(self, now=None):
        """Refuses a plan that is older than an hour."""
        age = (now or time.time()) - self.manifest()["time"]
        if age > HOUR:
            raise Refused(f"The plan is {int(age // 60)} minutes old; the world may have moved on.", "Plan again: a plan is good for an hour.")


def _hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
