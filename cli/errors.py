"""Every failure to an exit code, and to a few lines on standard error."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from cmdb import errors
from cmdb.errors import CmdbError

DONE, NOT_AS_WISHED, BAD_INPUT, NOT_FOUND, REFUSED, NOT_AVAILABLE = range(6)

# Each kind and its exit code; a subclass has its nearest ancestor's.
EXIT: Mapping[type[CmdbError], int] = {
    errors.Invalid: BAD_INPUT,
    errors.NotFound: NOT_FOUND,
    errors.Conflict: REFUSED,
    errors.Unauthenticated: REFUSED,
    errors.Forbidden: REFUSED,
    errors.Unavailable: NOT_AVAILABLE,
}
_STATUS = {
    401: REFUSED,
    403: REFUSED,
    404: NOT_FOUND,
    409: REFUSED,
    412: REFUSED,
}
_SERVER_ERROR = 500
_MOST = 20


class Refused(Exception):
    """The API answered with a problem; `body` is what it said, byte by byte."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    @property
    def document(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if isinstance(found, dict) and "detail" in found:
            return found
        return {"detail": f"The API answered {self.status}.", "status": self.status}


class NotAsWished(Exception):
    """It is done, but not as wished: something was left out. What, has been said already."""


def exit_code(exc: CmdbError | Refused | NotAsWished) -> int:
    """Return the code that a script sees: 0 to 5, as FORMATS says."""
    if isinstance(exc, NotAsWished):
        return NOT_AS_WISHED
    if isinstance(exc, Refused):
        fallback = NOT_AVAILABLE if exc.status >= _SERVER_ERROR else BAD_INPUT
        return _STATUS.get(exc.status, fallback)
    return next(EXIT[kind] for kind in type(exc).__mro__ if kind in EXIT)


def say(exc: CmdbError | Refused) -> None:
    """Print what is wrong, where, what was perhaps meant, and the remedy, on standard error."""
    document = exc.document if isinstance(exc, Refused) else _document(exc)
    for line in _lines(document):
        print(line, file=sys.stderr)  # noqa: T201  a command's own voice


def _document(exc: CmdbError) -> dict[str, Any]:
    return {
        "detail": exc.detail,
        "remedy": exc.remedy,
        "errors": [{"place": p.place, "reason": p.reason} for p in exc.problems],
        "candidates": list(exc.candidates),
    }


def _lines(document: Mapping[str, Any]) -> list[str]:
    lines = [f"Error: {document['detail']}"]
    places = document.get("errors") or []
    if len(places) > 1:
        lines += [f"  {one['place']}: {one['reason']}" for one in places[:_MOST]]
        lines += _rest(len(places))
    candidates = document.get("candidates") or []
    said = f"{document['detail']} {document.get('remedy') or ''}"
    if not all(one in said for one in candidates):
        lines.append("Did you mean:")
        lines += [f"  {one}" for one in candidates[:_MOST]]
        lines += _rest(len(candidates))
    if document.get("remedy"):
        lines.append(document["remedy"])
    return lines


def _rest(number: int) -> list[str]:
    return [f"  and {number - _MOST} more"] if number > _MOST else []
