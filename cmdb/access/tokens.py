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

    def holder(self, secret: str, access: int, now: datetime) -> Principal:
        """Return who holds it. `access` is the head's count, read after the request had come.

        Raises Unauthenticated, Unavailable.
        """
        at = rules.moment(now)
        if not rules.is_token(secret):
            return rules.admitted(None, at)
        hash_ = rules.digest(secret)
        found = self._recalled(hash_, access) or self._fetched(hash_, access)
        return rules.admitted(found, at)

    def _recalled(self, hash_: str, access: int) -> Token | None:
        count, since, token = self._known.get(hash_, (None, 0.0, None))
        return token if count == access and time.monotonic() - since < _AGE_S else None

    def _fetched(self, hash_: str, access: int) -> Token | None:
        since = time.monotonic()
        token = self._graph.read(store.token, hash_)
        if token is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            # Kept under the count from before the read: a change in between makes it stale.
            self._known[hash_] = (access, since, token)
        return token
