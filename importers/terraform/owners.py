"""What tags and labels say: who owns a thing, where it belongs, and the words to find it by."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cmdb.intake.terraform import metadata
from cmdb.intake.text import line

_SECRET = re.compile(r"pass|secret|token|credential|private|api.?key|access.?key", re.IGNORECASE)
_OWN = re.compile(r"kubernetes\.io/|aws:|hidden-|goog-", re.IGNORECASE)
_NAMES = {
    "owner": ("owner", "ownedby", "owneremail", "serviceowner", "businessowner", "contact"),
    "support_team": ("supportteam", "team", "squad", "ownerteam", "supportedby", "maintainer"),
    "organization": ("organization", "organisation", "company"),
    "cost_centre": ("costcenter", "costcentre", "costcode"),
    "environment": ("environment", "env", "stage"),
    "criticality": ("criticality", "businesscriticality"),
    "data_classification": ("dataclassification", "dataclass"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "environment": {
        **dict.fromkeys(("production", "prod", "prd", "live"), "production"),
        **dict.fromkeys(("dr", "disasterrecovery"), "disaster_recovery"),
        **dict.fromkeys(("staging", "stage", "stg", "preprod", "preproduction"), "staging"),
        **dict.fromkeys(("test", "testing", "tst", "qa", "uat", "integration"), "test"),
        **dict.fromkeys(("development", "dev", "develop", "sandbox"), "development"),
    },
    "criticality": {one: one for one in ("low", "medium", "high", "critical")},
    "data_classification": {
        one: one for one in ("public", "internal", "confidential", "restricted")
    },
}
_LONGEST = 200
_MOST = 1000


def tagged(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return owner, support team, environment and the like, and the other tags as `key=value`."""
    pairs, words = _said(attributes)
    found: dict[str, Any] = {}
    for name, keys in _NAMES.items():
        said = [(k, text) for key in keys for k, text in pairs.items() if _plain(k) == key]
        known = _VALUES.get(name)
        if known is not None:
            said = [(k, known[_plain(text)]) for k, text in said if _plain(text) in known]
        if said:
            used, found[name] = said[0]
            pairs.pop(used)
    rest = [
        f"{key}={text}"
        for key, text in pairs.items()
        if key != "Name" and len(key) <= _LONGEST and not _OWN.match(key)
    ]
    if tags := sorted({*words, *rest}):
        found["tags"] = tags[:_MOST]
    return found


def _said(attributes: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return tags that have a value, and those that are words. None of them is a secret."""
    pairs: dict[str, str] = {}
    words: list[str] = []
    sources = [attributes.get(name) for name in ("tags_all", "labels", "effective_labels", "tags")]
    sources += [metadata(attributes).get("labels"), attributes.get("tag")]
    for said in sources:
        if isinstance(said, dict):
            pairs |= {_short(key): _short(text) for key, text in said.items() if _short(text)}
        for entry in said if isinstance(said, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("key"), str):
                pairs[_short(entry["key"])] = _short(entry.get("value"))
            elif word := _short(entry):
                words.append(word)
    return {k: t for k, t in pairs.items() if k and t and not _SECRET.search(k)}, words


def _short(value: Any) -> str:
    text = line(value, _LONGEST + 1) if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST else ""


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.rpartition("/")[2].casefold())
