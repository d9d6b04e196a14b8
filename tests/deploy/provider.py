"""Stands between Terraform and the AWS provider, and hands on the descriptions of those resources alone that the shipped files have.

The provider describes some fifteen hundred kinds of resources, and each run of Terraform reads all of it: most of what a run costs.
Everything else passes as it is, whatever it says.
"""

import concurrent.futures
import re

import grpc

# The fields of an answer to GetSchema that describe resources, data sources and ephemeral resources by their names.
_DESCRIPTIONS = (2, 3, 8)
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def used(folder):
    """The types of resources and data sources that the files of a folder have."""
    return {name.encode() for path in folder.glob("*.tf") for name in re.findall(r'^(?:resource|data) "(\w+)"', path.read_text(), re.M)}


class Between(grpc.GenericRpcHandler):
    """Listens at one socket, and passes what comes on to another."""

    def __init__(self, here, provider, wanted):
        self._channel = grpc.insecure_channel(f"unix:{provider}", options=_UNLIMITED)
        self._wanted = wanted
        self._schema = None
        # Terraform asks for ten resources at a time.
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(64), handlers=[self], options=_UNLIMITED)
        self._server.add_insecure_port(f"unix:{here}")
        self._server.start()

    def close(self):
        self._server.stop(None)
        self._channel.close()

    def service(self, details):
        """Every method is a stream to gRPC; one that is none has one message in each direction."""
        method = details.method
        # These stay open as long as Terraform runs, and would take all threads. It does without.
        if method.startswith(("/plugin.GRPCBroker/", "/plugin.GRPCStdio/")):
            return None

        def passed_on(requests, context):
            if method.endswith(".Provider/GetSchema") and self._schema:
                yield self._schema
                return
            call = self._channel.stream_stream(method)(requests)
            context.add_callback(call.cancel)
            try:
                for answer in call:
                    if method.endswith(".Provider/GetSchema"):
                        answer = self._schema = reduced(answer, self._wanted)
                    yield answer
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())

        return grpc.stream_stream_rpc_method_handler(passed_on)


def reduced(message, wanted):
    """A message of protocol buffers without the descriptions of what is not wanted."""
    kept = bytearray()
    for number, content, whole in _fields(message):
        if number in _DESCRIPTIONS and next(_fields(content))[1] not in wanted:
            continue
        kept += whole
    return bytes(kept)


def _fields(message):
    """Number, content and all bytes of each field. All fields of these messages are of the kind that tells its length."""
    place = 0
    while place < len(message):
        begin = place
        key, place = _number(message, place)
        if key & 7 != 2:
            raise ValueError(f"field {key >> 3} has no length")
        length, place = _number(message, place)
        place += length
        yield key >> 3, message[place - length:place], message[begin:place]


def _number(message, place):
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
