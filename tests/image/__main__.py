"""Tries the image with definitions from elsewhere: over HTTPS with an authority of the site's own, found by DNS and by a hosts
file, from a data models service and from a git repository that changes; read-only and without rights.

    scripts/with-engine python3 tests/image dbhi/data-models-sqlalchemy:1.0.0
"""

import pathlib
import subprocess
import sys
import tempfile

import names
import servers
from containers import Failed, Service, fails_with, run_once, told

CLINIC = 'model = "clinic"\nversion = "1.0.0"\n\n[tables.person]\n\n[tables.person.fields]\n{field} = "integer"\n'


def commit(repository, field):
    """A new state of the definitions."""
    (repository / "clinic.toml").write_text(CLINIC.format(field=field))
    git = ["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", field], check=True)


def try_all(image, folder):
    certificates = servers.authority(folder)
    trust = f"--volume={certificates / 'ca.pem'}:/etc/ssl/certs/ca-certificates.crt:ro"
    hosts = f"--add-host={names.BY_HOSTS}:127.0.0.1"
    repository = folder / "models"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", repository], check=True)
    commit(repository, "first")

    with Service(image) as upstream, servers.Secure(certificates, folder, upstream.port) as secure:
        service = f"https://{names.BY_HOSTS}:{secure.port}/service/"
        told("HTTPS", "6.3.0", run_once(image, [hosts, trust], ["show", "pedsnet", "--source", service]))
        fails_with("another authority", "no secure connection", image, [hosts], ["models", "--source", service])
        fails_with("no such host", "there is no host", image, [trust], ["models", "--source", service])

        with names.Server(folder) as resolver:
            if resolver.is_there:
                service = f"https://{names.BY_DNS}:{secure.port}/service/"
                told("names by DNS", "6.3.0", run_once(image, [*resolver.options, trust], ["show", "pedsnet", "--source", service]))
            else:
                print("NOT TRIED: names by DNS, since only root may answer at port 53", file=sys.stderr)

        source = f"git+https://{names.BY_HOSTS}:{secure.port}/git/models/.git@main"
        told("git over HTTPS", "first INTEGER", run_once(image, [hosts, trust], ["ddl", "-q", "--source", source, "clinic", "1.0.0", "sqlite"]))
        state = "--tmpfs=/state:uid=65532,gid=65532,mode=700"
        with Service(image, hosts, trust, state, "--env=DMSA_STATE=/state", f"--env=DMSA_SOURCE={source}") as served:
            script = "/clinic/1.0.0/ddl/sqlite/"
            served.until_it_says(script, "first INTEGER")
            commit(repository, "second")
            served.signal("HUP")
            served.until_it_says(script, "second INTEGER")
            print("ok: a repository that changes, read-only, with a folder for state")
            secure.stop()
            served.signal("HUP")
            served.until_it_says("/status?format=json", "refused the connection")
            served.until_it_says(script, "second INTEGER")
            print("ok: the last definitions are served when the repository is gone")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 tests/image IMAGE")
    if subprocess.run(["docker", "info"], capture_output=True).returncode != 0:
        sys.exit("no engine for containers answers: put scripts/with-engine before this command")
    with tempfile.TemporaryDirectory(prefix="dmsa-image-") as folder:
        try:
            try_all(sys.argv[1], pathlib.Path(folder))
        except Failed as failed:
            sys.exit(f"FAILED: {failed}")


if __name__ == "__main__":
    main()
