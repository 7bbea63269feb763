"""Neo4j gone in the middle, seen over HTTP."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import services
from cmdb.graph import connect
from cmdb.model import load
from tests.api.conftest import ADDRESS
from tests.faults import FaultyProxy


@pytest.fixture
def proxy(server):
    made = FaultyProxy(server.bolt_port)
    yield made
    made.close()


@pytest.fixture
def behind(site, proxy, server, tmp_path):
    """A client of a second API process, which reaches Neo4j through the proxy."""
    uri = f"bolt://127.0.0.1:{proxy.port}"
    with connect(uri, server.user, server.password, patience_s=3) as graph:
        app = create_app(services(graph, load(), tmp_path))
        client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        client.headers["Authorization"] = f"Bearer {site.token('editor')}"
        yield client


def test_without_neo4j_it_is_alive_not_ready_and_says_so(behind, proxy):
    assert behind.get("/readyz").status_code == 200
    proxy.down = True
    proxy.reset_all()

    assert behind.get("/healthz").status_code == 200
    response = behind.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "Neo4j" in response.json()["detail"]
    written = behind.post("/api/v1/cis", json={"class": "server", "name": "x"})
    assert written.status_code == 503


def test_when_neo4j_is_back_it_goes_on(behind, proxy):
    assert behind.post("/api/v1/cis", json={"class": "server", "name": "a"}).status_code == 201
    proxy.reset_all()

    assert behind.post("/api/v1/cis", json={"class": "server", "name": "b"}).status_code == 201
    assert [one["name"] for one in behind.get("/api/v1/cis").json()["items"]] == ["a", "b"]
    assert behind.get("/readyz").json()["revision"] == 2


def test_a_write_of_another_process_is_seen_at_once(behind, site):
    assert behind.get("/readyz").json()["revision"] == 0
    editor = site.as_("editor")
    editor.post("/api/v1/cis", json={"class": "server", "name": "a"})

    answer = behind.post("/api/v1/impact", json={"given": [{"ci": "a"}]})

    assert answer.status_code == 200
    assert answer.json()["revision"] == 1


def test_a_token_revoked_by_another_process_ends_at_once(behind, admin):
    assert behind.get("/api/v1/sign-in").status_code == 200
    assert behind.post("/api/v1/impact", json={"given": []}).status_code == 422
    for one in admin.get("/api/v1/tokens").json()["items"]:
        if one["role"] == "editor":
            admin.delete(f"/api/v1/tokens/{one['id']}")

    assert behind.get("/api/v1/sign-in").status_code == 401
    assert behind.post("/api/v1/impact", json={"given": []}).status_code == 401
