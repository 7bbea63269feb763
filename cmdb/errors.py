"""Every way an operation can fail, as six kinds.

CmdbError
+ NotFound         the thing asked about does not exist
+ Invalid          the request breaks a rule of the model
+ Conflict         the request is fine, the current state is not
|  + Stale         what the request was based on has changed since
+ Unauthenticated  nobody is known to be asking
+ Forbidden        somebody known asks for what they may not have
+ Unavailable      the graph, a source or this machine cannot do it now

Subclass a kind, never `CmdbError`. The edges map kinds, not classes: `api/errors.py` to a
status, `cli/errors.py` to an exit code.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the place (`relations[3].to`) and what is wrong there."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class CmdbError(Exception):
    """Base of the six kinds; nothing raises it.

    `detail` states the fact, `remedy` what the reader can do, `problems` the places if there are
    several, `candidates` what the reader may have meant.
    """

    def __init__(
        self,
        detail: str,
        *,
        remedy: str = "",
        problems: Sequence[Problem] = (),
        candidates: Sequence[str] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.problems = tuple(problems)
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        return f"{self.detail} {self.remedy}".strip()


class NotFound(CmdbError): ...


class Invalid(CmdbError): ...


class Conflict(CmdbError): ...


class Stale(Conflict): ...


class Unauthenticated(CmdbError): ...


class Forbidden(CmdbError): ...


class Unavailable(CmdbError): ...
