"""One answer says what needs somebody first; nothing in it is found by a scan of the database."""

import pytest
from hypothesis import given
from random_histories import histories, made_anew

from cmdb.topology import counting
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp


@given(histories())
def test_what_is_counted_after_a_history_is_what_is_there(history):
    events, cis, relations = history
    grown = after(made_anew({}, {}), events, Stamp(1, None, 0))

    for topology in (grown, made_anew(cis, relations)):
        classes = [one["class"] for one in cis.values()]
        types = [type_ for _, type_, _ in relations]
        assert counting.by_class(topology) == {name: classes.count(name) for name in set(classes)}
        assert counting.by_type(topology) == {name: types.count(name) for name in set(types)}
        codes = range(len(topology.vocabulary.profiles.values))
        for wanted in codes:
            fits = [code == wanted for code in codes]
            some = [p for p in topology.places() if topology.profile_code(p) == wanted]
            assert sorted(counting.places_of(topology, fits)) == some
        assert sum(counting.by_profile(topology).values()) == len(topology)


@pytest.fixture
def estate(editor):
    def add(name, class_name="server", **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("db-1", support_team="DB", criticality="high"), add("db-2", support_team="DB", owner="li")
    add("old", support_team="DB", lifecycle="retired"), add("lost")
    add("pay", "business_service", owner="DB", criticality="critical")
    add("blog", "business_service", owner="li", health="degraded")
    add("shop", "business_service", owner="li")
    assert editor.put(
        "/api/v1/relations", json={"from": "shop", "type": "DEPENDS_ON", "to": "db-1"}
    ).is_success
    return editor


def test_teams_are_told_with_what_they_answer_for(estate):
    found = estate.get("/api/v1/overview").json()

    assert found["teams"] == [
        {"name": "DB", "cis": 3, "services": 1},
        {"name": "li", "cis": 3, "services": 2},
    ]
    assert found["counts"] == {"cis": 7, "relations": 1, "services": 3, "nobodys": 1}
    assert found["team"] is None
    assert found["services"]["states"] == {"ok": 2, "at_risk": 0, "degraded": 1, "down": 0}
    assert [one["ci"]["name"] for one in found["services"]["items"]] == ["blog", "pay", "shop"]
    assert found["waiting"] == {"vetoes": 0, "duplicates": 0, "retirements": 0}


def test_my_team_sees_its_own_first(estate):
    estate.patch("/api/v1/cis/db-2", json={"health": "down"}, headers={"If-Match": "*"})
    found = estate.get("/api/v1/overview", params={"team": "DB"}).json()

    assert found["team"]["cis"] == 3
    assert found["team"]["classes"][0] == {"class": "server", "count": 2}
    assert [one["name"] for one in found["team"]["first"]] == ["pay", "db-1", "db-2"]
    (ill,) = found["team"]["ailing"]
    assert (ill["ci"]["name"], ill["health"]) == ("db-2", "down")
    assert [one["ci"]["name"] for one in found["services"]["items"]] == ["pay"]


def test_a_team_that_nobody_names_has_nothing(estate):
    found = estate.get("/api/v1/overview", params={"team": "\u202enobody <b>"}).json()

    assert found["team"]["cis"] == 0
    assert found["services"]["count"] == 0


def test_an_empty_database_has_an_overview_too(viewer):
    found = viewer.get("/api/v1/overview").json()

    assert found["counts"] == {"cis": 0, "relations": 0, "services": 0, "nobodys": 0}
    assert (found["revision"], found["at"], found["teams"]) == (0, None, [])


def test_status_counts_the_same(estate):
    found = estate.get("/api/v1/status").json()

    assert found["counts"]["by_class"] == {"business_service": 3, "server": 4}
    assert found["counts"]["by_type"] == {"DEPENDS_ON": 1}
    assert (found["counts"]["cis"], found["counts"]["relations"]) == (7, 1)


def test_the_demo_estate_is_loaded_into_an_empty_database_alone(site, viewer):
    assert viewer.post("/api/v1/demo").status_code == 403
    operator = site.as_("operator")

    made = operator.post("/api/v1/demo").json()

    assert operator.get("/api/v1/overview").json()["counts"]["cis"] == made["cis"] > 300
    refused = operator.post("/api/v1/demo")
    assert refused.status_code == 409
    assert refused.json()["remedy"]
