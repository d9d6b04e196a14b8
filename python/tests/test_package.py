"""The package as programs use it."""

from __future__ import annotations

import json
import pathlib
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Optional

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

import dmsa
from dmsa import errors, make_model, make_model_from_service

FIELD = {"description": "", "default": "", "length": 0, "precision": 0, "scale": 0}

CLINIC: dict[str, Any] = {
    "model": "clinic",
    "version": "1.0.0",
    "tables": [
        {
            "name": "visit",
            "fields": [
                {**FIELD, "name": "visit_id", "type": "integer"},
                {**FIELD, "name": "person_id", "type": "integer"},
                {**FIELD, "name": "cost", "type": "number", "precision": 8, "scale": 2},
            ],
        },
        {
            "name": "person",
            "fields": [
                {**FIELD, "name": "person_id", "type": "integer"},
                {**FIELD, "name": "born", "type": "date", "description": "A day"},
                {**FIELD, "name": "site", "type": "string", "default": "CHOP"},
            ],
        },
    ],
    "schema": {
        "constraints": {
            "not_null": [{"table": "person", "field": "born"}],
            "primary_keys": [
                {"table": "person", "name": "pk_person", "fields": ["person_id"]},
                {"table": "visit", "name": "pk_visit", "fields": ["visit_id"]},
            ],
            "foreign_keys": [
                {
                    "name": "fk_visit_person",
                    "source_table": "visit",
                    "source_field": "person_id",
                    "target_table": "person",
                    "target_field": "person_id",
                },
                {
                    "name": "fk_gone",
                    "source_table": "visit",
                    "source_field": "gone_id",
                    "target_table": "person",
                    "target_field": "person_id",
                },
            ],
            "uniques": [{"table": "person", "name": "uq_site", "fields": ["site"]}],
        },
        "indexes": [
            {"table": "visit", "name": "ix_visit_person", "fields": ["person_id"]}
        ],
    },
}


def sql(construct: Any, dialect: Any = postgresql) -> str:
    return " ".join(str(construct.compile(dialect=dialect.dialect())).split())


def test_every_version_is_there() -> None:
    models = dmsa.models()
    assert sum(map(len, models.values())) == 65
    assert models["pedsnet"][-1] == "6.3.0"


def test_metadata_is_that_of_the_version() -> None:
    metadata = dmsa.metadata("pedsnet", "6.3.0")
    assert len(metadata.tables) == 38
    assert metadata.info["dmsa"]["version"] == "6.3.0"
    assert metadata.info["dmsa"]["revision"].startswith("catalog-")
    assert "immunization" in metadata.info["dmsa"]["left_out"][0]
    assert set(dmsa.metadata("pedsnet").tables) == set(metadata.tables)


def test_each_metadata_is_its_own() -> None:
    first, second, third = (dmsa.metadata("omop", "5.4") for _ in range(3))
    first.remove(first.tables["person"])
    for other in (second, third):
        assert other.tables["person"].metadata is other
        reference = next(iter(other.tables["death"].foreign_keys))
        assert reference.column.table.metadata is other
    assert sql(CreateTable(second.tables["death"])) == sql(
        CreateTable(third.tables["death"])
    )


def test_a_schema_is_in_front_of_everything() -> None:
    metadata = dmsa.metadata("omop", "5.4", schema="cdm")
    assert "cdm.person" in metadata.tables
    assert len(metadata.sorted_tables) == len(metadata.tables)


POINTED: dict[str, Any] = {
    "model": "pointed",
    "version": "1.0.0",
    "tables": [
        {
            "name": "lab.order",
            "fields": [
                {**FIELD, "name": "order.id", "type": "integer"},
                {**FIELD, "name": "order", "type": "integer"},
                {**FIELD, "name": "parent", "type": "integer"},
            ],
        },
        {
            "name": "a",
            "fields": [
                {**FIELD, "name": "a_id", "type": "integer"},
                {**FIELD, "name": "order_id", "type": "integer"},
            ],
        },
    ],
    "schema": {
        "constraints": {
            "primary_keys": [
                {"table": "lab.order", "name": "pk_o", "fields": ["order.id"]},
                {"table": "a", "name": "pk_a", "fields": ["a_id"]},
            ],
            "foreign_keys": [
                {
                    "name": f"fk_{table}",
                    "source_table": source,
                    "source_field": table,
                    "target_table": "lab.order",
                    "target_field": "order.id",
                }
                for source, table in [("a", "order_id"), ("lab.order", "parent")]
            ],
            "not_null": None,
            "uniques": None,
        },
        "indexes": [
            {
                "table": "lab.order",
                "name": "ix_order",
                "fields": ["order"],
                "order": "desc",
            }
        ],
    },
}


@pytest.mark.parametrize("style", ["declarative", "core", "metadata"])
@pytest.mark.parametrize("schema", [None, "cdm"])
def test_names_may_have_points_and_need_quotes(
    tmp_path: pathlib.Path, style: str, schema: Optional[str]
) -> None:
    if style == "declarative":
        pytest.importorskip("sqlalchemy", "2.0", "classes need SQLAlchemy 2")
        if sys.version_info < (3, 10):
            pytest.skip("classes need Python 3.10")
    (tmp_path / "pointed.json").write_text(json.dumps(POINTED))
    if style == "metadata":
        metadata = dmsa.metadata("pointed", "1", tmp_path, schema)
    else:
        options = {"style": style, "schema": schema}
        text = dmsa.generate("sqlalchemy", "pointed", "1", tmp_path, **options)
        (tmp_path / "pointed.py").write_text(text)
        module: Any = runpy.run_path(str(tmp_path / "pointed.py"))
        metadata = module["Base"].metadata if "Base" in module else module["metadata"]
        if "Base" in module:
            module["Base"].registry.configure()
            relationship = sa.inspect(module["A"]).relationships["order"]
            assert relationship.mapper.class_ is module["LabOrder"]
    prefix = f"{schema}." if schema else ""
    target = metadata.tables[f"{prefix}lab.order"]
    for source, column in [("a", "order_id"), ("lab.order", "parent")]:
        (key,) = metadata.tables[f"{prefix}{source}"].c[column].foreign_keys
        assert key.column is target.c["order.id"]
        assert f'REFERENCES {prefix}"lab.order" ("order.id") DEFER' in sql(
            AddConstraint(key.constraint)
        )
    (index,) = target.indexes
    assert sql(CreateIndex(index), mysql).endswith("(`order` DESC)")
    assert sql(CreateIndex(index)).endswith('("order" DESC)')


def test_definitions_come_from_folders_too(tmp_path: pathlib.Path) -> None:
    (tmp_path / "clinic.json").write_text(json.dumps(CLINIC))
    assert set(dmsa.metadata("clinic", "1", source=tmp_path).tables) == {
        "person",
        "visit",
    }
    assert dmsa.models(tmp_path) == {"clinic": ["1.0.0"]}


def test_make_model_adds_tables() -> None:
    metadata = sa.MetaData()
    assert make_model(CLINIC, metadata) is metadata
    person, visit = metadata.tables["person"], metadata.tables["visit"]
    assert person.c.born.doc == "A day" and person.c.born.comment is None
    assert not person.c.born.nullable and visit.c.cost.nullable
    assert sql(CreateTable(visit, include_foreign_key_constraints=[])) == (
        "CREATE TABLE visit ( cost NUMERIC(8, 2), person_id INTEGER, visit_id SERIAL NOT"
        " NULL, CONSTRAINT pk_visit PRIMARY KEY (visit_id) )"
    )
    reference = next(iter(visit.foreign_key_constraints))
    added = "ALTER TABLE visit ADD CONSTRAINT fk_visit_person"
    refers = "FOREIGN KEY(person_id) REFERENCES person (person_id)"
    assert sql(AddConstraint(reference), mysql) == f"{added} {refers}"
    assert sql(AddConstraint(reference)) == (f"{added} {refers}")
    left_out = metadata.info["dmsa"]["left_out"]
    assert len(left_out) == 1 and "fk_gone" in left_out[0]
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    engine.dispose()


def test_services_are_asked_only_if_they_are_named() -> None:
    metadata = make_model_from_service("omop", "5.4.0", None, sa.MetaData())
    assert "person" in metadata.tables
    with pytest.raises(errors.SourceError, match="schemata/omop/5.4.0"):
        make_model_from_service("omop", "5.4.0", "http://127.0.0.1:9/", sa.MetaData())


@pytest.fixture
def service() -> Iterator[str]:
    """The URL of a data models service with one model."""
    listed = {k: v for k, v in CLINIC.items() if k != "schema"}
    older = {**listed, "version": "0.9.0"}
    pages = {
        "/dms/models?format=json": [older, listed],
        "/dms/schemata/clinic/1.0.0?format=json": CLINIC,
        "/dms/schemata/clinic/0.9.0?format=json": {**CLINIC, "version": "0.9.0"},
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("User-Agent", "DataModelsService/1.0.4-beta (+x)")
            self.end_headers()
            self.wfile.write(json.dumps(page).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/dms/"
        server.shutdown()


def test_services_are_sources_of_everything(service: str) -> None:
    assert dmsa.models(service) == {"clinic": ["0.9.0", "1.0.0"]}
    for version in ("1.0.0", "1.0", "latest"):
        info = dmsa.metadata("clinic", version, service).info["dmsa"]
        assert (info["version"], info["revision"]) == ("1.0.0", "1.0.4-beta")
    assert set(make_model_from_service("clinic", "1", service, sa.MetaData()).tables)
    assert dmsa.check("clinic", source=service)[0].table == "visit"
    assert "1.0.4-beta" in dmsa.ddl.generate(
        "clinic", "latest", "oracle", service=service
    )
    assert dmsa.erd("clinic", source=service, compare="0.9").startswith(b"<svg")
    with pytest.raises(errors.NotFoundError, match="no version `2`"):
        dmsa.metadata("clinic", "2", service)
    with pytest.raises(errors.NotFoundError, match="no model `clinc`.*clinic"):
        dmsa.metadata("clinc", "1.0.0", service)
    with pytest.raises(
        errors.SourceError, match="status 404.*address of a data models service"
    ):
        dmsa.models(service + "elsewhere")


def test_makers_make_the_parts() -> None:
    fields = CLINIC["tables"][1]["fields"]
    constraints = CLINIC["schema"]["constraints"]
    table = dmsa.makers.make_table(
        CLINIC["tables"][1], sa.MetaData(), constraints["not_null"]
    )
    key = dmsa.makers.make_constraint("primary_keys", constraints["primary_keys"][0])
    unique = dmsa.makers.make_constraint("uniques", constraints["uniques"][0])
    index = dmsa.makers.make_index({"name": "", "fields": ["born"]})
    for part in (key, unique, index):
        table.append_constraint(part)  # type: ignore[arg-type]
    assert sql(CreateTable(table)) == (
        "CREATE TABLE person ( person_id SERIAL NOT NULL, born DATE NOT NULL, site"
        " VARCHAR(256) DEFAULT 'CHOP', CONSTRAINT pk_person PRIMARY KEY (person_id),"
        " CONSTRAINT uq_site UNIQUE (site) )"
    )
    assert [index.name for index in table.indexes] == ["ix_person_born"]
    assert dmsa.makers.make_column(fields[2], True).nullable is False
    with pytest.raises(errors.DefinitionError, match="no kind of constraint"):
        dmsa.makers.make_constraint("checks", {"name": "", "fields": []})
    with pytest.raises(errors.DefinitionError, match="'thing' is no type"):
        dmsa.makers.make_column({"name": "x", "type": "thing"})


def test_scripts_are_those_of_the_command_line() -> None:
    script = dmsa.ddl.generate("pedsnet", "6.3.0", "oracle")
    ran = subprocess.run(
        [sys.executable, "-m", "dmsa", "ddl", "-q", "pedsnet", "6.3.0", "oracle"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert script == ran.stdout
    generate = dmsa.ddl.generate
    drop = generate("omop", "5.4", "sqlite", True, False, False, drop=True)
    assert "DROP TABLE person" in drop and "DROP INDEX" not in drop
    assert "DELETE FROM" in generate("omop", "5.4", "mysql", delete_data=True)
    assert " NOLOGGING;" in generate("omop", "5.4", "oracle", nologging=True)
    assert " LOGGING;" in generate("omop", "5.4", "oracle", logging=True)
    upper = generate("omop", "5.4", "mysql", names="upper", string_length="text")
    assert "CREATE TABLE `PERSON`" in upper
    one = generate("omop", "5.4", "mysql", only_tables=["person"], history="none")
    assert one.count("CREATE TABLE") == 1


def test_diagrams_are_drawn(tmp_path: pathlib.Path) -> None:
    picture = dmsa.erd("omop", "5.4", tmp_path / "omop.svg", around="death")
    assert picture.startswith(b"<svg")
    assert (tmp_path / "omop.svg").read_bytes() == picture
    assert dmsa.erd("omop", "5.4", format="mmd", tables=["death"])
    changes = dmsa.erd("pedsnet", "6.3.0", tmp_path / "changes.svg", compare="5.8")
    assert changes != dmsa.erd("pedsnet", "6.3.0") and b"5.8.0" in changes
    with pytest.raises(errors.NotFoundError, match="no version `99`"):
        dmsa.erd("pedsnet", "6.3.0", compare="99")


def test_checks_find_what_is_wrong() -> None:
    findings = dmsa.check("pedsnet", "6.3.0")
    finding = next(f for f in findings if f.code == "dangling-constraint")
    assert finding.table == "immunization" and finding.severity == "error"
    assert "relationship_type_concept_id" in str(finding)


def test_code_is_generated() -> None:
    module = dmsa.generate("sqlalchemy", "omop", "5.4", style="core", tables="death")
    assert "death = Table(\n" in module


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (LookupError, "no model `pedsnte`", lambda: dmsa.metadata("pedsnte")),
        (LookupError, "no version `99`", lambda: dmsa.check("omop", "99")),
        (errors.SourceError, "nowhere", lambda: dmsa.models("/nowhere")),
        (
            ValueError,
            "did you mean `oracle`",
            lambda: dmsa.ddl.generate("omop", "5.4", "oracel"),
        ),
        (
            ValueError,
            "did you mean `history`",
            lambda: dmsa.ddl.generate("omop", "5.4", "oracle", histroy="none"),
        ),
        (
            ValueError,
            "drop and delete",
            lambda: dmsa.ddl.generate("o", "5", "x", drop=True, delete_data=True),
        ),
        (ValueError, "no format `bmp`", lambda: dmsa.erd("omop", "5.4", "x.bmp")),
        (errors.DefinitionError, "definition", lambda: make_model({}, sa.MetaData())),
    ],
)
def test_errors_are_exceptions_that_help(error: Any, message: str, call: Any) -> None:
    with pytest.raises(error, match=message) as raised:
        call()
    assert isinstance(raised.value, dmsa.DmsaError)


def test_importing_is_cheap() -> None:
    code = "import sys, dmsa; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
