"""A document as Markdown, in which no name becomes markup, a link or a mention. Pure."""

import re
from collections.abc import Iterator, Sequence

from cmdb.assessments.blocks import Block, Bullets, Document, Facts, Grid, Heading, Paragraph
from cmdb.sentences.escaping import words

_MARKUP = re.compile(r"[&<>\\`*\[\]|~^$={}]|(?<!\w)_|_(?!\w)")
_MENTION = re.compile(r"([@#!%](?=\w)|:(?=\w+:)|://|www\.)")
_START = re.compile(r"^([-+>=]|\d{1,9}(?=[.)]))")


def markdown(document: Document) -> str:
    """Return the document as Markdown with tables (GitHub, GitLab)."""
    return "\n\n".join(text for block in document.blocks for text in _block(block)) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {prose(block.text)}"
        case Paragraph():
            yield f"**{prose(block.text)}**" if block.strong else prose(block.text)
        case Bullets():
            yield "\n".join(f"- {prose(one)}" for one in block.items)
        case Facts():
            yield "\n".join(
                f"- **{prose(one.label)}**: " + (f"<{one.link}>" if one.link else prose(one.text))
                for one in block.items
            )
        case Grid():
            yield "\n".join(_grid(block))


def _grid(grid: Grid) -> Iterator[str]:
    yield f"| {' | '.join(map(prose, grid.columns))} |"
    yield f"|{'|'.join(['---'] * len(grid.columns))}|"
    for row in grid.rows:
        yield f"| {' | '.join(_cells(row, grid.spoken))} |"


def _cells(row: Sequence[str], spoken: frozenset[int]) -> list[str]:
    return [prose(cell) if at in spoken else words(cell) for at, cell in enumerate(row)]


def prose(text: str) -> str:
    """Return a sentence that shows as it is, whatever names stand in it."""
    line = " ".join(text.split())
    line = _MARKUP.sub(lambda found: f"&#{ord(found[0])};", line)
    line = _MENTION.sub(_broken, line)
    return _START.sub(lambda found: f"&#{ord(found[0][0])};{found[0][1:]}", line)


def _broken(found: re.Match[str]) -> str:
    """Return what begins a mention or an address so that it begins none: with a word joiner."""
    return f"{found[0][0]}\N{WORD JOINER}{found[0][1:]}"
