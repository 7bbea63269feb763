"""Imports in a process of their own, a real one: what comes across unchanged, and what ends it."""

import json
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from api.app import create_app
from api.importing import is_small
from api.jobs import Job, Upload
from api.services import services
from cli.local.apart import Order, orders
from cli.local.reading import importing
from cmdb.intake.model import Files
from cmdb.model import load

PADDING = b" " * 200_000
GOOD = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {"key": "app", "class": "application_service", "name": "shop"},
        {"key": "w1", "class": "web_server", "name": "支付"},
    ],
    "relations": [{"from": "app", "type": "DEPENDS_ON", "to": "w1"}],
}
LOST = {**GOOD, "relations": [{"from": "app", "type": "DEPENDS_ON", "to": "web9"}]}
MANY = {
    "cmdb": 1,
    "source": "many",
    "cis": [{"key": f"s{n}", "class": "server", "name": f"server-{n}"} for n in range(4_000)],
}


@pytest.fixture
def operator(site):
    return site.as_("operator")


def send(client, document, query="", name="estate.json", padding=PADDING, **more):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    files = [("file", (name, body + padding))]
    return client.post(f"/api/v1/imports?{query}", files=files, **more)


def children():
    found = psutil.Process().children()
    return [one for one in found if "cli.local.importer" in one.cmdline()]


def alike(reports):
    """Return reports without what differs from run to run."""
    own = ("run", "seconds", "plan")
    return [{k: v for k, v in one.items() if k not in own} for one in reports]


def test_it_reports_as_an_import_in_the_api_does(operator):
    apart = send(operator, GOOD, "dry_run=true").json()["reports"]
    here = send(operator, GOOD, "dry_run=true", padding=b"").json()["reports"]

    assert alike(apart) == alike(here)
    (report,) = send(operator, GOOD).json()["reports"]
    assert (report["status"], report["created"], report["relations_created"]) == ("done", 2, 1)
    assert operator.get(f"/api/v1/runs/{report['run']}").json()["actor"] == "a operator"
    assert len(operator.get("/api/v1/cis").json()["items"]) == 2


def test_progress_comes_before_the_report(operator):
    said = send(operator, GOOD, headers={"Accept": "text/event-stream"}).text

    assert said.index("event: progress") < said.index("event: report")


@pytest.mark.parametrize(
    ("document", "query", "name"),
    [
        (LOST, "", "estate.json"),
        (b"{", "", "estate.json"),
        (b"what is this?", "", "notes.txt"),
        (GOOD, "kind=excel", "estate.json"),
        (GOOD, "setting=sheet=one", "estate.json"),
        (b"PK\x03\x04", "", "estate.rar"),
    ],
)
def test_its_problems_come_across_unchanged(operator, document, query, name):
    here = send(operator, document, query, name, padding=b"")
    apart = send(operator, document, query, name)
    streamed = send(operator, document, query, name, headers={"Accept": "text/event-stream"})

    assert here.status_code >= 400
    assert (apart.status_code, apart.json()) == (here.status_code, here.json())
    assert json.loads(streamed.text.rpartition("event: problem\ndata: ")[2]) == here.json()


def test_an_archive_is_never_small(tmp_path):
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "a.zip").write_bytes(b"")

    assert is_small(Upload(Files(tmp_path, ("a.json",)), None, {}))
    assert not is_small(Upload(Files(tmp_path, ("a.json", "a.zip")), None, {}))


@pytest.fixture
def begun(operator):
    """An import of many that another process has begun to write, and what the client is told."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(send(operator, MANY)))
    thread.start()
    while not any(
        one["status"] == "running" for one in operator.get("/api/v1/runs").json()["items"]
    ):
        time.sleep(0.05)
    (process,) = children()
    yield process, thread, answers
    thread.join(60)


def test_it_comes_last_and_shows_nothing_secret(begun, site):
    process, thread, answers = begun

    assert process.nice() == min(19, psutil.Process().nice() + 5)
    assert site.graph.address.password not in " ".join(process.cmdline())
    process.kill()
    thread.join(60)
    assert not thread.is_alive()
    (told,) = answers
    assert told.status_code == 503
    assert "SIGKILL" in told.json()["detail"]


def test_a_killed_one_is_told_and_its_run_can_be_undone(begun, operator):
    process, thread, answers = begun

    process.kill()
    thread.join(60)

    assert answers[0].json()["remedy"].startswith("`cmdb runs` shows")
    (run,) = operator.get("/api/v1/runs").json()["items"]
    assert operator.post(f"/api/v1/runs/{run['id']}/undo").status_code == 200
    assert operator.get("/api/v1/cis").json()["items"] == []


def test_it_ends_with_the_api(begun, site):
    process, thread, answers = begun

    site.app.state.services.importing.apart.close()
    thread.join(60)

    assert not process.is_running()
    assert answers[0].status_code == 503


def test_it_ends_when_nobody_listens_any_more(empty, tmp_path):
    (tmp_path / "estate.json").write_text(json.dumps(MANY), "utf-8")
    job = Job(Upload(Files(tmp_path, ("estate.json",)), None, {}), "alice")
    at = empty.address
    order = Order(at.uri, at.user, at.password, tmp_path, None, None, (3, 14), job)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-m", "cli.local.importer"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)  # noqa: S603  our own program
    process.stdin.write(orders.dump_json(order) + b"\n")
    process.stdin.flush()
    assert b"progress" in process.stdout.readline()

    process.stdin.close()

    assert process.wait(30) == 1
    process.stdout.close()


def test_no_import_begins_in_an_api_that_stops(empty, tmp_path, site):
    served = services(empty, load(), tmp_path, importing=importing())
    site.app = create_app(served)
    served.importing.apart.close()

    assert send(site.as_("operator"), GOOD).status_code == 503
