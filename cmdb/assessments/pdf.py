"""A document as PDF. Chinese is set in the fonts that every PDF reader has for it: none is embedded."""

from collections.abc import Iterator
from functools import cache
from html import escape
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Flowable, LongTable, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Paragraph as Text

from cmdb.assessments.blocks import Block, Bullets, Document, Facts, Grid, Heading, Paragraph

_SIMPLIFIED, _TRADITIONAL, _LATIN = "STSong-Light", "MSung-Light", "Helvetica"
_MARGIN = 15 * mm
_SIZE = 8.5
_CELL = 1_200
_WORD = 24
_NARROW, _WIDE = 1.0, 2.6
_INK, _LINE, _HEAD = (
    colors.HexColor("#1d2329"),
    colors.HexColor("#c4ccd4"),
    colors.HexColor("#eef1f4"),
)


def pdf(document: Document) -> bytes:
    """Return the document on A4 pages, lying, as its tables are wide."""
    _register()
    out = BytesIO()
    made = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        title=document.title,
        lang=document.lang,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    story = [part for block in document.blocks for part in _block(block, document.lang, made.width)]
    made.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


@cache
def _register() -> None:
    for name in (_SIMPLIFIED, _TRADITIONAL):
        registerFont(UnicodeCIDFont(name))


def _numbered(canvas: Any, made: Any) -> None:
    canvas.setFont(_LATIN, 7)
    canvas.setFillColor(_INK)
    canvas.drawRightString(made.pagesize[0] - _MARGIN, 8 * mm, str(made.page))


def _block(block: Block, lang: str, width: float) -> Iterator[Flowable]:
    match block:
        case Heading():
            size = 16 if block.level == 1 else 11
            yield _text(block.text, lang, size=size, strong=True, before=6)
        case Paragraph():
            yield _text(block.text, lang, size=10, strong=block.strong)
        case Bullets():
            yield from (_text(f"– {one}", lang) for one in block.items)
        case Facts():
            for one in block.items:
                yield _text(one.text, lang, label=one.label, link=one.link)
        case Grid():
            yield _grid(block, lang, width)
            yield Spacer(1, 4)


def _grid(grid: Grid, lang: str, width: float) -> Flowable:
    shares = [_WIDE if at in grid.spoken else _NARROW for at in range(len(grid.columns))]
    widths = [width * share / sum(shares) for share in shares]
    head = [_text(one, lang, strong=True) for one in grid.columns]
    rows = [[_text(cell[:_CELL], lang) for cell in row] for row in grid.rows]
    return LongTable(
        [head, *rows],
        colWidths=widths,
        repeatRows=1,
        hAlign="LEFT",
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        ),
    )


def _text(  # noqa: PLR0913  what a line of text may be
    text: str,
    lang: str,
    *,
    size: float = _SIZE,
    strong: bool = False,
    before: float = 0,
    label: str = "",
    link: str | None = None,
) -> Text:
    style = ParagraphStyle(
        "text",
        fontName=_LATIN,
        fontSize=size,
        leading=size * 1.4,
        textColor=_INK,
        spaceBefore=before,
        spaceAfter=2,
        wordWrap="CJK" if _breaks_anywhere(text) else None,
    )
    said = _set(text, lang, strong=strong)
    if link:
        said = f'<a href="{escape(link)}">{said}</a>'
    if label:
        said = f"{_set(label + ': ', lang, strong=True)}{said}"
    return Text(said, style)


def _breaks_anywhere(text: str) -> bool:
    """Tell whether lines may end within words: Chinese has no blanks, and some names are too long."""
    return not _has(text, "cp1252") or max(map(len, text.split()), default=0) > _WORD


def _set(text: str, lang: str, *, strong: bool) -> str:
    """Return the text in the markup of paragraphs, each run in a font that has its characters."""
    line = " ".join(text.split())
    runs = ((font, "".join(run)) for font, run in groupby(line, lambda one: _font(one, lang)))
    return "".join(_run(font, run, strong=strong) for font, run in runs)


def _run(font: str, run: str, *, strong: bool) -> str:
    if font == _LATIN:
        return f"<b>{escape(run)}</b>" if strong else escape(run)
    return f'<font name="{font}">{escape(run)}</font>'


def _font(character: str, lang: str) -> str:
    if _has(character, "cp1252"):
        return _LATIN
    return _TRADITIONAL if lang == "zh-Hant" and _has(character, "big5") else _SIMPLIFIED


def _has(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
