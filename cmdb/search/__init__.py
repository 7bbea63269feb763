"""Finding CIs by names, identifiers and attributes, in any script."""

from collections.abc import Mapping
from typing import Any

from cmdb.errors import Invalid
from cmdb.graph import Tx
from cmdb.items.model import Facts
from cmdb.model import Model
from cmdb.search import rules, store

__all__ = ["find", "near"]

# Ranking looks at this many finds; a text that more CIs hold is too common to rank further.
_MOST = 1_000
_LONGEST = 200


def find(
    tx: Tx,
    model: Model,
    text: str,
    *,
    class_name: str | None = None,
    skip: int = 0,
    limit: int = 50,
) -> tuple[list[Facts], bool]:
    """Return a page of CIs (flat facts), best first, and whether more follow.

    Words match from their beginning, CJK text and parts of at least a character anywhere. Raises
    Invalid for an empty or over-long text and an unknown class.
    """
    if not text.strip():
        raise Invalid("The search text is empty.", remedy="Give a name or a part of one.")
    if len(text) > _LONGEST:
        raise Invalid(f"The search text is longer than {_LONGEST} characters.")
    classes = None
    if class_name is not None:
        model.ci_class(class_name)
        classes = [c for c in model.classes if model.is_a(c, class_name)]
    found = []
    if words := rules.words(text):
        found = store.by_words(tx, words, classes, _MOST)
    if len(found) < _MOST and (parts := rules.parts(text)):
        found += store.by_substrings(tx, parts, classes, _MOST)
    page = rules.ranked(text, found)[skip : skip + limit + 1]
    return [_facts(one) for one in page[:limit]], len(page) > limit


def near(tx: Tx, text: str, most: int = 5) -> list[str]:
    """Return names that are written almost like the text, best first; for "did you mean"."""
    words = rules.near_words(text[:_LONGEST])
    found = store.by_words(tx, words, None, 200) if words else []
    return rules.nearest(text, (str(ci["name"]) for ci in found), most)


def _facts(ci: Mapping[str, Any]) -> Facts:
    return {name: value for name, value in ci.items() if name not in ("search", "quorum")}
