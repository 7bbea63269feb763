"""The application on the session's real Neo4j, and clients of each role."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from ulid import ULID

from api.app import create_app
from api.services import services
from cli.local.reading import importing
from cmdb import access
from cmdb.access import Token, rules, secret
from cmdb.model import load

ADDRESS = "http://127.0.0.1"


@dataclass
class Site:
    """One API process: `as_(role)` is a client of somebody with that role."""

    app: object
    graph: object

    def token(self, role):
        made = secret.new_token()
        token = Token(str(ULID()), role, f"a {role}", role, rules.moment(datetime.now(UTC)))
        self.graph.write(access.issue, token, made)
        return made

    def as_(self, role):
        client = self.anonymous()
        client.headers["Authorization"] = f"Bearer {self.token(role)}"
        return client

    def anonymous(self):
        return TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False)


@pytest.fixture
def site(empty, tmp_path) -> Site:
    served = services(empty, load(), tmp_path, importing=importing())
    return Site(create_app(served), empty)


@pytest.fixture
def admin(site):
    return site.as_("admin")


@pytest.fixture
def editor(site):
    return site.as_("editor")


@pytest.fixture
def viewer(site):
    return site.as_("viewer")
