"""Questions as of another time over HTTP: revisions, times, baselines, and what is wrong with them."""

from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def estate(editor):
    """A shop that stood on one database, then on two; the second was called otherwise at first."""

    def add(name, class_name="server", **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    def relate(to):
        body = {"from": "shop", "type": "DEPENDS_ON", "to": to, "group": "db"}
        assert editor.put("/api/v1/relations", json=body).status_code == 200

    def change(ci, **fields):
        any_state = {"If-Match": "*"}
        done = editor.patch(f"/api/v1/cis/{ci}", json=fields, headers=any_state)
        assert done.status_code == 200

    add("shop", "application_service", quorum={"db": 1})
    add("shop-db-1", owner="alice")
    relate("shop-db-1")
    add("spare")
    relate("spare")
    change("spare", name="shop-db-2")
    change("shop-db-1", owner="bob")
    return editor


def ask(client, at, *refs):
    body = {"given": [{"ci": r} for r in refs]} | ({} if at is None else {"at": at})
    return client.post("/api/v1/impact", json=body)


def states(response):
    return {one["ci"]["name"]: one["state"] for one in response.json()["impacted"]}


@pytest.mark.parametrize("at", [4, "4", " 4 "])
def test_an_impact_question_as_of_a_revision(estate, at):
    assert states(ask(estate, None, "shop-db-1"))["shop"] == "at_risk"
    then = ask(estate, at, "shop-db-1")
    assert states(then) == {"shop-db-1": "down", "shop": "down"}
    assert then.json()["revision"] == 4
    assert then.headers["etag"] == '"4"'


def test_a_time_means_the_newest_revision_until_then(estate):
    listed = estate.get("/api/v1/revisions").json()["items"]
    made = {one["number"]: datetime.fromisoformat(one["at"]) for one in listed}
    for moment in (made[4], made[5] - timedelta(microseconds=1)):
        assert ask(estate, moment.isoformat(), "shop-db-1").json()["revision"] == 4
    elsewhere = made[4].astimezone(UTC).replace(tzinfo=None) + timedelta(hours=8)
    said = f"{elsewhere.isoformat()}+08:00"
    assert ask(estate, said, "shop-db-1").json()["revision"] == 4
    needs = estate.get(f"/api/v1/cis/shop/needs?at={said}")  # its + is a blank then
    assert needs.json()["revision"] == 4


def test_a_name_means_what_was_called_so_then(estate):
    assert states(ask(estate, 5, "spare"))["shop"] == "at_risk"
    refused = ask(estate, 5, "shop-db-2")
    assert refused.status_code == 404
    assert "at revision 5" in refused.json()["detail"]
    assert ask(estate, "now", "shop-db-2").status_code == 200


def test_a_ci_its_needs_and_relations_as_they_were(estate):
    then = estate.get("/api/v1/cis/shop-db-1", params={"at": "6"}).json()
    assert (then["owner"], then["rev"], then["revision"]) == ("alice", 2, 6)
    assert estate.get("/api/v1/cis/shop-db-1").json()["owner"] == "bob"
    related = estate.get("/api/v1/cis/shop/relations", params={"at": 5, "limit": 1}).json()
    assert [one["ci"]["name"] for one in related["items"]] == ["shop-db-1"]
    rest = {"at": 5, "cursor": related["next"]}
    (last,) = estate.get("/api/v1/cis/shop/relations", params=rest).json()["items"]
    assert (last["ci"]["name"], last["direction"], last["group"]) == ("spare", "out", "db")
    needs = estate.get("/api/v1/cis/shop/needs", params={"at": 3}).json()
    assert [one["name"] for one in needs["levels"][0]["cis"]] == ["shop-db-1"]
    assert estate.get("/api/v1/cis/spare", params={"at": 3}).status_code == 404


def test_a_baseline_is_a_moment(estate):
    body = {"name": "one database", "at": 4, "reason": "as audited"}
    made = estate.post("/api/v1/baselines", json=body)
    assert made.status_code == 201
    assert (made.json()["revision"], made.json()["actor"]) == (4, "a editor")
    assert states(ask(estate, "one database", "shop-db-1"))["shop"] == "down"


@pytest.mark.parametrize(
    ("at", "status", "said"),
    [
        ("2020-01-01T00:00:00Z", 422, "Revisions are 1 ("),
        ("2199-01-01T00:00:00Z", 422, "in the future"),
        ("2026-11-21T08:00:00", 422, "2026-11-21T08:00:00Z"),
        ("2026-11-21", 422, "2026-11-21T00:00:00Z"),
        ("2026-11", 422, "2026-11-01T00:00:00Z"),
        ("2026-13-41T08:00:00Z", 422, "no such day"),
        (0, 404, "There is no revision 0"),
        (-1, 404, "There is no revision -1"),
        (8, 404, "7 ("),
        (10**17, 404, "There is no revision"),
        ("one-databse", 404, "one-database"),
        ("4.2", 422, "no revision, time or baseline"),
        ("", 422, "no revision, time or baseline"),
        (True, 422, "at"),
        (["4"], 422, "at"),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(estate, at, status, said):
    estate.post("/api/v1/baselines", json={"name": "one-database", "at": 4})
    refused = ask(estate, at, "shop")
    assert refused.status_code == status
    assert said in refused.text


def test_nothing_can_be_asked_of_a_past_that_is_not_there(editor):
    refused = ask(editor, 1, "shop")
    assert refused.status_code == 404
    assert "Nothing has been written" in refused.text


@pytest.mark.usefixtures("estate")
def test_who_may_not_read_now_may_not_read_the_past(site, admin):
    made = admin.post("/api/v1/tokens", json={"name": "once", "role": "viewer"}).json()
    client = site.anonymous()
    client.headers["Authorization"] = f"Bearer {made['token']}"
    paths = ("/api/v1/cis/shop", "/api/v1/cis/shop/relations", "/api/v1/cis/shop/needs")
    assert ask(client, 4, "shop").status_code == 200
    assert {client.get(path, params={"at": 4}).status_code for path in paths} == {200}

    admin.delete(f"/api/v1/tokens/{made['id']}")

    assert ask(client, 4, "shop").status_code == 401
    assert {client.get(path, params={"at": 4}).status_code for path in paths} == {401}
    assert {client.get(path).status_code for path in paths} == {401}


def test_the_difference_between_two_moments(estate):
    estate.post("/api/v1/baselines", json={"name": "one-database", "at": 4})
    query = {"from": "one-database", "limit": 1}
    first = estate.get("/api/v1/diff", params=query).json()
    rest = estate.get("/api/v1/diff", params={**query, "cursor": first["next"], "limit": 9}).json()

    assert (first["from"]["number"], first["to"]["number"], first["complete"]) == (4, 7, False)
    assert first["counts"] == {"cis": {"changed": 2}, "relations": {"created": 1}}
    by_name = {one["name"]: one for one in first["items"] + rest["items"]}
    assert by_name["shop-db-1"]["changes"] == {"owner": {"before": "alice", "after": "bob"}}
    assert by_name["shop-db-2"]["changes"] == {"name": {"before": "spare", "after": "shop-db-2"}}
    assert (by_name["shop"]["effect"], by_name["shop"]["to_name"]) == ("created", "shop-db-2")
    assert (rest["next"], rest["complete"]) == (None, True)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("from=7&to=2", 422), ("from=0", 404), ("from=1&cursor=x", 422), ("from=", 422)],
)
def test_a_difference_that_makes_no_sense_is_refused(estate, query, status):
    assert estate.get(f"/api/v1/diff?{query}").status_code == status


def test_baselines_are_listed_read_and_removed_and_only_editors_name(estate, viewer):
    body = {"name": "上线前", "at": "4"}
    assert viewer.post("/api/v1/baselines", json=body).status_code == 403
    assert estate.post("/api/v1/baselines", json=body).status_code == 201
    assert estate.post("/api/v1/baselines", json={**body, "at": 5}).status_code == 409
    assert estate.post("/api/v1/baselines", json={"name": "42"}).status_code == 422
    assert [one["name"] for one in viewer.get("/api/v1/baselines").json()["items"]] == ["上线前"]
    assert viewer.get("/api/v1/baselines/上线前").json()["revision"] == 4
    assert viewer.delete("/api/v1/baselines/上线前").status_code == 403
    assert estate.delete("/api/v1/baselines/上线前").status_code == 200
    assert viewer.get("/api/v1/baselines/上线前").status_code == 404
    assert viewer.get("/api/v1/status").json()["revision"] == 7


def test_two_answers_are_compared_with_what_made_the_difference(estate):
    question = {"given": [{"ci": "shop-db-1"}]}
    body = {"before": {**question, "at": 4}, "after": question}
    found = estate.post("/api/v1/impact/compare", json=body)
    assert found.headers["etag"] == '"7"'
    (shop,) = found.json()["changed"]
    assert (shop["ci"]["name"], shop["before"], shop["after"]) == ("shop", "down", "at_risk")
    (change,) = found.json()["changes"]
    assert (change["kind"], change["to"]["name"], change["before"]) == (
        "relation",
        "shop-db-2",
        None,
    )
    assert found.json()["because_complete"]


@pytest.mark.parametrize(
    "body",
    [{}, {"before": {"given": [{"ci": "shop"}]}}, {"before": {"given": []}, "after": {}}],
)
def test_a_comparison_that_makes_no_sense_is_refused(estate, body):
    assert estate.post("/api/v1/impact/compare", json=body).status_code == 422
