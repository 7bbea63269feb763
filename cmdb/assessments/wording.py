"""Words of a document that are no sentences of an answer: edits, moments, contacts. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cmdb.assessments.model import Contact
from cmdb.hypotheses import Edit
from cmdb.hypotheses.model import AddCi, ChangeCi, GoneCi, Relate, SetQuorum, Unrelate
from cmdb.sentences import phrases
from cmdb.sentences.catalogue import Words, shown
from cmdb.topology.references import meant
from cmdb.topology.snapshot import Topology

_AGO = 16
_MINUTE = 60


def edit(words: Words, topology: Topology, one: Edit) -> str:
    """Return what an edit of a hypothesis supposes."""
    match one:
        case AddCi():
            name = str(one.fields.get("name") or one.key)
            return words.say("assessment.edit.add_ci", name=shown(name), class_name=one.class_name)
        case ChangeCi():
            fields = ", ".join(f"{name} = {value}" for name, value in one.fields.items())
            return words.say(
                "assessment.edit.change_ci", name=_name(topology, one.ci), fields=shown(fields)
            )
        case GoneCi():
            key = "retire_ci" if one.mark == "retired" else "remove_ci"
            return words.say(f"assessment.edit.{key}", name=_name(topology, one.ci))
        case Relate() | Unrelate():
            key = "relate" if isinstance(one, Relate) else "unrelate"
            said = phrases.relation(words, one.type, _raw(topology, one.to))
            return words.say(
                f"assessment.edit.{key}", name=_name(topology, one.from_), relation=said
            )
        case SetQuorum():
            return words.say(
                "assessment.edit.quorum",
                name=_name(topology, one.ci),
                group=shown(one.group),
                quorum=shown(_amount(one.amount)),
            )
    return words.say("assessment.edit.other")


def _amount(amount: object) -> str:
    if isinstance(amount, dict):
        return ", ".join(f"{name} {value}" for name, value in amount.items())
    return str(amount)


def _raw(topology: Topology, ref: str) -> str:
    places = meant(topology, ref)
    return topology.name(places[0]) if len(places) == 1 else ref


def _name(topology: Topology, ref: str) -> str:
    return shown(_raw(topology, ref))


def lasting(words: Words, seconds: float | None) -> str:
    """Return how long it lasts."""
    if seconds is None:
        return words.say("assessment.lasts.for_good")
    return phrases.duration(words, f"PT{round(seconds)}S")


def moment(at: str | datetime | None) -> str:
    """Return a moment to the minute, in UTC."""
    if at is None:
        return ""
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{found.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def value(words: Words, trait: str, said: str | None) -> str:
    """Return a criticality or environment in words."""
    key = f"{trait}.{said}"
    return words.say(key) if said and words.knows(key) else said or ""


def reached(contact: Contact | None) -> str:
    """Return how to reach somebody: on call first."""
    if contact is None:
        return ""
    ways: Sequence[str | None] = (
        contact["on_call"],
        contact["phone"],
        contact["chat"],
        contact["email"],
    )
    return " · ".join(dict.fromkeys(way for way in ways if way))
