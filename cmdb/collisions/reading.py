"""A plan as JSON or YAML has it: outages with a name, CIs and a window. Errors name the place."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from cmdb.collisions.model import Outage, Plan, Span
from cmdb.errors import Invalid, Problem
from cmdb.hypotheses.checks import refuse
from cmdb.impact.model import Baseline, Given, State
from cmdb.model.names import hint

MOST_OUTAGES = 500
MOST_CIS = 20_000
_NAME = 200
_REF = 600
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_FIELDS = ("name", "cis", "start", "end")


def plan(data: Any) -> Plan:
    """Return the plan that a document says. Raises Invalid with every place that is wrong."""
    said = {"outages": data} if isinstance(data, list) else data
    if not isinstance(said, Mapping):
        raise Invalid("A plan is an object with `outages`, or a list of them.")
    reader = _Reader()
    for name in said.keys() - {"outages", "baseline"}:
        reader.wrong(str(name), f"no such field.{hint(str(name), ('outages', 'baseline'))}")
    listed = said.get("outages")
    if not isinstance(listed, list) or not listed:
        reader.wrong("outages", "is missing or empty: a plan has at least one outage")
        listed = []
    if len(listed) > MOST_OUTAGES:
        reader.wrong("outages", f"has {len(listed):,} outages; at most {MOST_OUTAGES} are taken")
        listed = []
    baseline = said.get("baseline", "clean")
    if baseline not in get_args(Baseline):
        reader.wrong("baseline", f"{baseline!r} is none of {', '.join(get_args(Baseline))}")
    outages = [reader.outage(f"outages[{at}]", one) for at, one in enumerate(listed)]
    refuse(reader.problems)
    known: Baseline = "current" if baseline == "current" else "clean"
    return Plan([one for one in outages if one is not None], known)


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._names: dict[str, str] = {}
        self._cis = 0

    def wrong(self, place: str, reason: str) -> None:
        self.problems.append(Problem(place, reason))

    def outage(self, place: str, data: Any) -> Outage | None:
        if not isinstance(data, Mapping):
            self.wrong(place, "is no object with a name, cis, start and end")
            return None
        for name in data.keys() - set(_FIELDS):
            self.wrong(f"{place}.{name}", f"no such field.{hint(str(name), _FIELDS)}")
        name = self._name(place, data.get("name"))
        given = self._given(f"{place}.cis", data.get("cis"))
        window = self._window(place, data)
        return None if window is None else Outage(name, given, window)

    def _name(self, place: str, name: Any) -> str:
        said = str(name) if isinstance(name, (str, int)) and not isinstance(name, bool) else ""
        if not said.strip() or len(said) > _NAME or not said.isprintable():
            self.wrong(f"{place}.name", f"must be 1 to {_NAME} printable characters")
        elif said in self._names:
            self.wrong(f"{place}.name", f"{self._names[said]} is named {said!r} too")
        self._names.setdefault(said, place)
        return said

    def _given(self, place: str, data: Any) -> Sequence[Given]:
        if not isinstance(data, list) or not data:
            self.wrong(place, "is missing or empty: an outage has at least one CI")
            return ()
        self._cis += len(data)
        if self._cis > MOST_CIS:
            if self._cis - len(data) <= MOST_CIS:
                self.wrong(place, f"with these there are more than {MOST_CIS:,} CIs in the plan")
            return ()
        found = (self._one(f"{place}[{at}]", one) for at, one in enumerate(data))
        return [one for one in found if one is not None]

    def _one(self, place: str, data: Any) -> Given | None:
        said = {"ci": data} if isinstance(data, str) else data
        if not isinstance(said, Mapping) or said.keys() - {"ci", "state"} or "ci" not in said:
            self.wrong(place, "is neither a CI's name nor an object with `ci` and `state`")
            return None
        ref, state = said["ci"], said.get("state", "down")
        if not isinstance(ref, str) or not 0 < len(ref) <= _REF:
            self.wrong(f"{place}.ci", f"must be 1 to {_REF} characters")
            return None
        for known in get_args(State):
            if known == state:
                return Given(ref, known)
        self.wrong(f"{place}.state", f"{state!r} is none of {', '.join(get_args(State))}")
        return None

    def _window(self, place: str, data: Mapping[str, Any]) -> Span | None:
        start = self._time(f"{place}.start", data.get("start"))
        end = self._time(f"{place}.end", data.get("end"))
        if start is None or end is None:
            return None
        if end <= start:
            early = "before" if end < start else "when"
            self.wrong(f"{place}.end", f"the window ends {early} it starts")
            return None
        return Span(start, end)

    def _time(self, place: str, said: Any) -> datetime | None:
        try:
            return moment(said)
        except ValueError as exc:
            self.wrong(place, str(exc))
            return None


def moment(said: Any) -> datetime:
    """Return an RFC 3339 time. Raises ValueError with the reason; without a zone it means nothing."""
    if said is None:
        raise ValueError("is missing")
    found = _TIME.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise ValueError(f"{said!r} is no time such as 2026-12-01T22:00:00+08:00")
    if found[3] is None:
        raise ValueError(f"{said} has no zone: add Z or an offset such as +08:00")
    try:
        at = datetime.fromisoformat(said.upper())
    except ValueError as exc:
        raise ValueError(f"{said} is no time: {exc}") from exc
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"{said} is not between {_FIRST_YEAR} and {_LAST_YEAR}")
    return at.astimezone(UTC)
