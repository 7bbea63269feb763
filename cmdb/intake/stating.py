"""The relations that records state: what is new, what is no longer said, what must wait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cmdb.errors import Problem
from cmdb.graph import Graph, Tx
from cmdb.intake import store
from cmdb.intake.deciding import RelationWork
from cmdb.intake.gathering import Gathered
from cmdb.intake.identifying import AMBIGUOUS, BAD, CHANGED, CREATED, LINKED, Identifying
from cmdb.intake.model import Elsewhere
from cmdb.intake.rules import uid
from cmdb.intake.staging import Said, Stage, spoken, stored
from cmdb.items.model import RelationKey

Ends = dict[str, tuple[str | None, str]]
Purpose = Literal["check", "write", "removal"]
_BEFORE = (LINKED, CHANGED)
_A_BATCH = 300  # owners: with one or two relations each they make a revision


@dataclass(frozen=True, slots=True)
class Owner:
    """A CI whose source states relations. `staged`: the input says all of it, not these alone."""

    key: str
    ci: str
    digest: str
    scope: str
    created: bool
    staged: bool = True


@dataclass(slots=True)
class Stating:
    """Compares what a source states of relations with what it stated before."""

    stage: Stage
    identifying: Identifying
    _words: dict[RelationKey, tuple[str, Said]] = field(default_factory=dict)

    def owners(self, gathered: Gathered) -> Iterator[list[Owner]]:
        """Yield those who state relations now or did before, in batches; digests are still open."""
        states = (CREATED, LINKED, CHANGED, BAD, AMBIGUOUS)
        for rows in self.stage.cis(gathered.number, states, _A_BATCH):
            owning = self.stage.owning(gathered.number, [one.key for one in rows])
            found = [
                Owner(one.key, one.ci or "", one.digest, one.scope, one.state not in _BEFORE)
                for one in rows
                if one.state in _BEFORE or one.key in owning
            ]
            if found:
                yield found
        strangers = self.stage.strangers(gathered.number)
        known = [Owner(key, ci, "", "", created=False, staged=False) for key, ci in strangers if ci]
        for at in range(0, len(known), _A_BATCH):
            yield known[at : at + _A_BATCH]
        nobody = [Owner(key, "", "", "", created=True) for key, ci in strangers if not ci]
        for at in range(0, len(nobody), _A_BATCH):
            yield nobody[at : at + _A_BATCH]

    def fetched(self, graph: Graph, gathered: Gathered, owners: Sequence[Owner]) -> "Fetched":
        """Return what the graph knows of a batch: all that is decided after it may run once only.

        Of new CIs that relate new CIs it knows nothing, and is not asked.
        """
        known = [uid(gathered.name, one.key) for one in owners if not one.created]
        said = self.stage.relations(gathered.number, [one.key for one in owners])
        every = [one for listed in said.values() for one in listed]
        if not known and all(isinstance(e, str) for one in every for e in (one.from_, one.to)):
            return Fetched({}, said, {})
        return graph.read(self._fetched, gathered, known, said)

    def _fetched(
        self, tx: Tx, gathered: Gathered, known: Sequence[str], said: dict[str, list[Said]]
    ) -> "Fetched":
        before = {
            record: [Said.of(one) for one in listed]
            for record, listed in store.stated(tx, known).items()
        }
        every = [one for listed in (*before.values(), *said.values()) for one in listed]
        return Fetched(before, said, self._far(tx, gathered, every))

    def work(
        self,
        gathered: Gathered,
        owners: Sequence[Owner],
        fetched: "Fetched",
        *,
        check: bool = False,
    ) -> RelationWork:
        """Return what the owners' relations change. With `check` what is wrong goes to the report."""
        work = RelationWork(gathered.name)
        self._words = {}
        said = fetched.said
        every = [one for of in (fetched.before, said) for listed in of.values() for one in listed]
        ends = self._ends(gathered, every)
        keys = [one.key for one in owners]
        spoiled = frozenset(self.stage.spoiled(gathered.number, keys))
        purpose: Purpose = "check" if check else "write"
        look = _Look(gathered, ends, fetched.far, purpose, spoiled)
        for owner in owners:
            before = fetched.before.get(uid(gathered.name, owner.key), ())
            old = {one.words: one for one in before}
            new = {one.words: one for one in said[owner.key]}
            self._compare(look, work, owner, old, new)
        made = self.stage.made(sorted(work.ends()), gathered.number)
        work.fresh = {
            ci: {"id": ci, "class": class_name, "name": name}
            for ci, (class_name, name) in made.items()
        }
        return work

    def _compare(
        self,
        look: "_Look",
        work: RelationWork,
        owner: Owner,
        old: dict[bytes, Said],
        new: dict[bytes, Said],
    ) -> None:
        if look.gathered.spec.partial_views:
            new = _completed(look.gathered, owner, old, new)
        lost = _lost(look.gathered, owner, old, new)
        news = [o for w, o in new.items() if (was := old.get(w)) is None or was.fields != o.fields]
        for one in news:
            if (key := self._key(look, owner, one)) is not None:
                work.changes[key] = (one.fields, one.place)
                self._words[key] = (owner.key, one)
        for one in lost.values():
            key = self._key(replace(look, purpose="removal"), owner, one)
            if key is None:  # it waited for an end: it waits no longer
                work.unparked.append(parked_uid(uid(look.gathered.name, owner.key), one))
            elif key not in work.changes:
                work.changes[key] = (None, one.place)
        if owner.ci and not owner.created:
            kept = [*new.values(), *(o for w, o in old.items() if w not in new and w not in lost)]
            work.kept.append(
                {
                    "uid": uid(look.gathered.name, owner.key),
                    "relations": stored([one.as_data() for one in kept]).decode(),
                    "digest": "" if owner.key in look.spoiled else owner.digest,
                }
            )

    def _ends(self, gathered: Gathered, said: Sequence[Said]) -> Ends:
        keys = {end for one in said for end in (one.from_, one.to) if isinstance(end, str)}
        return self.stage.ids(gathered.number, sorted(keys))

    def _far(self, tx: Tx, gathered: Gathered, said: Sequence[Said]) -> dict[bytes, str | None]:
        """Return the CIs that ends elsewhere mean, asked for together."""
        ends = {
            spoken(end): end
            for one in said
            for end in (one.from_, one.to)
            if not isinstance(end, str)
        }
        if not ends:
            return {}
        kinds = [gathered.spec.kind] * len(ends)
        found = self.identifying.ends(tx, list(ends.values()), kinds)
        return dict(zip(ends, found, strict=True))

    def _key(self, look: "_Look", owner: Owner, one: Said) -> RelationKey | None:
        """Return the relation's key in the graph; None where an end is not there, which a check
        reports: a key that nobody has, a CI that is left out, an end that must wait."""
        ends = (
            self._end(look, owner, one, "from", one.from_),
            self._end(look, owner, one, "to", one.to),
        )
        if ends[0] is None or ends[1] is None:
            return None
        if ends[0] == ends[1] and one.from_ != one.to:
            return None  # two records that are one CI: what holds between them is within it
        return ends[0], one.type, ends[1]

    def _end(
        self, look: "_Look", owner: Owner, one: Said, name: str, end: str | Elsewhere
    ) -> str | None:
        gathered = look.gathered
        place = f"{one.place}.{name}" if one.place else name
        if isinstance(end, str):
            ci, state = look.ends.get(end, (None, ""))
            if ci is None and look.purpose == "check":
                self._report(gathered, owner, one, place, end, state)
            return ci
        ci = look.far[spoken(end)]
        if ci is None and look.purpose == "check":
            known = (value for values in end.identity.values() for value in values)
            shown = end.name or next(known, end.class_name)
            reason = f"nothing is known by {shown!r} yet: it is parked"
            gathered.report.park(Problem(place, reason))
        elif ci is None and look.purpose == "write":
            gathered.parked.append((uid(gathered.name, owner.key), one))
        return ci

    def _report(
        self, gathered: Gathered, owner: Owner, one: Said, place: str, end: str, state: str
    ) -> None:
        if state == AMBIGUOUS:
            gathered.note(place, f"{end} waits for a decision: it may be one of several CIs")
            return
        self.stage.spoil(gathered.number, owner.key, one)
        if state == BAD:
            gathered.followers.append((one.place, "a CI at its end is left out"))
        else:
            gathered.bad(place, f'no CI has the key "{end}"')

    def spoil(self, gathered: Gathered, key: RelationKey) -> None:
        """Leave a relation out that the model refuses."""
        if key in self._words:
            self.stage.spoil(gathered.number, *self._words[key])


def _lost(
    gathered: Gathered, owner: Owner, old: dict[bytes, Said], new: dict[bytes, Said]
) -> dict[bytes, Said]:
    """Return what the source no longer says: its scope was seen whole, and the CI with it."""
    return {
        words: one
        for words, one in old.items()
        if words not in new and owner.staged and gathered.complete(one.scope or owner.scope)
    }


def _completed(
    gathered: Gathered, owner: Owner, old: dict[bytes, Said], new: dict[bytes, Said]
) -> dict[bytes, Said]:
    """Return what is said now, with what was said before where the scope was not seen whole."""
    return {
        words: one
        if gathered.complete(one.scope or owner.scope)
        else _with_before(one, old.get(words))
        for words, one in new.items()
    }


def _with_before(one: Said, was: Said | None) -> Said:
    """Return a relation as two views of one source show it: seen often once stays seen often.

    The order of the views makes no difference.
    """
    if was is None or was.fields == one.fields:
        return one
    fields = {
        name: max(
            (v for v in (was.fields.get(name), one.fields.get(name)) if v is not None), key=_rank
        )
        for name in {**was.fields, **one.fields}
        if (was.fields.get(name), one.fields.get(name)) != (None, None)
    }
    return replace(one, fields=fields)


def _rank(value: object) -> tuple[bool, float, str]:
    number = isinstance(value, (int, float))
    return number, float(value) if isinstance(value, (int, float)) else 0.0, str(value)


def parked_uid(owner: str, one: Said) -> str:
    """Return the key of a relation that waits, by the record that owns it."""
    return f"{owner}\n{one.words.decode()}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What records stated before (by their uid), what owners state now, and the far ends' CIs."""

    before: dict[str, list[Said]]
    said: dict[str, list[Said]]
    far: dict[bytes, str | None]


@dataclass(frozen=True, slots=True)
class _Look:
    """What the ends of a batch are, and what for: to check, to write, or to remove."""

    gathered: Gathered
    ends: Ends
    far: dict[bytes, str | None]
    purpose: Purpose
    spoiled: frozenset[str]
