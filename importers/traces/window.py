"""Spans put together: each finds its parent wherever in the input that stands, in bounded memory."""

from dataclasses import dataclass
from hashlib import blake2b

from importers.traces.calls import Peer, Picture, Resource, Service

SPANS_HELD = 200_000


@dataclass(slots=True)
class Span:
    """One piece of work. `parents` and `links` are keys of other spans, the likeliest first."""

    key: int
    parents: tuple[int, ...]
    links: tuple[int, ...]
    kind: str
    service: Service | None
    peer: Peer | None
    protocol: str = ""
    answered: bool = False


def key(trace: str, span: str, half: str = "") -> int:
    """Return a number for a span: of 64 and 128 bit trace ids the lower half counts, padded or not.

    `half` tells two halves of a call apart that share an id, as Zipkin's do.
    """
    text = f"{trace[-16:].lstrip('0')}\n{span.lstrip('0')}\n{half}".lower()
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=12).digest())


class Window:
    """Spans in two halves, the older and the newer: a parent is looked for in both.

    Within 400,000 spans of each other, parent and child are found in whatever order they come;
    beyond that a call is counted as one whose caller is not in the input.
    """

    def __init__(self, picture: Picture, held: int = SPANS_HELD) -> None:
        self.picture = picture
        self.held = held
        self.older: dict[int, Span] = {}
        self.newer: dict[int, Span] = {}
        self.waiting: list[Span] = []
        self.orphans = 0

    def add(self, span: Span, resource: Resource, place: str, ended: int | None) -> None:
        """Take in a span; one that is there already is left out."""
        if span.key in self.newer or span.key in self.older:
            return
        self.picture.saw(resource, place, ended)
        self.newer[span.key] = span
        if len(self.newer) >= self.held:
            self._turn()

    def end(self) -> int:
        """Settle what is left; return how many spans name a caller that is not in the input."""
        self._turn()
        self._turn()
        return self.orphans

    def _turn(self) -> None:
        waiting: list[Span] = []
        for spans, again in ((self.waiting, False), (self.newer.values(), True)):
            for span in spans:
                found = self._link(span)
                if not found and again:
                    waiting.append(span)
                self.orphans += not (found or again)
        for span in self.older.values():
            if span.peer and span.service and not span.answered:
                self.picture.peers[span.service, span.peer] += 1
                if span.protocol:
                    self.picture.protocols[span.service, "calls", span.peer].add(span.protocol)
        self.older, self.newer, self.waiting = self.newer, {}, waiting

    def _link(self, span: Span) -> bool:
        """Count the calls that the span's parents and links tell; return whether it waits for none."""
        for link in span.links:
            other = self.newer.get(link) or self.older.get(link)
            if other and span.kind == "consumer":
                self._count(other, span)
        found = not span.parents
        for parent in span.parents:
            other = self.newer.get(parent) or self.older.get(parent)
            if other and other.service:
                self._count(other, span)
                return True
            found = found or bool(other)
        return found

    def _count(self, parent: Span, child: Span) -> None:
        caller, callee = parent.service, child.service
        if caller is None or callee is None or caller == callee:
            return
        if child.kind == "consumer" or parent.kind == "producer":
            self.picture.calls[callee, "feeds", caller] += 1
            return
        parent.answered = True
        self.picture.calls[caller, "calls", callee] += 1
        if protocol := _protocol(parent, child):
            self.picture.protocols[caller, "calls", callee].add(protocol)


def _protocol(parent: Span, child: Span) -> str:
    """Return how the call was made; a span that serves a call tells nothing of those it makes."""
    if parent.kind == "client" and parent.protocol:
        return parent.protocol
    return child.protocol if child.kind == "server" else ""
