"""If a node is added, a CI retired, a quorum changed: what follows, and what it makes different."""

import pytest
from estates import Estate, states

from cmdb import hypotheses
from cmdb.errors import Invalid, NotFound
from cmdb.impact import Given, Question
from cmdb.model import load

MODEL = load()
ADD = {"op": "add_ci", "key": "db3", "class": "server"}
JOIN = {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "db3", "group": "db"}


@pytest.fixture
def topology():
    """A shop on two databases, of which one is enough, a switch below, and a team behind."""
    estate = Estate()
    estate.ci("shop", quorum={"db": {"needs": 1, "wants": 1}})
    for db in ("db1", "db2"):
        estate.ci(db, "server", owner="alice")
        estate.relate("shop", "DEPENDS_ON", db, group="db")
        estate.relate(db, "DEPENDS_ON", "switch")
    estate.ci("team", "team")
    estate.relate("shop", "SUPPORTED_BY", "team")
    estate.ci("old", "server", lifecycle="retired")
    return estate.topology()


def asked(topology, *edits, given=(), **more):
    question = Question([Given(one) for one in given], **more)
    return hypotheses.of(topology, question, hypotheses.edits(MODEL, edits))


def names(differences):
    return {one["ci"]["name"]: (one["before"], one["after"]) for one in differences}


def refused(topology, *edits, kind=Invalid):
    with pytest.raises(kind) as caught:
        asked(topology, *edits, given=["db1"])
    assert type(caught.value) is kind
    return [str(problem) for problem in caught.value.problems]


def test_a_third_node_leaves_a_spare(topology):
    found = asked(topology, ADD, JOIN, given=["db1"])
    assert states(found.answer) == {"db1": "down"}
    assert names(found.compared["no_longer_hit"]) == {"shop": ("at_risk", "ok")}
    assert [one["id"] for one in found.marked["added"]] == ["db3"]


def test_a_new_ci_may_itself_fail_and_is_marked(topology):
    found = asked(topology, ADD, JOIN, given=["db1", "db2", "server:db3"])
    assert states(found.answer) == {"db1": "down", "db2": "down", "db3": "down", "shop": "down"}
    marks = {one["ci"]["name"]: one.get("hypothesis") for one in found.answer.impacted}
    assert marks == {"db1": None, "db2": None, "db3": "added", "shop": None}


def test_what_is_retired_is_down_for_who_needs_it(topology):
    found = asked(topology, {"op": "retire_ci", "ci": "db2"})
    assert states(found.answer) == {"db2": "down", "shop": "at_risk"}
    assert names(found.compared["newly_hit"]) == {"db2": ("ok", "down"), "shop": ("ok", "at_risk")}
    with_failure = asked(topology, {"op": "remove_ci", "ci": "server:db2"}, given=["db1"])
    assert states(with_failure.answer)["shop"] == "down"
    assert [one["name"] for one in with_failure.marked["removed"]] == ["db2"]


def test_what_nobody_needs_any_more_goes_unnoticed(topology):
    cut = {"op": "unrelate", "from": "shop", "type": "DEPENDS_ON", "to": "db2"}
    found = asked(topology, {"op": "retire_ci", "ci": "db2"}, cut)
    assert states(found.answer) == {"db2": "down"}


def test_a_lifecycle_out_of_operation_counts_as_gone_and_back_in_it_as_back(topology):
    found = asked(topology, {"op": "change_ci", "ci": "db2", "lifecycle": "disposed"})
    assert states(found.answer) == {"db2": "down", "shop": "at_risk"}
    join = {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "old", "group": "db"}
    back = {"op": "change_ci", "ci": "old", "lifecycle": "operational"}
    assert states(asked(topology, join, back, given=["db1", "db2"]).answer)["shop"] == "at_risk"
    assert states(asked(topology, join, given=["db1", "db2"]).answer)["shop"] == "down"


def test_a_stricter_quorum_makes_it_worse_and_none_leaves_the_default(topology):
    both = {"op": "quorum", "ci": "shop", "group": "db", "quorum": "all"}
    found = asked(topology, both, given=["db1"])
    assert names(found.compared["worse"]) == {"shop": ("at_risk", "down")}
    default = {"op": "quorum", "ci": "shop", "group": "db", "quorum": None}
    assert states(asked(topology, default, given=["db1"]).answer)["shop"] == "at_risk"


def test_who_retires_a_team_does_not_take_down_what_it_supports(topology):
    found = asked(topology, {"op": "retire_ci", "ci": "team"})
    assert states(found.answer) == {"team": "down"}
    assert found.answer.notes == ["1 CI that points to team by SUPPORTED_BY: taken to work on"]


def test_edits_in_vain_are_noted(topology):
    vain = {"op": "quorum", "ci": "shop", "group": "dbs", "quorum": 2}
    assert asked(topology, ADD, vain, given=["db1"]).answer.notes == [
        "nothing that shop needs is in the group dbs",
        "db3 is added, and nothing is related to it",
    ]


def test_from_what_is_failing_now_a_hypothesis_needs_no_other_failure():
    estate = Estate()
    estate.ci("db1", "server", health="down")
    estate.relate("shop", "DEPENDS_ON", "db1", group="db")
    join = {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "db2", "group": "db"}
    add = {"op": "add_ci", "key": "db2", "class": "server"}
    found = asked(estate.topology(), add, join, baseline="current")
    assert names(found.compared["better"]) == {"shop": ("down", "at_risk")}


def test_nothing_that_fails_is_an_error(topology):
    with pytest.raises(Invalid, match="Nothing fails"):
        asked(topology, ADD, JOIN)


def test_the_graph_itself_stays_as_it_is(topology):
    kinds = len(topology.vocabulary.profiles.values), len(topology.ties.values)
    asked(topology, ADD | {"owner": "nobody"}, JOIN | {"strength": "soft"}, given=["db1"])
    assert (len(topology.vocabulary.profiles.values), len(topology.ties.values)) == kinds
    assert topology.place("db3") is None
    assert [topology.id(p) for p in topology.places()][-1] == "old"


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        (["x"], "hypothesis[0]: is no object with an `op`"),
        ([{"ci": "db1"}], "hypothesis[0].op: is missing: add_ci"),
        ([{"op": "retire", "ci": "db1"}], "hypothesis[0].op: 'retire' is no edit. Did you mean"),
        ([{"op": "retire_ci"}], "hypothesis[0].ci: is missing"),
        ([{"op": "retire_ci", "ci": 7}], "hypothesis[0].ci: 7 is no text"),
        ([{"op": "retire_ci", "ci": "db1", "why": "x"}], "hypothesis[0].why: no such field"),
        ([ADD | {"class": "servr"}], "hypothesis[0].class: There is no class 'servr'"),
        ([ADD | {"color": "red"}], "hypothesis[0].color: no field of every CI"),
        ([ADD | {"attributes": {"color": "r"}}], "hypothesis[0].color: no such field"),
        ([ADD | {"criticality": "very"}], "hypothesis[0].criticality: 'very' is none of"),
        ([ADD | {"key": "db2"}], "hypothesis[0].key: there is a CI 'db2' already"),
        ([ADD | {"quorum": {"x": 0}}], "hypothesis[0].quorum.x: 0 is no quorum"),
        ([ADD, ADD], "hypothesis[1].key: hypothesis[0] adds db3 too"),
        (
            [{"op": "change_ci", "ci": "db1"}],
            "hypothesis[0]: says nothing that would change of db1",
        ),
        (
            [{"op": "change_ci", "ci": "shop", "class": "server"}],
            "hypothesis[0].class: a application_service cannot become a server",
        ),
        ([JOIN | {"to": "shop"}], "hypothesis[0].to: shop cannot be related to itself"),
        ([JOIN | {"type": "RUNS_OM"}, ADD], "hypothesis[0].type: There is no relation type"),
        ([JOIN | {"type": "HAS_MEMBER"}, ADD], "hypothesis[0].type: HAS_MEMBER cannot lead from"),
        ([JOIN | {"strength": "big"}, ADD], "hypothesis[0].strength: 'big' is none of"),
        (
            [{"op": "quorum", "ci": "shop", "group": "db", "quorum": "most"}],
            "hypothesis[0].quorum: 'most' is no quorum",
        ),
        ([{"op": "quorum", "ci": "shop", "group": "db"}], "hypothesis[0].quorum: is missing"),
        ([{"op": "retire_ci", "ci": "old"}], "hypothesis[0].ci: old is retired already"),
    ],
)
def test_bad_edits_name_their_place(topology, edits, said):
    assert refused(topology, *edits)[0].startswith(said)


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        (
            [ADD, JOIN, JOIN | {"strength": "soft"}],
            "hypothesis[2]: hypothesis[1] is about shop DEPENDS_ON db3 too",
        ),
        (
            [
                {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "db1"},
                {"op": "unrelate", "from": "shop", "type": "DEPENDS_ON", "to": "server:db1"},
            ],
            "hypothesis[1]: hypothesis[0] is about shop DEPENDS_ON server:db1 too",
        ),
        (
            [{"op": "change_ci", "ci": "db1", "owner": "bob"}, {"op": "retire_ci", "ci": "db1"}],
            "hypothesis[0].ci: db1 is retired by hypothesis[1]",
        ),
        (
            [{"op": "retire_ci", "ci": "db1"}, {"op": "remove_ci", "ci": "db1"}],
            "hypothesis[1].ci: hypothesis[0] takes db1 away too",
        ),
        (
            [
                ADD,
                {"op": "relate", "from": "db3", "type": "DEPENDS_ON", "to": "switch"},
                {"op": "remove_ci", "ci": "switch"},
            ],
            "hypothesis[1].to: switch is removed by hypothesis[2]",
        ),
        ([ADD, {"op": "remove_ci", "ci": "db3"}], "hypothesis[1].ci: the hypothesis adds db3"),
        (
            [
                {"op": "quorum", "ci": "shop", "group": "db", "quorum": 1},
                {"op": "quorum", "ci": "shop", "group": "db", "quorum": 2},
            ],
            "hypothesis[1].group: hypothesis[0] says the quorum of db too",
        ),
        (
            [
                {"op": "change_ci", "ci": "db1", "owner": "bob"},
                {"op": "change_ci", "ci": "db1", "owner": "eve"},
            ],
            "hypothesis[1].owner: hypothesis[0] says it of db1 too",
        ),
    ],
)
def test_edits_that_contradict_each_other_are_refused(topology, edits, said):
    assert refused(topology, *edits)[0] == said


def test_what_is_not_there_is_not_found_with_near_names(topology):
    with pytest.raises(NotFound) as caught:
        asked(topology, {"op": "retire_ci", "ci": "db9"}, {"op": "remove_ci", "ci": "db8"})
    assert [str(p) for p in caught.value.problems] == [
        "hypothesis[0].ci: There is no CI 'db9'",
        "hypothesis[1].ci: there is no CI 'db8'",
    ]
    assert set(caught.value.candidates) >= {"db1", "db2"}
    gone = {"op": "unrelate", "from": "db1", "type": "DEPENDS_ON", "to": "db2"}
    said = "hypothesis[0]: there is no relation db1 DEPENDS_ON db2"
    assert refused(topology, gone, kind=NotFound) == [said]


def test_too_many_edits_are_refused_before_any_is_looked_at(topology):
    with pytest.raises(Invalid, match="at most 1,000"):
        asked(topology, *[ADD] * 1001)
