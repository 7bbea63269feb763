"""Impact evaluated by Cypher queries alone: what the engine is held against on a real Neo4j."""

import re
from pathlib import Path

from cmdb.model import load

ROUND = Path(__file__).with_name("round.cypher").read_text("utf-8")
STATES = ("ok", "at_risk", "degraded", "down")


def evaluate(graph, declared, given):
    """Return (states, deciding needs) by id. `declared` are the quorums by id, `given` the states."""
    states = {id_: STATES.index(state) for id_, state in given.items()}
    causes, risen = {}, True
    while risen:
        rows = graph.read(_round, states, declared)
        risen = {row["id"]: row for row in rows if row["state"] > states.get(row["id"], 0)}
        states |= {id_: row["state"] for id_, row in risen.items()}
        causes |= {id_: _key(row) for id_, row in risen.items()}
    return {id_: STATES[state] for id_, state in states.items()}, causes


def _round(tx, states, declared):
    return tx._tx.run(
        ROUND, states=states, types=_types(), declared=_texts(declared), defaults=_defaults()
    ).data()


def _key(row):
    return (1, row["group"], "") if row["group"] else (0, row["type"], row["via"])


def _types():
    return {name: _type(kind) for name, kind in load().relations.items()}


def _type(kind):
    """Return a type's defaults; of a template group the fixed part that it begins with."""
    found = re.fullmatch(r"([^{]*)\{(\w+)\}", kind.group or "")
    attribute = found[2] if found else None
    override = kind.overrides[0] if kind.overrides else None
    when, value = override.when[0] if override else (None, None)
    return {
        "strength": kind.strength,
        "group": found[1] if found else kind.group or "",
        "attribute": attribute,
        "attribute_default": kind.attributes[attribute or when].default
        if attribute or when
        else "",
        "when": when,
        "value": value,
        "then": override.strength if override else None,
    }


def _texts(declared):
    return {
        id_: {group: _amounts(said) for group, said in quorums.items()}
        for id_, quorums in declared.items()
    }


def _amounts(said):
    if isinstance(said, dict):
        return [str(said["needs"]), str(said.get("wants") or said["needs"])]
    return [str(said), str(said)]


def _defaults():
    """Return class → type → quorum of the type's default group, as the model says it."""
    model = load()
    return {
        class_name: {
            name: _amounts(kind.quorum.as_data() if own is None else own.as_data())
            for name, kind in model.relations.items()
            for own in [ci_class.quorums.get(kind.group or "")]
            if own is not None or kind.quorum is not None
        }
        for class_name, ci_class in model.classes.items()
    }
