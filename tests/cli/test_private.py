"""The whole on a Neo4j of its own: what a newcomer does first, in a fresh home."""

import json
import re

import psutil
import pytest

from cli import instance
from cmdb.graph import embedded
from cmdb.graph.home import Home
from tests.cli.conftest import environment, free_port
from tests.cli.test_service import run

COMPOSE = """
services:
  vote: {image: vote, environment: {OPTION_A: Cats}, depends_on: [queue]}
  queue: {image: redis}
  worker: {image: worker, depends_on: [db, queue]}
  result: {image: result, depends_on: {db: {condition: service_healthy}}}
  db: {image: postgres}
"""


@pytest.fixture
def newcomer(own):
    env = environment(
        own,
        CMDB_PORT=str(free_port()),
        CMDB_NEO4J_HEAP="512m",
        CMDB_NEO4J_PAGE_CACHE="128m",
        CMDB_NEO4J_IDLE="2",
    )
    yield env
    run(env, "down")
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(own) in str(p.info["cmdline"])]


def test_a_newcomers_first_minutes(newcomer, own, tmp_path):
    up = run(newcomer, "up", "--detach", timeout_s=280)
    assert up.returncode == 0, up.stderr
    assert "#code=" in up.stdout
    first = (own / "logs/up.log").read_text()
    assert re.search(r"Imported 3\d\d CIs and \d+ relations", first), first
    assert "$ cmdb impact " in first
    assert "#code=" not in first

    file = tmp_path / "voting" / "docker-compose.yml"
    file.parent.mkdir()
    file.write_text(COMPOSE)
    assert "compose:voting: 5 CIs created" in run(newcomer, "import", str(file)).stdout
    answer = json.loads(run(newcomer, "impact", "db", "--json").stdout)
    hit = {one["ci"]["name"] for one in answer["impacted"] if not one["given"]}
    assert hit == {"worker", "result"}

    backups_bring_back(newcomer, "db", tmp_path)
    assert "phase" in run(newcomer, "db", "status").stdout

    down = run(newcomer, "down")
    assert (down.returncode, down.stdout) == (0, "Stopped.\n")
    assert embedded.running(own) is None
    assert instance.running(own) is None
    assert Home(own).log.is_file()

    again = run(newcomer, "up", "--detach")
    assert again.returncode == 0, again.stderr
    assert '"operational"' in run(newcomer, "show", "db", "--json").stdout
    assert (own / "logs/up.log").read_text().count("importing the demo estate") == 1


def backups_bring_back(env, ci, folder):
    """A dump and an export are written, and each undoes what came after it."""
    assert run(env, "backup", str(folder / "dump.zip")).returncode == 0
    assert run(env, "backup", str(folder / "export.zip"), "--export").returncode == 0
    run(env, "retire", ci)
    refused = run(env, "restore", str(folder / "dump.zip"))
    assert (refused.returncode, "--replace" in refused.stderr) == (4, True)
    for name in ("dump.zip", "export.zip"):
        restored = run(env, "restore", str(folder / name), "--replace")
        assert restored.returncode == 0, restored.stderr
        assert '"operational"' in run(env, "show", ci, "--json").stdout
        run(env, "retire", ci)
    run(env, "restore", ci)
