"""XML as a stream of its elements' beginnings and ends, or as a tree: no entities, nothing fetched.

A document type may be named (nmap does), but what it declares is refused: that is how a small file
unfolds into gigabytes, or reads files of the server.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # the error only: defusedxml parses
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cmdb.intake.text import MIB, Unreadable, checked_size, head, text

Event = tuple[str, Mapping[str, str] | None]

DEPTH_LIMIT = 100
_CHUNK = 64 * 1024
_LONGEST_TAG = 8 * MIB
_CUT_OFF = (
    errors.codes[errors.XML_ERROR_NO_ELEMENTS],
    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN],
    errors.codes[errors.XML_ERROR_PARTIAL_CHAR],
    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
)


class CutOff(Unreadable):
    """XML that ends before its first element does: what wrote it was stopped."""


class _Events:
    """What the parser is told of, until it is fetched. Texts between the tags are let go."""

    def __init__(self) -> None:
        self.waiting: list[Event] = []
        self.depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise Unreadable("is nested too deeply.")
        self.waiting.append((tag, attributes))

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.waiting.append((tag, None))

    def data(self, _: str) -> None: ...

    def close(self) -> None: ...


class _Tree(_Events):
    """The whole document as mappings and texts, built without recursion."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[dict[str, Any], list[str]]] = [({}, [])]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        self.open.append(({}, []))

    def data(self, text: str) -> None:
        self.open[-1][1].append(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        value = self.value(*self.open.pop())
        name = tag.rpartition("}")[2].lower()
        parent = self.open[-1][0]
        before = parent.get(name)
        if isinstance(before, list):
            before.append(value)
        else:
            parent[name] = value if name not in parent else [before, value]

    def value(self, children: dict[str, Any], texts: list[str]) -> Any:
        return children or "".join(texts).strip()


class _Attributed(_Tree):
    """The same with attributes, as `@name`, and texts beside them, as the empty name."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        own = self.open[-1][0]
        own.update({f"@{name.rpartition('}')[2].lower()}": v for name, v in attributes.items()})

    def value(self, children: dict[str, Any], texts: list[str]) -> Any:
        text = "".join(texts).strip()
        return children | {"": text} if children and text else children or text


def tree(path: Path, limit: int) -> dict[str, Any]:
    """Return {tag: content} of a document: a mapping of the children by tag, or the text of a leaf.

    Tags are in lower case without their namespace, several of one tag are a list; attributes and
    texts beside children are left out. Raises as `events` does.
    """
    found = _Tree()
    for _ in _read(path, limit, found):
        pass
    return found.open[0][0]


def attributed(path: Path, limit: int) -> dict[str, Any]:
    """Return what `tree` does, with attributes as `@name` and texts beside them under ""."""
    found = _Attributed()
    for _ in _read(path, limit, found):
        pass
    return found.open[0][0]


def events(path: Path, limit: int) -> Iterator[Event]:
    """Yield (tag, attributes) where an element begins, and (tag, None) where it ends.

    Holds no more than a part of 64 KiB at a time. Raises CutOff where it ends too early, and
    Unreadable where it is no XML any more (what stood before has been yielded), both with line and
    column; Unreadable also for declared entities and for a file of more than `limit` bytes.
    """
    return _read(path, limit, _Events())


def _read(path: Path, limit: int, found: _Events) -> Iterator[Event]:
    checked_size(path, limit)
    if not head(path).lstrip().startswith("<"):
        text(path, limit)
        raise Unreadable("is not XML: it does not begin with <.", line=1, column=1)
    try:
        yield from _parsed(path, DefusedXMLParser(target=found), found)
    except ParseError as exc:
        raise _broken(exc) from exc
    except DefusedXmlException as exc:
        raise Unreadable(
            "declares entities, which are refused: they unfold without measure.",
            remedy="Remove the <!ENTITY …> declarations.",
        ) from exc
    except (LookupError, ValueError) as exc:  # an encoding that Python does not know
        raise Unreadable(f"is not XML that can be read: {exc}.") from exc
    except OSError as exc:
        raise Unreadable(f"cannot be read ({exc.strerror}).") from exc


def _broken(exc: ParseError) -> Unreadable:
    line, column = exc.position
    if exc.code in _CUT_OFF:
        return CutOff("ends before it is complete.", line=line, column=column + 1)
    reason = f"is not XML: {str(exc).partition(':')[0]}."
    return Unreadable(reason, line=line, column=column + 1)


def _parsed(path: Path, parser: Any, found: _Events) -> Iterator[Event]:
    given = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            given += len(chunk)
            try:
                parser.feed(chunk)
            finally:
                ready, found.waiting = found.waiting, []
                yield from ready
            if given - parser.parser.CurrentByteIndex > _LONGEST_TAG:
                raise Unreadable(f"has a tag of more than {_LONGEST_TAG:,} bytes.")
    parser.close()
