"""A NetBox that is asked over its API: each endpoint read to its end, or said not to be."""

from collections import Counter
from collections.abc import Sequence

from cmdb.errors import Forbidden, Invalid, Unavailable
from cmdb.intake.model import Issue
from importers.netbox.answers import Answer, take
from importers.netbox.api import Api, Denied, Missing
from importers.netbox.endpoints import TYPES
from importers.netbox.records import Scope, Tables

_GIVE_UP_AFTER = 2


def wanted(given: str) -> tuple[str, ...]:
    """Return the endpoints to read: those given, else all that are known. Raises ValueError."""
    named = tuple(dict.fromkeys(one.strip().strip("/") for one in given.split(",") if one.strip()))
    if unknown := [one for one in named if one not in TYPES]:
        reason = f"{unknown[0]!r} is no endpoint that is read; known are {', '.join(sorted(TYPES))}"
        raise ValueError(reason)
    return named or tuple(TYPES)


def check(api: Api, endpoints: Sequence[str]) -> None:
    """Ask for one record of what may be read. Raises Invalid, Forbidden or Unavailable."""
    refused: list[Denied | Missing] = []
    with api:
        for endpoint in endpoints:
            try:
                api.page(endpoint, 0, 1)
            except (Denied, Missing) as exc:
                refused.append(exc)
            else:
                return
    raise next((exc for exc in refused if isinstance(exc, Denied)), refused[0])


def tables(api: Api, endpoints: Sequence[str]) -> tuple[Tables, list[Issue]]:
    """Return all records, and what was not read: that endpoint is incomplete, never empty.

    Raises Forbidden where everything was refused, Unavailable where nothing could be reached.
    """
    result, issues = Tables(), list[Issue]()
    denied: list[Denied] = []
    silent: list[Unavailable] = []
    with api:
        for endpoint in endpoints:
            scope = result.scopes.setdefault(endpoint, Scope())
            if len(silent) >= _GIVE_UP_AFTER:
                scope.broken = True
                issues.append(_unread(endpoint, "NetBox stopped answering"))
                continue
            try:
                _read(api, endpoint, result, issues)
            except (Denied, Missing, Invalid, Unavailable) as exc:
                scope.broken = True
                issues.append(_unread(endpoint, exc.detail))
                if isinstance(exc, Missing):  # a version without it: nothing of it is hidden
                    del result.scopes[endpoint]
                denied += [exc] if isinstance(exc, Denied) else []
                silent += [exc] if isinstance(exc, Unavailable) else []
    if not result.scopes:
        raise Missing(f"{api.url} has none of NetBox's endpoints.", remedy="Check the address.")
    if not result.rows:
        _raise_for_nothing(denied, silent, len(result.scopes))
    return result, issues


def _raise_for_nothing(denied: list[Denied], silent: list[Unavailable], asked: int) -> None:
    if silent:
        raise silent[0]
    if len(denied) == asked:
        raise Forbidden(denied[0].detail, remedy=denied[0].remedy)


def _unread(endpoint: str, why: str) -> Issue:
    return Issue(endpoint, f"was not read: {why}", fatal=False)


def _read(api: Api, endpoint: str, into: Tables, issues: list[Issue]) -> None:
    skipped: Counter[str] = Counter()
    for number, page in enumerate(api.pages(endpoint), start=1):
        before = len(into.rows.get(endpoint, {}))
        place = f"{endpoint} page {number}"
        take(
            Answer(endpoint, page.records, page.count, False, place),
            into,
            issues,
            skipped,
            complete=False,
        )
        if page.records and len(into.rows.get(endpoint, {})) == before:
            into.scopes[endpoint].broken = True
            issues.append(
                _unread(endpoint, f"page {number} brings nothing new: it goes in a circle")
            )
            return
