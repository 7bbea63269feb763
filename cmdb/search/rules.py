"""What a search looks for, and what was perhaps meant. Pure."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from cmdb.items.search_text import folded

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_CJK}]+|[^\W{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_MOST_TERMS = 12
_CRITICALITY = {"critical": 0, "high": 1, "medium": 2, "low": 3}


def parts(text: str) -> list[str]:
    """Return the folded words between spaces: each must be in what is found."""
    return folded(text).split()[:_MOST_TERMS]


def runs(text: str) -> list[str]:
    """Return the folded words of letters and digits, without what stands between them."""
    return _RUN.findall(folded(text))[:_MOST_TERMS]


def wanted(text: str) -> str:
    """Return the whole folded text, one blank between its parts."""
    return " ".join(folded(text).split())


def criticality(said: str | None) -> int:
    """Return how early a CI comes among equally good finds."""
    return _CRITICALITY.get(said or "", len(_CRITICALITY))


def near_words(text: str) -> str | None:
    """Return a Lucene query for names written almost like this; None if there are no words."""
    found: list[str] = []
    for run in _RUN.findall(folded(text))[:_MOST_TERMS]:
        if _IS_CJK.match(run):
            found += [f'"{run[i : i + 2]}"' for i in range(max(1, len(run) - 1))]
        else:
            found += [f"{run}~", f"{run}*"]
    return " OR ".join(found) if found else None


def nearest(text: str, names: Iterable[str], most: int = 5) -> list[str]:
    """Return the names most like the text, best first; those less than half alike are left out."""
    wanted = folded(text)
    scored = {name: SequenceMatcher(None, wanted, folded(name)).ratio() for name in set(names)}
    good = [name for name, score in scored.items() if score >= 0.5]  # noqa: PLR2004  half alike
    return sorted(good, key=lambda name: (-scored[name], name))[:most]
