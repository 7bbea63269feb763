"""The formats that a map is written in, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cmdb.maps.dot import dot
from cmdb.maps.graphml import graphml
from cmdb.maps.mermaid import mermaid
from cmdb.maps.model import Map
from cmdb.maps.plain import as_json
from cmdb.maps.svg import svg


class Format(NamedTuple):
    """A format: its media type, how its files end, and what writes it."""

    media_type: str
    suffixes: tuple[str, ...]
    write: Callable[[Map], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "json": Format("application/json", (".json",), as_json),
        "svg": Format("image/svg+xml", (".svg",), svg),
        "mermaid": Format("text/vnd.mermaid; charset=utf-8", (".mmd", ".mermaid"), mermaid),
        "dot": Format("text/vnd.graphviz; charset=utf-8", (".dot", ".gv"), dot),
        "graphml": Format("application/graphml+xml", (".graphml",), graphml),
    }
)
