"""Alembic's autogenerate leads from an empty database to the model: run as its users run it, revision by revision.

usage: alembic_revision.py FOLDER URL
"""

import os
import pathlib
import sys
import tempfile

import sqlalchemy as sa
from agreement import main
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import dmsa

MODEL = ("pedsnet", "6.3.0")

ENVIRONMENT = """
import sqlalchemy as sa
from alembic import context
import dmsa

def include_object(object, name, type_, reflected, compare_to):
    # dmsa's scripts record what they did in this table.
    return not (type_ == "table" and name == "version_history")

with sa.create_engine(context.config.get_main_option("sqlalchemy.url").replace("%%", "%")).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=dmsa.metadata(MODEL, VERSION),
        include_object=include_object,
    )
    with context.begin_transaction():
        context.run_migrations()
"""


def environment(folder, url):
    migrations = pathlib.Path(folder) / "migrations"
    (migrations / "versions").mkdir(parents=True)
    text = ENVIRONMENT.replace("MODEL", repr(MODEL[0])).replace("VERSION", repr(MODEL[1]))
    (migrations / "env.py").write_text(text)
    template = pathlib.Path(command.__file__).parent / "templates" / "generic" / "script.py.mako"
    (migrations / "script.py.mako").write_text(template.read_text())
    config = Config(stdout=open(os.devnull, "w"))
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config, migrations / "versions"


def differences(engine):
    def include_object(item, name, kind, reflected, compared):
        return not (kind == "table" and name in ("alembic_version", "version_history"))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": include_object})
        return compare_metadata(context, dmsa.metadata(*MODEL))


def check(_folder):
    url, failures = sys.argv[2], []
    engine = sa.create_engine(url)
    # A table of dmsa's scripts is there before: autogenerate must leave it alone.
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE version_history (model VARCHAR(16))"))
    circular = [
        reference.name
        for table in dmsa.metadata(*MODEL).tables.values()
        for reference in table.foreign_key_constraints
        if reference.use_alter
    ]
    with tempfile.TemporaryDirectory() as folder:
        config, versions = environment(folder, url)
        command.revision(config, message="create", autogenerate=True)
        command.upgrade(config, "head")
        missing = sorted(what[1].name for what in differences(engine))
        if missing != sorted(circular):
            failures.append(f"after the first revision {missing} are missing, expected {sorted(circular)}")
        command.revision(config, message="references in circles", autogenerate=True)
        command.upgrade(config, "head")
        failures += [f"after the second revision: {difference}" for difference in differences(engine)]
        if any("version_history" in path.read_text() for path in versions.glob("*.py")):
            failures.append("a revision changes version_history")
    return 2, failures


if __name__ == "__main__":
    main(check)
