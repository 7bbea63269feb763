"""Tokens looked up once and kept while nothing has changed."""

import time
from datetime import datetime

from cmdb.access import rules, store
from cmdb.access.model import Principal, Token
from cmdb.graph import Graph

_MOST = 10_000
_AGE_S = 60.0  # a database restored from a backup may repeat a count


class Tokens:
    """Answers who holds a token, from memory while `Head.access` stays what it was."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, tuple[int, float, Token]] = {}

    def recalled(self, secret: str, access: int | None, now: datetime) -> Principal | None:
        """Return who holds it as far as memory tells: at that count, or at any where it is None.

        Raises Unauthenticated for a token that has ended.
        """
        count, since, token = self._known.get(rules.digest(secret), (None, 0.0, None))
        if token is None or access not in (None, count) or time.monotonic() - since >= _AGE_S:
            return None
        return rules.admitted(token, rules.moment(now))

    def holder(self, secret: str, access: int, now: datetime) -> Principal:
        """Return who holds it. `access` is the head's count, read after the request had come.

        Raises Unauthenticated, Unavailable.
        """
        at = rules.moment(now)
        if not rules.is_token(secret):
            return rules.admitted(None, at)
        known = self.recalled(secret, access, now)
        return known or rules.admitted(self._fetched(rules.digest(secret), access), at)

    def _fetched(self, hash_: str, access: int) -> Token | None:
        since = time.monotonic()
        token = self._graph.read(store.token, hash_)
        if token is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            # Kept under the count from before the read: a change in between makes it stale.
            self._known[hash_] = (access, since, token)
        return token
