"""An impact answer as people read it: the headline, then the worst, production and critical first."""

from collections.abc import Iterable, Mapping, Sequence

from cmdb.impact.model import Answer, Finding, Hit, Impacted, Redundancy
from cmdb.sentences import phrases
from cmdb.sentences.catalogue import Words, shown
from cmdb.sentences.model import Line, Sentences

_STATES = ("down", "degraded")
_PARTS = ("services", "others")
_FINDINGS = {
    "default_quorum",
    "quorum_larger_than_group",
    "pool_shrank",
    "needs_out_of_operation",
}


def of_answer(answer: Answer, words: Words, most: int, *, fold: bool = True) -> Sentences:
    """Return the answer in sentences, at most so many of each part.

    With `fold` inherited risk is not named CI by CI.
    """
    needs = {one["ci"]["id"]: one for one in answer.impacted}
    listed = answer.impacted
    if fold:
        listed = [one for one in listed if one["given"] or one["state"] != "at_risk"]
    parts: Mapping[str, Sequence[object]] = {
        "impacted": listed,
        "redundancy_lost": answer.redundancy_lost,
        "recoverable": answer.recoverable,
        "doubts": answer.findings,
    }
    summary = _summary(answer, words)
    doubts = [_finding(words, one) for one in answer.findings[:most]]
    if not answer.complete:
        doubts.insert(0, words.say("incomplete"))
    return {
        "lang": words.tag,
        "headline": _headline(answer, words, summary),
        "summary": summary,
        "impacted": [_line(words, one) for one in listed[:most]],
        "redundancy_lost": [
            _lost(words, one, needs[one["ci"]["id"]]) for one in answer.redundancy_lost[:most]
        ],
        "recoverable": [phrases.recovery(words, one) for one in answer.recoverable[:most]],
        "doubts": doubts,
        "omitted": {name: len(part) - most for name, part in parts.items() if len(part) > most},
    }


def _headline(answer: Answer, words: Words, summary: str) -> str:
    given = [one["ci"]["name"] for one in answer.impacted if one["given"]]
    if not given:
        return words.say("headline.alone", text=summary)
    names = phrases.names(words, given)
    return words.count("headline.if", len(given), names=names, text=summary)


def _summary(answer: Answer, words: Words) -> str:
    """Return what is hit beside what is given: services first, inherited risk folded."""
    head = answer.headline
    already = head.get("already")
    if already is not None:
        fresh = _hits(words, head, _fresh(answer))
        return _both(words, fresh, _hits(words, already, ()))
    fresh = _hits(words, head, answer.redundancy_lost)
    return words.say("join").join(fresh) or words.say("headline.nothing")


def _fresh(answer: Answer) -> list[Redundancy]:
    """Return where redundancy is lost that was not lost before."""
    already = {one["ci"]["id"] for one in answer.impacted if one.get("already")}
    return [one for one in answer.redundancy_lost if one["ci"]["id"] not in already]


def _both(words: Words, fresh: Sequence[str], before: Sequence[str]) -> str:
    join = words.say("join").join
    newly = words.say("headline.newly", text=join(fresh)) if fresh else ""
    newly = newly or words.say("headline.nothing_new")
    if not before:
        return newly
    already = words.say("headline.already", text=join(before))
    return words.say("headline.both", newly=newly, already=already)


def _hits(words: Words, hit: Hit, lost: Sequence[Redundancy]) -> list[str]:
    said = [text for part in _PARTS for text in _counted(words, part, _of(hit, part))]
    if lost:
        said.append(words.count("headline.redundancy", len(lost)))
    return said


def _of(hit: Hit, part: str) -> Mapping[str, int]:
    return hit["services"] if part == "services" else hit["others"]


def _counted(words: Words, part: str, counts: Mapping[str, int]) -> Iterable[str]:
    """Yield "1 service down", "3 degraded": the noun is said once."""
    named = False
    for state in _STATES:
        if counts[state]:
            key = f"headline.more.{state}" if named else f"headline.{part}.{state}"
            yield words.count(key, counts[state])
            named = True


def _line(words: Words, one: Impacted) -> Line:
    name, state = phrases.ci(words, one["ci"]), phrases.state(words, one["state"])
    if one["need"] is not None:
        because = phrases.need(words, one["need"])
        text = words.say("line.because", name=name, state=state, because=because)
    else:
        key = "line.given" if one["given"] else "line.known"
        text = words.say(key, name=name, state=state)
    if one.get("already"):
        text = words.say("line.already", line=text)
    return {"ci": one["ci"]["id"], "state": one["state"], "level": 0, "text": text}


def _lost(words: Words, lost: Redundancy, one: Impacted) -> str:
    name, count = shown(lost["ci"]["name"]), lost["standing_on_it"]
    found = one["need"]
    because = words.say("lost.given") if found is None else phrases.need(words, found)
    if not count:
        return words.say("lost.at", name=name, because=because)
    return words.count("lost.standing", count, name=name, because=because)


def _finding(words: Words, one: Finding) -> str:
    kind = one["kind"] if one["kind"] in _FINDINGS else "other"
    name = shown(one["ci"]["name"])
    return words.say(f"finding.{kind}", name=name, group=shown(one["group"] or ""))
