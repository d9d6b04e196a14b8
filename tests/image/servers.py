"""A server that speaks HTTPS: a data models service below /service/, git repositories below /git/."""

import http.server
import os
import ssl
import subprocess
import threading
import urllib.request

import names


def authority(folder):
    """A certificate authority, ca.pem, and what it made for the server: server.pem and server.key."""
    place = folder / "certificates"
    place.mkdir()
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    who = f"subjectAltName=DNS:{names.BY_HOSTS},DNS:{names.BY_DNS}"
    subprocess.run([*new, "-subj", "/CN=test authority", "-keyout", place / "ca.key", "-out", place / "ca.pem"], check=True, capture_output=True)
    subprocess.run(
        [*new, "-subj", "/CN=test", "-addext", who, "-addext", "basicConstraints=critical,CA:FALSE", "-CA", place / "ca.pem",
         "-CAkey", place / "ca.key", "-keyout", place / "server.key", "-out", place / "server.pem"],
        check=True, capture_output=True,
    )
    # It is read by the user of the container.
    place.chmod(0o755)
    (place / "ca.pem").chmod(0o644)
    return place


class Secure:
    """The server, from entering to leaving the context."""

    def __init__(self, certificates, repositories, service_port):
        handler = type("Handler", (Handler,), {"repositories": repositories, "service_port": service_port})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def __exit__(self, *_):
        self.stop()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self):
        if self.path.startswith("/service/"):
            with urllib.request.urlopen(f"http://127.0.0.1:{self.service_port}{self.path.removeprefix('/service')}") as answer:
                self._reply(answer.status, answer.headers.items(), answer.read())
        else:
            self._git(b"")

    def do_POST(self):
        self._git(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _git(self, body):
        """Hands the request to the program that git has for this."""
        path, _, query = self.path.removeprefix("/git").partition("?")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.repositories),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        output = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, check=True).stdout
        head, _, body = output.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self._reply(int(headers.pop("Status", "200 OK").split()[0]), headers.items(), body)

    def _reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nobody reads what is told of each request."""
