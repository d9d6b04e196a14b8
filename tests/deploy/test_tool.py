"""The parts of dmsa-deploy that need no Terraform: tags, the registry, the public name, the bundle."""

import fnmatch
import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading
import unittest
from unittest import mock

from terraform import DEPLOY

sys.path[:0] = [str(DEPLOY), str(DEPLOY / "mock")]
from dmsa_deploy import record, registry, retire, signature, targets, terraform, verify, version, watch  # noqa: E402 (found only after the line above)
from dmsa_deploy.bundle import Bundle  # noqa: E402
from dmsa_deploy.policy import Intent, judge  # noqa: E402
from dmsa_deploy.refusal import Refused  # noqa: E402


def served(test, handler):
    """The address of a server that lives as long as the test."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)
    return f"http://127.0.0.1:{server.server_port}"


def answering(*answers):
    """A handler that gives these answers in turn, the last for ever: a status and headers each."""
    left = list(answers)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

        do_HEAD = do_GET

    return Handler


class Tags(unittest.TestCase):
    def test_they_sort_as_versions(self):
        rising = ["0.9.9", "1.0.0-alpha", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0", "1.0.1", "1.9.0", "1.10.0", "10.0.0"]
        self.assertEqual(rising, sorted(reversed(rising), key=version.order))

    def test_what_is_no_version(self):
        for tag in ("latest", "1.2", "v1.2.3", "1.2.3 ", "", "../1.2.3", "1.2.3-"):
            with self.subTest(tag), self.assertRaises(Refused):
                version.order(tag)

    def test_what_may_take_the_place_of_what(self):
        for action, tag, deployed, well in (
            ("deploy", "1.1.0", "1.0.0", True), ("deploy", "1.0.0", "1.0.0", False), ("deploy", "0.9.0", "1.0.0", False),
            ("rollback", "0.9.0", "1.0.0", True), ("rollback", "1.0.0", "1.0.0", True), ("rollback", "1.1.0", "1.0.0", False),
            ("again", "1.0.0", "1.0.0", True), ("again", "1.1.0", "1.0.0", False), ("deploy", "0.1.0", None, True),
        ):
            with self.subTest(action=action, tag=tag, deployed=deployed):
                if well:
                    version.check(action, tag, deployed)
                else:
                    self.assertRaises(Refused, version.check, action, tag, deployed)


class Registry(unittest.TestCase):
    def resolve(self, address):
        with mock.patch.dict(os.environ, {"DMSA_REGISTRY": address}):
            return registry.resolve("some/image", "1.0.0")

    def test_docker_hub_is_asked_unless_another_is_named(self):
        self.assertTrue(registry.DOCKER_HUB.startswith("https://"))

    def test_a_registry_without_tokens(self):
        digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        self.assertEqual(digest, self.resolve(served(self, answering((200, {"Docker-Content-Digest": digest})))))

    def test_no_pull_is_counted(self):
        asked = []

        class Handler(answering((200, {"Docker-Content-Digest": "sha256:" + "0" * 64}))):
            def parse_request(self):
                well = super().parse_request()
                asked.append(self.command)
                return well

        self.resolve(served(self, Handler))
        self.assertEqual(["HEAD"], asked)

    def test_a_repository_may_name_its_registry(self):
        asked = []
        with mock.patch.dict(os.environ), mock.patch.object(registry, "_digest", lambda url, *_: asked.append(url)):
            os.environ.pop("DMSA_REGISTRY", None)
            registry.resolve("public.ecr.aws/research/dmsa", "1.0.0")
        self.assertEqual(["https://public.ecr.aws/v2/research/dmsa/manifests/1.0.0"], asked)

    def test_a_login_is_taken_from_the_environment_or_from_docker(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"DOCKER_CONFIG": folder}):
            os.environ.pop("DMSA_REGISTRY_USER", None)
            self.assertIsNone(registry._login(registry.DOCKER_HUB))
            pathlib.Path(folder, "config.json").write_text('{"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"}}}')
            self.assertEqual("YTpi", registry._login(registry.DOCKER_HUB))
            with mock.patch.dict(os.environ, {"DMSA_REGISTRY_USER": "a", "DMSA_REGISTRY_PASSWORD": "c"}):
                self.assertEqual("YTpj", registry._login(registry.DOCKER_HUB))

    def test_what_goes_wrong_is_said(self):
        for status, says in ((404, "no image"), (500, "answers 500"), (401, "wants a login"), (429, "asked too often"), (200, "does not say which digest")):
            with self.subTest(status), self.assertRaisesRegex(Refused, says):
                self.resolve(served(self, answering((status, {}))))
        with self.assertRaisesRegex(Refused, "Check the network"):
            self.resolve("http://127.0.0.1:9")


class PublicName(unittest.TestCase):
    def poll(self, *answers, tag="1.1.0", patience=20):
        with mock.patch.dict(os.environ, {"DMSA_INTERVAL": "0"}):
            return verify.poll(served(self, answering(*answers)), tag, patience)

    def test_ten_answers_in_a_row_are_needed(self):
        old, new = ((200, {"User-Agent": f"DMSA/{tag} (+x)"}) for tag in ("1.0.0", "1.1.0"))
        self.assertEqual((True, {"1.0.0": 2, "1.1.0": 13}), self.poll(old, new, new, new, old, new))

    def test_an_old_version_is_not_enough(self):
        well, seen = self.poll((200, {"User-Agent": "DMSA/1.0.0"}), patience=0.3)
        self.assertFalse(well)
        self.assertEqual({"1.0.0"}, set(seen))

    def test_other_answers_are_told(self):
        self.assertEqual("status 502", verify.ask(served(self, answering((502, {})))))
        self.assertEqual("an answer that is not of dmsa", verify.ask(served(self, answering((200, {})))))
        self.assertIn("no answer", verify.ask("http://127.0.0.1:9"))


class Watching(unittest.TestCase):
    """The new version must answer for a while on end, beside the old one."""

    def watched(self, *answers, seconds=5, timeout=60, unwell=lambda: None):
        """Whether the new version, 1.1.0, is verified by these answers, one a second, of which the last is given for ever."""
        left, clock = list(answers), [0.0]
        with mock.patch.object(watch.time, "monotonic", lambda: clock[0]), mock.patch.object(watch.time, "sleep", lambda _: clock.__setitem__(0, clock[0] + 1)):
            return watch.watch(lambda: left.pop(0) if len(left) > 1 else left[0], "1.1.0", seconds, timeout, unwell)[0]

    def test_both_may_answer_in_turn(self):
        self.assertTrue(self.watched(*["1.0.0", "1.1.0"] * 20, "1.1.0"))

    def test_an_old_version_alone_verifies_nothing(self):
        self.assertFalse(self.watched("1.0.0"))
        self.assertFalse(self.watched("1.1.0", "1.1.0", "1.0.0"))

    def test_a_release_that_crashes_late_is_not_verified(self):
        for failure in ("status 502", "no answer (refused)"):
            with self.subTest(failure):
                self.assertFalse(self.watched(*["1.1.0"] * 4, failure, *["1.1.0"] * 3, failure, "1.0.0"))

    def test_every_instance_is_asked_after_at_the_end(self):
        said = iter(["i-1 is not listed", None])
        self.assertTrue(self.watched("1.1.0", unwell=lambda: next(said)))
        self.assertIsNone(next(said, None))

    def test_a_group_that_is_never_whole_is_not_verified(self):
        self.assertFalse(self.watched("1.1.0", unwell=lambda: "i-1 is unhealthy"))

    def test_a_failure_begins_the_time_anew(self):
        self.assertTrue(self.watched(*["1.1.0"] * 4, "status 502", *["1.1.0"] * 30))
        self.assertFalse(self.watched(*["1.1.0"] * 4, "status 502", *["1.1.0"] * 30, seconds=20, timeout=24))


class Record(unittest.TestCase):
    """releases.json: what was released, with which machine image."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(record, "PATH", pathlib.Path(folder.name, "releases.json"))
        patch.start()
        self.addCleanup(patch.stop)
        record.write("1.0.0", signature.REPOSITORY, "sha256:0", "ami-0a")

    def checked(self, action, digest="sha256:0", repository=signature.REPOSITORY):
        intent = Intent(action, "1.0.0", digest, repository)
        record.check(intent)
        return intent.variables()["ami_id"]

    def test_a_rollback_has_the_machine_image_of_then_and_a_release_the_newest(self):
        self.assertEqual("ami-0a", self.checked("rollback"))
        self.assertIsNone(self.checked("again"))

    def test_a_tag_that_was_moved_is_refused(self):
        self.assertRaisesRegex(Refused, "somebody moved the tag", self.checked, "rollback", "sha256:1")

    def test_another_repository_is_another_image(self):
        self.assertIsNone(self.checked("rollback", "sha256:1", "public.ecr.aws/research/dmsa"))


class Policy(unittest.TestCase):
    def test_a_balancer_whose_tags_alone_differ_is_refused_and_the_tags_are_named(self):
        before, after = {"name": "a", "tags_all": {"Own": "1", "CostCentre": "17"}}, {"name": "a", "tags_all": {"Own": "1"}}
        for change, says in (({}, "foreign_tags: CostCentre."), ({"name": "b"}, "DNS name.")):
            changed = {"address": "aws_lb.this", "mode": "managed", "change": {"actions": ["update"], "before": before, "after": {**after, **change}}}
            wrong = judge({"resource_changes": [changed]}, Intent("deploy", "1.1.0", "sha256:0", "a", deployed="1.0.0"))
            (sentence,) = [sentence for sentence in wrong if "the balancer must stay" in sentence]
            self.assertTrue(sentence.endswith(says), sentence)


class Signature(unittest.TestCase):
    def test_it_is_verified_where_cosign_is_installed(self):
        for code, well in ((0, True), (1, False)):
            with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"PATH": f"{folder}:/usr/bin:/bin"}):
                cosign = pathlib.Path(folder, "cosign")
                cosign.write_text(f'#!/bin/sh\n[ "$1 $2" = "verify {signature.REPOSITORY}@sha256:0" ] && exit {code}\nexit 7\n')
                cosign.chmod(0o755)
                with self.subTest(well):
                    if well:
                        self.assertEqual("verified", signature.check(signature.REPOSITORY, "sha256:0"))
                    else:
                        self.assertRaisesRegex(Refused, "not signed", signature.check, signature.REPOSITORY, "sha256:0")

    def test_what_was_not_verified_is_said(self):
        self.assertIn("repository", signature.check("somebody/else", "sha256:0"))
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.assertIn("cosign", signature.check(signature.REPOSITORY, "sha256:0"))


class Permissions(unittest.TestCase):
    """What the shipped policy names is what the cookbook and the first run call things."""

    def setUp(self):
        statements = json.loads((DEPLOY / "permissions.json").read_text())["Statement"]
        self.allowed = [(action, resource) for one in statements for action in one["Action"] for resource in ([one["Resource"]] if isinstance(one["Resource"], str) else one["Resource"])]

    def may(self, action, resource):
        return any(action == one and fnmatch.fnmatchcase(resource, pattern) for one, pattern in self.allowed)

    def test_both_the_deployment_and_the_trial_may_be_made(self):
        first_run = (DEPLOY / "FIRST-RUN.md").read_text()
        for name, key in (("dmsa", "data-models-sqlalchemy/terraform.tfstate"), ("dmsa-trial", "data-models-sqlalchemy/trial.tfstate")):
            for action, resource in (
                ("iam:CreateRole", f"arn:aws:iam::ACCOUNT:role/{name}"),
                ("iam:PassRole", f"arn:aws:iam::ACCOUNT:role/{name}"),
                ("iam:CreateInstanceProfile", f"arn:aws:iam::ACCOUNT:instance-profile/{name}"),
                ("logs:CreateLogGroup", f"arn:aws:logs:REGION:ACCOUNT:log-group:/{name}/service"),
                ("logs:FilterLogEvents", f"arn:aws:logs:REGION:ACCOUNT:log-group:/{name}/service:*"),
                ("cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:REGION:ACCOUNT:alarm:{name}-server-errors"),
                ("s3:PutObject", f"arn:aws:s3:::STATE-BUCKET/{key}"),
                ("s3:PutObject", f"arn:aws:s3:::STATE-BUCKET/{key}.tflock"),
                ("s3:DeleteObject", f"arn:aws:s3:::STATE-BUCKET/{key}.tflock"),
            ):
                with self.subTest(name, action=action):
                    self.assertTrue(self.may(action, resource), resource)
            self.assertIn(key, first_run + (DEPLOY / "terraform" / "backend.hcl.example").read_text())
        self.assertFalse(self.may("s3:DeleteObject", "arn:aws:s3:::STATE-BUCKET/data-models-sqlalchemy/terraform.tfstate"))


class Retiring(unittest.TestCase):
    def test_without_the_command_line_of_aws_it_says_what_to_do(self):
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            said = retire.retire("us-east-1", "dmsa-1", None)
        self.assertIn("--region us-east-1 autoscaling update-auto-scaling-group --auto-scaling-group-name dmsa-1 --min-size 0", said)


class Targets(unittest.TestCase):
    """What the AWS command line says, as a program that prints it."""

    def unwell(self, groups, health):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"PATH": f"{folder}:/usr/bin:/bin"}):
            program = pathlib.Path(folder, "aws")
            program.write_text(f"""#!/bin/sh
case "$*" in
*"autoscaling describe-auto-scaling-groups"*) echo '{json.dumps({"AutoScalingGroups": [{"Instances": [{"InstanceId": one} for one in groups]}]})}' ;;
*"elbv2 describe-target-health"*) echo '{json.dumps({"TargetHealthDescriptions": [{"Target": {"Id": one}, "TargetHealth": {"State": state}} for one, state in health.items()]})}' ;;
esac
""")
            program.chmod(0o755)
            return targets.unwell("us-east-1", "arn", "dmsa-1")

    def test_every_instance_must_be_listed_and_healthy(self):
        self.assertIsNone(self.unwell(["i-1", "i-2"], {"i-0": "draining", "i-1": "healthy", "i-2": "healthy"}))
        self.assertEqual("i-2 is not listed", self.unwell(["i-1", "i-2"], {"i-1": "healthy"}))
        self.assertEqual("i-1 is unhealthy", self.unwell(["i-1"], {"i-1": "unhealthy"}))
        self.assertEqual("the new group has no instance", self.unwell([], {"i-0": "healthy"}))

    def test_who_cannot_ask_goes_by_the_answers(self):
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.assertIsNone(targets.unwell("us-east-1", "arn", "dmsa-1"))


class Drift(unittest.TestCase):
    def test_a_deposed_group_and_its_successor_are_told_apart(self):
        change = {"address": "aws_autoscaling_group.release", "change": {"actions": ["update"], "before": 1, "after": 2}}
        found = terraform.drift_of({"resource_drift": [change, {**change, "deposed": "a1"}]})
        self.assertEqual(["aws_autoscaling_group.release", "aws_autoscaling_group.release (deposed a1)"], list(found))


class Bundles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bundle = Bundle(pathlib.Path(folder.name))
        for path in (self.bundle.plan, self.bundle.text, self.bundle.json):
            path.write_text(path.name)
        self.bundle.seal({"tag": "1.0.0"})

    def test_an_approval_is_of_one_manifest(self):
        self.bundle.approve(self.bundle.fingerprint()[:12], "A Person")
        self.assertEqual("A Person", self.bundle.approval()["by"])
        self.bundle.seal({"tag": "6.6.6"})
        self.assertRaisesRegex(Refused, "not this plan", self.bundle.approval)

    def test_half_a_fingerprint_approves_nothing(self):
        self.assertRaises(Refused, self.bundle.approve, self.bundle.fingerprint()[:6], "A Person")

    def test_an_hour_is_the_limit(self):
        made = self.bundle.manifest()["time"]
        self.bundle.check_age(made + 3600)
        self.assertRaises(Refused, self.bundle.check_age, made + 3601)

    def test_a_lost_file_is_damage(self):
        self.bundle.json.unlink()
        self.assertRaisesRegex(Refused, "damaged", self.bundle.manifest)


class Serving(unittest.TestCase):
    def test_a_release_that_failed_does_not_serve(self):
        def group(tag, **more):
            name = f"{tag}{more.get('deposed', '')}"
            return {"attributes": {"id": name, "tag": [{"key": "Name", "value": "dmsa"}, {"key": "Version", "value": tag}]}, **more}

        for tag, verified, failed, *groups in (
            (None, None, None),
            ("1.0.0", "1.0.0", None, group("1.0.0")),
            (None, None, ["us-east-1", "1.0.0"], group("1.0.0", status="tainted")),
            (None, None, ["us-east-1", "1.0.0"], group("1.0.0")),
            ("1.0.0", "1.0.0a1", ["us-east-1", "1.1.0"], group("1.1.0", status="tainted"), group("1.0.0", deposed="a1")),
            ("1.0.0", "1.0.0a1", ["us-east-1", "1.2.0"], group("1.2.0", status="tainted"), group("1.1.0", status="tainted", deposed="b2"), group("1.0.0", deposed="a1")),
            # After `terraform untaint`, and after a verification that failed.
            ("1.0.0", "1.0.0a1", ["us-east-1", "1.1.0"], group("1.1.0"), group("1.0.0", deposed="a1")),
        ):
            with self.subTest(groups):
                verification = [{"attributes": {"triggers_replace": {"value": [verified]}}}]
                if groups and "deposed" not in groups[0] and verified != "1.0.0":
                    verification.append({"status": "tainted", "attributes": {"triggers_replace": {"value": [groups[0]["attributes"]["id"]]}}})
                found = {"resources": [
                    {"type": "aws_autoscaling_group", "name": "release", "instances": groups},
                    {"type": "aws_lb", "name": "this", "instances": [{"attributes": {"arn": "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1"}}]},
                    {"type": "terraform_data", "name": "verification", "instances": verification},
                ]}
                self.assertEqual(tag, terraform.serving(found))
                self.assertEqual(failed, terraform.failed(found))


class Meddling(unittest.TestCase):
    def test_the_environment_changes_no_plan(self):
        for name in ("TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_VAR_image_tag"):
            with self.subTest(name), mock.patch.dict(os.environ, {name: "-target=x"}), self.assertRaisesRegex(Refused, name):
                terraform.state()


if __name__ == "__main__":
    unittest.main()
