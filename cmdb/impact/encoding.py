"""An answer straight from the topology to bytes: what many entries share is made once.

`as_json(answer(…))` says the same, slowly: tests hold one against the other, byte for byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from json.encoder import encode_basestring

import orjson

from cmdb.impact.answer import Asked, around, heading, rest
from cmdb.impact.groups import Group
from cmdb.impact.model import DEGRADED, OK, STATES
from cmdb.impact.order import Row, rows
from cmdb.impact.proof import LISTED, SAID, Proofs, quorum_shown, via
from cmdb.impact.rules import TIE_BITS, TIE_MASK, Evaluation

_Key = tuple[int, int, bool]
"""Code of the tie, code of the dependent's profile, whether the dependent works: all of a need of
one supplier but the supplier."""
_A_PIECE = 16
_SUMMARISED = ("lifecycle", "criticality", "environment", "owner", "support_team")


def encoded(found: Evaluation, asked: Asked) -> bytes:
    """Return an evaluation's answer as UTF-8 JSON."""
    return b"".join(pieces(found, asked))


def pieces(found: Evaluation, asked: Asked) -> Iterator[bytes]:
    """Yield an evaluation's answer as UTF-8 JSON, some hundred CIs at a time."""
    ordered, proofs = rows(found), Proofs(found)
    framed = around(found, asked, proofs, [row[3] for row in ordered])
    yield orjson.dumps(heading(framed))[:-1] + b',"impacted":['
    entries, comma = _entries(found, proofs, ordered, asked), ""
    while some := list(islice(entries, _A_PIECE)):
        yield (comma + ",".join(some)).encode()
        comma = ","
    yield b"]," + orjson.dumps(rest(framed))[1:]


def _entries(
    found: Evaluation, proofs: Proofs, ordered: Sequence[Row], asked: Asked
) -> Iterator[str]:
    names = {place: (_inner(id_), _inner(name)) for _, name, id_, place, _ in ordered}
    texts, shown = _Texts(found, proofs, names), found.topology.vocabulary.shown
    states, given, before, need = found.states, asked.states, asked.before, texts.need
    for _, _, _, place, code in ordered:
        id_, name = names[place]
        between, end = shown.get(code) or texts.profile(code)
        state = states[place]
        said = "true" if place in given else "false"
        already = "" if before is None else _already(before.states.get(place, OK), state)
        yield (
            f'{{"ci":{{"id":"{id_}{between}{name}{end},"state":"{STATES[state]}",'
            f'"given":{said},"need":{need(place, code, state)}{already}}}'
        )


def _already(was: int, state: int) -> str:
    return f',"was":"{STATES[was]}","already":{"true" if was == state else "false"}'


class _Texts:
    """The JSON of the needs of one evaluation. `names` are ids and names as they stand in quotes."""

    def __init__(
        self, found: Evaluation, proofs: Proofs, names: Mapping[int, tuple[str, str]]
    ) -> None:
        self._found, self._proofs, self._names = found, proofs, names
        self._causes, self._states, self._rounds = found.causes, found.states, found.rounds
        self._shown = found.topology.vocabulary.shown

    def need(self, place: int, profile: int, state: int) -> str:
        """Return the need that decided, `null` where there is none."""
        cause = self._causes.get(place)
        if cause is None:
            return "null"
        if isinstance(cause, Group):
            return self._group(place, cause)
        supplier, code = cause >> TIE_BITS, cause & TIE_MASK
        key = (code, profile, state < DEGRADED)
        start, count, verb = self._shown.get(key) or self._kind(place, key)
        worst = self._states[supplier]
        id_, name = self._names[supplier]
        return (
            f'{start}{id_}","failing":[{{"id":"{id_}","name":"{name}","state":"{STATES[worst]}"}}]'
            f'{count},"round":{self._rounds[place]},"text":"{verb} {name}, which is {SAID[worst]}"}}'
        )

    def profile(self, code: int) -> tuple[str, ...]:
        """Return what stands between a CI's id and name, and after its name."""
        profile = self._found.topology.vocabulary.profiles.values[code]
        after = {name: getattr(profile, name) for name in _SUMMARISED}
        between = f'","class":{orjson.dumps(profile.class_name).decode()},"name":"'
        made = self._shown[code] = (between, f'",{orjson.dumps(after).decode()[1:]}')
        return made

    def _group(self, place: int, group: Group) -> str:
        proofs, states = self._proofs, self._found.states
        failing = proofs.failing(group)
        members = ",".join(
            f'{{"id":"{id_}","name":"{name}","state":"{STATES[states[member]]}"}}'
            for member in failing[:LISTED]
            for id_, name in (self._names[member],)
        )
        id_ = self._names[via(self._found, place, group)][0]
        quorum = orjson.dumps(quorum_shown(group)).decode()
        text = _inner(proofs.said_of(group, failing[0]))
        return (
            f'{{"kind":"group","group":"{_inner(group.name)}","quorum":{quorum},"members":{group.n},'
            f'"out_of_operation":{group.outside},"working":{group.working},"spare":{group.spare},'
            f'"via":"{id_}","failing":[{members}],"failing_count":{len(failing)},'
            f'"round":{self._found.rounds[place]},"text":"{text}"}}'
        )

    def _kind(self, place: int, key: _Key) -> tuple[str, ...]:
        """Return what stands before and after the supplier in needs of this kind, and the verb.

        All but the supplier is that of the one at hand: the slow way makes it.
        """
        need = self._proofs.need(place)
        verb = _inner(self._proofs.kind(key[0])[2])
        shown = orjson.dumps(need).decode()
        start = shown[: shown.index('"via":"') + len('"via":"')]
        count = ',"failing_count":1' if need is not None and need["kind"] == "group" else ""
        made = self._shown[key] = (start, count, verb)
        return made


def _inner(text: str) -> str:
    """Return a text as it stands within the quotes of JSON."""
    return text if text.isalnum() else encode_basestring(text)[1:-1]
