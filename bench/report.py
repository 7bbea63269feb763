"""What was measured, as a table: for a terminal and for docs/benchmarks.md."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import psutil

_HEAD = ("Estate", "Measured", "Target", "Result", "Met")
_PACKAGES = ("neo4j", "neo4j-rust-ext", "networkx", "numpy", "orjson", "fastapi", "uvicorn")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `met` is None where there is no target."""

    part: str
    estate: str
    what: str
    result: str
    target: str = ""
    met: bool | None = None


def short(number: int) -> str:
    """Return a size as people say it: 10 k, 1 M."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit and number % unit == 0:
            return f"{number // unit} {name}"
    return f"{number:,}"


def machine(server: str) -> list[str]:
    """Return what the figures were measured on, a line each."""
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0))
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return [
        f"{cores} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()}",
        f"Python {platform.python_version()}, {server}",
        packages,
    ]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as Markdown, a table a part, aligned so that a terminal shows it too."""
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        parts.setdefault(figure.part, []).append(figure)
    return "\n\n".join(f"## {part}\n\n{_aligned(rows)}" for part, rows in parts.items())


def page(figures: Sequence[Figure], server: str) -> str:
    """Return docs/benchmarks.md."""
    lines = "\n".join(f"- {line}" for line in machine(server))
    missed = sum(figure.met is False for figure in figures)
    met = sum(figure.met is True for figure in figures)
    return _PAGE.format(lines=lines, met=met, of=met + missed, table=table(figures))


def written(page: str) -> list[Figure]:
    """Return the figures that a page of ours shows."""
    found: list[Figure] = []
    part = ""
    for line in page.splitlines():
        if line.startswith("## "):
            part = line.removeprefix("## ")
        elif part and line.startswith("| "):
            cells = tuple(cell.strip() for cell in line.strip("|").split(" |"))
            estate, what, target, result, met = (cell.removeprefix("| ") for cell in cells)
            if (estate, what) != _HEAD[:2]:
                said = {"yes": True, "**no**": False}.get(met)
                found.append(Figure(part, estate, what, result, target, said))
    return found


def renewed(before: Iterable[Figure], measured: Iterable[Figure]) -> list[Figure]:
    """Return the figures of a page after some of them were measured anew; new ones follow their part."""
    new = {(one.part, one.estate, one.what): one for one in measured}
    found = [new.pop((one.part, one.estate, one.what), one) for one in before]
    return found + list(new.values())


def _aligned(figures: Sequence[Figure]) -> str:
    rows = [_HEAD, *map(_cells, figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    met = {True: "yes", False: "**no**", None: ""}[figure.met]
    return (figure.estate, figure.what, figure.target, figure.result, met)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(_padded(cells, widths)) + " |"


def _padded(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    return (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))


_PAGE = """# Benchmarks

Written by `make bench BENCH_ARGS=--write`; what each figure means stands in the modules of `bench/`.
Ratios are of one run on one machine: they say more than the milliseconds beside them.
{met} of {of} targets are met.

{lines}

Every estate is drawn from a seed: layered from sites and power to business services, with pools, groups,
shared parts and circles among applications, about 1.5 relations a CI. Every question is asked once:
nothing is remembered from one to the next. A question is taken only if a plain traversal reaches
just the CIs of the impact answer, so that both return the same set. The answer carries the proof of
each CI's state; the traversal returns id, class and name of each in a row of its own, the fastest of
several forms. Where it packs only the ids into one list it is faster still: that stands beside it.

{table}
"""
