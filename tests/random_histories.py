"""Random histories: what happens to a few CIs, and the same graph made without a history."""

from estates import Estate
from hypothesis import strategies as st
from random_estates import CLASSES, LIFECYCLES, TYPES, relation_fields

from cmdb.history import Event

NAMES = ("a", "b", "c", "d", "e")


@st.composite
def histories(draw):
    """Return events that could follow one another: no relation without ends, none left behind."""
    cis, relations, events = {}, {}, []
    for _ in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(("put", "put", "relate", "relate", "relate", "cut", "drop")))
        if kind == "put":
            id_ = draw(st.sampled_from(NAMES))
            facts = {"id": id_, "name": draw(st.sampled_from(("x", "y", id_)))}
            facts["class"] = draw(st.sampled_from(CLASSES))
            facts["lifecycle"] = draw(st.sampled_from(LIFECYCLES))
            if draw(st.booleans()):
                facts["quorum"] = {"web": draw(st.integers(1, 3))}
            op = "change" if id_ in cis else "create"
            events.append(Event("ci", op, id_, cis.get(id_), facts))
            cis[id_] = facts
        elif kind == "relate" and len(cis) > 1:
            a, b = draw(st.lists(st.sampled_from(sorted(cis)), min_size=2, max_size=2, unique=True))
            type_ = draw(st.sampled_from(TYPES))
            facts = {"from": a, "type": type_, "to": b, **draw(relation_fields())}
            op = "change" if (a, type_, b) in relations else "create"
            before = relations.get((a, type_, b))
            events.append(Event("relation", op, a, before, facts, b, type_))
            relations[a, type_, b] = facts
        elif kind == "cut" and relations:
            key = draw(st.sampled_from(sorted(relations)))
            facts = relations.pop(key)
            events.append(Event("relation", "remove", key[0], facts, None, key[2], key[1]))
        elif kind == "drop" and cis:
            id_ = draw(st.sampled_from(sorted(cis)))
            for key in [key for key in relations if id_ in (key[0], key[2])]:
                facts = relations.pop(key)
                events.append(Event("relation", "remove", key[0], facts, None, key[2], key[1]))
            events.append(Event("ci", "remove", id_, cis.pop(id_), None))
    return events, cis, relations


def made_anew(cis, relations):
    estate = Estate()
    estate.cis = cis
    for (a, type_, b), facts in relations.items():
        fields = {k: v for k, v in facts.items() if k not in ("from", "type", "to")}
        estate.relate(a, type_, b, **fields)
    return estate.topology()
