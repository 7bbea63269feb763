"""What a search looks for, and which finds come first. Pure."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from cmdb.items.search_text import folded

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_CJK}]+|[^\W{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_MOST_TERMS = 12
_GONE = ("retired", "disposed")
_CRITICALITY = {"critical": 0, "high": 1, "medium": 2, "low": 3}


def parts(text: str) -> list[str]:
    """Return the folded words between spaces: each must be in what is found."""
    return folded(text).split()[:_MOST_TERMS]


def words(text: str) -> str | None:
    """Return the Lucene query: runs of CJK as phrases, other words by prefix; None if there is none.

    Only letters and digits reach the query, so that no character of the input has a meaning in it.
    """
    runs = _RUN.findall(folded(text))[:_MOST_TERMS]
    terms = [f'"{run}"' if _IS_CJK.match(run) else f"{run}*" for run in runs]
    return " AND ".join(terms) if terms else None


def near_words(text: str) -> str | None:
    """Return a Lucene query for names written almost like this; None if there are no words."""
    found: list[str] = []
    for run in _RUN.findall(folded(text))[:_MOST_TERMS]:
        if _IS_CJK.match(run):
            found += [f'"{run[i : i + 2]}"' for i in range(max(1, len(run) - 1))]
        else:
            found += [f"{run}~", f"{run}*"]
    return " OR ".join(found) if found else None


def ranked(text: str, found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return CIs, each once: name equal, a value equal, name begins, name holds, the rest.

    Within a rank those in use come first, then the more critical, the shorter and lower name.
    """
    wanted = folded(text).strip()
    unique = {ci["id"]: ci for ci in found}
    return sorted(unique.values(), key=lambda ci: _rank(wanted, ci))


def _rank(wanted: str, ci: Mapping[str, Any]) -> tuple[int, bool, int, int, str, str]:
    name, *values = ci["search"].split("\n")
    if name == wanted:
        tier = 0
    elif wanted in values:
        tier = 1
    elif name.startswith(wanted):
        tier = 2
    elif wanted in name:
        tier = 3
    else:
        tier = 4
    criticality = _CRITICALITY.get(ci.get("criticality", ""), 4)
    return tier, ci["lifecycle"] in _GONE, criticality, len(name), name, ci["id"]


def nearest(text: str, names: Iterable[str], most: int = 5) -> list[str]:
    """Return the names most like the text, best first; those less than half alike are left out."""
    wanted = folded(text)
    scored = {name: SequenceMatcher(None, wanted, folded(name)).ratio() for name in set(names)}
    good = [name for name, score in scored.items() if score >= 0.5]  # noqa: PLR2004  half alike
    return sorted(good, key=lambda name: (-scored[name], name))[:most]
