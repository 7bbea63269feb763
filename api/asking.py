"""Somebody who asks about the topology: may they, and of which moment is the answer?"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from anyio import to_thread
from fastapi import Request
from fastapi.security import SecurityScopes

from api.heads import Heads, through
from api.services import Services, now
from cmdb import baselines, history
from cmdb.access import Principal, Right, rules
from cmdb.errors import CmdbError
from cmdb.topology.keeper import TopologyKeeper
from cmdb.topology.loading import stamp
from cmdb.topology.model import Stamp
from cmdb.topology.snapshot import Topology

T = TypeVar("T")
U = TypeVar("U")


def admitted(wanted: SecurityScopes, request: Request, principal: Principal) -> Principal:
    """Return who asks if they have the rights that a route wants; else raise Forbidden."""
    request.state.actor = principal.actor
    for right in wanted.scopes:
        rules.permitted(principal, cast("Right", right))
    return principal


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[T]):
    """What came of work whose worth is not known yet."""

    found: T | None
    failure: CmdbError | None

    @classmethod
    def of(cls, work: Callable[[Topology], T | None], topology: Topology) -> "_Outcome[T]":
        try:
            return cls(work(topology), None)
        except CmdbError as exc:
            return cls(None, exc)

    def value(self) -> T | None:
        if self.failure is not None:
            raise self.failure
        return self.found


def _worked(work: Callable[[Topology], T], keeper: TopologyKeeper, seen: Stamp) -> tuple[T, int]:
    topology = keeper.current(seen)
    return work(topology), topology.revision


class Asking:
    """Somebody who asks about the topology, and gets it only where they may.

    One read of the head serves both: is the token still good, is the topology the newest? It is
    made by the route itself, so that a question changes threads once and not twice.
    """

    def __init__(self, wanted: SecurityScopes, request: Request, secret: str) -> None:
        self._wanted, self._request, self._secret = wanted, request, secret

    def topology(self) -> Topology:
        """Return the topology at a moment after they asked. Raises Unauthenticated, Forbidden."""
        services = cast("Services", self._request.app.state.services)
        found = services.topology.current()
        principal = services.tokens.holder(self._secret, found.stamp.access, now())
        admitted(self._wanted, self._request, principal)
        return found

    async def answered(
        self, work: Callable[[Topology], T], at_once: Callable[[Topology], U | None]
    ) -> tuple[T | U, int]:
        """Return what `work` returns of the topology at a moment after they asked, and its revision.

        `at_once` is the same work, or None where it takes long. It is done on the snapshot at hand
        while the head is read, and counts if that proves to be the newest.
        """
        services = cast("Services", self._request.app.state.services)
        services.topology.asked()
        heads = self._request.app.state.heads or Heads(through(services.graph, None))
        asked = heads.newest()
        await asyncio.sleep(0)  # the read is sent
        held = services.topology.held
        tried = None
        if held is not None and services.tokens.recalled(self._secret, None, now()):
            tried = _Outcome.of(at_once, held)
        head = await asked
        await self._admit(services, head)
        if tried is not None and held is not None and stamp(head) == held.stamp:
            found = tried.value()
            if found is not None:
                return found, held.revision
        return await to_thread.run_sync(_worked, work, services.topology, stamp(head))

    async def _admit(self, services: Services, head: history.Head) -> None:
        tokens, access = services.tokens, head.access
        principal = tokens.recalled(self._secret, access, now())
        if principal is None:
            principal = await to_thread.run_sync(tokens.holder, self._secret, access, now())
        admitted(self._wanted, self._request, principal)

    def admitted(self) -> Principal:
        """Return who asks, where no topology is wanted. Raises Unauthenticated, Forbidden."""
        services = cast("Services", self._request.app.state.services)
        head = services.graph.glance(history.newest)
        principal = services.tokens.holder(self._secret, head.access, now())
        return admitted(self._wanted, self._request, principal)

    @contextmanager
    def as_of(self, at: str | None) -> Iterator[Topology]:
        """Yield the topology as it was at a moment (cmdb.baselines.revision), else as it is.

        Who may read now may read the past. What fails inside says of which revision it speaks.
        """
        newest = self.topology()
        if at is None:
            yield newest
            return
        services = cast("Services", self._request.app.state.services)
        meant = services.graph.read(baselines.revision, at, now())
        if meant.number > newest.revision:  # written since
            newest = services.topology.current()
        found = services.past.at(newest, _stamp(meant))
        try:
            yield found
        except CmdbError as exc:
            raise type(exc)(
                f"{exc.detail.rstrip('.')} at revision {meant.number}.",
                remedy=exc.remedy,
                problems=exc.problems,
                candidates=exc.candidates,
            ) from exc


def _stamp(revision: history.Revision) -> Stamp:
    return Stamp(revision.number, revision.at.isoformat(), 0)
