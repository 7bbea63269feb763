"""What one API process works on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from api.events import Tell
from api.jobs import Job
from cmdb.access import Tokens
from cmdb.containment import ContainmentKeeper
from cmdb.errors import Unavailable
from cmdb.graph import Graph
from cmdb.intake import Grace, Reading
from cmdb.intake.model import Files
from cmdb.model import Model
from cmdb.quality import QualityKeeper
from cmdb.reconcile import Reconciliation, precedence_file
from cmdb.search import SearchKeeper
from cmdb.settings import STALE_DAYS
from cmdb.sources import Means
from cmdb.topology.keeper import TopologyKeeper
from cmdb.topology.past import PastKeeper


class Readings(Protocol):
    """What importers make of files: of a kind, or of those that are recognised; told settings."""

    def __call__(
        self, files: Files, kind: str | None = None, given: Mapping[str, str] = ..., /
    ) -> Iterable[Reading]: ...


class Live(Protocol):
    """What importers make of live sources: settings by name, secrets in them as references."""

    def accept(self, kind: str, settings: Mapping[str, str]) -> None:
        """Raise Invalid for settings that cannot be kept, NotFound for an unknown kind."""

    def check(self, kind: str, settings: Mapping[str, str], means: Means) -> None:
        """Raise Invalid for wrong settings, Forbidden for no rights, Unavailable for no answer."""

    def reading(self, name: str, kind: str, settings: Mapping[str, str], means: Means) -> Reading:
        """Return what a run of the source reads. Raises as `check`."""


class Apart(Protocol):
    """Carries imports out in processes of their own, each beside the others."""

    def __call__(self, services: "Services", job: Job, tell: Tell) -> dict[str, Any]:
        """Return the reports; `tell` hears of the progress.

        Raises what the import raises, Unavailable where its process ends before it.
        """

    def close(self) -> None:
        """End those that are under way: their runs stay incomplete."""


@dataclass(frozen=True, slots=True)
class Importing:
    """What importers do for an API: whoever composes the process knows them.

    Without `apart` every import is carried out in this process.
    """

    readings: Readings
    kinds: Callable[[], dict[str, Any]]
    guess: Callable[[Files, Mapping[str, str]], dict[str, Any]]
    live: Live | None = None
    apart: Apart | None = None


def _no_readings(
    files: Files,
    kind: str | None = None,
    given: Mapping[str, str] | None = None,  # noqa: ARG001  nobody is told
) -> Iterable[Reading]:
    raise Unavailable(f"This process imports no files: {kind or 'any'}, {len(files.names)} sent.")


def _no_guess(files: Files, given: Mapping[str, str]) -> dict[str, Any]:
    raise Unavailable(f"This process imports no files: {len(files.names)} sent, told {len(given)}.")


_NO_IMPORTING = Importing(
    _no_readings, lambda: {"items": [], "next": None, "patterns": [], "broken": []}, _no_guess
)


@dataclass(frozen=True, slots=True)
class Services:
    """What one API process works on. `rules` is the file, or the folder of the file, of relation
    rules, `precedence` the folder of precedence.toml; None: what is shipped."""

    graph: Graph
    model: Model
    tokens: Tokens
    topology: TopologyKeeper
    past: PastKeeper
    home: Path
    stale_after: timedelta
    importing: Importing
    places: Mapping[str, str]
    quality: QualityKeeper
    search: SearchKeeper
    tree: ContainmentKeeper
    rules: Path | None = None
    precedence: Path | None = None
    grace: Grace = field(default_factory=Grace)

    def truth(self, at: datetime) -> Reconciliation:
        """Return what decides whose values hold, by the precedence as its file says now."""
        return Reconciliation(self.model, precedence_file.load(self.model, self.precedence), at)


def services(
    graph: Graph,
    model: Model,
    home: Path,
    *,
    importing: Importing = _NO_IMPORTING,
    places: Mapping[str, str] | None = None,
    stale_days: int = STALE_DAYS,
) -> Services:
    """Return what a process needs to serve this graph; its topology is not loaded yet.

    `places` names addresses and log files, for `cmdb status`; `stale_days` is after how many
    days what nobody has seen counts as stale.
    """
    keeper, past = TopologyKeeper(graph, model), PastKeeper(graph)
    stale_after = timedelta(days=stale_days)
    tokens = Tokens(graph)
    return Services(
        graph,
        model,
        tokens,
        keeper,
        past,
        home,
        stale_after,
        importing,
        places or {},
        QualityKeeper(graph, stale_after),
        SearchKeeper(graph),
        ContainmentKeeper(),
    )


def now() -> datetime:
    return datetime.now(UTC)
