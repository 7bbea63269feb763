"""A graph as it would be, from the graph as it is and a list of edits. No I/O, no clock.

The edits hold together, in whatever order they stand: a relation may lead to a CI that a later
edit adds. What costs is what the edits touch, beside copies of the overlay and the vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, assert_never

from cmdb.history.model import Event
from cmdb.hypotheses.checks import Checks, Key
from cmdb.hypotheses.model import (
    AddCi,
    ChangeCi,
    Edit,
    GoneCi,
    Hypothetical,
    Mark,
    Relate,
    SetQuorum,
    Unrelate,
)
from cmdb.hypotheses.supposed import alone, in_vain, place_of, without_hangers_on
from cmdb.impact.model import Given
from cmdb.topology.changes import after
from cmdb.topology.model import IN_OPERATION
from cmdb.topology.snapshot import Topology

_GONE = ("retired", "disposed")
Facts = dict[str, Any]


def applied(topology: Topology, edits: Sequence[Edit], where: str = "hypothesis") -> Hypothetical:
    """Return the graph with these edits made, and the states that they imply.

    A CI that is retired or removed stays, given as down: so whoever still needs it is hit, unless
    the relation goes too (IMPACT.md, Derived questions). Raises Invalid that names every place for
    edits that the model refuses or that contradict each other, NotFound for CIs that are not there.
    """
    if not edits:
        return Hypothetical(topology)
    draft = _Draft(topology, where)
    for at, edit in enumerate(edits):
        if isinstance(edit, AddCi):
            draft.add(at, edit)
    for at, edit in enumerate(edits):
        draft.take(at, edit)
    return draft.hypothetical()


class _Draft:
    """What the edits come to so far: facts of the CIs touched, relations cut and made."""

    def __init__(self, topology: Topology, where: str) -> None:
        self._topology, self._where = topology, where
        self._checks = Checks(topology, where)
        self._cis: dict[str, Facts] = {}
        self._ties: dict[Key, Facts | None] = {}
        self._down: dict[str, Mark] = {}
        self._gone: dict[str, int] = {}
        self._dropped: list[str] = []
        self._marks: dict[str, Mark] = {}
        self._groups: list[tuple[str, str]] = []
        self._used: list[tuple[int, str, str]] = []

    def add(self, at: int, edit: AddCi) -> None:
        facts = self._checks.added(at, edit)
        if facts is not None:
            self._cis[edit.key] = facts
            self._marks[edit.key] = "added"
            self._groups += [(edit.key, group) for group in facts["quorum"]]

    def take(self, at: int, edit: Edit) -> None:
        match edit:
            case AddCi():
                pass  # taken first, by `add`
            case Relate() | Unrelate():
                self._tie(at, edit)
            case ChangeCi() | GoneCi() | SetQuorum():
                ci = self._checks.ci(at, "ci", edit.ci)
                if ci is not None and ci not in self._checks.unfit:
                    self._touch(at, ci, edit)
            case _:
                assert_never(edit)

    def _touch(self, at: int, ci: str, edit: ChangeCi | GoneCi | SetQuorum) -> None:
        if isinstance(edit, GoneCi):
            self._go(at, ci, edit)
            return
        self._used.append((at, "ci", ci))
        if isinstance(edit, ChangeCi):
            self._change(at, ci, edit)
        else:
            self._declare(at, ci, edit)

    def _change(self, at: int, ci: str, edit: ChangeCi) -> None:
        facts, said = self._facts(ci), f"says it of {edit.ci} too"
        names = [*edit.fields, *(["class"] if edit.class_name else [])]
        if not all(self._checks.alone(at, name, ("field", ci, name), said) for name in names):
            return
        kind = self._checks.narrowed(at, facts["class"], edit.class_name)
        checked = self._checks.fields(at, kind, edit.fields)
        if checked is None:
            return
        self._marks.setdefault(ci, "changed")
        lifecycle = checked.get("lifecycle")
        if lifecycle is not None and lifecycle not in IN_OPERATION and self._operates(ci):
            del checked["lifecycle"]  # it stays, to be down for those who need it
            self._down[ci] = self._marks[ci] = "retired" if lifecycle in _GONE else "changed"
        facts |= {**checked, "class": kind}

    def _go(self, at: int, ci: str, edit: GoneCi) -> None:
        if ci in self._marks and self._marks[ci] == "added":
            self._checks.wrong(at, "ci", f"the hypothesis adds {edit.ci}")
            return
        if not self._checks.alone(at, "ci", ("gone", ci), f"takes {edit.ci} away too"):
            return
        self._gone[ci] = at
        self._marks[ci] = edit.mark
        if self._operates(ci):
            self._down[ci] = edit.mark
        elif edit.mark == "removed":
            self._dropped.append(ci)
        elif (lifecycle := self._facts(ci).get("lifecycle")) in _GONE:
            self._checks.wrong(at, "ci", f"{edit.ci} is {lifecycle} already")

    def _declare(self, at: int, ci: str, edit: SetQuorum) -> None:
        said = f"says the quorum of {edit.group} too"
        if not self._checks.alone(at, "group", ("quorum", ci, edit.group), said):
            return
        amount = self._checks.quorum(at, "quorum", edit.group, edit.amount)
        facts = self._facts(ci)
        others = {group: data for group, data in facts["quorum"].items() if group != edit.group}
        facts["quorum"] = others | ({} if amount is None else {edit.group: amount})
        self._groups.append((ci, edit.group))
        self._marks.setdefault(ci, "changed")

    def _tie(self, at: int, edit: Relate | Unrelate) -> None:
        checks = self._checks
        from_, to = checks.ci(at, "from", edit.from_), checks.ci(at, "to", edit.to)
        if from_ is None or to is None:
            return
        key = (from_, edit.type, to)
        said = f"is about {edit.from_} {edit.type} {edit.to} too"
        if not checks.alone(at, "", ("relation", *key), said):
            return
        if isinstance(edit, Unrelate):
            if checks.cut(at, edit, key):
                self._ties[key] = None
            return
        self._used += [(at, "from", from_), (at, "to", to)]
        if checks.unfit & {from_, to}:
            return
        facts = checks.related(at, edit, key, (self._class(from_), self._class(to)))
        if facts is not None:
            self._ties[key] = facts

    def hypothetical(self) -> Hypothetical:
        """Return what it comes to. Raises for everything that is wrong."""
        for at, field, ci in self._used:
            if ci in self._gone:
                name = self._topology.name(place_of(self._topology, ci))
                other = f"{self._where}[{self._gone[ci]}]"
                self._checks.wrong(at, field, f"{name} is {self._marks[ci]} by {other}")
        self._checks.settle()
        topology = self._topology
        forked = replace(topology, vocabulary=topology.vocabulary.fork())
        made = after(forked, self._events(), topology.stamp)
        made, notes = without_hangers_on(made, self._down)
        notes += [*in_vain(made, self._groups), *alone(made, self._marks)]
        return Hypothetical(made, [Given(ci) for ci in self._down], self._marks, notes)

    def _events(self) -> Iterator[Event]:
        for ci, facts in self._cis.items():
            yield Event("ci", "change", ci, None, facts)
        for (from_, kind, to), tie in self._ties.items():
            yield Event("relation", "change", from_, None, tie, to, kind)
        for ci in self._dropped:
            yield Event("ci", "remove", ci, None, None)

    def _facts(self, ci: str) -> Facts:
        """Return what the graph knows of a CI, to be changed."""
        found = self._cis.get(ci)
        if found is None:
            place = place_of(self._topology, ci)
            profile = self._topology.profile(place)._asdict()
            found = self._cis[ci] = {
                "id": ci,
                "name": self._topology.name(place),
                "class": profile.pop("class_name"),
                **profile,
                "quorum": {g: q.as_data() for g, q in self._topology.quorums(place).items()},
            }
        return found

    def _class(self, ci: str) -> str:
        known = self._cis.get(ci)
        if known is not None:
            return str(known["class"])
        return self._topology.profile(place_of(self._topology, ci)).class_name

    def _operates(self, ci: str) -> bool:
        place = self._topology.place(ci)
        return place is not None and bool(self._topology.operating[place])
