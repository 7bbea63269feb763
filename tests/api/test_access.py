"""Nobody is anonymous, over HTTP."""

import pytest

from api.deps import SESSION

PUBLIC = {("get", "/healthz"), ("get", "/readyz"), ("post", "/api/v1/sign-in")}
RIGHTS = {"read", "edit", "operate", "admin"}


def operations(site):
    document = site.as_("viewer").get("/openapi.json").json()
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_asks_for_a_right_but_the_public_ones(site):
    found = operations(site)

    without = {(method, path) for method, path, one in found if not one.get("security")}
    assert without == PUBLIC
    assert len(found) > 20
    for method, path, one in found:
        if (method, path) not in PUBLIC:
            for way in one["security"]:
                (rights,) = way.values()
                assert len(rights) == 1, path
                assert set(rights) <= RIGHTS, path


# A question that does not fit an address is asked by POST, and writes nothing.
ASKS = tuple(f"/api/v1/{noun}" for noun in ("impact", "spof", "checks", "collisions"))
ASKS += ("/api/v1/scenarios/compare", "/api/v1/scenarios/{name}/run")
ASKS += ("/api/v1/bulk/preview", "/api/v1/match")


def test_what_writes_asks_for_more_than_to_read(site):
    own = {"/api/v1/sign-in", "/api/v1/sign-in/code"}
    own |= {"/api/v1/watches/look", "/api/v1/watches/{ref}"}  # their own notes
    own |= {"/api/v1/lists", "/api/v1/lists/{id}"}  # own ones; one for all asks for more
    for method, path, one in operations(site):
        asks = path.startswith(ASKS)
        if method in {"put", "patch", "post", "delete"} and path not in own and not asks:
            (right,) = next(iter(one["security"][0].values()))
            assert right != "read", (method, path)


def test_every_operation_refuses_who_is_not_known(site):
    client = site.anonymous()
    for method, path, _ in operations(site):
        if (method, path) not in PUBLIC:
            url = path.replace("{number}", "1").replace("{", "").replace("}", "")
            response = client.request(method, url)
            assert response.status_code == 401, (method, path)
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert "Authorization: Bearer" in response.json()["remedy"]


def test_every_operation_above_reading_refuses_a_viewer(site, viewer):
    for method, path, one in operations(site):
        rights = [right for way in one.get("security", ()) for right in next(iter(way.values()))]
        if rights and "read" not in rights:
            url = path.replace("{number}", "1").replace("{", "").replace("}", "")
            assert viewer.request(method, url).status_code in {403, 422, 428}, (method, path)


def test_a_viewer_writes_nothing(viewer):
    response = viewer.post("/api/v1/cis", json={"class": "server", "name": "x"})

    assert response.status_code == 403
    assert "editor" in response.json()["remedy"]
    assert viewer.get("/api/v1/cis").json()["items"] == []


@pytest.mark.parametrize(
    "header", ["Bearer cmdb_x", "Bearer " + "cmdb_" + "A" * 43, "Basic YTpi", "Bearer ", "nonsense"]
)
def test_a_wrong_token_is_refused(site, header):
    response = site.anonymous().get("/api/v1/cis", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


def test_a_new_token_works_until_it_is_revoked(site, admin):
    made = admin.post("/api/v1/tokens", json={"name": "夜间导入", "role": "editor"})
    assert made.status_code == 201
    client = site.anonymous()
    client.headers["Authorization"] = f"Bearer {made.json()['token']}"
    assert client.get("/api/v1/sign-in").json()["actor"] == "夜间导入"
    assert client.get("/api/v1/sign-in").json()["rights"] == ["edit", "read"]

    assert admin.delete(f"/api/v1/tokens/{made.json()['id']}").status_code == 204

    assert client.get("/api/v1/sign-in").status_code == 401
    assert admin.delete("/api/v1/tokens/nobody").status_code == 404


def test_a_token_is_shown_once(admin):
    made = admin.post("/api/v1/tokens", json={"name": "x", "role": "viewer"}).json()

    listed = admin.get("/api/v1/tokens")
    assert made["id"] in [one["id"] for one in listed.json()["items"]]
    assert made["token"] not in listed.text


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "role": "root"},
        {"name": "", "role": "viewer"},
        {"role": "viewer"},
        {"name": "x", "role": "viewer", "expires_at": "2001-01-01T00:00:00Z"},
        {"name": "x", "role": "viewer", "expires_at": "soon"},
        {"name": "x", "role": "viewer", "admin": True},
    ],
)
def test_a_token_that_makes_no_sense_is_refused(admin, body):
    response = admin.post("/api/v1/tokens", json=body)

    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_code_signs_the_page_in_once(site, editor):
    code = editor.post("/api/v1/sign-in/code").json()["code"]
    page = site.anonymous()

    signed = page.post("/api/v1/sign-in", json={"code": code})

    assert signed.json()["actor"] == "a editor"
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert page.get("/api/v1/cis").status_code == 200
    assert site.anonymous().post("/api/v1/sign-in", json={"code": code}).status_code == 401


def signed_in(site, role="editor"):
    page = site.anonymous()
    page.post(
        "/api/v1/sign-in", json={"code": site.as_(role).post("/api/v1/sign-in/code").json()["code"]}
    )
    assert page.cookies[SESSION]
    return page


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1:81"])
def test_a_session_writes_only_from_its_own_page(site, origin):
    page, body = signed_in(site), {"class": "server", "name": "x"}

    headers = {"Origin": origin} if origin else {}
    assert page.post("/api/v1/cis", json=body, headers=headers).status_code == 403

    own = {"Origin": "http://127.0.0.1"}
    assert page.post("/api/v1/cis", json=body, headers=own).status_code == 201


def test_signing_out_ends_the_session(site):
    page = signed_in(site)
    kept = page.cookies[SESSION]

    assert page.delete("/api/v1/sign-in", headers={"Origin": "http://127.0.0.1"}).status_code == 204

    page.cookies.set(SESSION, kept)
    assert page.get("/api/v1/sign-in").status_code == 401


def test_a_foreign_host_name_is_refused(site):
    response = site.as_("admin").get("/api/v1/cis", headers={"Host": "rebound.example"})

    assert response.status_code == 421
    assert site.as_("admin").get("/healthz", headers={"Host": "[::1]:8800"}).status_code == 200
