"""Who is called when a CI fails, and how to reach them."""

from collections.abc import Iterable

from cmdb import items
from cmdb.assessments.model import Contact
from cmdb.graph import Tx
from cmdb.items.model import Facts
from cmdb.topology.snapshot import Topology

_GONE = ("retired", "disposed")


def teams(topology: Topology, place: int) -> list[str]:
    """Return the names of the teams that support a CI, by its field and by relations, each once."""
    field = topology.profile(place).support_team
    ties = topology.ties.values
    related = (
        topology.name(other)
        for other, code in zip(*topology.needs(place), strict=True)
        if ties[code].type == "SUPPORTED_BY"
    )
    return list(dict.fromkeys([*([field] if field else []), *related]))


def contacts(tx: Tx, topology: Topology, names: Iterable[str]) -> dict[str, Contact]:
    """Return by name what the CMDB knows now of teams, people and organizations of these names.

    Of several of one name the team; of a name that nobody bears only the name.
    """
    parties = {name: _party(topology, name) for name in dict.fromkeys(names)}
    ids = sorted(id_ for id_ in parties.values() if id_ is not None)
    facts = {one.id: one.facts for one in items.several(tx, ids)} if ids else {}
    return {name: _contact(name, id_, facts.get(id_ or "", {})) for name, id_ in parties.items()}


def _party(topology: Topology, name: str) -> str | None:
    model = topology.model
    found = [
        (not model.is_a(profile.class_name, "team"), topology.id(place))
        for place in topology.named(name)
        for profile in (topology.profile(place),)
        if model.is_a(profile.class_name, "party") and profile.lifecycle not in _GONE
    ]
    return min(found)[1] if found else None


def _contact(name: str, id_: str | None, facts: Facts) -> Contact:
    return {
        "name": name,
        "id": id_ if facts else None,
        "on_call": facts.get("on_call"),
        "phone": facts.get("phone") or facts.get("support_phone"),
        "email": facts.get("email"),
        "chat": facts.get("chat"),
    }
