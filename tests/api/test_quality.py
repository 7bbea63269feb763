"""How well the estate is known, over HTTP."""

import json
from datetime import UTC, datetime, timedelta

import pytest

PATH = "/api/v1/quality"


@pytest.fixture
def estate(editor):
    """A service that is well known, on two machines that are perhaps one."""

    def add(name, class_name, own=None, **more):
        body = {"class": class_name, "name": name, "attributes": own or {}, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    answered = {"owner": "alice", "support_team": "web", "criticality": "high"}
    add("pay", "business_service", **answered)
    os = {"operating_system": "Debian", "serial_number": "S7K2"}
    add("box-1", "server", os, support_team="web", environment="production")
    add("box-2", "hypervisor", {**os, "serial_number": " s7k2"}, support_team="metal")
    add("lone", "server")
    add("old", "server", lifecycle="retired")
    add("alice", "person")
    body = {"from": "pay", "type": "DEPENDS_ON", "to": "box-1"}
    assert editor.put("/api/v1/relations", json=body).status_code == 200
    body = {"from": "pay", "type": "DEPENDS_ON", "to": "box-2"}
    assert editor.put("/api/v1/relations", json=body).status_code == 200
    return editor


def asked(client, path="", **query):
    reply = client.get(f"{PATH}{path}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_the_estate_has_a_score_that_its_findings_explain(estate):
    found = asked(estate)

    assert found["cis"] == 5
    assert found["not_judged"] == 1
    assert [one["ci"]["name"] for one in found["worst"]] == ["lone", "box-1", "box-2"]
    lost = sum(reason["points"] for reason in found["lowered_by"])
    assert found["score"] == pytest.approx(100 - lost, abs=0.05)
    assert found["lowered_by"][0] == {
        "kind": "duplicate",
        "dimension": "correctness",
        "count": 2,
        "points": 10.0,
        "about": "perhaps the same as another CI",
    }


def test_a_ci_says_what_lowers_it_with_cost_and_remedy(estate):
    found = asked(estate, "/cis/box-1")

    (one,) = found["findings"]
    assert (found["score"], found["team"]) == (75, "web")
    assert (one["kind"], one["cost"]) == ("duplicate", 25)
    assert [ci["name"] for ci in one["cis"]] == ["box-2"]
    assert one["remedy"]
    assert asked(estate, "/cis/pay")["score"] == 100


def test_what_is_mended_is_better_at_once(estate):
    assert asked(estate, "/cis/lone")["score"] == 55
    before = asked(estate)["score"]

    body = {"support_team": "web", "environment": "test", "attributes": {"operating_system": "x"}}
    mended = estate.patch("/api/v1/cis/lone", json=body, headers={"If-Match": "*"})
    assert mended.status_code == 200

    assert asked(estate, "/cis/lone")["score"] == 85
    assert asked(estate)["score"] > before


def test_what_is_not_in_operation_is_not_judged(estate):
    assert asked(estate, "/cis/old")["score"] is None
    assert asked(estate, "/cis/alice")["team"] is None


def test_a_remedy_names_the_one_that_is_meant(estate):
    body = {"class": "server", "name": "lone"}
    twin = estate.post("/api/v1/cis", json=body).json()["ci"]["id"]

    findings = asked(estate, f"/cis/{twin}")["findings"]

    assert f"cmdb set {twin} support_team=…" in {one["remedy"] for one in findings}
    assert "duplicate" in {one["kind"] for one in findings}


def test_classes_and_teams_have_scores_the_worst_first(estate):
    classes = {one["name"]: one["score"]["score"] for one in asked(estate, "/by/class")["items"]}
    teams = [one["name"] for one in asked(estate, "/by/team")["items"]]

    assert classes == {"server": 65.0, "hypervisor": 75.0, "business_service": 100.0, "person": 100}
    assert teams == ["nobody", "metal", "web"]


def test_a_part_may_be_asked_for_and_a_class_means_its_subclasses(estate):
    assert asked(estate, **{"class": "server"})["cis"] == 3
    assert asked(estate, **{"class": "server", "team": "web"})["cis"] == 1
    assert asked(estate, team="nobody")["cis"] == 1
    nothing = asked(estate, team="moon")
    assert (nothing["score"], nothing["worst"]) == (None, [])


def test_lists_come_in_pages(estate):
    first = asked(estate, "/cis", limit=2)
    rest = asked(estate, "/cis", limit=50, cursor=first["next"])

    names = [one["ci"]["name"] for page in (first, rest) for one in page["items"]]
    assert names == ["lone", "box-1", "box-2", "pay", "alice"]
    assert rest["next"] is None
    teams = asked(estate, "/by/team", limit=1)
    assert asked(estate, "/by/team", limit=1, cursor=teams["next"])["items"][0]["name"] == "metal"


def test_progress_comes_first_for_who_follows(estate):
    reply = estate.get(PATH, headers={"Accept": "text/event-stream"})

    assert "event: progress" in reply.text
    assert "event: quality" in reply.text


def send(client, source, cis, relations=()):
    document = {"cmdb": 1, "source": source, "cis": cis, "relations": list(relations)}
    files = {"file": (f"{source}.json", json.dumps(document).encode())}
    reply = client.post("/api/v1/imports", files=files)
    assert reply.status_code == 200, reply.text
    return reply.json()["reports"][0]


def test_a_source_says_how_fresh_it_is(estate, site, graph):
    send(site.as_("operator"), "lab", [{"key": "x", "class": "server", "name": "x"}])

    (fresh,) = asked(estate, "/by/source")["items"]
    assert (fresh["source"]["cis"], fresh["source"]["stale"]) == (1, False)

    long_ago = (datetime.now(UTC) - timedelta(days=40)).isoformat()
    graph.command(f"MATCH (r:Run) SET r.finished_at = datetime('{long_ago}')")
    graph.command(f"MATCH (v:Revision) SET v.at = datetime('{long_ago}')")
    graph.command(f"MATCH (r:Record|Scope) SET r.seen_at = datetime('{long_ago}')")

    assert asked(estate)["stale_sources"] == ["lab"]
    assert "stale" in {one["kind"] for one in asked(estate, "/cis/x")["findings"]}
    assert asked(estate, source="lab")["cis"] == 1
    (old,) = asked(estate, "/by/source")["items"]
    assert (old["source"]["age_days"], old["source"]["stale"]) == (40, True)


CIS = [
    {"key": name, "class": "application_service", "name": name}
    for name in ("shop", "prices", "stock", "mail")
]


@pytest.fixture
def traced(site):
    """`shop` is seen to call `prices`; that it needs `stock` is only said."""
    operator = site.as_("operator")
    seen = {"type": "USES", "origin": "observed", "confidence": 0.8, "strength": "soft"}
    relations = [
        {"from": "shop", "to": "prices", **seen},
        {"from": "stock", "to": "prices", **seen},
    ]
    send(operator, "traces", CIS[:3], relations)
    return site.as_("editor")


def relate(client, start, type_, to):
    body = {"from": start, "type": type_, "to": to}
    assert client.put("/api/v1/relations", json=body).status_code == 200


def names(listed):
    return [(one["from"]["name"], one["type"], one["to"]["name"]) for one in listed["items"]]


def judge(client, verdict, start, type_, to, **query):
    body = {"from": start, "type": type_, "to": to, "verdict": verdict}
    return client.put(f"{PATH}/relations", json=body, params=query)


def test_what_is_observed_and_never_declared_is_listed_until_it_is_accepted(traced):
    before = asked(traced, "/relations")
    assert names(before) == [("shop", "USES", "prices"), ("stock", "USES", "prices")]

    done = judge(traced, "accepted", "shop", "USES", "prices", reason="we built it")

    assert done.status_code == 200
    assert done.json()["revision"]
    assert names(asked(traced, "/relations")) == [("stock", "USES", "prices")]
    related = asked_relation(traced, "shop")
    assert (related["origin"], related["strength"]) == ("declared", "soft")
    (decided,) = asked(traced, "/relations", list="decided")["items"]
    assert (decided["verdict"], decided["reason"]) == ("accepted", "we built it")
    assert decided["actor"]
    assert decided["at"]


def asked_relation(client, ci):
    reply = client.get(f"/api/v1/cis/{ci}/relations")
    return next(one for one in reply.json()["items"] if one["type"] == "USES")


def test_accepting_outlives_the_next_import_and_says_who_beside_the_sources(traced, site):
    judge(traced, "accepted", "shop", "USES", "prices")
    seen = {"type": "USES", "origin": "observed", "confidence": 0.9, "strength": "soft"}
    send(site.as_("operator"), "traces", CIS[:3], [{"from": "shop", "to": "prices", **seen}])

    assert ("shop", "USES", "prices") not in names(asked(traced, "/relations"))
    why = traced.post(
        "/api/v1/impact/why", json={"ci": "shop", "given": [{"ci": "prices", "state": "down"}]}
    )
    assert why.status_code == 200
    assert '"person"' in why.text


def test_rejecting_takes_it_off_the_list_and_leaves_it_there(traced):
    assert judge(traced, "rejected", "shop", "USES", "prices").json()["revision"] is None

    assert names(asked(traced, "/relations")) == [("stock", "USES", "prices")]
    assert asked_relation(traced, "shop")["origin"] == "observed"

    ends = {"from": "shop", "type": "USES", "to": "prices"}
    reopened = traced.delete(f"{PATH}/relations", params=ends)
    assert reopened.status_code == 200
    assert len(names(asked(traced, "/relations"))) == 2
    assert traced.delete(f"{PATH}/relations", params=ends).status_code == 404


def test_what_is_declared_and_never_observed_is_listed_where_it_should_be_seen(traced):
    relate(traced, "shop", "DEPENDS_ON", "stock")
    assert (
        traced.post(
            "/api/v1/cis", json={"class": "application_service", "name": "mail"}
        ).status_code
        == 201
    )
    relate(traced, "shop", "DEPENDS_ON", "mail")

    (one,) = asked(traced, "/relations", list="declared-only")["items"]

    assert (one["to"]["name"], one["not_seen_by"], one["calls_seen"]) == ("stock", ["traces"], True)
    assert judge(traced, "accepted", "shop", "DEPENDS_ON", "stock").status_code == 200
    assert asked(traced, "/relations", list="declared-only")["items"] == []


def test_a_relation_that_is_not_there_cannot_be_judged(traced):
    assert judge(traced, "accepted", "prices", "USES", "shop").status_code == 404
    assert judge(traced, "accepted", "prices", "MOON", "shop").status_code == 422
    assert judge(traced, "perhaps", "shop", "USES", "prices").status_code == 422


def test_sources_that_disagree_are_a_finding(site):
    operator, editor = site.as_("operator"), site.as_("editor")
    box = {"key": "x", "class": "server", "name": "x", "attributes": {"memory_gb": 64}}
    send(operator, "a", [box])
    ci = editor.get("/api/v1/cis/x").json()["id"]
    box = {**box, "id": ci, "attributes": {"memory_gb": 32}}
    send(operator, "b", [box])

    texts = [
        one["text"] for one in asked(editor, "/cis/x")["findings"] if one["kind"] == "conflict"
    ]
    assert texts == ["memory gb: a says 64, b says 32"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {"class": "sever"}),
        ("", {"worst": -1}),
        ("/by/moon", {}),
        ("/cis", {"cursor": "xx"}),
        ("/relations", {"list": "all"}),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(viewer, path, query):
    assert viewer.get(f"{PATH}{path}", params=query).status_code == 422


def test_it_is_for_those_who_may_read_and_verdicts_for_those_who_may_edit(site, viewer):
    assert site.anonymous().get(PATH).status_code == 401
    assert viewer.get(f"{PATH}/cis/nothing").status_code == 404
    assert judge(viewer, "accepted", "a", "USES", "b").status_code == 403
    assert asked(viewer)["score"] is None
