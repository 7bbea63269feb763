"""What holds for every path: one shape of error, safe headers, limits, metrics, a log."""

import json

import pytest
import structlog

from api.app import BODY_BYTES
from api.errors import STATUS
from cmdb import errors


class Gone(errors.NotFound): ...


def raising(site, exc):
    @site.app.get("/api/boom")  # any other address is the page
    def boom():
        raise exc

    return site.anonymous().get("/api/boom")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Invalid, 422),
        (errors.Unauthenticated, 401),
        (errors.Forbidden, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.Stale, 412),
        (errors.Unavailable, 503),
    ],
)
def test_every_kind_has_its_status(site, kind, status):
    response = raising(site, kind("It is so.", remedy="Do this."))

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["detail"] == "It is so."
    assert body["remedy"] == "Do this."
    assert body["type"] == f"urn:cmdb:problem:{kind.__name__}"


def test_every_kind_is_in_the_table():
    assert set(errors.CmdbError.__subclasses__()) <= STATUS.keys()


def test_a_subclass_has_the_status_of_its_kind(site):
    response = raising(site, Gone("No.", problems=[errors.Problem("a[1]", "b")], candidates=["c"]))

    assert response.status_code == 404
    assert response.json()["errors"] == [{"place": "a[1]", "reason": "b"}]
    assert response.json()["candidates"] == ["c"]


def test_something_unexpected_tells_an_id_and_nothing_else(site):
    with structlog.testing.capture_logs() as log:
        response = raising(site, RuntimeError("the secret is xyzzy"))

    assert response.status_code == 500
    assert "xyzzy" not in response.text
    id_ = response.json()["id"]
    assert id_ in response.json()["detail"]
    assert response.headers["x-request-id"] == id_
    assert [one["request_id"] for one in log if one["event"] == "unexpected"] == [id_]


def test_unavailable_says_when_to_try_again(site):
    assert raising(site, errors.Unavailable("Gone.")).headers["retry-after"] == "5"


def test_a_path_that_is_not_there_is_a_problem(viewer):
    response = viewer.get("/api/v1/nothing")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no /api/v1/nothing here."


def test_a_method_that_a_path_does_not_take_is_a_problem(viewer):
    response = viewer.put("/api/v1/cis")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert response.json()["detail"] == "/api/v1/cis does not take PUT."


def test_a_body_that_is_too_large_is_refused(editor):
    body = b'{"class": "server", "name": "' + b"x" * BODY_BYTES + b'"}'

    response = editor.post(
        "/api/v1/cis", content=body, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b'"x"', b"null", b""])
def test_a_body_that_is_no_object_names_the_place(editor, body):
    response = editor.post(
        "/api/v1/cis", content=body, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 422
    assert response.json()["errors"][0]["reason"]


def test_a_wrong_value_names_its_place(editor):
    response = editor.post("/api/v1/cis", json={"class": 3, "name": "x"})

    assert response.json()["errors"][0]["place"] == "class"


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/page/early.js", "/healthz", "/api/v1/cis", "/nothing"]
)
def test_every_answer_has_safe_headers(site, path):
    headers = site.anonymous().get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]
    assert "script-src" not in headers["content-security-policy"]


def test_what_the_api_says_is_not_kept_by_caches(viewer):
    assert viewer.get("/api/v1/cis").headers["cache-control"] == "no-store"


def test_the_page_and_the_reference_run_no_script_of_others(site):
    for path in ("/", "/docs"):
        html = site.anonymous().get(path).text
        assert "http://" not in html
        assert "https://" not in html
        assert "<script>" not in html
        for part in html.split('src="')[1:] + html.split('href="')[1:]:
            address = part.split('"')[0]
            assert site.anonymous().get(address).status_code == 200, address


def test_alive_and_ready(site):
    assert site.anonymous().get("/healthz").json() == {"status": "alive"}
    assert site.anonymous().get("/readyz").json()["status"] == "ready"


def test_metrics_count_by_route(site, admin):
    admin.get("/api/v1/cis/none-such")

    text = admin.get("/metrics").text

    assert (
        'cmdb_requests_total{method="GET",route="/api/v1/cis/{ref:path}",status="404"} 1.0' in text
    )
    assert "none-such" not in text
    assert site.anonymous().get("/metrics").status_code == 401


def test_the_log_names_the_actor_and_no_secret(site):
    client = site.as_("viewer")
    with structlog.testing.capture_logs() as log:
        client.get("/api/v1/cis?owner=alice")

    (line,) = [one for one in log if one["event"] == "request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/cis", 200)
    assert line["actor"] == "a viewer"
    assert client.headers["Authorization"].removeprefix("Bearer ") not in json.dumps(
        log, default=str
    )
    assert "alice" not in json.dumps(log, default=str)
