"""Names that lead to this machine: one by a hosts file, one by a server for names that knows no other."""

import pathlib
import socket
import threading

BY_HOSTS = "definitions.test"
BY_DNS = "dns.definitions.test"

# Of its own, so that it is in nobody's way.
ADDRESS = "127.0.0.77"
TYPE_A = b"\0\1"


def answer(query):
    """The answer to a question: 127.0.0.1 for the name, no address of another kind, no other name."""
    end = query.index(b"\0", 12) + 5
    question, kind = query[12:end], query[end - 4 : end - 2]
    name = b"".join(bytes([len(label)]) + label.encode() for label in BY_DNS.split(".")) + b"\0"
    is_known = question[:-4].lower() == name
    records = b"\xc0\x0c" + TYPE_A + b"\0\1" + (1).to_bytes(4) + b"\0\4" + bytes([127, 0, 0, 1])
    has_address = is_known and kind == TYPE_A
    flags = b"\x81\x80" if is_known else b"\x81\x83"
    return query[:2] + flags + b"\0\1" + bytes([0, has_address]) + bytes(4) + question + (records if has_address else b"")


class Server:
    """The server for names, where this user may run one, and what makes a container ask it."""

    def __init__(self, folder):
        resolver = pathlib.Path(folder) / "resolv.conf"
        resolver.write_text(f"nameserver {ADDRESS}\n")
        self.options = [f"--volume={resolver}:/etc/resolv.conf:ro"]

    def __enter__(self):
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        try:
            self._socket.bind((ADDRESS, 53))
            self.is_there = True
        except PermissionError:
            self.is_there = False
        else:
            threading.Thread(target=self._serve, daemon=True).start()
        return self

    def _serve(self):
        while True:
            try:
                query, client = self._socket.recvfrom(512)
            except OSError:
                return
            self._socket.sendto(answer(query), client)

    def __exit__(self, *_):
        self._socket.close()
