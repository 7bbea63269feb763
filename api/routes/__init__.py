"""One file a capability. A module here that has a `router` is served: no list names it."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import APIRouter


@dataclass(frozen=True, slots=True)
class Served:
    """A module's router; `body_bytes` names the paths that take more than others do."""

    router: APIRouter
    body_bytes: dict[str, int] = field(default_factory=dict)


def served() -> Iterator[Served]:
    """Yield what every module in this folder serves, by name.

    A path that ends in a reference takes whatever follows (names may hold slashes), so whoever has
    such a path comes last: `/cis/{ref}/map` is asked before `/cis/{ref}`.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [
        Served(router, getattr(module, "BODY_BYTES", {}))
        for module in modules
        if isinstance(router := getattr(module, "router", None), APIRouter)
    ]
    yield from sorted(found, key=_greedy)


def _greedy(one: Served) -> bool:
    return any(getattr(route, "path", "").endswith(":path}") for route in one.router.routes)
