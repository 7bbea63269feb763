"""Which CI is meant: an id, a name where it is unique, or `class:name`."""

from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

from cmdb.errors import Invalid, NotFound
from cmdb.topology.snapshot import Topology

_GONE = ("retired", "disposed")
_COMPARED = 2_000
_OFFERED = 5
_LISTED = 20


def resolve(topology: Topology, ref: str) -> int:
    """Return the place of the CI that a reference means.

    A name that a retired CI shares means the one that is in use. Raises NotFound with near names,
    and Invalid with the candidates where the name is ambiguous.
    """
    found = meant(topology, ref)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"There is no CI {ref!r}.",
            remedy="Find it with `cmdb find`.",
            candidates=near(topology, ref),
        )
    raise Invalid(
        f"{len(found)} CIs are named {ref!r}.",
        remedy="Name it by its id or as class:name.",
        candidates=[_described(topology, place) for place in found[:_LISTED]],
    )


def meant(topology: Topology, ref: str) -> list[int]:
    """Return the places of all CIs that a reference may mean; none for one that nobody bears."""
    place = topology.place(ref)
    if place is not None:
        return [place]
    prefix, colon, rest = ref.partition(":")
    found: list[int] = []
    if colon and prefix in topology.model.classes:
        found = [p for p in topology.named(rest) if topology.profile(p).class_name == prefix]
    found = found or topology.named(ref)
    return [p for p in found if topology.profile(p).lifecycle not in _GONE] or found


def _described(topology: Topology, place: int) -> str:
    profile = topology.profile(place)
    return f"{profile.class_name}:{topology.name(place)} ({topology.id(place)})"


def near(topology: Topology, ref: str) -> list[str]:
    """Return up to five names that the writer of `ref` may have meant, the likeliest first."""
    prefix, colon, rest = ref.partition(":")
    text = rest if colon and prefix in topology.model.classes else ref
    wanted = text.casefold()
    alike = islice(_alike(topology, wanted), _COMPARED)
    names = {name.casefold(): name for name in alike}
    close = get_close_matches(wanted, names, n=_OFFERED, cutoff=0.6)
    inside = sorted(
        (name for name in names if wanted in name and name not in close),
        key=lambda name: (-SequenceMatcher(None, wanted, name).ratio(), name),
    )
    return [names[name] for name in (*close, *inside)[:_OFFERED]]


def _alike(topology: Topology, wanted: str) -> Iterator[str]:
    """Yield names worth a close look: those that hold the text, or share its rough shape."""
    for place in topology.places():
        name = topology.name(place)
        if _worth(name.casefold(), wanted):
            yield name


def _worth(name: str, wanted: str) -> bool:
    if wanted in name:
        return True
    if abs(len(name) - len(wanted)) > max(2, len(wanted) // 3):
        return False
    return name[:1] == wanted[:1] or name[-2:] == wanted[-2:]
