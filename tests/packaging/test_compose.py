"""The Compose file: the same Neo4j as the private one, no default password, nothing open by itself."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cmdb.graph.embedded import VERSION, Server
from cmdb.intake.model import Files, Issue, ObservedCI, ObservedRelation
from importers import compose

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
FILE = yaml.safe_load(TEXT)
SERVICES = FILE["services"]


def healthcheck(service: str) -> list[str]:
    """The command that the engine runs: `$$` stands for one `$`."""
    kind, *command = SERVICES[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return [part.replace("$$", "$") for part in command]


def test_it_holds_the_database_and_the_api():
    assert set(SERVICES) == {"neo4j", "api"}


def test_neo4j_is_the_official_image_at_the_version_of_the_private_one():
    assert SERVICES["neo4j"]["image"] == f"neo4j:{VERSION}"


def test_the_api_is_built_here_and_waits_until_neo4j_is_healthy():
    assert SERVICES["api"]["build"] == "."
    assert SERVICES["api"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_no_password_stands_in_the_file_or_in_an_environment():
    values = [str(v) for s in SERVICES.values() for v in s["environment"].values()]

    assert not re.search(r"PASSWORD\w*:-", TEXT)
    assert SERVICES["neo4j"]["environment"]["NEO4J_AUTH_PATH"] == "/run/secrets/neo4j_auth"
    assert (
        SERVICES["api"]["environment"]["CMDB_NEO4J_PASSWORD_FILE"] == "/run/secrets/neo4j_password"
    )
    assert not [
        n for s in SERVICES.values() for n in s["environment"] if n.endswith(("_AUTH", "PASSWORD"))
    ]
    assert not [v for v in values if v.startswith("neo4j/")]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_secret_comes_from_a_file_that_git_and_the_image_never_see(service):
    for name in SERVICES[service]["secrets"]:
        assert FILE["secrets"][name] == {"file": f"${{CMDB_SECRETS:-./secrets}}/{name}"}
    assert "secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert "!secrets" not in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_container_has_no_more_rights_than_it_needs(service):
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(SERVICES[service])


def test_neo4j_runs_as_the_images_own_user_and_the_api_cannot_write_its_root():
    assert SERVICES["neo4j"]["user"] == "7474:7474"
    assert SERVICES["api"]["read_only"] is True
    assert SERVICES["api"]["tmpfs"] == ["/tmp"]  # noqa: S108  the container's


def test_only_the_api_listens_and_on_this_machine_alone():
    assert "ports" not in SERVICES["neo4j"]
    assert SERVICES["api"]["ports"] == ["${CMDB_BIND:-127.0.0.1}:${CMDB_PORT:-8800}:8800"]


def test_data_lies_in_named_volumes():
    mounted = {v.split(":")[0] for s in SERVICES.values() for v in s["volumes"]}

    assert mounted == set(FILE["volumes"])
    assert "neo4j:/data" in SERVICES["neo4j"]["volumes"]


def test_neo4j_reports_nothing_and_reads_no_files_or_hosts_for_a_query():
    environment = SERVICES["neo4j"]["environment"]

    assert environment["NEO4J_dbms_usage__report_enabled"] == "false"
    assert environment["NEO4J_dbms_security_allow__csv__import__from__file__urls"] == "false"
    assert environment["NEO4J_internal_dbms_cypher__ip__blocklist"] == "0.0.0.0/0,::/0"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_service_has_a_health_check_with_time_to_start(service):
    check = SERVICES[service]["healthcheck"]

    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(check)
    assert "password" not in " ".join(check["test"]).lower()


def asked(port: int) -> int:
    command = [part.replace("/7687", f"/{port}") for part in healthcheck("neo4j")]
    done = subprocess.run(command, capture_output=True, timeout=10, check=False)  # noqa: S603  ours
    return done.returncode


def test_neo4js_health_check_finds_a_real_one_healthy(server: Server):
    assert asked(server.bolt_port) == 0


def test_neo4js_health_check_finds_nobody_unhealthy():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert asked(closed.getsockname()[1]) != 0


def test_the_apis_health_check_asks_whether_it_is_ready():
    *_, code = healthcheck("api")

    compile(code, "healthcheck", "exec")
    assert "/readyz" in code


def test_the_file_is_read_by_our_own_importer():
    settings = compose.Settings(files=Files(ROOT, ("docker-compose.yml",), "cmdb"))
    seen = list(compose.read(settings))
    names = {ci.external_id: ci.name for ci in seen if isinstance(ci, ObservedCI)}
    needs = {(names[r.from_id], names[r.to_id]) for r in seen if isinstance(r, ObservedRelation)}

    assert sorted(names.values()) == ["api", "neo4j"]
    assert needs == {("api", "neo4j")}
    assert [i for i in seen if isinstance(i, Issue) and i.fatal] == []


def test_secrets_are_made_once_and_fit_together(tmp_path: Path):
    script = tmp_path / "scripts" / "compose_secrets.py"
    script.parent.mkdir()
    script.write_bytes((ROOT / "scripts" / "compose_secrets.py").read_bytes())
    run = [sys.executable, str(script)]

    first = subprocess.run(run, check=True, capture_output=True, text=True)  # noqa: S603  ours
    password = (tmp_path / "secrets" / "neo4j_password").read_text("ascii")
    second = subprocess.run(run, check=False, capture_output=True, text=True)  # noqa: S603  ours

    assert re.fullmatch(r"[0-9a-f]{64}", password)
    assert (tmp_path / "secrets" / "neo4j_auth").read_text("ascii") == f"neo4j/{password}"
    assert {p.name for p in (tmp_path / "secrets").iterdir()} == set(FILE["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert password not in first.stdout
    assert second.returncode == 1
    assert "nothing is changed" in second.stderr
    assert (tmp_path / "secrets" / "neo4j_password").read_text("ascii") == password
