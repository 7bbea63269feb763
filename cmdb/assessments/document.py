"""An answer as the record of a change wants it: what was asked, what is hit, whom to tell, on what
it stands. The worst stands first, nothing is cut silently, and it can be asked again. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cmdb.assessments import wording
from cmdb.assessments.blocks import Block, Bullets, Document, Fact, Facts, Grid, Heading, Paragraph
from cmdb.assessments.model import Contact, Hit, Overview
from cmdb.hypotheses import Edit
from cmdb.impact import Question
from cmdb.sentences.catalogue import Words, shown, words
from cmdb.topology.snapshot import Topology

LISTED = 60
"""How many CIs that are no services the document lists."""
_NAMED = 20
_LINES = 30


@dataclass(frozen=True, slots=True)
class Told:
    """What a document is made of. `others` are CIs that are down or degraded and no services.

    `link` asks the same again of the same revision, None where it would be too long.
    """

    topology: Topology
    question: Question
    edits: Sequence[Edit]
    overview: Overview
    others: Sequence[Hit]
    others_count: int
    asked_at: datetime
    link: str | None


def document(told: Told, language: str) -> Document:
    """Return the assessment in a language of `sentences.LANGUAGES`."""
    said = words(language)
    blocks = [
        Heading(said.say("assessment.title"), 1),
        Paragraph(_headline(told, said), strong=True),
        *_incomplete(told, said),
        Heading(said.say("assessment.question")),
        Facts(list(_question(told, said))),
        *_services(told, said),
        *_others(told, said),
        *_part(said, "lost", told.overview["redundancy_lost"]),
        *_part(said, "recoverable", told.overview["recoverable"]),
        *_called(told, said),
        *_assumed(told, said),
        Heading(said.say("assessment.pinned")),
        Facts(list(_pinned(told, said))),
    ]
    return Document(said.say("assessment.title"), said.tag, blocks)


def _headline(told: Told, said: Words) -> str:
    found = told.overview["sentences"]
    if told.edits:
        return said.say("assessment.supposed", text=found["summary"])
    return found["headline"]


def _incomplete(told: Told, said: Words) -> Iterator[Block]:
    if not told.overview["complete"]:
        yield Paragraph(said.say("incomplete"), strong=True)


def _question(told: Told, said: Words) -> Iterator[Fact]:
    question, topology = told.question, told.overview
    given = [
        f"{one['ci']['class']}:{shown(one['ci']['name'])} ({said.say('state.' + one['state'])})"
        for one in topology["given"][:_NAMED]
    ]
    more = topology["given_count"] - len(given)
    if more > 0:
        given.append(said.count("assessment.more", more))
    none = said.say("assessment.fails.none")
    yield Fact(said.say("assessment.fails"), said.say("join").join(given) or none)
    for one in told.edits[:_NAMED]:
        yield Fact(said.say("assessment.what_if"), wording.edit(said, told.topology, one))
    if len(told.edits) > _NAMED:
        rest = said.count("assessment.more", len(told.edits) - _NAMED)
        yield Fact(said.say("assessment.what_if"), rest)
    baseline = said.say(f"assessment.baseline.{question.baseline}")
    yield Fact(said.say("assessment.baseline"), baseline)
    yield Fact(said.say("assessment.lasts"), wording.lasting(said, question.duration_s))


def _services(told: Told, said: Words) -> Iterator[Block]:
    services = told.overview["services"]
    yield Heading(said.say("assessment.services"))
    if not services["total"]:
        yield Paragraph(said.say("assessment.services.none"))
        return
    columns = ("state", "service", "criticality", "environment", "owner", "team", "because")
    rows = [_hit(said, one, owner=True) for one in services["items"]]
    yield Grid([said.say(f"column.{name}") for name in columns], rows, frozenset({6}))
    yield from _more(said, services["total"] - len(rows))


def _others(told: Told, said: Words) -> Iterator[Block]:
    if not told.others_count:
        return
    yield Heading(said.say("assessment.others"))
    columns = ("state", "ci", "criticality", "environment", "team", "because")
    rows = [_hit(said, one, owner=False) for one in told.others]
    yield Grid([said.say(f"column.{name}") for name in columns], rows, frozenset({5}))
    yield from _more(said, told.others_count - len(rows))


def _hit(said: Words, one: Hit, *, owner: bool) -> tuple[str, ...]:
    ci, join = one["ci"], said.say("join").join
    owned = (ci["owner"] or "",) if owner else ()
    return (
        said.say(f"state.{one['state']}"),
        ci["name"] if one["service"] else f"{ci['class']}:{ci['name']}",
        wording.value(said, "criticality", ci["criticality"]),
        wording.value(said, "environment", ci["environment"]),
        *owned,
        join(one["teams"]),
        one["because"] or said.say("column.given"),
    )


def _more(said: Words, number: int) -> Iterator[Block]:
    if number > 0:
        yield Paragraph(said.count("assessment.more", number))


def _part(said: Words, name: str, part: Mapping[str, object]) -> Iterator[Block]:
    lines, total = part["said"], part["total"]
    if isinstance(lines, list) and lines and isinstance(total, int):
        yield Heading(said.say(f"assessment.{name}"))
        yield Bullets(lines[:_LINES])
        yield from _more(said, total - min(len(lines), _LINES))


def _called(told: Told, said: Words) -> Iterator[Block]:
    """Yield the teams and owners of the services that are hit, and how to reach them."""
    contacts = told.overview["services"]["contacts"]
    services: dict[str, list[str]] = defaultdict(list)
    for one in told.overview["services"]["items"]:
        for name in dict.fromkeys([*one["teams"], *filter(None, [one["ci"]["owner"]])]):
            services[name].append(one["ci"]["name"])
    rows = [
        (name, _contact(contacts, name), said.say("join").join(_some(said, named)))
        for name, named in services.items()
    ]
    if rows:
        yield Heading(said.say("assessment.called"))
        columns = ("team", "contact", "services")
        yield Grid([said.say(f"column.{name}") for name in columns], rows)


def _contact(contacts: Mapping[str, Contact], name: str) -> str:
    return wording.reached(contacts.get(name))


def _some(said: Words, names: Sequence[str]) -> list[str]:
    more = len(names) - _NAMED
    return [*names[:_NAMED], *([said.count("assessment.more", more)] if more > 0 else [])]


def _assumed(told: Told, said: Words) -> Iterator[Block]:
    doubts = told.overview["doubts"]
    yield Heading(said.say("assessment.assumed"))
    lines = [*told.overview["notes"], *doubts["said"][:_LINES]]
    if lines:
        yield Bullets(lines)
        yield from _more(said, doubts["total"] - min(len(doubts["said"]), _LINES))
    else:
        yield Paragraph(said.say("assessment.assumed.nothing"))


def _pinned(told: Told, said: Words) -> Iterator[Fact]:
    revision, at = told.overview["revision"], wording.moment(told.overview["at"])
    of = said.say("assessment.revision.of", revision=revision, moment=at) if at else str(revision)
    yield Fact(said.say("assessment.revision"), of)
    yield Fact(said.say("assessment.asked"), wording.moment(told.asked_at))
    if told.link:
        yield Fact(said.say("assessment.link"), told.link, told.link)
