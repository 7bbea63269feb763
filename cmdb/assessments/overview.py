"""The answer in one look, however much is hit, and lists of it in pages."""

from collections import Counter
from collections.abc import Iterable, Sequence

from cmdb import hypotheses, sentences
from cmdb.assessments import contacts
from cmdb.assessments.choosing import serving, tallies
from cmdb.assessments.model import (
    Changed,
    Doubts,
    Examined,
    Failing,
    Hit,
    Listed,
    Lost,
    Mended,
    Overview,
)
from cmdb.graph import Tx
from cmdb.impact.answer import answer, around
from cmdb.impact.headline import is_service
from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK, STATES, Answer, Impacted
from cmdb.impact.order import Row
from cmdb.impact.proof import Proofs
from cmdb.sentences import Sentences
from cmdb.topology.snapshot import CiSummary

FIRST = 50
"""How many services the overview lists."""
_PARTS = 50
_GIVEN = 100
_CHANGED = 200


class Looking:
    """What is looked up of one answer, in one language; each once."""

    def __init__(self, of: Examined, language: str) -> None:
        self.of = of
        self.language = language
        self.proofs = Proofs(of.found)

    def hits(self, rows: Sequence[Row]) -> list[Hit]:
        """Return CIs as lists show them."""
        places = [row[3] for row in rows]
        summaries = self.of.topology.summaries(places)
        return [self._hit(place, summaries[place]) for place in places]

    def _hit(self, place: int, ci: CiSummary) -> Hit:
        of = self.of
        state, need = of.found.states[place], self.proofs.need(place)
        was = None if of.asked.before is None else of.asked.before.states.get(place, OK)
        return {
            "ci": ci,
            "state": STATES[state],
            "given": place in of.asked.states,
            "service": is_service(of.topology.model, ci["class"]),
            "because": None if need is None else sentences.because(need, self.language),
            "was": None if was is None else STATES[was],
            "already": was == state,
            "hypothesis": of.marks.get(ci["id"]),
            "teams": contacts.teams(of.topology, place),
        }

    def answer(self) -> Answer:
        """Return the answer with only those of the impacted CIs that its sentences name."""
        of = self.of
        places = [row[3] for row in of.rows]
        made = around(of.found, of.asked, self.proofs, places)
        made.notes[:] = of.notes
        named = set(of.asked.states)
        named |= {self._place(one["ci"]["id"]) for one in made.redundancy_lost}
        summaries = of.topology.summaries(named)
        for place in places:
            if place in named:
                made.impacted.append(self._impacted(place, summaries[place]))
        return made

    def _place(self, ci: str) -> int:
        place = self.of.topology.place(ci)
        if place is None:
            raise AssertionError(ci)
        return place

    def _impacted(self, place: int, ci: CiSummary) -> Impacted:
        one: Impacted = {
            "ci": ci,
            "state": STATES[self.of.found.states[place]],
            "given": place in self.of.asked.states,
            "need": self.proofs.need(place),
        }
        if self.of.asked.before is not None:
            was = self.of.asked.before.states.get(place, OK)
            one["was"], one["already"] = STATES[was], was == self.of.found.states[place]
        return one


def overview(of: Examined, language: str) -> Overview:
    """Return the answer in one look; nobody is known yet by more than the name."""
    looking = Looking(of, language)
    found = looking.answer()
    said = sentences.answer(found, language, _PARTS)
    services, others = _parted(of)
    states, summary = of.found.states, of.topology.summary
    given = sorted(
        of.asked.states, key=lambda place: (-of.asked.states[place], summary(place)["name"])
    )
    return {
        "revision": found.revision,
        "at": of.topology.stamp.at,
        "complete": found.complete,
        "counts": found.counts,
        "headline": found.headline,
        "newly": found.newly,
        "sentences": {
            "lang": said["lang"],
            "headline": said["headline"],
            "summary": said["summary"],
        },
        "given": [_failing(of, place) for place in given[:_GIVEN]],
        "given_count": len(given),
        "services": listed(looking, services, FIRST),
        "service_counts": _counts(states[row[3]] for row in services),
        "groups": tallies(of, others),
        "redundancy_lost": _lost(found, said),
        "recoverable": _mended(found, said),
        "doubts": _doubts(found, said),
        "notes": found.notes,
        "hypothesis": of.marked or None,
        "compared": _changed(of),
    }


def told(of: Examined, language: str, most: int) -> Sentences:
    """Return what people read of the answer, at most so many sentences of each part."""
    whole = answer(of.found, of.asked)
    whole.notes[:] = of.notes
    return sentences.answer(whole, language, most)


def listed(looking: Looking, rows: Sequence[Row], limit: int, skip: int = 0) -> Listed:
    """Return a page of the rows; nobody is known yet by more than the name."""
    return {
        "revision": looking.of.topology.revision,
        "total": len(rows),
        "items": looking.hits(rows[skip : skip + limit]),
        "contacts": {},
    }


def called(tx: Tx, of: Examined, found: Listed) -> Listed:
    """Return the list with how to reach owners and teams."""
    names = [name for one in found["items"] for name in (*one["teams"], one["ci"]["owner"])]
    known = contacts.contacts(tx, of.topology, (name for name in names if name))
    return {**found, "contacts": known}


def _parted(of: Examined) -> tuple[list[Row], list[Row]]:
    """Return the services that are hit, and the rest."""
    codes = serving(of)
    services = [row for row in of.rows if row[4] in codes]
    return services, [row for row in of.rows if row[4] not in codes]


def _counts(states: Iterable[int]) -> dict[str, int]:
    counted = Counter(states)
    return {STATES[state]: counted[state] for state in (DOWN, DEGRADED, AT_RISK)}


def _failing(of: Examined, place: int) -> Failing:
    return {"ci": of.topology.summary(place), "state": STATES[of.asked.states[place]]}


def _lost(answer: Answer, said: Sentences) -> Lost:
    return {
        "total": len(answer.redundancy_lost),
        "items": answer.redundancy_lost[:_PARTS],
        "said": said["redundancy_lost"],
    }


def _mended(answer: Answer, said: Sentences) -> Mended:
    return {
        "total": len(answer.recoverable),
        "items": answer.recoverable[:_PARTS],
        "said": said["recoverable"],
    }


def _doubts(answer: Answer, said: Sentences) -> Doubts:
    return {
        "total": len(answer.findings),
        "kinds": dict(Counter(one["kind"] for one in answer.findings)),
        "items": answer.findings[:_PARTS],
        "said": said["doubts"],
    }


def _changed(of: Examined) -> Changed | None:
    if of.before is None:
        return None
    found = hypotheses.differences(of.before, of.found)
    return {
        "before": found["before"],
        "counts": {
            "newly_hit": len(found["newly_hit"]),
            "worse": len(found["worse"]),
            "better": len(found["better"]),
            "no_longer_hit": len(found["no_longer_hit"]),
            "unchanged": found["unchanged"],
        },
        "newly_hit": found["newly_hit"][:_CHANGED],
        "worse": found["worse"][:_CHANGED],
        "better": found["better"][:_CHANGED],
        "no_longer_hit": found["no_longer_hit"][:_CHANGED],
    }
