"""A revision that is made ready before its transaction is the one that is decided within it."""

from datetime import UTC, datetime

import pytest

from cmdb import history, items
from cmdb.errors import Invalid
from cmdb.history import Stamp
from cmdb.items import CreateCI, Decision, Relate, State, Touched
from cmdb.model import load

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STAMP = Stamp("alice", "why", "src", run="R", request="R:1")
APP, WEB = "01KAJ5T3M4QF7R0V9YB2C8D6EA", "01KAJ5T3M4QF7R0V9YB2C8D6EB"
COMMANDS = [
    CreateCI(APP, "application_service", {"name": "shop", "tags": ["b", "a"]}, {"web": 1}),
    CreateCI(WEB, "web_server", {"name": "支付"}),
    Relate(APP, "DEPENDS_ON", WEB, {"group": None, "strength": "soft"}),
]
EVIDENCE = {(APP, "DEPENDS_ON", WEB): '{"src":{"strength":"soft"}}'}
_CLEAR = "MATCH (n) WHERE NOT n:Migration AND NOT n:Migrations DETACH DELETE n"


def written(graph):
    """Return all that a write leaves: facts, relations with what stands beside them, history."""
    with graph._driver.session() as session:
        nodes = session.run(
            "MATCH (n) WHERE n:CI OR n:Event OR n:Revision "
            "RETURN labels(n) AS labels, properties(n) AS found"
        ).data()
        ties = session.run(
            "MATCH (a:CI)-[r]->(b:CI) "
            "RETURN a.id AS a, type(r) AS type, b.id AS b, properties(r) AS found"
        ).data()
    return sorted(map(repr, nodes)), sorted(map(repr, ties))


def made_ready(graph):
    made = items.ready(load(), State({}, {}), COMMANDS, EVIDENCE)
    return graph.write(items.write_ready, made, STAMP, NOW)


def test_it_writes_what_is_decided_in_a_transaction(empty):
    decision = Decision(COMMANDS, EVIDENCE)
    empty.write(items.carry_out, load(), Touched(), lambda _: decision, STAMP, NOW)
    reference = written(empty)
    empty.command(_CLEAR)

    made_ready(empty)

    assert written(empty) == reference
    assert len(reference[1]) == 1


def test_it_is_written_once_however_often_its_transaction_runs(empty):
    first, again = made_ready(empty), made_ready(empty)

    assert first.number == again.number == empty.read(history.newest).number
    assert len(written(empty)[1]) == 1


def test_nothing_is_no_revision(empty):
    made = items.ready(load(), State({}, {}), [], {})

    assert empty.write(items.write_ready, made, STAMP, NOW) is None
    assert empty.read(history.newest).number == 0


def test_what_breaks_a_rule_is_refused_before_anything_is_written():
    with pytest.raises(Invalid):
        items.ready(load(), State({}, {}), [CreateCI(APP, "web_server", {"name": ""})], {})
