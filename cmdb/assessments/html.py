"""A document as HTML to be pasted into other programs: plain elements, no style, no script. Pure."""

from collections.abc import Iterator
from html import escape

from cmdb.assessments.blocks import Block, Bullets, Document, Facts, Grid, Heading, Paragraph


def html(document: Document) -> str:
    """Return a whole page; what is between the body's tags can be pasted."""
    body = "".join(part for block in document.blocks for part in _block(block))
    return (
        f'<!doctype html><html lang="{escape(document.lang)}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title></head><body>{body}</body></html>\n"
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
        case Paragraph():
            text = escape(block.text)
            yield f"<p><strong>{text}</strong></p>" if block.strong else f"<p>{text}</p>"
        case Bullets():
            yield f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in block.items)}</ul>"
        case Facts():
            rows = (
                f"<li><strong>{escape(one.label)}</strong>: {_linked(one.text, one.link)}</li>"
                for one in block.items
            )
            yield f"<ul>{''.join(rows)}</ul>"
        case Grid():
            yield from _grid(block)


def _linked(text: str, link: str | None) -> str:
    return f'<a href="{escape(link)}">{escape(text)}</a>' if link else escape(text)


def _grid(grid: Grid) -> Iterator[str]:
    yield '<table border="1"><thead><tr>'
    yield from (f"<th>{escape(column)}</th>" for column in grid.columns)
    yield "</tr></thead><tbody>"
    for row in grid.rows:
        yield f"<tr>{''.join(f'<td><bdi>{escape(cell)}</bdi></td>' for cell in row)}</tr>"
    yield "</tbody></table>"
