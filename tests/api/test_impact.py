"""Impact questions and searches over HTTP."""

import pytest


@pytest.fixture
def estate(editor):
    """A shop on two databases, of which one is enough."""

    def add(name, class_name="server", **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("shop", "application_service", quorum={"db": {"needs": 1, "wants": 1}})
    add("shop-db-1"), add("shop-db-2"), add("在线支付服务", "business_service")
    add("old", lifecycle="retired")
    for db in ("shop-db-1", "shop-db-2"):
        body = {"from": "shop", "type": "DEPENDS_ON", "to": db, "group": "db"}
        editor.put("/api/v1/relations", json=body)
    return editor


def ask(client, *refs, **more):
    return client.post("/api/v1/impact", json={"given": [{"ci": r} for r in refs], **more})


def states(response):
    return {one["ci"]["name"]: one["state"] for one in response.json()["impacted"]}


def test_one_of_two_is_a_risk_and_both_are_down(estate):
    assert states(ask(estate, "shop-db-1")) == {"shop-db-1": "down", "shop": "at_risk"}
    both = ask(estate, "server:shop-db-1", "shop-db-2", baseline="clean")
    assert states(both)["shop"] == "down"
    assert both.json()["counts"] == {"down": 3, "degraded": 0, "at_risk": 0}
    assert both.json()["complete"] is True
    assert both.headers["etag"] == f'"{both.json()["revision"]}"'


def test_what_is_known_to_be_down_makes_a_harmless_failure_an_outage(estate):
    assert estate.get("/api/v1/cis/shop-db-2").json().get("health") is None
    tag = estate.get("/api/v1/cis/shop-db-2").headers["etag"]
    body = {"health": "down"}
    said = estate.patch("/api/v1/cis/shop-db-2", json=body, headers={"If-Match": tag})
    assert said.status_code == 200, said.text

    now = ask(estate, "shop-db-1", baseline="current").json()

    assert states(ask(estate, "shop-db-1"))["shop"] == "at_risk"
    kept = {
        one["ci"]["name"]: (one["was"], one["state"], one["already"]) for one in now["impacted"]
    }
    assert kept == {
        "shop": ("at_risk", "down", False),
        "shop-db-1": ("ok", "down", False),
        "shop-db-2": ("down", "down", True),
    }
    assert now["newly"] == {"down": 2, "degraded": 0, "at_risk": 0}


def test_a_short_loss_may_be_tolerated(estate):
    body = {"from": "在线支付服务", "type": "DEPENDS_ON", "to": "shop", "tolerates": "PT4H"}
    estate.put("/api/v1/relations", json=body)
    both = ("shop-db-1", "shop-db-2")

    assert "在线支付服务" in states(ask(estate, *both))
    assert "在线支付服务" not in states(ask(estate, *both, duration="PT4H"))
    assert "在线支付服务" in states(ask(estate, *both, duration="PT5H"))


def test_an_answer_is_never_older_than_the_question(estate):
    before = ask(estate, "shop-db-1").json()["revision"]

    estate.delete(
        "/api/v1/relations", params={"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-2"}
    )

    after = ask(estate, "shop-db-1")
    assert after.json()["revision"] == before + 1
    assert states(after)["shop"] == "down"


def test_an_unknown_ci_suggests_near_names(estate):
    response = ask(estate, "shop-db-3")

    assert response.status_code == 404
    assert {"shop-db-1", "shop-db-2"} <= set(response.json()["candidates"])


@pytest.mark.parametrize(
    "body",
    [
        {"given": []},
        {"given": [{"ci": "old"}]},
        {"given": [{"ci": "shop", "state": "sad"}]},
        {"given": [{"ci": 3}]},
        {"given": "shop"},
        {"given": [{"ci": "shop"}], "baseline": "wet"},
        {"given": [{"ci": "shop"}], "depth": 3},
        {"given": [{"ci": "shop"}], "duration": "4h"},
        {"given": [{"ci": "shop"}], "duration": "P1M"},
        {},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(estate, body):
    response = estate.post("/api/v1/impact", json=body)

    assert response.status_code == 422
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("支付", {"在线支付服务"}),
        ("shop-db", {"shop-db-1", "shop-db-2"}),
        ("hop-db-1", {"shop-db-1"}),
        ("nothing-like-it", set()),
    ],
)
def test_names_are_found_in_any_script(estate, text, names):
    found = estate.get("/api/v1/search", params={"q": text, "class": "ci"})

    assert {one["name"] for one in found.json()["items"]} == names


def test_finds_come_in_pages(estate):
    first = estate.get("/api/v1/search", params={"q": "shop", "limit": 2}).json()
    rest = estate.get(
        "/api/v1/search", params={"q": "shop", "limit": 2, "cursor": first["next"]}
    ).json()

    names = [one["name"] for one in first["items"] + rest["items"]]
    assert names[0] == "shop"
    assert set(names) == {"shop", "shop-db-1", "shop-db-2"}
    assert rest["next"] is None


@pytest.mark.parametrize("query", ["q=x&class=servr", "limit=0", "cursor=x", "sort=none-such"])
def test_a_search_that_makes_no_sense_is_refused(viewer, query):
    assert viewer.get(f"/api/v1/search?{query}").status_code == 422


@pytest.mark.parametrize("query", ["", "q=", "q=%20"])
def test_a_search_without_a_text_lists_all(estate, query):
    listed = estate.get(f"/api/v1/search?{query}").json()

    assert {one["name"] for one in listed["items"]} >= {"shop", "shop-db-1", "shop-db-2"}


def test_status_counts(estate, viewer):
    said = estate.get("/api/v1/status").json()

    assert said["counts"]["cis"] == 5
    assert said["counts"]["by_class"]["server"] == 3
    assert said["versions"]["neo4j"].startswith("Neo4j/")
    assert "places" not in viewer.get("/api/v1/status").json()


@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize("secret", ["cmdb_" + "x" * 43, "", "nonsense"])
def test_an_impact_question_with_a_token_that_nobody_has_is_refused(site, secret):
    client = site.anonymous()
    client.headers["Authorization"] = f"Bearer {secret}"

    for response in (ask(client, "shop-db-1"), client.get("/api/v1/cis/shop/needs")):
        assert response.status_code == 401
        assert "impacted" not in response.json()


@pytest.mark.usefixtures("estate")
def test_a_revoked_token_asks_no_more_impact_questions(site, admin):
    made = admin.post("/api/v1/tokens", json={"name": "once", "role": "viewer"}).json()
    client = site.anonymous()
    client.headers["Authorization"] = f"Bearer {made['token']}"
    assert ask(client, "shop-db-1").status_code == 200

    admin.delete(f"/api/v1/tokens/{made['id']}")

    assert ask(client, "shop-db-1").status_code == 401
