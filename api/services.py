"""What one API process works on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmdb.access import Tokens
from cmdb.errors import Unavailable
from cmdb.graph import Graph
from cmdb.intake import Reading
from cmdb.intake.model import Files
from cmdb.model import Model
from cmdb.settings import STALE_DAYS
from cmdb.topology.keeper import TopologyKeeper
from cmdb.topology.past import PastKeeper

Readings = Callable[[Files, str | None], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class Services:
    """What one API process works on."""

    graph: Graph
    model: Model
    tokens: Tokens
    topology: TopologyKeeper
    past: PastKeeper
    home: Path
    stale_after: timedelta
    readings: Readings
    places: Mapping[str, str]


def _no_readings(files: Files, kind: str | None) -> Iterable[Reading]:
    raise Unavailable(f"This process imports no files: {kind or 'any'}, {len(files.names)} sent.")


def services(
    graph: Graph,
    model: Model,
    home: Path,
    *,
    readings: Readings = _no_readings,
    places: Mapping[str, str] | None = None,
    stale_days: int = STALE_DAYS,
) -> Services:
    """Return what a process needs to serve this graph; its topology is not loaded yet.

    `readings` is what importers make of uploaded files: whoever composes the process knows them.
    `places` names addresses and log files, for `cmdb status`; `stale_days` is after how many
    days what nobody has seen counts as stale.
    """
    keeper, past = TopologyKeeper(graph, model), PastKeeper(graph)
    stale_after = timedelta(days=stale_days)
    tokens = Tokens(graph)
    return Services(graph, model, tokens, keeper, past, home, stale_after, readings, places or {})


def now() -> datetime:
    return datetime.now(UTC)
