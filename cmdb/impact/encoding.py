"""An answer straight from the topology to bytes: what many entries share is made once.

`as_json(answer(…))` says the same, slowly: tests hold one against the other, byte for byte.
"""

from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring

import orjson

from cmdb.impact.answer import Asked, around, heading, rest
from cmdb.impact.groups import Group
from cmdb.impact.model import DEGRADED, OK, STATES
from cmdb.impact.order import in_order
from cmdb.impact.proof import LISTED, SAID, Proofs, quorum_shown, via
from cmdb.impact.rules import TIE_BITS, TIE_MASK, Evaluation
from cmdb.topology.model import Profile

_Key = tuple[int, int, bool]
"""Code of the tie, code of the dependent's profile, whether the dependent works: all of a need of
one supplier but the supplier."""
_SUMMARISED = ("lifecycle", "criticality", "environment", "owner", "support_team")


def encoded(found: Evaluation, asked: Asked) -> bytes:
    """Return an evaluation's answer as UTF-8 JSON."""
    listed, proofs = in_order(found), Proofs(found)
    framed = around(found, asked, proofs, listed)
    entries = ",".join(_entries(found, proofs, listed, asked))
    before, after = orjson.dumps(heading(framed)), orjson.dumps(rest(framed))
    return b"".join((before[:-1], b',"impacted":[', entries.encode(), b"],", after[1:]))


def _entries(
    found: Evaluation, proofs: Proofs, listed: Sequence[int], asked: Asked
) -> Iterator[str]:
    states, texts, given, before = found.states, _Texts(found, proofs), asked.states, asked.before
    ci, need = texts.ci, texts.need
    for place in listed:
        state = states[place]
        said = "true" if place in given else "false"
        already = "" if before is None else _already(before.states.get(place, OK), state)
        yield f'{{"ci":{ci(place)},"state":"{STATES[state]}","given":{said},"need":{need(place)}{already}}}'


def _already(was: int, state: int) -> str:
    return f',"was":"{STATES[was]}","already":{"true" if was == state else "false"}'


class _Texts:
    """The JSON of CIs and of needs of one evaluation."""

    def __init__(self, found: Evaluation, proofs: Proofs) -> None:
        topology = found.topology
        self._found, self._proofs = found, proofs
        self._records = topology.overlay.records
        self._arrays = topology.compact
        self._profiles = topology.vocabulary.profiles.values
        self._shown = topology.vocabulary.shown
        self._names: dict[int, tuple[str, str]] = {}

    def ci(self, place: int) -> str:
        """Return what answers show of a CI."""
        id_, name = self._names.get(place) or self._named(place)
        code = self._code(place)
        around = self._shown.get(code) or self._profile(code)
        return f'{{"id":"{id_}{around[0]}{name}{around[1]}'

    def need(self, place: int) -> str:
        """Return the need that decided, `null` where there is none."""
        found = self._found
        cause = found.causes.get(place)
        if cause is None:
            return "null"
        if isinstance(cause, Group):
            return self._group(place, cause)
        supplier, code = cause >> TIE_BITS, cause & TIE_MASK
        key = (code, self._code(place), found.states[place] < DEGRADED)
        start, count, verb = self._shown.get(key) or self._kind(place, code, key)
        state = found.states[supplier]
        id_, name = self._names.get(supplier) or self._named(supplier)
        return (
            f'{start}{id_}","failing":[{{"id":"{id_}","name":"{name}","state":"{STATES[state]}"}}]'
            f'{count},"round":{found.rounds[place]},"text":"{verb} {name}, which is {SAID[state]}"}}'
        )

    def _group(self, place: int, group: Group) -> str:
        proofs, states = self._proofs, self._found.states
        failing = proofs.failing(group)
        members = ",".join(
            f'{{"id":"{id_}","name":"{name}","state":"{STATES[states[member]]}"}}'
            for member in failing[:LISTED]
            for id_, name in (self._names.get(member) or self._named(member),)
        )
        led = via(self._found, place, group)
        quorum = orjson.dumps(quorum_shown(group)).decode()
        text = _inner(proofs.said_of(group, failing[0]))
        id_ = (self._names.get(led) or self._named(led))[0]
        return (
            f'{{"kind":"group","group":"{_inner(group.name)}","quorum":{quorum},"members":{group.n},'
            f'"out_of_operation":{group.outside},"working":{group.working},"spare":{group.spare},'
            f'"via":"{id_}","failing":[{members}],"failing_count":{len(failing)},'
            f'"round":{self._found.rounds[place]},"text":"{text}"}}'
        )

    def _code(self, place: int) -> int:
        record = self._records.get(place)
        return self._arrays.profile[place] if record is None else record.profile

    def _named(self, place: int) -> tuple[str, str]:
        """Return id and name as they stand within quotes."""
        record = self._records.get(place)
        if record is None:
            id_, name = self._arrays.ids.texts[place], self._arrays.names.texts[place]
        else:
            id_, name = record.id, record.name
        made = self._names[place] = (_inner(id_), _inner(name))
        return made

    def _kind(self, place: int, code: int, key: _Key) -> tuple[str, ...]:
        """Return what stands before and after the supplier in needs of this kind, and the verb.

        All but the supplier is that of the one at hand: the slow way makes it.
        """
        need = self._proofs.need(place)
        verb = _inner(self._proofs.kind(code)[2])
        shown = orjson.dumps(need).decode()
        start = shown[: shown.index('"via":"') + len('"via":"')]
        count = ',"failing_count":1' if need is not None and need["kind"] == "group" else ""
        made = self._shown[key] = (start, count, verb)
        return made

    def _profile(self, code: int) -> tuple[str, ...]:
        made = self._shown[code] = _around(self._profiles[code])
        return made


def _around(profile: Profile) -> tuple[str, str]:
    """Return what stands between a CI's id and name, and after its name."""
    after = {name: getattr(profile, name) for name in _SUMMARISED}
    between = f'","class":{orjson.dumps(profile.class_name).decode()},"name":"'
    return between, f'",{orjson.dumps(after).decode()[1:]}'


def _inner(text: str) -> str:
    """Return a text as it stands within the quotes of JSON."""
    return text if text.isalnum() else encode_basestring(text)[1:-1]
