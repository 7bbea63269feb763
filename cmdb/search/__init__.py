"""Finding CIs by names, identifiers and attributes, in any script; filtered, counted and sorted."""

from cmdb.graph import Tx
from cmdb.search import rules, shown, store
from cmdb.search.asking import Finds, facets, found
from cmdb.search.columns import Columns
from cmdb.search.index import Index
from cmdb.search.keeper import SearchKeeper
from cmdb.search.model import FIELDS, SOURCE, UNSET, Facet, Question

__all__ = [
    "FIELDS",
    "SOURCE",
    "UNSET",
    "Columns",
    "Facet",
    "Finds",
    "Index",
    "Question",
    "SearchKeeper",
    "facets",
    "found",
    "near",
    "shown",
]

_LONGEST = 200


def near(tx: Tx, text: str, most: int = 5) -> list[str]:
    """Return names that are written almost like the text, best first; for "did you mean"."""
    words = rules.near_words(text[:_LONGEST])
    found = store.by_words(tx, words, None, 200) if words else []
    return rules.nearest(text, (str(ci["name"]) for ci in found), most)
