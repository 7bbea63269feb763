"""Which CI each new record is: matched against the graph and what this upload makes, before any write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ulid import ULID

from cmdb import identify
from cmdb.graph import Tx
from cmdb.identify import Candidate, Match, Seen
from cmdb.identify.rules import WEAK
from cmdb.intake.gathering import Gathered
from cmdb.intake.model import Elsewhere
from cmdb.intake.staging import Stage, Staged
from cmdb.model import Model

BATCH = 500
CREATED, LINKED, CHANGED, SAME = "new", "linked", "changed", "same"
AMBIGUOUS, BAD = "ambiguous", "bad"


def seen(gathered: Gathered, one: Staged) -> Seen:
    """Return a staged CI as identification looks at it."""
    fields = {"name": one.name, **one.body["fields"]}
    return Seen(
        class_name=one.class_name,
        name=one.name,
        fields=fields,
        identifiers=one.known
        if one.known is not None
        else identify.identifiers(fields, one.body["identity"]),
        source=gathered.name,
        kind=gathered.spec.kind,
        local_names=gathered.spec.names_are_local,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What the graph knows of a batch: which given ids are there; of each other CI how it is looked
    at, how often its keys stand on its side, who shares something with it, who is kept apart."""

    there: frozenset[str]
    looked: list[Seen]
    times: Mapping[str, int]
    candidates: list[list[Candidate]]
    apart: Mapping[str, set[str]]


@dataclass(slots=True)
class Identifying:
    """Gives each new CI of a source the id of the CI that it is, or of one to be made.

    Of records with several matches a duplicate case is made: nothing is guessed. The stage's
    claims let later records find what earlier ones of the same upload make.
    """

    model: Model
    stage: Stage
    sources: Mapping[int, Gathered]

    def found(self, tx: Tx, gathered: Gathered, rows: Sequence[Staged]) -> "Found":
        """Return what the graph knows of a batch of new CIs, all of one source.

        Their keys are counted already. What is decided of them may be decided once only: outside.
        """
        given = [str(one.given) for one in rows if one.given]
        there = identify.candidates(tx, given) if given else {}
        free = [seen(gathered, one) for one in rows if not one.given]
        looked, times = self._telling(gathered, free)
        found = identify.found(tx, self.model, looked, lambda key: times.get(key, 0) <= 1)
        return Found(frozenset(there), looked, times, found, self._apart(tx, found))

    def decide(self, gathered: Gathered, rows: Sequence[Staged], found: "Found") -> None:
        """Mark a batch of new CIs: what each is, or that several may be it."""
        for one in rows:
            if one.given:
                state = LINKED if one.given in found.there else CREATED
                self._mark(one, state, one.given, seen(gathered, one))
        free = [one for one in rows if not one.given]
        times = found.times

        def alone(key: str) -> bool:
            return times.get(key, 0) <= 1

        for one, mine, candidates in zip(free, found.looked, found.candidates, strict=True):
            every = joined([*candidates, *self._staged(mine, times)])
            match = identify.matched(self.model, mine, every, alone)
            self._settle(gathered, one, mine, match, found.apart)

    def _settle(
        self,
        gathered: Gathered,
        one: Staged,
        mine: Seen,
        match: Match,
        apart: Mapping[str, set[str]],
    ) -> None:
        if len(match.cis) > 1 and not _all_apart(match.cis, apart):
            gathered.report.duplicates += 1
            self.stage.mark([(AMBIGUOUS, None, one.n)])
            self.stage.dispute(one.n, match.cis, match.by)
            gathered.report.name("duplicates", f"{one.name}: by {match.by}")
        elif len(match.cis) == 1:
            if match.also and not _all_apart([*match.cis, *match.also], apart):
                # It is one of them; whether the others are the same is for a person.
                self.stage.dispute(one.n, [*match.cis, *match.also], match.by)
                gathered.report.duplicates += 1
                gathered.report.name("duplicates", f"{one.name}: by {match.by}")
            gathered.report.linked += 1
            self._mark(one, LINKED, match.cis[0], mine)
        else:
            self._mark(one, CREATED, str(ULID()), mine)

    def _telling(
        self, gathered: Gathered, looked: Sequence[Seen]
    ) -> tuple[list[Seen], dict[str, int]]:
        """Return CIs without identifiers that too many CIs of their source claim (junk), and how
        often each key stands on this side."""
        keys = {key for one in looked for key in self._keys(one)}
        times = self.stage.times(gathered.number, sorted(keys))
        junk = {key for key, number in times.items() if number > identify.TOO_MANY}
        if not junk:
            return list(looked), times
        return [
            replace(
                one,
                identifiers=frozenset(i for i in one.identifiers if identify.uid(i) not in junk),
            )
            for one in looked
        ], times

    def _keys(self, mine: Seen) -> list[str]:
        return [*map(identify.uid, mine.identifiers), *identify.weak_uids(self.model, mine)]

    def _mark(self, one: Staged, state: str, ci: str, mine: Seen) -> None:
        self.stage.mark([(state, ci, one.n)])
        self.stage.claim(ci, one.n, self._keys(mine))

    def _apart(self, tx: Tx, found: Sequence[Sequence[Candidate]]) -> Mapping[str, set[str]]:
        several = {one.ci for candidates in found if len(candidates) > 1 for one in candidates}
        return identify.apart(tx, several) if several else {}

    def _staged(self, mine: Seen, times: Mapping[str, int] | None = None) -> list[Candidate]:
        """Return the CIs that this upload makes or links and that share something with it.

        Where it has one source only, no CI but itself has a key that stands once.
        """
        keys = self._keys(mine)
        if times is not None and len(self.sources) == 1:
            keys = [key for key in keys if times.get(key, 0) > 1]
        rows = self.stage.claimed(keys)
        found: list[Candidate] = []
        for number, one in rows:
            theirs = seen(self.sources[number], one)
            found.append(
                Candidate(
                    ci=str(one.ci),
                    class_name=theirs.class_name,
                    name=theirs.name,
                    fields=theirs.fields,
                    identifiers=theirs.identifiers,
                    sources=frozenset({(theirs.source, theirs.kind)}),
                )
            )
        return found

    def ends(
        self, tx: Tx, elsewhere: Sequence[Elsewhere], kinds: Sequence[str]
    ) -> list[str | None]:
        """Return the CI that each end elsewhere means; None where none or several answer to it.

        `kinds` are those of the importers that speak.
        """
        looked = [
            Seen(
                class_name=one.class_name,
                name=one.name,
                fields={"name": one.name, **one.fields} if one.name else {},
                identifiers=identify.identifiers({}, one.identity),
                kind=kind,
            )
            for one, kind in zip(elsewhere, kinds, strict=True)
        ]
        found = identify.found(tx, self.model, looked, lambda _: True)
        meant: dict[int, str | None] = {}
        for at, (mine, candidates) in enumerate(zip(looked, found, strict=True)):
            every = joined([*candidates, *self._staged(mine)])
            match = identify.matched(self.model, mine, every)
            if match.cis:
                meant[at] = match.cis[0] if len(match.cis) == 1 else None
        left = [at for at, one in enumerate(elsewhere) if at not in meant and one.name]
        wanted = [
            (elsewhere[at].class_name, elsewhere[at].name, elsewhere[at].fields) for at in left
        ]
        meant |= dict(zip(left, identify.named(tx, self.model, wanted), strict=True))
        return [meant.get(at) for at in range(len(elsewhere))]


def joined(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return each CI once, with what the graph and this upload know it by."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        known = found.get(one.ci)
        found[one.ci] = (
            one
            if known is None
            else replace(
                known,
                identifiers=known.identifiers | one.identifiers,
                sources=known.sources | one.sources,
            )
        )
    return list(found.values())


def _all_apart(cis: Sequence[str], apart: Mapping[str, set[str]]) -> bool:
    """Tell whether a person said of all of these that they are not the same: the identifier is
    shared by different CIs, so that it tells nothing."""
    return all(
        other in apart.get(one, ()) or one in apart.get(other, ())
        for one in cis
        for other in cis
        if one < other
    )


def count_keys(model: Model, stage: Stage, gathered: Gathered) -> None:
    """Count how often each key stands on this side, over all that the source says."""
    for rows in stage.cis(gathered.number, (CREATED, LINKED, CHANGED, SAME), BATCH):
        looked = [seen(gathered, one) for one in rows]
        keys = [key for one in looked for key in identify.weak_uids(model, one)]
        keys += [identify.uid(i) for one in looked for i in one.identifiers if i[0] not in WEAK]
        stage.count_weak(gathered.number, keys)
        stage.keep_known(
            [
                (mine.identifiers, one.n)
                for one, mine in zip(rows, looked, strict=True)
                if one.state != SAME
            ]
        )
