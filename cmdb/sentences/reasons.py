"""Why, and why not, as people read it."""

from collections.abc import Sequence

from cmdb.proofs.model import Block, Held, Link, Step, Trust, Weakest, Why, WhyNot
from cmdb.sentences import phrases
from cmdb.sentences.catalogue import Words, shown
from cmdb.sentences.model import Line, Reasons

_NAMED = 10


def of_why(why: Why, words: Words, most: int) -> Reasons:
    """Return a proof, or why there is none, in sentences: at most so many steps."""
    name = phrases.ci(words, why["ci"])
    not_ = why["why_not"]
    if not_ is not None:
        return _why_not(words, name, not_, most)
    ids = {step["ci"]["id"]: step["ci"]["name"] for step in why["steps"]}
    steps = [_step(words, step) for step in why["steps"][:most]]
    left = why["steps_count"] - len(steps)
    return {
        "lang": words.tag,
        "headline": words.say("headline.is", name=name, state=phrases.state(words, why["state"])),
        "steps": steps,
        "causes": _causes(words, why),
        "trust": _trust(words, why, ids),
        "recoverable": [phrases.recovery(words, one) for one in why["recoverable"][:most]],
        "omitted": {"steps": left} if left else {},
    }


def _step(words: Words, step: Step) -> Line:
    name, state = phrases.ci(words, step["ci"]), phrases.state(words, step["state"])
    if step["need"] is not None:
        because = phrases.need(words, step["need"])
        text = words.say("line.because", name=name, state=state, because=because)
    else:
        text = words.say("line.given" if step["given"] else "line.known", name=name, state=state)
    return {"ci": step["ci"]["id"], "state": step["state"], "level": step["level"], "text": text}


def _causes(words: Words, why: Why) -> list[str]:
    said = []
    for cause in why["minimal_causes"]:
        names = phrases.names(words, [one["ci"]["name"] for one in cause], _NAMED)
        if not cause:
            said.append(words.say("cause.already"))
        else:
            key = "cause.alone" if len(cause) == 1 else "cause.together"
            said.append(words.say(key, names=names))
    if not why["causes_complete"]:
        said.append(words.say("cause.more" if said else "cause.unknown"))
    return said


def _trust(words: Words, why: Why, ids: dict[str, str]) -> list[str]:
    said = []
    weakest = why["trust"]
    link = None if weakest is None else weakest["relation"]
    if weakest is not None and link is not None and link["trust"] is not None:
        said.append(_weakest(words, weakest, link, link["trust"], ids))
    for kind in ("stale", "ownerless", "unconfirmed"):
        cis = why["doubts"][kind]
        if cis:
            names = phrases.names(words, [one["name"] for one in cis], _NAMED)
            said.append(words.say(f"doubt.{kind}", names=names))
    return said


def _weakest(words: Words, weakest: Weakest, link: Link, trust: Trust, ids: dict[str, str]) -> str:
    name, other = ids.get(link["from"], link["from"]), ids.get(link["to"], link["to"])
    relation = words.say(
        "trust.relation",
        name=shown(name),
        relation=phrases.relation(words, link["type"], other),
    )
    return words.say(
        "trust.at_least" if weakest["at_least"] else "trust.weakest",
        percent=round(100 * (weakest["score"] or 0.0)),
        relation=relation,
        origin=_origin(words, trust),
    )


def _origin(words: Words, trust: Trust) -> str:
    key = f"origin.{trust['origin']}"
    origin = words.say(key) if words.knows(key) else shown(trust["origin"])
    text = origin
    if trust["last_seen"]:
        sources = words.listed(map(shown, trust["sources"]))
        text = words.say("trust.seen", origin=origin, sources=sources, date=trust["last_seen"][:10])
    elif trust["written_at"] and trust["written_by"]:
        who = shown(trust["written_by"])
        text = words.say("trust.written", origin=origin, who=who, date=trust["written_at"][:10])
    return words.say("trust.stale", text=text) if trust["stale"] else text


def _why_not(words: Words, name: str, not_: WhyNot, most: int) -> Reasons:
    touched = [need for need in not_["needs"] if need["why"] != "untouched"]
    held: Sequence[Held] = touched or not_["held_at"] or not_["needs"]
    below = not_["reason"] == "held" and not touched
    reason = "not.held_below" if below else f"not.{not_['reason']}"
    lines = [*(_held(words, one) for one in held), *(_block(words, b) for b in not_["blocks"])]
    left = max(0, len(lines) - most)
    return {
        "lang": words.tag,
        "headline": words.say("headline.is_not", name=name, text=words.say(reason)),
        "steps": lines[:most],
        "causes": [],
        "trust": [],
        "recoverable": [],
        "omitted": {"steps": left} if left else {},
    }


def _held(words: Words, one: Held) -> Line:
    supplier = one["supplier"]
    if supplier is None:
        need = phrases.group(words, one)
    else:
        relation = phrases.relation(words, one["type"] or "", supplier["name"])
        state = one["failing"][0]["state"] if one["failing"] else "ok"
        need = words.say("need.plain", relation=relation, state=phrases.state(words, state))
    text = words.say(f"held.{one['why']}", name=shown(one["ci"]["name"]), need=need)
    return {"ci": one["ci"]["id"], "state": "ok", "level": 1, "text": text}


def _block(words: Words, one: Block) -> Line:
    relation = phrases.relation(words, one["type"], one["to"]["name"])
    name = shown(one["from"]["name"])
    text = words.say(f"block.{one['why']}", name=name, relation=relation)
    return {"ci": one["from"]["id"], "state": None, "level": 1, "text": text}
