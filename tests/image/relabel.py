"""Makes of a saved image the same one for another architecture, in name only: relabel.py FROM TO ARCHITECTURE."""

import hashlib
import io
import json
import sys
import tarfile


def main(source, target, architecture):
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        manifest = json.load(old.extractfile("manifest.json"))
        name = manifest[0]["Config"]
        config = json.dumps({**json.load(old.extractfile(name)), "architecture": architecture}).encode()
        # A configuration is named by its digest, in one of two ways.
        digest = hashlib.sha256(config).hexdigest()
        manifest[0]["Config"] = f"blobs/sha256/{digest}" if name.startswith("blobs/") else f"{digest}.json"
        for entry in old:
            if entry.name not in (name, "manifest.json", "index.json", "oci-layout"):
                new.addfile(entry, old.extractfile(entry) if entry.isfile() else None)
        for name, text in [(manifest[0]["Config"], config), ("manifest.json", json.dumps(manifest).encode())]:
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            new.addfile(entry, io.BytesIO(text))


if __name__ == "__main__":
    main(*sys.argv[1:])
