"""`python -m bench [--sizes 10k,100k,1m] [--only PART,…] [--write]`"""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench import (
    hypotheses,
    impact,
    imports,
    loading,
    past,
    serving,
    topology,
    views,
    weaknesses,
)
from bench.database import Database, database
from bench.estate import Estate
from bench.filling import fill
from bench.report import Figure, machine, page, renewed, short, table, written

_PARTS = ("load", "import", "topology", "impact", "what-if", "serving", "weak", "page", "past")
_OF_AN_ESTATE: Mapping[str, Callable[[Database, Estate, impact.Progress], Iterable[Figure]]] = {
    "what-if": hypotheses.of_estate,
    "serving": serving.measured,
    "weak": weaknesses.measured,
    "page": views.measured,
    "past": past.measured,  # last: it changes the estate
}
_UNITS = {"k": 1_000, "m": 1_000_000}
_LOADED = 20_000
_IMPORTED = 100_000
_PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write docs/benchmarks.md where that is asked for."""
    given = _arguments(words)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, _interrupt)
    begun = time.monotonic()

    def progress(said: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {said}", file=sys.stderr, flush=True)

    try:
        server, figures = _measured(given.sizes, given.only, progress)
    except KeyboardInterrupt:
        print("Stopped; nothing is left behind.", file=sys.stderr)
        return 130
    print("\n".join(machine(server)), "", table(figures), sep="\n")
    if given.write:
        if set(given.only) != set(_PARTS):  # what was not measured stays as it was
            figures = renewed(written(_PAGE.read_text("utf-8")), figures)
        _PAGE.write_text(page(figures, server), "utf-8")
    return 0


def _measured(
    sizes: Sequence[int], parts: Sequence[str], progress: impact.Progress
) -> tuple[str, list[Figure]]:
    found: list[Figure] = []
    server = ""
    if "load" in parts:
        found += loading.measured(min(_LOADED, *sizes), progress)
    if "import" in parts:
        found += imports.measured([size for size in sizes if size >= _IMPORTED] or sizes, progress)
    if "what-if" in parts:
        found += hypotheses.measured(progress)
    by_size: dict[int, dict[int, impact.Latencies]] = {}
    for size in sizes if set(parts) - {"load", "import"} else ():
        with database() as filled:
            server = filled.graph.server()
            progress(f"estate of {short(size)} CIs")
            estate = Estate(size)
            fill(filled, estate, progress)
            found += _of_estate(filled, estate, parts, by_size, progress)
    found += impact.growth(by_size)
    return server, found


def _of_estate(
    filled: Database,
    estate: Estate,
    parts: Sequence[str],
    by_size: dict[int, dict[int, impact.Latencies]],
    progress: impact.Progress,
) -> Iterator[Figure]:
    if "topology" in parts:
        yield from topology.measured(filled, estate.size, progress)
    if "impact" in parts:
        by_size[estate.size] = impact.latencies(filled, estate, progress)
        yield from impact.figures(estate.size, by_size[estate.size])
    for part, measured in _OF_AN_ESTATE.items():
        if part in parts:
            yield from measured(filled, estate, progress)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes", type=_sizes, default="10k,100k,1m", help="CIs of each estate: 10k,100k,1m"
    )
    parser.add_argument("--only", type=_parts, default=",".join(_PARTS), help=", ".join(_PARTS))
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    return parser.parse_args(words)


def _sizes(said: str) -> list[int]:
    return [_size(one.strip().lower()) for one in said.split(",")]


def _size(said: str) -> int:
    number = said.rstrip("km")
    if not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{said!r} is no size such as 10k or 1m")
    return int(number) * _UNITS.get(said[-1], 1)


def _parts(said: str) -> list[str]:
    parts = [one.strip() for one in said.split(",")]
    if unknown := [part for part in parts if part not in _PARTS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(_PARTS)}")
    return parts


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
