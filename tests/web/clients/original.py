"""The original itself, dmsa 0.5.8 under Python 2.7, as a client of a service: its command line and its own web service.

    original.py <service> <model> <version> [<document>]

With a document of the data models service, that service is stood in for, too, and what the original makes of either must be the
same but for the version that each service tells. Prints a line for each script and page, with its length. Diagrams are left out: they take Graphviz.
"""

from __future__ import print_function

import BaseHTTPServer
import StringIO
import sys
import threading
import types

DIALECTS = ["postgresql", "sqlite"]
CHOICES = ["-tci", "-t", "-c", "-i", "-tcid", "-x", "-tcin", "-tcil"]


class StandIn(BaseHTTPServer.BaseHTTPRequestHandler):
    """The data models service, as far as the original asks it."""

    documents = {}

    def do_GET(self):
        self.send_response(200)
        self.send_header("User-Agent", "DataModelsService/1.0.4-beta (+https://example.org)")
        self.end_headers()
        self.wfile.write(self.documents.get(self.path, b""))

    def log_message(self, *_):
        pass


def stand_in(model, version, path):
    with open(path, "rb") as file:
        StandIn.documents["/schemata/%s/%s?format=json" % (model, version)] = file.read()
    server = BaseHTTPServer.HTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever)
    thread.daemon = True
    thread.start()
    return "http://127.0.0.1:%d/" % server.server_port


def command(service, choice, model, version, dialect):
    """What the command line of the original writes."""
    from dmsa import main

    arguments, output = sys.argv, sys.stdout
    sys.argv = ["dmsa", "ddl", "--service=" + service, choice, model, version, dialect]
    sys.stdout = StringIO.StringIO()
    try:
        main.main()
        return sys.stdout.getvalue()
    finally:
        sys.argv, sys.stdout = arguments, output


def told(service):
    """The version that a service tells the original."""
    from dmsa.utility import get_service_version

    return get_service_version(service)


def main(service, model, version, *documents):
    other = [stand_in(model, version, path) for path in documents]
    for dialect in DIALECTS:
        for choice in CHOICES:
            script = command(service, choice, model, version, dialect)
            recorded = "'%s', '%s', '%s', '0.5.8')" % (model, version, told(service))
            assert recorded in script or choice != "-tci", script
            for url in other:
                expected = command(url, choice, model, version, dialect).replace(told(url), told(service))
                assert script == expected, "%s %s\n%s\n%s" % (dialect, choice, script, expected)
            print("script", dialect, choice, len(script))
    # Its pages ask nothing of Graphviz.
    import dmsa

    sys.modules["dmsa.erd"] = dmsa.erd = types.ModuleType("dmsa.erd")
    from dmsa.service import build_app

    client = build_app(service).test_client()
    version_path = "/%s/%s/" % (model, version)
    for path in ["/", "/%s/" % model, version_path, version_path + "ddl/sqlite/", version_path + "drop/postgresql/tables/"]:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        print("page", path, len(answer.data))


main(*sys.argv[1:])
