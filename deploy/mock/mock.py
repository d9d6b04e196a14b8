#!/usr/bin/env python3
"""A stand-in for everything outside that a deployment talks to, on this machine alone.

Three servers: AWS (moto, in memory), an image registry, and the public name. The account has what the deployment expects
to find: the VPC, its public subnets, the certificate and a bucket for the state. What it says of health is invented: a
release is healthy at once, unless its tag is among the broken ones. As on AWS, an instance is listed some time after it started,
and one that is not yet listed counts as healthy for Terraform.
"""

import argparse
import datetime
import hashlib
import http.server
import json
import logging
import pathlib
import re
import threading
import time

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from moto.ec2.models import ec2_backends
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeTargetGroup
from moto.server import ThreadedMotoServer

import mends
import mirror

ACCOUNT = "123456789012"
REGION = "us-east-1"
BUCKET = "dmsa-state"
REPOSITORY = "dbhi/data-models-sqlalchemy"
INDEX = "application/vnd.oci.image.index.v1+json"


def manifest(tag):
    """What the registry keeps for a tag: the digest is that of these bytes."""
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "annotations": {"version": tag}}).encode()


def tag_of(instance):
    """The image tag in the user data of one of moto's instances, or None."""
    script = instance.user_data.decode() if instance.user_data else ""
    found = re.search(rf"{re.escape(REPOSITORY)}:([0-9A-Za-z.-]+)", script)
    return found and found[1]


class Mock:
    """The three servers. `tags` and `broken` may be changed while they run.

    `delay` is how many seconds after its start an instance is listed; those of `crashing` tags end two seconds after that.
    """

    def __init__(self, aws_port=0, registry_port=0, public_port=0, tags=("1.0.0", "1.1.0"), broken=(), crashing=(), delay=0):
        self.tags = {tag: manifest(tag) for tag in tags}
        self.broken, self.crashing, self.delay = set(broken), set(crashing), delay
        self._seen, self._turn, self._clients = {}, 0, {}
        self._aws = ThreadedMotoServer("127.0.0.1", aws_port, verbose=False)
        self._registry = http.server.ThreadingHTTPServer(("127.0.0.1", registry_port), self._handler(Registry))
        self._public = http.server.ThreadingHTTPServer(("127.0.0.1", public_port), self._handler(Public))

    def _handler(self, kind):
        return type(kind.__name__, (kind,), {"mock": self})

    def start(self):
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        mends.apply()
        self._make_sick()
        self._aws.start()
        for server in (self._registry, self._public):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self._furnish()

    def stop(self):
        FakeTargetGroup.health_for, ELBv2Backend.describe_target_health = self._healthy, self._listed
        self._aws.stop()
        for server in (self._registry, self._public):
            server.shutdown()
            server.server_close()

    @property
    def environment(self):
        """What programs need in their environment to talk to the stand-in and to nothing else."""
        host, port = self._aws.get_host_and_port()
        return {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "mock",
            "AWS_SECRET_ACCESS_KEY": "mock",
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Nothing starts here, so there is nothing to wait minutes for.
            "TF_VAR_release_timeout": "20s",
            "TF_VAR_verification_seconds": "4",
            "TF_VAR_verification_timeout": "40",
            "DMSA_INTERVAL": "0.2",
            "DMSA_REGISTRY": f"http://127.0.0.1:{self._registry.server_port}",
            "DMSA_URL": f"http://127.0.0.1:{self._public.server_port}/",
        }

    def client(self, service):
        if service not in self._clients:
            self._clients[service] = self._new_client(service)
        return self._clients[service]

    def _new_client(self, service):
        return boto3.client(
            service, endpoint_url=self.environment["AWS_ENDPOINT_URL"], region_name=REGION,
            aws_access_key_id="mock", aws_secret_access_key="mock",
        )

    def serving(self):
        """The tags of the instances that are registered with the balancer and healthy."""
        balancer, machines = self.client("elbv2"), ec2_backends[ACCOUNT][REGION]
        found = []
        for group in balancer.describe_target_groups()["TargetGroups"]:
            health = balancer.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
            for target in health["TargetHealthDescriptions"]:
                if target["TargetHealth"]["State"] == "healthy":
                    found.append(tag_of(machines.get_instance(target["Target"]["Id"])))
        return sorted(tag for tag in found if tag)

    def _make_sick(self):
        """Lets moto say that an instance with a broken image is unhealthy; of itself it says that all are well, dead ones too."""
        self._healthy = healthy = FakeTargetGroup.health_for
        mock = self

        def health_for(group, target, machines):
            status = healthy(group, target, machines)
            machine = machines.get_instance(target["Id"])
            if machine.state != "running":
                return FakeHealthStatus(target["Id"], group.port, group.health_check_port, "unused", "Target.InvalidState", "The instance does not run")
            crashed = tag_of(machine) in mock.crashing and mock.age(target["Id"]) > mock.delay + 2
            if crashed or tag_of(machine) in mock.broken:
                return FakeHealthStatus(target["Id"], group.port, group.health_check_port, "unhealthy", "Target.FailedHealthChecks", "The image of this tag is broken, as it was told to be")
            return status

        FakeTargetGroup.health_for = health_for
        self._listed = listed = ELBv2Backend.describe_target_health

        def describe_target_health(backend, target_group_arn, targets):
            found = listed(backend, target_group_arn, targets)
            return [status for status in found if mock.age(status.instance_id) >= mock.delay]

        ELBv2Backend.describe_target_health = describe_target_health

    def age(self, instance):
        """How many seconds ago an instance was first seen."""
        return time.monotonic() - self._seen.setdefault(instance, time.monotonic())

    def turn(self):
        """A number that is one higher each time: the balancer asks its instances in turn."""
        self._turn += 1
        return self._turn

    def _furnish(self):
        self.client("s3").create_bucket(Bucket=BUCKET)
        machines = self.client("ec2")
        network = machines.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        machines.create_tags(Resources=[network], Tags=[{"Key": "Name", "Value": "research-vpc"}])
        for number, zone in enumerate("ab"):
            made = machines.create_subnet(VpcId=network, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=REGION + zone)
            name = {"Key": "Name", "Value": f"research-public-{zone}"}
            machines.create_tags(Resources=[made["Subnet"]["SubnetId"]], Tags=[name])
        for key in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())):
            certificate, private = self_signed("*.research.chop.edu", key)
            self.client("acm").import_certificate(Certificate=certificate, PrivateKey=private)
        mends.CALLS.clear()


def self_signed(domain, key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=30),
    ).add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    return made.public_bytes(pem), key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Registry(Quiet):
    """As much of a registry as names what a tag stands for, behind tokens as Docker Hub has them."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/token":
            self.answer(200, [("Content-Type", "application/json")], b'{"token": "for-reading"}')
        elif self.headers["Authorization"] != "Bearer for-reading":
            realm = f'Bearer realm="http://{self.headers["Host"]}/token",service="mock",scope="repository:{REPOSITORY}:pull"'
            self.answer(401, [("WWW-Authenticate", realm)])
        else:
            found = re.fullmatch(rf"/v2/{re.escape(REPOSITORY)}/manifests/(.+)", path)
            body = found and self.mock.tags.get(found[1])
            if body is None:
                self.answer(404)
            else:
                digest = "sha256:" + hashlib.sha256(body).hexdigest()
                self.answer(200, [("Content-Type", INDEX), ("Docker-Content-Digest", digest)], body)

    do_HEAD = do_GET


class Public(Quiet):
    """The public name: answers as one of the instances that the balancer would choose."""

    def do_GET(self):
        serving = self.mock.serving()
        if serving:
            tag = serving[self.mock.turn() % len(serving)]
            self.answer(200, [("User-Agent", f"DMSA/{tag} (+mock)")], b"a page\n")
        else:
            self.answer(503, body=b"no healthy instance\n")

    do_HEAD = do_GET


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=5001, help="first of three ports (default: %(default)s)")
    parser.add_argument("--tags", default="1.0.0,1.1.0,1.2.0", help="tags in the registry (default: %(default)s)")
    parser.add_argument("--broken", default="1.2.0", help="those that never become healthy (default: %(default)s)")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/deploy"), help="where mock.env is put (default: %(default)s)")
    arguments = parser.parse_args()
    port = arguments.port
    mock = Mock(port, port + 1, port + 2, arguments.tags.split(","), arguments.broken.split(","))
    mock.start()
    here = write_environment(mock, arguments.folder)
    print(f"The stand-in runs until interrupted. In another terminal:  . {here}", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        mock.stop()


def write_environment(mock, folder):
    """A file for the shell with what programs need to talk to the stand-in; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = dict(mock.environment)
    if configuration := mirror.configuration():
        (folder / "terraform.rc").write_text(configuration)
        environment["TF_CLI_CONFIG_FILE"] = (folder / "terraform.rc").resolve()
    path = folder / "mock.env"
    path.write_text("".join(f"export {name}={value}\n" for name, value in environment.items()))
    return path


if __name__ == "__main__":
    main()
