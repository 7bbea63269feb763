"""What every write takes: which state it is based on, a key that makes it safe to repeat, why."""

import hashlib
import re
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from ulid import ULID

from api.errors import IfMatchMissing
from cmdb.access import Principal
from cmdb.errors import Invalid, Problem
from cmdb.history import Stamp

_TAG = re.compile(r'"(\d{1,18})"')
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def _expected(
    given: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description='The ETag that the change is based on, `"42"`; `*` for whatever it is.',
            examples=['"42"'],
        ),
    ] = None,
) -> int | None:
    if given is None:
        raise IfMatchMissing(
            "If-Match is missing: which state is this based on?",
            remedy="Send the ETag that you got with it, or `*` to write over whatever it is.",
        )
    if given.strip() == "*":
        return None
    found = _TAG.fullmatch(given.strip())
    if found is None:
        reason = "must be one ETag as you got it, or *"
        raise Invalid(f"If-Match {reason}.", problems=[Problem("If-Match", reason)])
    return int(found[1])


Reason = Annotated[str | None, Query(max_length=2000, description="Why: kept in the history.")]

_Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Repeating a request with the same key does it once.",
        examples=["4f7c3a0e-8f6c-4b8e-9d43-0f1f2f4f7a11"],
    ),
]


class Written:
    """Who may repeat what: the key counts for this actor, method and path."""

    def __init__(self, request: Request, key: _Key = None, reason: Reason = None) -> None:
        if key is not None and not _KEY.fullmatch(key):
            kind = "must be 1 to 255 printable characters"
            raise Invalid(f"Idempotency-Key {kind}.", problems=[Problem("Idempotency-Key", kind)])
        self.request = request
        self._key = key
        self._reason = (reason or "").strip() or None

    def stamp(self, who: Principal) -> Stamp:
        """Return the stamp of this write. Without a key it is safe for our own retries alone."""
        if self._key is None:
            return Stamp(actor=who.actor, reason=self._reason, request=str(ULID()))
        where = f"{self.request.method} {self.request.url.path}"
        request = hashlib.sha256(f"{who.actor}\n{where}\n{self._key}".encode()).hexdigest()
        return Stamp(actor=who.actor, reason=self._reason, request=request)


class Edited(Written):
    """A write of something that exists: `expected` is the revision that it is based on."""

    def __init__(
        self,
        request: Request,
        expected: Annotated[int | None, Depends(_expected)],
        key: _Key = None,
        reason: Reason = None,
    ) -> None:
        super().__init__(request, key, reason)
        self.expected = expected


Write = Annotated[Written, Depends()]
Edit = Annotated[Edited, Depends()]
