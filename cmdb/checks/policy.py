"""Policies: when a check says no. From options and from a small TOML or YAML file. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

from cmdb.checks.model import Policy, Rule, UpdateState
from cmdb.errors import Invalid, Problem
from cmdb.impact import Baseline
from cmdb.intake import yaml_text
from cmdb.intake.text import Unreadable, decoded
from cmdb.model.durations import seconds

DEFAULT = ("down:critical",)
NOTHING = "nothing"
UPDATE_STATES = ("down", "degraded", "at_risk", "ok")
_BASELINES = ("clean", "current")
_WHATS = ("down", "degraded", "at_risk", "redundancy", "unknown")
_CRITICALITIES = ("low", "medium", "high", "critical")
_ENVIRONMENTS = ("production", "disaster_recovery", "staging", "test", "development")
_KEYS = ("fail_on", "update_state", "baseline", "duration", "source", "matches")
_REMEDY = (
    "A rule is down, degraded, at_risk or redundancy, each with criticalities and environments "
    "after a colon (`degraded:critical,high,production`), or `unknown`, or `nothing`."
)


@dataclass(frozen=True, slots=True)
class Options:
    """What was said beside the file; whatever is set outranks it."""

    fail_on: tuple[str, ...] = ()
    update_state: str | None = None
    baseline: str | None = None
    duration: str | None = None
    source: str | None = None


def policy(given: Options, name: str = "", data: bytes | None = None) -> Policy:
    """Return the policy of the options and of a file's bytes, TOML or YAML by its `name`.

    Raises Invalid with the place of everything that is wrong.
    """
    file = {} if data is None else _parsed(name, data)
    bad = [_unknown_key(name, key) for key in file if key not in _KEYS]
    texts = _texts(given.fail_on, file.get("fail_on"), name, bad)
    rules = _rules(texts, "--fail-on" if given.fail_on else f"{name}: fail_on", bad)
    found = Policy(
        rules,
        cast("UpdateState", _said(given, file, name, "update_state", bad) or "degraded"),
        cast("Baseline", _said(given, file, name, "baseline", bad) or "clean"),
        _duration(_said(given, file, name, "duration", bad), name, bad),
        _said(given, file, name, "source", bad),
        _matches(file.get("matches", {}), name, bad),
    )
    if bad:
        raise _invalid(bad)
    return found


def rule(text: str) -> Rule:
    """Return a rule from its text. Raises ValueError with what is wrong."""
    what, colon, rest = text.strip().partition(":")
    if what not in _WHATS:
        raise ValueError(f"{what!r} is none of {', '.join(_WHATS)}{_near(what, _WHATS)}")
    values = [one.strip() for one in rest.split(",")] if colon else []
    if colon and (what == "unknown" or not all(values)):
        raise ValueError(
            "`unknown` takes no values" if what == "unknown" else "a value after the colon is empty"
        )
    for value in values:
        if value not in (known := (*_CRITICALITIES, *_ENVIRONMENTS)):
            raise ValueError(f"{value!r} is none of {', '.join(known)}{_near(value, known)}")
    return Rule(
        text.strip(),
        cast("Any", what),
        frozenset(values) & frozenset(_CRITICALITIES),
        frozenset(values) & frozenset(_ENVIRONMENTS),
    )


def _texts(given: Sequence[str], said: Any, name: str, bad: list[Problem]) -> Sequence[str]:
    if given:
        return given
    if said is None:
        return DEFAULT
    listed = [said] if isinstance(said, str) else said
    if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        return listed
    bad.append(Problem(f"{name}: fail_on", "must be a rule, or a list of rules"))
    return ()


def _rules(texts: Sequence[str], place: str, bad: list[Problem]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for at, text in enumerate(texts):
        if text.strip() == NOTHING and len(texts) == 1:
            continue
        try:
            made = rule(text)
        except ValueError as exc:
            bad.append(Problem(f"{place}[{at}]", str(exc)))
        else:
            found[made.text] = made
    return tuple(found.values())


def _parsed(name: str, data: bytes) -> Mapping[str, Any]:
    """Return a policy file's mapping. Raises Invalid with the line."""
    try:
        text = decoded(data)
        found = tomllib.loads(text) if name.lower().endswith(".toml") else yaml_text.single(text)
    except Unreadable as exc:
        raise Invalid(f"{exc.issue(name).place}: {exc.detail}", remedy=exc.remedy or _FORM) from exc
    except tomllib.TOMLDecodeError as exc:
        raise Invalid(f"{name}: is not TOML: {exc}.", remedy=_FORM) from exc
    if not isinstance(found, dict):
        raise Invalid(f"{name}: must be a mapping.", remedy=_FORM)
    return found


_FORM = f"A policy is a TOML or YAML file with {', '.join(_KEYS)}; all of them may be left out."


def _matches(said: Any, name: str, bad: list[Problem]) -> dict[str, str]:
    if not isinstance(said, dict):
        bad.append(Problem(f"{name}: matches", "must map what a file names to a CI"))
        return {}
    for label, ref in said.items():
        if not (isinstance(label, str) and isinstance(ref, str) and ref.strip()):
            bad.append(Problem(f"{name}: matches.{label}", "must name a CI"))
    return {str(label): str(ref) for label, ref in said.items()}


def _said(
    given: Options, file: Mapping[str, Any], name: str, key: str, bad: list[Problem]
) -> str | None:
    """Return what is said under the key, by option before file; None where nothing is."""
    option = getattr(given, key)
    value = file.get(key) if option is None else option
    place = f"{name}: {key}" if option is None else f"--{key.replace('_', '-')}"
    known = _KNOWN.get(key)
    if value is None:
        return None
    if not (isinstance(value, str) and value.strip()):
        bad.append(Problem(place, "must be a text"))
    elif known and value not in known:
        bad.append(Problem(place, f"{value!r} is none of {', '.join(known)}"))
    else:
        return value
    return None


_KNOWN = {"update_state": UPDATE_STATES, "baseline": _BASELINES}


def _duration(said: str | None, name: str, bad: list[Problem]) -> float | None:
    try:
        return None if said is None else seconds(said)
    except ValueError as exc:
        bad.append(Problem(f"{name}: duration" if name else "--duration", f"{said!r} {exc}"))
        return None


def _unknown_key(name: str, key: Any) -> Problem:
    return Problem(f"{name}: {key}", f"is no part of a policy{_near(str(key), _KEYS)}")


def _near(text: str, known: Iterable[str]) -> str:
    close = get_close_matches(text, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _invalid(bad: Sequence[Problem]) -> Invalid:
    more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
    return Invalid(f"The policy is wrong: {bad[0]}{more}.", remedy=_REMEDY, problems=bad)
