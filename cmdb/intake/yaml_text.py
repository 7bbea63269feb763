"""YAML as people mean it and attackers do not: the core schema of YAML 1.2, nothing else.

`no` is a string, `22:22` is a string, a date is a string; a key twice in one mapping, aliases
that expand without measure, recursion, deep nesting and tags that we do not know are errors.
Merge keys (`<<`) are honoured, as Compose and many tools do.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml
from yaml.composer import Composer, ComposerError
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.resolver import BaseResolver, Resolver

from cmdb.intake.text import MIB, Unreadable

SIZE_LIMIT = 16 * MIB
DEPTH_LIMIT = 100
ALIASED_NODES_LIMIT = 200_000

_CORE = "tag:yaml.org,2002:"
_TAGS = ("map", "seq", "str", "int", "float", "bool", "null")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a stream: what it says, and the line (from 1) on which it begins."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value under a local tag that the reader asked for, such as Compose's `!reset`."""

    tag: str
    value: Any


def documents(text: str, tags: Collection[str] = ()) -> Iterator[Document]:
    """Yield the documents of a YAML stream; a value under one of the `tags` comes as Tagged.

    Raises Unreadable with line and column.
    """
    try:
        loader = _Loader(text, tags)
        while loader.check_node():
            node: Any = loader.get_node()
            yield Document(loader.construct_document(node), node.start_mark.line + 1)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        raise Unreadable(
            f"is not valid YAML: {exc.problem or exc.context}.",
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
            remedy="A tab, an indentation or a quote is often the cause." if _syntax(exc) else "",
        ) from exc
    except yaml.YAMLError as exc:
        raise Unreadable(f"is not valid YAML: {str(exc).splitlines()[0]}.") from exc
    except RecursionError as exc:
        raise Unreadable("is nested too deeply.") from exc


def single(text: str) -> Any:
    """Return the value of a text that is one YAML document. Raises Unreadable, also for several."""
    found = list(documents(text))
    if len(found) > 1:
        raise Unreadable("holds more than one YAML document.", line=found[1].line)
    return found[0].value if found else None


def _syntax(exc: yaml.MarkedYAMLError) -> bool:
    return not isinstance(exc, ComposerError | ConstructorError)


class _Core(BaseResolver):
    """Which plain scalars are more than strings: YAML 1.2's core schema, and `<<`."""

    descend_resolver = Resolver.descend_resolver


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
    ("merge", r"<<", ["<"]),
):
    _Core.add_implicit_resolver(_CORE + _tag, re.compile(f"(?:{_pattern})\\Z"), _first)


class _Constructor(SafeConstructor):
    """Values of seven tags; whatever else is asked for is refused."""

    yaml_constructors: ClassVar[dict[str | None, Callable[..., Any]]] = {}


_Events: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else None


class _PureEvents(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The slower parser of the same events, where PyYAML was built without libyaml."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


# PyYAML's own C composer recurses without a limit and knows no duplicate keys: only the
# tokenising and parsing, where the time goes, is taken from C.
class _Loader(Composer, _Events or _PureEvents, _Constructor, _Core):  # type: ignore[misc]  # chosen at run time
    def __init__(self, text: str, tags: Collection[str]) -> None:
        (_Events or _PureEvents).__init__(self, text)
        Composer.__init__(self)
        _Constructor.__init__(self)
        _Core.__init__(self)
        self.depth = self.nodes = self.aliased = 0
        self.sizes: dict[str, int] = {}
        self.tags = frozenset(tags)

    def compose_node(self, parent: yaml.Node | None, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            return self._alias()
        before = self.nodes
        self.nodes += 1
        self.depth += 1
        event = self.peek_event()
        if self.depth > DEPTH_LIMIT:
            raise ComposerError(None, None, "nested too deeply", event.start_mark)
        self.sizes.pop(event.anchor, None)
        self.descend_resolver(parent, index)
        if self.check_event(yaml.ScalarEvent):
            node: yaml.Node = self.compose_scalar_node(event.anchor)
        elif self.check_event(yaml.SequenceStartEvent):
            node = self.compose_sequence_node(event.anchor)
        else:
            node = self.compose_mapping_node(event.anchor)
        self.ascend_resolver()
        self.depth -= 1
        if event.anchor:
            self.sizes[event.anchor] = self.nodes - before
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen = set()
        for key, _ in node.value:
            name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)
            if name in seen:
                reason = f'the key "{key.value}" stands twice in one mapping'
                raise ComposerError(None, None, reason, key.start_mark)
            seen.add(name)
        return node

    def _alias(self) -> Any:
        event = self.get_event()
        node = self.anchors.get(event.anchor)
        if node is None:
            reason = f'no anchor "{event.anchor}" stands before its alias'
            raise ComposerError(None, None, reason, event.start_mark)
        size = self.sizes.get(event.anchor)
        if size is None:
            reason = f'the alias "{event.anchor}" stands within itself'
            raise ComposerError(None, None, reason, event.start_mark)
        self.nodes += size
        self.aliased += size
        if self.aliased > ALIASED_NODES_LIMIT:
            raise ComposerError(None, None, "aliases expand to too much", event.start_mark)
        return node


def _integer(loader: Any, node: yaml.ScalarNode) -> int:
    digits = loader.construct_scalar(node)
    try:
        return int(digits, {"0o": 8, "0x": 16}.get(digits[:2], 10))
    except ValueError as exc:
        raise ConstructorError(
            None, None, "not an integer of usable size", node.start_mark
        ) from exc


def _float(loader: Any, node: yaml.ScalarNode) -> float:
    try:
        result = float(loader.construct_scalar(node))
    except ValueError as exc:
        raise ConstructorError(None, None, "not a number", node.start_mark) from exc
    if math.isfinite(result):
        return result
    raise ConstructorError(None, None, "the number is out of range", node.start_mark)


def _boolean(loader: Any, node: yaml.ScalarNode) -> bool:
    word = loader.construct_scalar(node).lower()
    if word in ("true", "false"):
        return bool(word == "true")
    raise ConstructorError(None, None, "a boolean is true or false", node.start_mark)


def _tagged(loader: Any, node: yaml.Node) -> Tagged:
    if node.tag not in loader.tags:
        raise ConstructorError(None, None, f"the tag {node.tag} is not known here", node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return Tagged(node.tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Tagged(node.tag, loader.construct_sequence(node, deep=True))
    tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
    plain = yaml.ScalarNode(tag, node.value, node.start_mark, node.end_mark)
    return Tagged(node.tag, loader.construct_object(plain))


_Constructor.yaml_constructors = {
    **{_CORE + tag: getattr(SafeConstructor, f"construct_yaml_{tag}") for tag in _TAGS},
    _CORE + "int": _integer,
    _CORE + "float": _float,
    _CORE + "bool": _boolean,
    None: _tagged,
}
