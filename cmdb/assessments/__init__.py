"""An impact answer as people look through it, and as they paste it into the record of a change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from cmdb.assessments.blocks import Document
from cmdb.assessments.choosing import chosen
from cmdb.assessments.document import LISTED, Told, document
from cmdb.assessments.examining import examined
from cmdb.assessments.html import html
from cmdb.assessments.markdown import markdown
from cmdb.assessments.model import Chosen, Examined, Listed, Order, Overview, Trait
from cmdb.assessments.overview import Looking, called, listed, overview
from cmdb.assessments.overview import told as sentences
from cmdb.assessments.pdf import pdf
from cmdb.assessments.sheet import sheet
from cmdb.hypotheses import Edit
from cmdb.impact import Question

__all__ = [
    "FORMATS",
    "Chosen",
    "Examined",
    "Listed",
    "Looking",
    "Order",
    "Overview",
    "Trait",
    "assessment",
    "called",
    "chosen",
    "examined",
    "html",
    "listed",
    "markdown",
    "overview",
    "pdf",
    "sentences",
    "sheet",
]

FORMATS: Mapping[str, tuple[str, Callable[[Document], bytes]]] = MappingProxyType(
    {
        "markdown": ("text/markdown; charset=utf-8", lambda made: markdown(made).encode()),
        "html": ("text/html; charset=utf-8", lambda made: html(made).encode()),
        "pdf": ("application/pdf", pdf),
    }
)
"""What a document is written in: its media type, and what writes it."""


def assessment(  # noqa: PLR0913, PLR0917  what was asked, and what came of it
    of: Examined,
    question: Question,
    edits: Sequence[Edit],
    found: Overview,
    language: str,
    asked_at: datetime,
    link: str | None,
) -> Document:
    """Return the answer, of which `found` is the overview with contacts, for the record of a change."""
    hit = Chosen(frozenset({"down", "degraded"}), services=False, given=False)
    others = chosen(of, hit)
    shown = Looking(of, language).hits(others[:LISTED])
    told = Told(of.topology, question, edits, found, shown, len(others), asked_at, link)
    return document(told, language)
