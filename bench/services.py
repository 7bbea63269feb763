"""A graph of services that call each other, a third of them in one circle, as seen in a real estate."""

import random
from collections.abc import Iterator

from bench.block import Block, id_of

SERVICES = 1_238
RELATIONS = 4_271
CIRCLE = 356
_ABOVE = 500
"""How many services stand above the circle: they need it, it does not need them."""
_SEED = 7


def name(number: int) -> str:
    return f"service-{number:04}"


def ci(number: int) -> str:
    """Return the id of a service."""
    return id_of(_SEED, name(number))


def drawn() -> Block:
    """Return the graph: exactly as many services and relations, and one circle of exactly that size.

    Services need only those of a higher number, but for the circle, whose last needs its first. Few
    are needed by many. Some relations are soft, some services need one or all but one of a group.
    """
    dice = random.Random(_SEED)
    block = Block(_SEED, dice)
    for number in range(SERVICES):
        quorum = {"pool": dice.choice((1, "n-1"))} if dice.random() < _GROUPED else {}
        block.ci("application_service", name(number), quorum)
    for dependent, supplier in _pairs(dice):
        fields = {"strength": "soft"} if dice.random() < _SOFT else {}
        if dice.random() < _IN_POOL and block.cis[dependent].quorum:
            fields["group"] = "pool"
        block.needs(name(dependent), "DEPENDS_ON", name(supplier), **fields)
    return block


_GROUPED, _IN_POOL, _SOFT = 0.3, 0.5, 0.15
_NEAR = 3.0


def _pairs(dice: random.Random) -> Iterator[tuple[int, int]]:
    last = _ABOVE + CIRCLE - 1
    found = {(at, at + 1 if at < last else _ABOVE): None for at in range(_ABOVE, last + 1)}
    while len(found) < RELATIONS:
        dependent = dice.randrange(SERVICES - 1)
        # Towards the higher numbers: what is shared is needed by many.
        share = 1 - dice.random() ** _NEAR
        supplier = dependent + 1 + int(share * (SERVICES - dependent - 1))
        found[dependent, min(supplier, SERVICES - 1)] = None
    yield from found
