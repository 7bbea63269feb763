"""Lists come in pages: `{"items": […], "next": cursor or null}`."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Query

from cmdb.errors import Invalid, Problem

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The `next` of the page before.")]
DEFAULT = 50


def place(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """Return where a page starts: one value of each kind, or None at the start.

    Raises Invalid for a cursor that is not of this list.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        found = None
    if isinstance(found, list) and [type(one) for one in found] == list(kinds):
        return tuple(found)
    raise Invalid(
        "The cursor is not of this list.",
        remedy="Take `next` of the page before, or leave it out to start.",
        problems=[Problem("cursor", "is not of this list")],
    )


def page(
    found: Sequence[T], limit: int, shape: Callable[[T], Any], after: Callable[[T], Sequence[Any]]
) -> dict[str, Any]:
    """Return a page of `found`, which holds one more than `limit` where there are more."""
    shown = found[:limit]
    more = len(found) > limit
    return {
        "items": [shape(one) for one in shown],
        "next": cursor_of(after(shown[-1])) if more else None,
    }


def cursor_of(values: Sequence[Any]) -> str:
    """Return a cursor that `place` reads back."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")
