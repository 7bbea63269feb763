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
    """Yield what every module in this folder serves, by name."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{found.name}")
        if isinstance(router := getattr(module, "router", None), APIRouter):
            yield Served(router, getattr(module, "BODY_BYTES", {}))
