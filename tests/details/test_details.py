"""All that is known of one CI in one answer, and which quorums can be."""

from datetime import UTC, datetime, timedelta

import pytest

from cmdb.details.rules import possible, values, written
from cmdb.errors import Invalid
from cmdb.history.model import Event, Revision
from cmdb.model.quorum import parse

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def revision(number, actor="alice", source=None):
    return Revision(number, NOON + timedelta(minutes=number), actor, 1, source=source)


def changing(before, after):
    return Event("ci", "change", "x", before, after)


def test_each_value_names_the_newest_revision_that_wrote_it():
    history = [
        (changing({"owner": "a", "name": "n"}, {"owner": "b", "name": "n"}), revision(3, "bob")),
        (Event("ci", "create", "x", None, {"owner": "a", "name": "n"}), revision(1)),
    ]

    found = written(history)

    assert (found["owner"]["revision"], found["owner"]["actor"]) == (3, "bob")
    assert (found["name"]["revision"], found["name"]["actor"]) == (1, "alice")


def said(name, *words, pinned=False):
    listed = [
        {
            "source": s,
            "value": v,
            "seen_at": None,
            "holds": at == 0 and not pinned,
            "expired": False,
        }
        for at, (s, v) in enumerate(words)
    ]
    return {"name": name, "value": None, "pinned": pinned, "said": listed}


def test_a_value_says_whose_word_holds_and_who_says_something_else():
    words = said(
        "fqdn", ("glpi:hq", "a.example"), ("nmap:office", "b.example"), ("x", "A.example ")
    )

    (found,) = values({"fqdn": "a.example"}, [words], {})

    assert (found["source"], found["others"], found["differing"]) == ("glpi:hq", 2, 1)


def test_a_pinned_value_is_no_sources():
    words = said("owner", ("glpi:hq", "bob"), pinned=True)

    (found,) = values({"owner": "alice"}, [words], {})

    assert (found["source"], found["pinned"], found["differing"]) == (None, True, 1)


def test_what_only_the_machinery_writes_is_no_value():
    facts = {"id": "x", "class": "server", "name": "n", "sources": ["s"], "pinned": ["name"]}

    assert [one["name"] for one in values(facts, [], {})] == ["name"]


@pytest.mark.parametrize(
    ("said_of", "inside", "outside"),
    [(3, 2, 1), ("all", 2, 0), ("100%", 1, 0), ({"needs": 1, "wants": "n-1"}, 3, 0), (9, 0, 0)],
)
def test_a_quorum_that_its_members_can_fulfil_is_possible(said_of, inside, outside):
    possible("web", parse(said_of), inside, outside)


@pytest.mark.parametrize(
    ("said_of", "reason"),
    [
        (4, "needs 4, and the group has 3 members"),
        ({"needs": 1, "wants": 4}, "wants 4, and the group has 3"),
        ({"needs": 2, "wants": 1}, "needs 2 to work at all, and wants only 1"),
        ({"needs": "all", "wants": "n-1"}, "needs 3"),
    ],
)
def test_a_quorum_that_no_state_could_fulfil_is_refused_with_the_reason(said_of, reason):
    with pytest.raises(Invalid, match=reason) as refused:
        possible("web", parse(said_of), 2, 1)

    assert refused.value.remedy
    assert refused.value.problems[0].place == "quorum.web"
