"""What people see: tables and colours on a terminal, plain text elsewhere."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

STATE_STYLE = {"down": "bold red", "degraded": "yellow", "at_risk": "cyan", "ok": "green"}
_WIDE = 200  # of a pipe: nothing is folded that a program might read


@cache
def console() -> "Console":
    """Return standard output as rich writes it."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDE
    return Console(highlight=False, soft_wrap=False, width=width, emoji=False, markup=False)


@cache
def asides() -> "Console":
    """Return standard error: progress and remarks, never an answer."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False, markup=False)


def line(text: str = "", style: str = "") -> None:
    """Print a line of the answer."""
    console().print(text, style=style or None, soft_wrap=True)


def aside(text: str) -> None:
    """Print a remark on standard error."""
    asides().print(text, soft_wrap=True)


def raw(body: bytes) -> None:
    """Write bytes to standard output as they are; a terminal gets its line end."""
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    if sys.stdout.isatty() and not body.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Print rows under their columns. A cell is text, or (text, style)."""
    from rich import box
    from rich.table import Table

    drawn = Table(
        *columns, title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for row in rows:
        drawn.add_row(*map(_cell, row))
    console().print(drawn)


def _cell(value: Any) -> "Text":
    from rich.text import Text

    if isinstance(value, tuple):
        return Text(str(value[0]), style=value[1])
    return Text("" if value is None else str(value))


def facts(pairs: Iterable[tuple[str, Any]]) -> None:
    """Print names with their values, one a line, the values aligned."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table.grid(padding=(0, 2))
    for name, value in pairs:
        drawn.add_row(Text(name, style="dim"), _cell(value))
    console().print(drawn)


def state(name: str) -> tuple[str, str]:
    """Return a cell for a state, in its colour."""
    return (name, STATE_STYLE.get(name, ""))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 relation`, `2,000 relations`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shown(value: Any) -> str:
    """Return a value as people read it: a list by commas, nothing as a dash."""
    if value is None:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@contextmanager
def progress() -> "Iterator[Progress]":
    """Yield a progress bar on standard error; off a terminal it draws nothing."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeElapsedColumn(),
        console=asides(),
        transient=True,
        disable=not asides().is_terminal,
    ) as bar:
        yield bar
