"""What a document is made of, before it is written in any format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what it says; `link` is where that leads."""

    label: str
    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    items: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `spoken` are the columns that hold sentences, all others hold names and words."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    spoken: frozenset[int] = frozenset()


Block = Heading | Paragraph | Bullets | Facts | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """`lang` is the tag (BCP 47) of its language."""

    title: str
    lang: str
    blocks: Sequence[Block]
