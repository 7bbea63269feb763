"""A view: which page, and what it is asked to show."""

import re
import unicodedata
from dataclasses import dataclass, replace

from cmdb.errors import Invalid, Problem

MOST = 10_000
"""How many are kept, of everybody together."""
_LONGEST = 100
_LONGEST_QUERY = 8_000
_KIND = re.compile(r"[a-z][a-z_]{0,29}")


@dataclass(frozen=True, slots=True)
class View:
    """`kind` is the page, `query` the query string of its address, without `?`.

    `owner` saved it first. Times are ISO 8601; "" as long as it is not kept.
    """

    kind: str
    name: str
    query: str
    shared: bool
    owner: str
    created_at: str = ""
    changed_by: str = ""
    changed_at: str = ""


def uid(view: View) -> str:
    """Return what is unique of it: a person's own views and the shared ones are apart."""
    return "\n".join((view.kind, "" if view.shared else view.owner, _named(view.name)))


def kept(view: View) -> View:
    """Return the view as it is kept. Raises Invalid."""
    name, wrong = _named(view.name), []
    if not name or len(name) > _LONGEST or not name.isprintable() or "/" in name:
        wrong.append(
            Problem("name", f"must be 1 to {_LONGEST} printable characters without a slash")
        )
    if not _KIND.fullmatch(view.kind):
        wrong.append(Problem("kind", "must be the name of a page, as map"))
    if len(view.query) > _LONGEST_QUERY or not view.query.isprintable():
        wrong.append(Problem("query", f"must be at most {_LONGEST_QUERY:,} printable characters"))
    if wrong:
        raise Invalid(
            f"That is no view: {'; '.join(map(str, wrong))}.",
            remedy="For example payments-both-sites.",
            problems=wrong,
        )
    return replace(view, name=name)


def _named(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
